"""Builds everything that is stored of an article from its feed item and its page.

These functions run in the worker process, which must not load network libraries.
"""

import dataclasses
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.arabic.tag_names import tag_key
from bot.arabic.terms import index_terms
from bot.article.assemble import assemble
from bot.article.doubts import KnownText
from bot.article.parse_page import read_page
from bot.article.password_pages import is_only_a_notice
from bot.errors import PageError, PageLocked
from bot.feed.compare_articles import content_hash, fingerprint
from bot.feed.parsing.dates import EARLIEST
from bot.ingest.page_identity import (
    is_page_for,
    is_page_of,
    other_ids,
    with_identity,
)
from bot.ingest.reading_rules import current_rules
from bot.summary import summarise
from bot.text.urls import is_same_host
from bot.types import ArticlePage, FeedItem, FetchedPage
from storage.models import Article, Publication, Tag

log = logging.getLogger(__name__)

# The smallest hashes of a text are a fair sample of all of them (Broder 1997, "On the
# resemblance and containment of documents"); two thirds in common is reason for a closer look.
MINHASH_SIZE = 16
MINHASH_IN_COMMON = 10
# The hours by which feed and page of one article differ where one of them mistakes its time zone
# are fewer.
OTHER_DATE = timedelta(hours=15)


def normalized_tags(tags: Iterable[Tag]) -> tuple[Tag, ...]:
    """Return the tags with their folded names; tags with an empty folded name are left out."""
    folded = (dataclasses.replace(tag, folded=tag_key(tag.name)) for tag in tags)
    return tuple(tag for tag in folded if tag.folded)


def build_publication(article: Article) -> Publication:
    """Compute everything that is stored of an article; pure, but takes tens of milliseconds."""
    article = dataclasses.replace(article, tags=normalized_tags(article.tags))
    return Publication(
        article=article,
        summary=summarise(article).sentences,
        terms=index_terms(
            article.title, "\n".join(article.paragraphs), [tag.name for tag in article.tags]
        ),
        content_hash=content_hash(article),
        minhash=tuple(sorted(fingerprint(article))[:MINHASH_SIZE]),
        reading_rules=current_rules(),
    )


def with_date(article: Article, seen: datetime) -> Article:
    """Return the article with plausible dates: none is later than `seen`, its first sight.

    One without a date, from a clock at zero (1970) or from a typing error (2087) is as old as our
    knowledge of it: anything else would keep it below or above all other news for ever.
    """
    published = article.published if EARLIEST <= article.published <= seen else seen
    modified = max(published, min(article.modified, seen))
    return dataclasses.replace(article, published=published, modified=modified)


def read_item(
    item: FeedItem,
    fetched: FetchedPage | None,
    *,
    default_language: str,
    seen: datetime | None = None,
) -> Publication:
    """Build an item's publication, from its page if one was fetched and can be parsed.

    `seen` is when the article was first seen: see `with_date`. Without it an article that nobody
    dates is of 1970.

    Raises:
        PageLocked: the article is behind a password.
        PageError: neither the page nor the feed gives a headline.
    """
    if item.locked:
        raise PageLocked(f"{item.url} is behind a password")
    page: ArticlePage | None = None
    if fetched is not None:
        try:
            page = read_page(
                fetched.body,
                url=fetched.url,
                content_type=fetched.content_type,
                known=KnownText(feed=item.paragraphs, excerpt=item.excerpt),
            )
        except PageLocked:
            raise
        except PageError as error:
            log.warning("cannot parse %s, using the feed's text: %s", item.url, error)
    if page is not None and not is_page_for(item, page):
        log.warning("%s shows another article or none, using the feed's text", item.url)
        page = None
    article = assemble(item, page, default_language=default_language)
    if is_only_a_notice([item.title], article.paragraphs):
        raise PageLocked(f"{item.url} is behind a password, by its headline")
    article = with_identity(article, item, page)
    publication = build_publication(with_date(article, seen) if seen else article)
    return dataclasses.replace(
        publication,
        links=page.links if page else (),
        aliases=other_ids(article, item),
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A known article as its page shows it; `dated` where the page names when it was edited.

    `rules` names the rules by which the page was read.
    """

    article: Article
    dated: bool
    rules: str


def read_again(
    article: Article,
    fetched: FetchedPage,
    *,
    seen: datetime,
    tags: tuple[Tag, ...] = (),
    redated_after: datetime | None = None,
) -> Reading:
    """Return a known article as its page shows it now; fields missing in the page stay.

    Args:
        article: as it is known.
        fetched: its page.
        seen: the present time.
        tags: all that the site gives it now beside those that its page shows; without them those
            that it had stay.
        redated_after: a later date of the page is one that the newsroom has given it anew; None:
            one that is later than the known date by more than `OTHER_DATE`.

    Raises:
        PageLocked: the article is behind a password now.
        PageError: the page is no article, another article's, or has lost its headline or body.
    """
    page = read_page(
        fetched.body,
        url=fetched.url,
        content_type=fetched.content_type,
        known=KnownText(before=article.paragraphs, excerpt=article.excerpt),
    )
    if not is_page_of(article, page):
        raise PageError(f"{fetched.url} is another article")
    # A flash of one line may never have had a body that its page shows.
    lost_body = not page.paragraphs and len(article.paragraphs) > 1
    if not page.title or lost_body:
        raise PageError(f"{fetched.url} has no headline or no body any more")
    item = FeedItem(
        site_id=article.site_id,
        url=article.url,
        title=article.title,
        excerpt=article.excerpt,
        paragraphs=article.paragraphs,
        tags=tags or article.tags,
        author=article.author,
        published=article.published,
        modified=article.modified,
        photo=article.photo,
        media=article.media,
    )
    again = assemble(item, page, default_language=article.language, fresh=False)
    if page.url and is_same_host(page.url, article.url):
        again = dataclasses.replace(again, url=page.url)
    given = page.published
    anew = redated_after or article.published + OTHER_DATE
    published = given if given is not None and anew < given <= seen else article.published
    again = dataclasses.replace(again, published=published)
    return Reading(with_date(again, seen), dated=page.modified is not None, rules=current_rules())
