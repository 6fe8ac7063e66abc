"""The RSS 2.0 feed as WordPress writes it, with its ETag and Last-Modified."""

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from html import escape

from sandbox.newsroom.body import content, plain_text
from sandbox.newsroom.faults import Fault
from sandbox.newsroom.links import Links, terms
from sandbox.newsroom.models import Article, Language
from sandbox.newsroom.settings import FeedContent, FeedPhoto
from sandbox.newsroom.wording import excerpt, printable, texturize

_NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wfw="http://wellformedweb.org/CommentAPI/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:slash="http://purl.org/rss/1.0/modules/slash/" '
    'xmlns:media="http://search.yahoo.com/mrss/"'
)
_BOMB = (
    '<!DOCTYPE rss [<!ENTITY a "خبر خبر خبر خبر خبر خبر خبر خبر">'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">'
        for before, name in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>\n"
)
_ODD_DATES = ("{:%d/%m/%Y %H:%M}", "{:%Y-%m-%d}", "أمس", "{:%A %d %B %Y %H:%M} دمشق", "")


def last_modified(articles: Sequence[Article]) -> datetime:
    """The newest change of a site, to the second.

    Source: `get_lastpostmodified` of WordPress: of published posts only, so it goes back
    when the newest is withdrawn, and does not move for a post that was dated back.
    """
    newest = max(
        (max(article.modified_at, article.published_at) for article in articles),
        default=datetime(1970, 1, 1, tzinfo=UTC),
    )
    return newest.astimezone(UTC).replace(microsecond=0)


def entity_tag(modified: datetime) -> str:
    """WordPress's ETag: a hash of Last-Modified, in quotes."""
    digest = hashlib.md5(http_date(modified).encode(), usedforsecurity=False).hexdigest()
    return f'"{digest}"'


def http_date(when: datetime) -> str:
    """A date as HTTP headers have it."""
    return format_datetime(when.astimezone(UTC), usegmt=True)


def not_modified(modified: datetime, none_match: str | None, since: str | None) -> bool:
    """Whether WordPress answers 304.

    Both headers given: both must agree; one given: that one decides. The tag is compared as a
    string, so a `W/` that a proxy added never agrees. Source: `WP::send_headers`.
    """
    same_tag = none_match is not None and none_match.strip() == entity_tag(modified)
    fresh = False
    if since:
        try:
            parsed = parsedate_to_datetime(since)
        except ValueError:
            parsed = None
        if parsed is not None:
            fresh = (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)) >= modified
    if since and none_match:
        return fresh and same_tag
    return fresh or same_tag


def document(
    articles: Sequence[Article],
    links: Links,
    *,
    title: str,
    home: str,
    self_url: str,
    language: Language,
    faults: frozenset[Fault] = frozenset(),
) -> str:
    """One page of a feed."""
    shown = list(articles)
    if Fault.SHUFFLED in faults:
        shown = shown[1::2] + shown[::2]
    if Fault.DUPLICATE_ITEMS in faults:
        shown = [article for article in shown for _ in range(2)]
    items = "".join(_item(article, links, n, faults) for n, article in enumerate(shown))
    hub = links.settings.hub_url
    hub_line = f'\t<atom:link rel="hub" href="{escape(hub)}" />\n' if hub else ""
    tagline = "صحافة المدن والأحياء" if language is Language.ARABIC else "News of our streets"
    bomb = _BOMB if Fault.ENTITY_BOMB in faults else ""
    described = "&j;" if bomb else tagline
    text = printable(
        f'<?xml version="1.0" encoding="UTF-8"?>{bomb}<rss version="2.0"\n\t{_NAMESPACES}\n>\n\n'
        "<channel>\n"
        f"\t<title>{escape(title)}</title>\n"
        f'\t<atom:link href="{escape(self_url)}" rel="self" type="application/rss+xml" />\n'
        f"{hub_line}"
        f"\t<link>{escape(home)}</link>\n"
        f"\t<description>{described}</description>\n"
        f"\t<lastBuildDate>{_rfc822(last_modified(articles))}</lastBuildDate>\n"
        f"\t<language>{'ar' if language is Language.ARABIC else 'en-US'}</language>\n"
        "\t<sy:updatePeriod>\n\thourly\t</sy:updatePeriod>\n"
        "\t<sy:updateFrequency>\n\t1\t</sy:updateFrequency>\n"
        "\t<generator>https://wordpress.org/?v=6.8.3</generator>\n"
        f"{items}</channel>\n</rss>\n"
    )
    return text.replace("\ue000", "\x0b") if Fault.DIRTY_TITLES in faults else text


def _item(article: Article, links: Links, position: int, faults: frozenset[Fault]) -> str:
    link = links.article(article)
    categories = "".join(
        f"\t\t<category><![CDATA[{_cdata(name)}]]></category>\n"
        for name in dict.fromkeys(term.name for term in terms(article))
    )
    title = texturize(article.headline)
    if Fault.DIRTY_TITLES in faults:
        # The private letter becomes a control character after the document has been cleaned.
        title = f"\u202e\u200f{title}\u2066\ue000 &lt;script&gt;alert(1)&lt;/script&gt;\u200b"
    parts = {
        Fault.NO_TITLE: f"\t\t<title>{title}</title>\n",
        Fault.NO_LINK: f"\t\t<link>{escape(link)}</link>\n",
        Fault.NO_DATE: f"\t\t<pubDate>{_date(article, position, faults)}</pubDate>\n",
        Fault.NO_GUID: (f'\t\t<guid isPermaLink="false">{escape(links.guid(article))}</guid>\n'),
    }
    title_line, link_line, date_line, guid_line = (
        "" if fault in faults else line for fault, line in parts.items()
    )
    creator = f"\t\t<dc:creator><![CDATA[{_cdata(article.author)}]]></dc:creator>\n"
    return (
        f"\t<item>\n{title_line}{link_line}{creator}{date_line}{categories}{guid_line}"
        f"\t\t<description><![CDATA[{_cdata(_description(article, links))}]]></description>\n"
        f"{_encoded(article, links)}{_photo(article, links)}"
        "\t</item>\n"
    )


def summary_html(article: Article) -> str:
    """The excerpt in a paragraph, without the line that says where it appeared first."""
    text = excerpt(plain_text(article))
    return f"<p>{text}</p>\n" if text else ""


def _description(article: Article, links: Links) -> str:
    lead = ""
    if links.settings.feed_photo is FeedPhoto.IMG and article.photo:
        lead = f'<img src="{links.photo(article.photo, "300x200")}" width="300" height="200" />'
    return lead + summary_html(article) + _appeared_first(article, links)


def _appeared_first(article: Article, links: Links) -> str:
    if not links.settings.appeared_first:
        return ""
    link, home = links.article(article), links.home(article.language)
    headline, settings = texturize(article.headline), links.settings
    if article.language is Language.ENGLISH:
        return (
            f'<p>The post <a href="{link}">{headline}</a> appeared first on '
            f'<a href="{home}">{escape(settings.site_name_en)}</a>.</p>\n'
        )
    return (
        f'<p>ظهرت المقالة <a href="{link}">{headline}</a> أولاً على '
        f'<a href="{home}">{escape(settings.site_name)}</a>.</p>\n'
    )


def _encoded(article: Article, links: Links) -> str:
    form = links.settings.feed_content
    if form is FeedContent.ABSENT:
        return ""
    inner = (
        content(article, links) if form is FeedContent.FULL else summary_html(article)
    ) + _appeared_first(article, links)
    return f"\t\t<content:encoded><![CDATA[{_cdata(inner)}]]></content:encoded>\n"


def _photo(article: Article, links: Links) -> str:
    if article.photo is None:
        return ""
    url, mime = links.photo(article.photo), article.photo.format.name.lower()
    size = f'width="{article.photo.width}" height="{article.photo.height}"'
    return {
        FeedPhoto.MEDIA: (
            f'\t\t<media:content url="{url}" medium="image" type="image/{mime}" {size}>'
            f"<media:description>{escape(article.caption)}</media:description></media:content>\n"
        ),
        FeedPhoto.THUMBNAIL: (
            f'\t\t<media:thumbnail url="{links.photo(article.photo, "300x200")}" '
            'width="300" height="200" />\n'
        ),
        FeedPhoto.ENCLOSURE: f'\t\t<enclosure url="{url}" length="0" type="image/{mime}" />\n',
    }.get(links.settings.feed_photo, "")


def _date(article: Article, position: int, faults: frozenset[Fault]) -> str:
    when = article.published_at
    if Fault.FAR_DATES in faults:
        when = when.replace(year=2087 if position % 2 else 1970, month=2, day=3)
    if Fault.ODD_DATES in faults:
        return _ODD_DATES[position % len(_ODD_DATES)].format(when)
    return _rfc822(when)


def _rfc822(when: datetime) -> str:
    return format_datetime(when.astimezone(UTC).replace(microsecond=0))


def _cdata(text: str) -> str:
    return text.replace("]]>", "]]]]><![CDATA[>")
