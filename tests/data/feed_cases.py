"""The feeds of the corpus: bytes as sites send them, with what must come out."""

import gzip
import json
import re
from collections.abc import Iterator
from datetime import UTC, timedelta
from html import escape
from typing import Any

from tests.data.feed_documents import HEAD, FeedCase, bad, expected, good, item, one, rss, when
from tests.data.stories import ALL, BRIDGE, LIBRARY, MARKET, RAIN, TEAM, WELL, Story


def cases() -> Iterator[FeedCase]:
    yield from shapes()
    yield from foreign()
    yield from identities()
    yield from texts()
    yield from dates()
    yield from photos()
    yield from charsets()
    yield from broken()
    yield from refused()


def shapes() -> Iterator[FeedCase]:
    yield good("plain", rss(*map(item, ALL)), *map(expected, ALL), skipped=0, repaired=0)
    yield one("one-item", {})
    yield good("no-items", rss(), skipped=0)
    yield one("excerpt-only", {"paragraphs": []}, content=None)
    yield one("no-description", {"excerpt": " ".join(BRIDGE.paragraphs)}, description=None)
    yield one("headline-only", {"excerpt": "", "paragraphs": []}, description=None, content=None)
    yield good("served-as-html", rss(item(TEAM)), expected(TEAM), content_type="text/html")
    yield good("blank-lines-first", b"\r\n\n  " + rss(item(TEAM)), expected(TEAM))
    yield good(
        "php-notice-first", b"<br />\n<b>Notice</b>: old plugin\n" + rss(item(TEAM)), expected(TEAM)
    )
    hub = '<atom:link rel="hub" href="https://hub.khabar-corpus.org/"/>'
    yield good("hub", rss(hub, item(TEAM)), expected(TEAM), hub="https://hub.khabar-corpus.org/")
    atom = (
        '<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        '<title>صدى</title><link href="https://www.khabar-corpus.org/"/>'
        f'<entry><title>{RAIN.title}</title><link rel="alternate" href="{RAIN.link}"/>'
        f"<id>https://www.khabar-corpus.org/?p={RAIN.number}</id>"
        f"<published>{when(RAIN).isoformat()}</published>"
        f"<updated>{(when(RAIN) + timedelta(hours=1)).isoformat()}</updated>"
        f"<author><name>{RAIN.author}</name></author>"
        f'<summary type="html">&lt;p&gt;{RAIN.paragraphs[0]}&lt;/p&gt;</summary></entry></feed>'
    )
    later = (when(RAIN) + timedelta(hours=1)).isoformat()
    yield good("atom", atom.encode(), expected(RAIN, paragraphs=[], tags=[], modified=later))
    rdf = (
        '<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f'<channel rdf:about="https://www.khabar-corpus.org"><title>x</title></channel>'
        f'<item rdf:about="{RAIN.link}"><title>{RAIN.title}</title><link>{RAIN.link}</link>'
        f"<description>{RAIN.paragraphs[0]}</description><dc:date>{when(RAIN).isoformat()}</dc:date>"
        "</item></rdf:RDF>"
    )
    for other in ("a:", "atom-1.0:"):
        named = re.sub(r"<(/?)(\w)", rf"<\1{other}\2", atom.split("?>", 1)[1])
        named = named.replace("xmlns=", f"xmlns:{other[:-1]}=", 1)
        named = named.replace("&lt;p&gt;", "&lt;p&gt;")
        yield good(f"atom-prefixed-{other[:-1]}", named.encode(),
                   expected(RAIN, paragraphs=[], tags=[], modified=later))
    yield good("json-feed", json_feed(), *map(expected_of_json, (BRIDGE, TEAM)), skipped=0,
               hub="https://hub.khabar-corpus.org/", language="ar", content_type="application/feed+json")
    yield good("rss-1.0", rdf.encode(), expected(RAIN, paragraphs=[], tags=[], author=""))
    old = HEAD.replace("?>\n", '?>\n<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "rss.dtd">\n', 1)
    yield good("harmless-dtd", rss(item(TEAM), head=old), expected(TEAM))
    english = HEAD.replace("<language>ar", "<language>en-US")
    yield good("english", rss(item(WELL), head=english), expected(WELL), language="en-us")


def json_feed() -> bytes:
    """Two stories as JSON Feed 1.1, the second as plain text with a banner."""
    first = {
        "id": f"https://www.khabar-corpus.org/?p={BRIDGE.number}",
        "url": BRIDGE.link,
        "title": BRIDGE.title,
        "content_html": "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs),
        "summary": BRIDGE.paragraphs[0],
        "date_published": when(BRIDGE).isoformat(),
        "authors": [{"name": BRIDGE.author}],
        "tags": [BRIDGE.section, *BRIDGE.tags],
        "image": BRIDGE.photo,
    }
    second = {
        "id": TEAM.number,
        "url": TEAM.link,
        "title": TEAM.title,
        "content_text": "\n\n".join(TEAM.paragraphs),
        "summary": TEAM.paragraphs[0],
        "date_published": when(TEAM).isoformat(),
        "author": {"name": TEAM.author},
        "tags": [TEAM.section, *TEAM.tags],
        "banner_image": TEAM.photo,
    }
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "صدى الوادي",
        "home_page_url": "https://www.khabar-corpus.org",
        "language": "ar",
        "hubs": [{"type": "WebSub", "url": "https://hub.khabar-corpus.org/"}],
        "items": [first, 7, second],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def expected_of_json(story: Story) -> dict[str, Any]:
    return expected(story, photo=story.photo)


def foreign() -> Iterator[FeedCase]:
    """Elements of other vocabularies in an item, with fields of other articles."""
    other = f"<link>{TEAM.link}</link><title>{TEAM.title}</title><guid>{TEAM.link}</guid><pubDate>Mon, 12 Oct 2026 09:00:00 +0000</pubDate>"
    empty = f'<link url="{TEAM.link}" img="{TEAM.photo}">{TEAM.title}</link><link href="{TEAM.link}"/>'
    for name, told in {
        "related": f'<ya:related xmlns:ya="https://ya.example/" type="infinity">{empty}</ya:related>',
        "related-of-no-vocabulary": f"<relatedLinks><one>{other}</one></relatedLinks>",
        "two-related": f"<related>{other}</related><more><related>{other}</related></more>",
        "marked": f"<x><!-- </x> --><![CDATA[</x>]]><y a='/'/>{other}</x>",
    }.items():
        for place in ("extra", "description"):
            parts = {place: told} if place == "extra" else {place: told, "extra": f"<description><![CDATA[<p>{BRIDGE.paragraphs[0]}</p>]]></description>"}
            yield one(f"foreign-{name}-{'last' if place == 'extra' else 'amid'}", {}, **parts)
    entry = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>{RAIN.title}</title><link href="{RAIN.link}"/>'
        f"<id>{RAIN.link}</id><published>{when(RAIN).isoformat()}</published><author><name>{RAIN.author}</name></author>"
        f'<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>{RAIN.paragraphs[0]}</p></div></content>'
        f'<source><title>وكالة</title><link href="https://agency.example/"/><id>x</id></source>'
        f'<near><title>{TEAM.title}</title><link href="{TEAM.link}"/></near></entry></feed>'
    )
    yield good("foreign-in-atom", entry.encode(), expected(RAIN, paragraphs=[RAIN.paragraphs[0]], tags=[]))
    geo = 'xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml"'
    for name, place in {
        "unknown-name": f"<georss:where {geo}><gml:Point srsName='urn:x:EPSG::حلب'><gml:pos>36 37</gml:pos></gml:Point></georss:where>",
        "alone": f"<gml:pos {geo}>36 37</gml:pos>",
    }.items():
        items = (item(RAIN), item(BRIDGE, extra=place), item(TEAM))
        yield good(f"position-{name}", rss(*items), expected(RAIN), expected(BRIDGE), expected(TEAM), skipped=0)


def identities() -> Iterator[FeedCase]:
    name = "https://www.khabar-corpus.org"
    arabic = f"{name}/801101/%d8%ac%d8%b3%d8%b1-%D8%A7%D9%84%D8%B2%D9%8A%D8%AA%D9%88%D9%86/"
    upper = f"{name}/801101/%D8%AC%D8%B3%D8%B1-%D8%A7%D9%84%D8%B2%D9%8A%D8%AA%D9%88%D9%86/"
    yield one("slug-encoded", {"url": upper}, link=f"<link>{arabic}</link>")
    yield one("slug-raw-arabic", {"url": upper}, link=f"<link>{name}/801101/جسر-الزيتون/</link>")
    yield one("link-without-scheme", {}, link=f"<link> {BRIDGE.link.removeprefix('https://')}</link>")
    notice = "<br />\n<b>Warning</b>: old plugin in <b>/a.php</b> on line <b>3</b><br />\n"
    yield one("notice-in-link", {}, link=f"<link>{BRIDGE.link}{notice}</link>")
    for number, home in enumerate((name, f"{name}/", f"{name}/?utm_source=rss")):
        yield one(f"link-home-{number}", {}, link=f"<link>{home}</link>", guid=f"<guid>{BRIDGE.link}</guid>")
    tracked = f"<link>{BRIDGE.link}?utm_source=rss&amp;utm_medium=rss&amp;so=related</link>"
    yield one("tracked-link", {}, link=tracked)
    raw = f"<link>{BRIDGE.link}?utm_source=rss&utm_medium=rss</link>"
    yield one("bare-ampersand-in-link", {}, link=raw)
    yield one("http-link", {"url": BRIDGE.link.replace("https", "http")},
              link=f"<link>{BRIDGE.link.replace('https', 'http')}</link>")
    yield one("no-www", {"url": BRIDGE.link.replace("www.", "")},
              link=f"<link>{BRIDGE.link.replace('www.', '')}</link>")
    yield one("archives-link", {"url": f"{name}/archives/801101"},
              link=f"<link>{name}/archives/801101</link>")
    yield one("guid-of-old-host", {},
              guid='<guid isPermaLink="false">http://old-host.net/?p=801101</guid>')
    yield one("guid-is-permalink", {}, guid=f"<guid>{BRIDGE.link}</guid>")
    yield one("no-guid", {"repaired": 1}, guid=None)
    yield one("no-link", {"url": f"{name}/?p=801101"}, link=None)
    page = f"{name}/archives/2026/10/jisr/"
    yield one("no-number", {"url": page, "site_id": "khabar-corpus.org/archives/2026/10/jisr", "repaired": 1},
              link=f"<link>{page}</link>", guid=None)
    yield good("neither-guid-nor-link", rss(item(BRIDGE, guid=None, link=None), item(TEAM)),
               expected(TEAM), skipped=1)
    yield good("script-link", rss(item(BRIDGE, guid=None, link="<link>javascript:alert(1)</link>"), item(TEAM)),
               expected(TEAM), skipped=1)
    again = item(BRIDGE, categories="<category>شاحنات</category>")
    union = [BRIDGE.section, *BRIDGE.tags, "شاحنات"]
    yield good("same-guid-twice", rss(item(BRIDGE), again), expected(BRIDGE, tags=union), skipped=1)
    dated = [
        item(story, guid=f"<guid>{name}/2026/10/12/{n}/</guid>", link=f"<link>{name}/2026/10/12/{n}/</link>")
        for n, story in (("jisr", BRIDGE), ("fariq", TEAM))
    ]
    yield good("dated-permalinks", rss(*dated),
               expected(BRIDGE, url=f"{name}/2026/10/12/jisr/", site_id="khabar-corpus.org/2026/10/12/jisr"),
               expected(TEAM, url=f"{name}/2026/10/12/fariq/", site_id="khabar-corpus.org/2026/10/12/fariq"),
               skipped=0)
    named = f'<post-id xmlns="com-wordpress:feed-additions:1">{BRIDGE.number}</post-id>'
    yield one("post-id", {"url": f"{name}/2026/10/12/jisr/"}, extra=named,
              guid=f"<guid>{name}/2026/10/12/jisr/</guid>", link=f"<link>{name}/2026/10/12/jisr/</link>")
    other = item(TEAM, guid=f"<guid>{name}/?p={BRIDGE.number}</guid>", link=f"<link>{name}/2026/10/12/fariq/</link>")
    yield good("number-of-another", rss(item(BRIDGE), other), expected(BRIDGE),
               expected(TEAM, url=f"{name}/2026/10/12/fariq/", site_id="khabar-corpus.org/2026/10/12/fariq"),
               skipped=0)
    moved = item(BRIDGE, link=f"<link>{name}/801101/new-slug/</link>")
    yield good("same-article-two-slugs", rss(item(BRIDGE), moved), expected(BRIDGE), skipped=1)


def texts() -> Iterator[FeedCase]:
    yield one("script-in-title", {},
              title=f"<title><![CDATA[{BRIDGE.title}<script>alert('x')</script>]]></title>")
    yield one("escaped-script-in-title", {},
              title=f"<title>{BRIDGE.title}&lt;script&gt;alert(1)&lt;/script&gt;</title>")
    yield one("markup-in-title", {}, title=f"<title><![CDATA[<b>{BRIDGE.title}</b>]]></title>")
    yield one("entities-in-title", {"title": "“الجسر” مفتوح – أخيرًا & بلا رسوم"},
              title="<title>&#8220;الجسر&#8221; مفتوح &#8211; أخيرًا &amp; بلا رسوم</title>")
    yield one("double-escaped-title", {"title": "“الجسر” مفتوح"},
              title="<title>&amp;#8220;الجسر&amp;#8221; مفتوح</title>")
    yield one("bidi-in-title", {}, title=f"<title>\u202b{BRIDGE.title}\u202c\u200f</title>")
    split = BRIDGE.title.replace("الزيتون", "الز\u200bيت\ufeffون")
    yield one("zero-width-in-title", {}, title=f"<title>{split}</title>")
    yield one("controls-in-title", {}, title=f"<title>\x0b{BRIDGE.title}\x08\x1f</title>")
    yield one("control-reference-in-title", {}, title=f"<title>{BRIDGE.title}&#11;&#x1f;</title>")
    yield one("lines-in-title", {}, title=f"<title>\n   {BRIDGE.title.replace(' ', '  ')}\n</title>")
    yield one("no-title", {"title": "", "repaired": 1}, title=None)
    yield one("empty-title", {"title": "", "repaired": 1}, title="<title></title>")
    first = BRIDGE.paragraphs[0]
    yield one("ellipsis", {"excerpt": first},
              description=f"<description><![CDATA[<p>{first} [&#8230;]</p>]]></description>")
    english = f'<p>The post <a href="{BRIDGE.link}">{BRIDGE.title}</a> appeared first on <a href="/">صدى</a>.</p>'
    yield one("appeared-first-on", {},
              description=f"<description><![CDATA[<p>{first} [&#8230;]</p>\n{english}]]></description>")
    others = english.replace("appeared first", "first appeared")
    whole = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs)
    yield one("first-appeared-on", {},
              description=f"<description><![CDATA[<p>{first} [&#8230;]</p>\n{others}]]></description>",
              content=f"<content:encoded><![CDATA[{whole}{others}]]></content:encoded>")
    said = ["The post that he deleted first appeared on a page of the town.", "Its words: The post Bridge first appeared on Sada."]
    yield one("what-first-appeared-stays", {"paragraphs": said},
              content=f"<content:encoded><![CDATA[<p>{'</p><p>'.join(said)}</p>]]></content:encoded>")
    arabic = f'<p>ظهرت المقالة <a href="{BRIDGE.link}">{BRIDGE.title}</a> أولاً على <a href="/">صدى</a>.</p>'
    yield one("appeared-arabic", {},
              description=f"<description><![CDATA[<p>{first}</p>{arabic}]]></description>",
              content=f"<content:encoded><![CDATA[{whole}{arabic}]]></content:encoded>")
    yield one("appeared-arabic-other-order", {},
              content=f"<content:encoded><![CDATA[{whole}<p>التدوينة {BRIDGE.title} ظهرت أولاً على صدى.</p>]]></content:encoded>")
    spans = "".join(f'<p style="x"><span>{text}</span></p><p>&nbsp;</p>' for text in BRIDGE.paragraphs)
    yield one("spans-in-content", {}, content=f"<content:encoded><![CDATA[{spans}]]></content:encoded>")
    noisy = f"<style>p{{}}</style><script>var x=1</script>{whole}<iframe src='x'></iframe>"
    yield one("script-in-content", {}, content=f"<content:encoded><![CDATA[{noisy}]]></content:encoded>")
    encoded = escape(f"<p>{first}</p>")
    yield one("excerpt-encoded-twice", {},
              description=f"<description><![CDATA[{encoded}]]></description>")
    thrice = escape(escape(f"<p class=\"lead\">{first.replace(' ', '&nbsp;', 1)}</p>"))
    yield one("excerpt-encoded-thrice", {},
              description=f"<description><![CDATA[{thrice}]]></description>")
    builder = f'[vc_row full_width=”yes”][vc_column_text]{first}[/vc_column_text][/vc_row]'
    yield one("shortcodes-in-excerpt", {}, description=f"<description><![CDATA[{builder}]]></description>")
    quoted = f"<p>[رويترز] {first} [sic]</p>"
    yield one("bracketed-names-stay", {"excerpt": f"[رويترز] {first} [sic]"},
              description=f"<description><![CDATA[{quoted}]]></description>")
    form = '<form class="post-password-form"><p>محمي</p><input name="post_password" type="password"></form>'
    yield one("locked", {"title": f"محمي: {BRIDGE.title}", "excerpt": "", "paragraphs": [], "locked": True},
              title=f"<title>محمي: {BRIDGE.title}</title>",
              content=f"<content:encoded><![CDATA[{form}]]></content:encoded>")
    tweet = '<blockquote class="twitter-tweet"><p>الجسر مفتوح أخيرًا يا جماعة</p>&mdash; سائق (@saeq) <a href="https://t.co/x">12 أكتوبر</a></blockquote>'
    card = '<blockquote class="wp-embedded-content"><a href="/801090/x/">افتتاح سوق جديد في البلدة بعد انتظار</a></blockquote>'
    facebook = '<div class="fb-post"><blockquote class="fb-xfbml-parse-ignore"><p>منشور لسائق عن الجسر</p>تم النشر بواسطة <a href="#">سائق</a></blockquote></div>'
    rows = "<table><tr><td>الحمولة</td><td>28.5</td></tr></table>"
    share = '<div class="sharedaddy"><h3>Share this:</h3><ul><li><a href="#">Facebook</a></li></ul></div>'
    bare = "<p>https://twitter.com/saeq/status/1</p>"
    yield one("embeds-in-content", {},
              content=f"<content:encoded><![CDATA[{tweet}{whole}{card}{facebook}{rows}{bare}{share}]]></content:encoded>")
    only = tweet.replace("يا جماعة", "أمام كل من انتظره شهورًا طويلة")
    yield one("one-tweet-as-content", {"paragraphs": ["الجسر مفتوح أخيرًا أمام كل من انتظره شهورًا طويلة", "— سائق (@saeq) 12 أكتوبر"]},
              content=f"<content:encoded><![CDATA[{only}]]></content:encoded>")
    sign = '<img src="https://s.w.org/images/core/emoji/15/72x72/1f534.png" alt="🔴" class="wp-smiley" />'
    pasted = '<img src="https://static.xx.fbcdn.net/images/emoji.php/v9/t4c/1/16/1f534.png" alt="🔴" />'
    for name, image in (("emoji-as-image", sign), ("emoji-of-facebook", pasted)):
        told = whole.replace("<p>", f"<p>{image} ", 1)
        yield one(name, {"paragraphs": [f"🔴 {first}", *BRIDGE.paragraphs[1:]], "photo": None},
                  content=f"<content:encoded><![CDATA[{told}]]></content:encoded>")
    unsorted = "<category><![CDATA[غير مصنف]]></category><category>Uncategorized</category><category>جسور</category>"
    yield one("section-of-what-is-in-none", {"tags": ["جسور"]}, categories=unsorted)
    yield one("read-on-in-excerpt", {},
              description=f"<description><![CDATA[<p>{first}</p><p>أكمل القراءة »</p>]]></description>")
    odd = "<?pi x?><![CDATA[x]]><!x>"
    yield one("instructions-in-title", {}, title=f"<title>{escape(odd)}{BRIDGE.title}</title>")
    yield one("many-tags", {"tags": [f"وسم {n}" for n in range(40)]},
              categories="".join(f"<category>وسم {n}</category>" for n in range(90)))
    yield one("repeated-tags", {"tags": ["طرق", "جسور"]},
              categories="<category>طرق</category><category> طُرق </category><category>جسور</category><category> </category>")
    for name, written in {
        "address-alone": "sahafi@khabar-corpus.org",
        "address-of-a-long-domain": "<![CDATA[sahafi@khabar-corpus.press]]>",
        "page": "https://www.khabar-corpus.org/author/hala/",
    }.items():
        yield one(f"author-{name}", {"author": ""}, creator=f"<dc:creator>{written}</dc:creator>")
    for name, written in {
        "behind-address": f"hala@khabar-corpus.org ({BRIDGE.author})",
        "before-address": f"{BRIDGE.author} &lt;hala@khabar-corpus.agency&gt;",
        "behind-a-long-domain": f"hala@khabar-corpus.online ({BRIDGE.author})",
    }.items():
        yield one(f"author-{name}", {}, creator=f"<author>{written}</author>")
    two = f"<dc:creator>{BRIDGE.author}</dc:creator><dc:creator>hala@khabar-corpus.press</dc:creator>"
    yield one("author-beside-address", {}, creator=two)
    yield one("address-in-tags", {"tags": ["طرق"]},
              categories="<category>https://www.khabar-corpus.org/tag/roads/</category><category>طرق</category>")
    yield one("hashes-in-tags", {"tags": ["طرق"]}, categories="<category>#طرق</category>")


def dates() -> Iterator[FeedCase]:
    hour = when(BRIDGE).isoformat()

    def dated(name: str, text: str, want: str | None) -> FeedCase:
        changes: dict[str, Any] = {"published": want}
        if want is None:
            changes["repaired"] = 1
        return one(name, changes, pubDate=f"<pubDate>{text}</pubDate>")

    yield dated("date-1970", "Thu, 01 Jan 1970 00:00:00 +0000", None)
    yield dated("date-2087", "Mon, 12 Oct 2087 08:00:00 +0000", None)
    yield dated("date-nonsense", "أمس مساء", None)
    yield dated("date-empty", "", None)
    yield dated("date-iso", "2026-10-12T08:00:00Z", hour)
    yield dated("date-with-zone", "Mon, 12 Oct 2026 11:00:00 +0300", hour)
    yield dated("date-arabic-words", "الاثنين 12 تشرين الأول 2026", "2026-10-12T00:00:00+00:00")
    yield dated("date-gmt-plus-3", "Mon, 12 Oct 2026 11:00:00 GMT+3", hour)
    yield dated("date-utc-offset", "Mon, 12 Oct 2026 11:00:00 UTC+03:00", hour)
    yield dated("date-zone-name", "Mon, 12 Oct 2026 11:00:00 EEST", hour)
    yield dated("date-zone-of-tz", "Mon, 12 Oct 2026 11:00:00 Europe/Istanbul", hour)
    yield dated("date-day-first", "12/10/2026", "2026-10-12T00:00:00+00:00")
    for name, written in {
        "twelve-hours": "Mon, 12 Oct 2026 02:00 PM +0600",
        "twelve-hours-at-noon": "12/10/2026 12:00 PM GMT+4",
        "twelve-hours-at-midnight": "2026-10-12 12:00:00 AM -0800",
        "twelve-hours-arabic": "الاثنين 12 تشرين الأول 2026 - 2:00 م +0600",
        "twenty-four-hours-with-pm": "Mon, 12 Oct 2026 14:00:00 PM +0600",
        "arabic-words-with-a-time": "الإثنين, 12 أكتوبر 2026 08:00:00 +0000",
        "arabic-digits": "الإثنين، ١٢ أكتوبر ٢٠٢٦ ١١:٠٠:٠٠ +0300",
    }.items():
        yield dated(f"date-{name}", written, hour)
    yield dated("date-of-two-times", "12 تشرين الأول 2026 من 08:00 إلى 09:00", "2026-10-12T00:00:00+00:00")
    yield one("no-date", {"published": None, "repaired": 1}, pubDate=None)


def photos() -> Iterator[FeedCase]:
    url = BRIDGE.photo

    def shown(name: str, element: str, want: str | None = url) -> FeedCase:
        return one(name, {"photo": want}, photo=element)

    yield shown("media-content", f'<media:content url="{url}" medium="image" type="image/jpeg"/>')
    yield shown("media-thumbnail", f'<media:thumbnail url="{url}"/>')
    yield shown("enclosure", f'<enclosure url="{url}" length="1" type="image/jpeg"/>')
    yield shown("audio-enclosure", '<enclosure url="https://x.org/a.mp3" length="1" type="audio/mpeg"/>', None)
    logo = "https://www.khabar-corpus.org/wp-content/uploads/logo-300x300.png"
    yield shown("logo-enclosure", f'<enclosure url="{logo}" length="1" type="image/png"/>', None)
    folder = "https://www.khabar-corpus.org/wp-content/uploads/"
    yield shown("arabic-upload-name", f'<media:content url="{folder}-صورة الجسر.jpg" medium="image"/>',
                f"{folder}-%D8%B5%D9%88%D8%B1%D8%A9%20%D8%A7%D9%84%D8%AC%D8%B3%D8%B1.jpg")
    image = f'<p><img src="data:image/gif;base64,R0" data-src="{url}" width="1280" height="800"></p>'
    whole = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs)
    yield one("image-in-content", {"photo": url},
              content=f"<content:encoded><![CDATA[{image}{whole}]]></content:encoded>")
    excerpt = f'<div><img width="640" height="426" src="{url}" class="wp-post-image"></div><p>{BRIDGE.paragraphs[0]}</p>'
    yield one("featured-photo-in-excerpt", {"photo": url, "paragraphs": []}, content=None,
              description=f"<description><![CDATA[{excerpt}]]></description>")
    pixel = '<img src="https://pixel.wp.com/b.gif?x=1" width="1" height="1">'
    yield one("tracker-in-content", {"photo": None},
              content=f"<content:encoded><![CDATA[{whole}{pixel}]]></content:encoded>")


def charsets() -> Iterator[FeedCase]:
    text = rss(item(BRIDGE), item(TEAM)).decode()
    want = (expected(BRIDGE), expected(TEAM))
    yield good("utf-8-bom", b"\xef\xbb\xbf" + text.encode(), *want)
    yield good("utf-16", text.replace("UTF-8", "UTF-16").encode("utf-16"), *want, content_type="text/xml")
    plain = text.translate({0x201C: '"', 0x201D: '"'})
    labelled = plain.replace("UTF-8", "windows-1256", 1)
    quoted = [_plain_quotes(entry) for entry in want]
    yield good("windows-1256-labelled", labelled.encode("cp1256"), *quoted, content_type="text/xml")
    yield good("windows-1256-as-utf-8", plain.encode("cp1256"), *quoted)
    nothing = plain.replace(' encoding="UTF-8"', "", 1)
    yield good("windows-1256-unlabelled", nothing.encode("cp1256"), *quoted, content_type="text/xml")
    yield good("windows-1256-by-header", nothing.encode("cp1256"), *quoted,
               content_type="text/xml; charset=windows-1256")
    yield good("wrong-header-charset", text.encode(), *want, content_type="text/xml; charset=iso-8859-1")
    damaged = bytearray(text.encode())
    place = damaged.index(BRIDGE.title.encode())
    damaged[place + 1] = 0xFF
    yield good("one-broken-letter", bytes(damaged), expected(BRIDGE, title=""), want[1], repaired=1)
    for charset in ("utf-16-le", "utf-16-be", "utf-32-le"):
        yield good(f"{charset}-without-mark", text.replace("UTF-8", "UTF-16").encode(charset), *want,
                   content_type="text/xml")
    russian = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>Вести</title><item>'
        "<title>Мост через реку снова открыт</title><link>https://www.khabar-corpus.org/77/most/</link>"
        "<description>Движение по старому мосту открыли сегодня утром.</description></item></channel></rss>"
    )
    cyrillic = {"title": "Мост через реку снова открыт", "site_id": "khabar-corpus.org/77",
                "excerpt": "Движение по старому мосту открыли сегодня утром."}
    for charset in ("koi8-r", "windows-1251"):
        yield good(f"{charset}-unlabelled", russian.encode(charset), cyrillic, content_type="text/xml")
        labelled = russian.replace('version="1.0"', f'version="1.0" encoding="{charset}"', 1)
        yield good(f"{charset}-labelled", labelled.encode(charset), cyrillic, content_type="text/xml")
    yield good("gzip-without-header", gzip.compress(text.encode(), mtime=0), *want)


def _plain_quotes(entry: dict[str, Any]) -> dict[str, Any]:
    table = {0x201C: '"', 0x201D: '"'}
    return entry | {"paragraphs": [text.translate(table) for text in entry["paragraphs"]]}


def broken() -> Iterator[FeedCase]:
    three = rss(item(BRIDGE), item(MARKET), item(LIBRARY))
    want = (expected(BRIDGE), expected(MARKET))
    inside = three.index(LIBRARY.title.encode()) + 31
    yield good("cut-inside-a-letter", three[:inside], *want, complete=False, skipped=1)
    yield good("cut-inside-an-item", three[: inside + 200], *want, complete=False, skipped=1)
    yield good("cut-between-items", rss(item(BRIDGE), item(MARKET), tail=""), *want, complete=False)
    yield one("bare-ampersand", {"title": "جسور & طرق"}, title="<title>جسور & طرق</title>")
    yield one("html-entity", {"title": "جسور — طرق"}, title="<title>جسور &mdash; طرق</title>")
    unclosed = item(BRIDGE, description="<description><b>نص مقطوع</description>")
    yield good("badly-nested", rss(unclosed, item(TEAM)), {"site_id": BRIDGE.site_id, "title": BRIDGE.title},
               expected(TEAM))
    notice = "<br />\n<b>Deprecated</b>:  Function strftime() is deprecated in <b>/var/www/a.php</b> on line <b>7</b><br />\n"
    yield good("php-notices-after-the-end", rss(item(TEAM)) + (notice * 40).encode(), expected(TEAM), complete=True, skipped=0)
    yield good("many-php-notices-first", (notice * 300).encode() + rss(item(TEAM)), expected(TEAM), complete=True)
    many = "".join(
        item(BRIDGE, guid=f"<guid>https://www.khabar-corpus.org/?p={n}</guid>", link=f"<link>https://www.khabar-corpus.org/{n}/</link>",
             content=None, description=None, categories=None)
        for n in range(1, 341)
    )
    yield FeedCase("340-items", rss(many), {"count": 300, "skipped": 1, "complete": True})
    deep = "<div>" * 3000
    yield one("deep-content", {"paragraphs": []},
              content=f"<content:encoded><![CDATA[{deep}]]></content:encoded>")


def large() -> Iterator[FeedCase]:
    """Items that are too long, of which none costs another; made anew because of their size."""
    huge = item(MARKET, content=f"<content:encoded><![CDATA[{'كلام ' * 700_000}]]></content:encoded>")
    yield good("huge-item", rss(item(BRIDGE), huge, item(TEAM)), expected(BRIDGE), expected(TEAM), skipped=1)
    yield good("huge-item-first", rss(huge, item(BRIDGE)), expected(BRIDGE), skipped=1)
    only = rss(huge)
    yield FeedCase("huge-item-alone", only, {"items": [], "skipped": 1, "complete": True})


def refused() -> Iterator[FeedCase]:
    page = "<!DOCTYPE html><html><head><title>صدى الوادي</title></head><body><p>أهلًا</p></body></html>"
    yield bad("html-page", page.encode(), "HTML")
    challenge = "<html><head><title>Just a moment...</title></head><body></body></html>"
    yield bad("challenge", challenge.encode(), "HTML")
    mentions = "<!doctype html><html><body><pre>&lt;rss&gt;</pre><rss version='2.0'></rss></body></html>"
    yield bad("html-with-rss-inside", mentions.encode(), "HTML")
    yield bad("empty", b"", "empty")
    yield bad("blank", b" \r\n\t ", "empty")
    yield bad("json", b'{"code": "rest_no_route"}', "no feed")
    yield bad("text", "الموقع قيد الصيانة".encode(), "no feed")
    yield bad("binary", bytes(range(128, 256)) * 40, "charset")
    yield bad("cut-before-first-item", rss(item(BRIDGE))[:700], "first item")
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    bomb = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "خبر">{lol}]><rss version="2.0"><channel><title>&l9;</title></channel></rss>'
    yield bad("entity-bomb", bomb.encode(), "entities", "application/rss+xml")
    file = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss version="2.0"><channel><title>&f;</title></channel></rss>'
    yield bad("entity-of-a-file", file.encode(), "entities", "application/rss+xml")
    yield bad("cut-gzip", gzip.compress(rss(*map(item, ALL)), mtime=0)[:300], "too early")
