"""The headline is what feed, head and page agree on, without the site's name."""

import pytest

from bot.article.assemble import assemble
from bot.article.headline import agreed
from bot.article.parse_page import read_page
from bot.types import FeedItem
from tests.data.stories import BRIDGE

TITLE = BRIDGE.title
SITE = "جريدة الميناء"
TEXT = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs)


def title_of(head: str, inner: str) -> str:
    html = (
        f"<!doctype html><html lang='ar'><head>{head}</head><body class='single'>{inner}"
        f"<div class='entry-content'>{TEXT}</div></body></html>"
    )
    return read_page(html, url=BRIDGE.link).title


@pytest.mark.parametrize("mark", ["&#8211;", "-", "|", "—", "»", "•", "::"])
@pytest.mark.parametrize(
    "inner",
    [
        f"<h1>{TITLE}</h1>",
        f"<h1></h1><h1 class='entry-title'>{TITLE}</h1>",
        f"<h1 class='site-title'>{SITE}</h1><h1>{TITLE}</h1>",
        f"<h1><a href='/'>{SITE}</a></h1><h2 class='entry-title'>{TITLE}</h2>",
        f"<h1><a href='/'><img src='/logo.png' alt='{SITE}'></a></h1><h1>{TITLE}</h1>",
        f"<h1>{SITE}</h1>",
        f"<div class='site-title'>{SITE}</div>",
        "",
        "<h1></h1>",
    ],
)
def test_the_sites_name_is_no_part_of_the_headline(mark: str, inner: str) -> None:
    """Only `<title>` names both, and the page one, the other or none."""
    assert title_of(f"<title>{TITLE} {mark} {SITE}</title>", inner) == TITLE


@pytest.mark.parametrize(
    "known",
    [
        f'<meta property="og:site_name" content="{SITE}">',
        f'<meta name="application-name" content="{SITE}">',
        f'<link rel="alternate" type="application/rss+xml" title="{SITE} &laquo; الخلاصة">',
    ],
)
def test_a_known_name_goes_from_either_end(known: str) -> None:
    """The site names itself in its head, or in the title of its feed."""
    assert title_of(f"{known}<title>{SITE} | {TITLE}</title>", "") == TITLE
    assert title_of(f"{known}<title>{SITE}</title>", f"<h1>{TITLE}</h1>") == TITLE


def test_a_title_of_the_sites_name_alone_is_no_headline() -> None:
    """The first heading is, though the head confirms it not."""
    assert title_of(f"<title>{SITE}</title>", f"<h1>{TITLE}</h1>") == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "وادي السرو - مجلس البلدة يعيد فتح الجسر أمام الشاحنات بعد أشهر من الإغلاق",
        "الرئيس: «نعم» | المعارضة: «لا» في جلسة طويلة استمرت حتى الفجر",
    ],
)
def test_a_separator_within_a_headline_parts_nothing(title: str) -> None:
    """The heading has it, too."""
    assert title_of(f"<title>{title} – {SITE}</title>", f"<h1>{title}</h1>") == title


def test_feed_and_page_agree() -> None:
    """What the page's title has around the feed's is the site's."""
    assert agreed(f"{TITLE} | {SITE}", TITLE) == TITLE
    assert agreed("عنوان آخر للصفحة", TITLE) == "عنوان آخر للصفحة"
    assert agreed("", TITLE) == agreed(TITLE, "") == TITLE


@pytest.mark.parametrize(
    "title",
    [
        "عـــاجـــل | إغلاق الجسر",
        "عَاجِل: إغلاق الجسر",
        "ﻋﺎﺟﻞ – إغلاق الجسر",
        "[عاجل] إغلاق الجسر",
        "【عاجل】إغلاق الجسر",
        "(عاجل) إغلاق الجسر",
        "🔴 عاجل | إغلاق الجسر",
        "🔴 عاجل إغلاق الجسر",
        "🚨🚨 خبر عاجل: إغلاق الجسر",
        "#عاجل إغلاق الجسر",
        "BREAKING NEWS: Bridge closed",
        "عاااجل.. إغلاق الجسر",
        "عاجل جداً | إغلاق الجسر",
        "#عاجل_الوادي إغلاق الجسر",
    ],
)
def test_breaking_is_known_however_it_is_written(title: str) -> None:
    """Tatweel, marks, presentation forms, brackets, hashes, an emoji before it."""
    item = FeedItem(site_id="a", url=BRIDGE.link, title=title)
    assert assemble(item, None, default_language="ar").breaking


@pytest.mark.parametrize(
    "title",
    [
        "عاجلًا أم آجلًا يفتح الجسر",
        "«عاجل الأمور» رواية جديدة",
        "اجتماع عاجل | المجلس",
        "الخبر العاجل في رواية",
    ],
)
def test_the_word_within_a_sentence_is_no_breaking_news(title: str) -> None:
    item = FeedItem(site_id="a", url=BRIDGE.link, title=title)
    assert not assemble(item, None, default_language="ar").breaking


@pytest.mark.parametrize(
    "heading",
    [
        f"<h1><span class='kicker'>خاص</span> {TITLE}</h1>",
        f"<h1><a href='/category/x/'>محليات</a><br>{TITLE}</h1>",
        f"<h1>{TITLE} <small class='reading-time'>3 دقائق</small></h1>",
        f"<h1><div>{TITLE}</div><div>عنوان فرعي قصير</div></h1>",
    ],
)
def test_a_label_in_the_heading_is_no_part_of_the_headline(heading: str) -> None:
    """Themes put the kicker, the section or the reading time into it; the head has none of them."""
    assert title_of(f"<meta property='og:title' content='{TITLE}'>", heading) == TITLE


def test_a_part_of_the_heading_stays_where_the_head_has_it() -> None:
    """A word set apart by the writer is a word of the headline."""
    heading = f"<h1>{TITLE} <em>بلا رسوم</em></h1>"
    whole = f"{TITLE} بلا رسوم"
    assert title_of(f"<meta property='og:title' content='{whole}'>", heading) == whole
    assert title_of(f"<meta property='og:title' content='{TITLE[:40]}…'>", heading) == whole
