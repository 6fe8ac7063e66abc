"""One article out of feed and page."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.article.assemble import assemble
from bot.article.quality import judge_body, judge_quality
from bot.errors import PageError
from bot.types import ArticlePage, FeedItem
from storage.models import Photo, Tag, TagKind, TagSource
from tests.data.stories import BRIDGE, TEAM

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
LATER = datetime(2026, 10, 12, 9, 0, tzinfo=UTC)
ITEM = FeedItem(
    site_id=BRIDGE.site_id,
    url=BRIDGE.link,
    title="عنوان الخلاصة",
    excerpt=BRIDGE.paragraphs[0],
    paragraphs=TEAM.paragraphs,
    tags=(Tag("محليات", folded="محليات"), Tag("نقل", folded="نقل")),
    author="كاتب الخلاصة",
    published=NOW,
    photo=Photo(TEAM.photo),
)
PAGE = ArticlePage(
    url=BRIDGE.link,
    site_id=BRIDGE.site_id,
    title=BRIDGE.title,
    paragraphs=BRIDGE.paragraphs,
    photo=Photo(BRIDGE.photo, BRIDGE.caption, BRIDGE.credit),
    tags=(Tag("جسور", folded="جسور"), Tag("محليات", TagKind.SECTION, folded="محليات")),
    author=BRIDGE.author,
    published=LATER,
    modified=LATER,
    language="ar",
)
DATES = tuple(f"{day} أيلول 2026" for day in range(1, 29))


def test_the_page_comes_before_the_feed() -> None:
    """Headline, body, photo, author; the tags of both, with the page's kinds."""
    article = assemble(ITEM, PAGE, default_language="en")
    assert article.title == BRIDGE.title
    assert article.paragraphs == BRIDGE.paragraphs
    assert article.photo == PAGE.photo
    assert article.author == BRIDGE.author
    assert article.language == "ar"
    assert (article.published, article.modified) == (NOW, LATER)
    assert [(tag.kind, tag.name) for tag in article.tags] == [
        (TagKind.SECTION, "محليات"),
        (TagKind.TAG, "جسور"),
        (TagKind.TAG, "نقل"),
    ]


def test_a_name_is_taken_from_whoever_is_surest_of_it() -> None:
    """REST, then a link of the page, then the feed, and the page's keywords last."""
    rest = Tag("محليات", TagKind.SECTION, "local", "محليات", source=TagSource.REST)
    link = Tag("محليات", TagKind.SECTION, "news", "محليات")
    feed = Tag("محليات", folded="محليات", source=TagSource.FEED)
    keyword = Tag("محليات", folded="محليات")
    for surer, other in ((rest, link), (link, feed), (feed, keyword)):
        for item, page in ((surer, other), (other, surer)):
            if TagSource.PAGE is item.source is page.source:
                continue
            article = assemble(
                replace(ITEM, tags=(item,)), replace(PAGE, tags=(page,)), default_language="ar"
            )
            assert article.tags == (surer,)


def test_the_feed_serves_where_the_page_can_not_be_had() -> None:
    """Content, photo and headline of the feed."""
    article = assemble(ITEM, None, default_language="ar")
    assert article.title == "عنوان الخلاصة"
    assert article.paragraphs == TEAM.paragraphs
    assert article.photo == Photo(TEAM.photo)


def test_the_feeds_whole_text_serves_where_the_page_gives_a_part_of_it() -> None:
    """The rest of it stands in a container that nobody found."""
    item = replace(ITEM, paragraphs=BRIDGE.paragraphs)
    page = replace(PAGE, paragraphs=BRIDGE.paragraphs[1:3])
    assert assemble(item, page, default_language="ar").paragraphs == BRIDGE.paragraphs
    corrected = assemble(item, page, default_language="ar", fresh=False)
    assert corrected.paragraphs == BRIDGE.paragraphs[1:3]


def test_the_page_serves_where_the_feed_has_a_part_of_it() -> None:
    """Two paragraphs and a link to the rest."""
    item = replace(ITEM, paragraphs=BRIDGE.paragraphs[:2])
    assert assemble(item, PAGE, default_language="ar").paragraphs == PAGE.paragraphs


def test_a_margin_full_of_dates_is_no_body() -> None:
    """The gate holds it back, and the next best source serves."""
    page = ArticlePage(title=BRIDGE.title, paragraphs=DATES)
    assert assemble(ITEM, page, default_language="ar").paragraphs == TEAM.paragraphs
    bare = FeedItem(site_id="a", url=BRIDGE.link, title="x", excerpt=BRIDGE.paragraphs[0])
    assert assemble(bare, page, default_language="ar").paragraphs == (BRIDGE.paragraphs[0],)
    nothing = FeedItem(site_id="a", url=BRIDGE.link, title="x")
    assert assemble(nothing, page, default_language="ar").paragraphs == ()


def test_a_cut_excerpt_gives_its_whole_sentences() -> None:
    """Fifty-five words end anywhere; half a sentence is not said."""
    cut = f"عنب بلدي – خاص {BRIDGE.paragraphs[0]} وقال رئيس لجنة الطرق في المجلس إن"
    item = FeedItem(site_id="a", url=BRIDGE.link, title="عنوان ما", excerpt=cut)
    assert assemble(item, None, default_language="ar").paragraphs == (BRIDGE.paragraphs[0],)


def test_a_flash_of_one_sentence_is_an_article() -> None:
    """A short body that ends like a sentence is better than nothing."""
    page = ArticlePage(title=BRIDGE.title, paragraphs=("افتتح الجسر اليوم.",))
    item = FeedItem(site_id="a", url=BRIDGE.link, title="")
    assert assemble(item, page, default_language="ar").paragraphs == ("افتتح الجسر اليوم.",)


def test_a_caption_of_rest_is_parted_from_its_credit() -> None:
    """REST gives it whole."""
    photo = Photo(BRIDGE.photo, f"{BRIDGE.caption} ({BRIDGE.credit})")
    item = FeedItem(site_id="a", url=BRIDGE.link, title="عنوان ما", photo=photo)
    assert assemble(item, None, default_language="ar").photo == PAGE.photo


def test_a_photo_of_the_feed_takes_the_pages_caption() -> None:
    """A page's text has a caption and no address."""
    page = ArticlePage(title="عنوان ما", photo=Photo("", BRIDGE.caption, BRIDGE.credit))
    item = FeedItem(site_id="a", url=BRIDGE.link, title="", photo=Photo(BRIDGE.photo))
    assert assemble(item, page, default_language="ar").photo == PAGE.photo
    without = assemble(None, page, default_language="ar").photo
    assert without == Photo("", BRIDGE.caption, BRIDGE.credit)


@pytest.mark.parametrize(
    ("title", "tags", "breaking"),
    [
        ("عاجل: إغلاق الجسر", (), True),
        ("عاجل.. إغلاق الجسر", (), True),
        ("#عاجل | إغلاق الجسر", (), True),
        ("خبر عاجل – إغلاق الجسر", (), True),
        ("Breaking: bridge closed", (), True),
        ("إغلاق الجسر", (Tag("عاجل"),), True),
        ("إغلاق الجسر", (Tag("أخبار عاجلة", TagKind.SECTION),), True),
        ("اجتماع عاجل للمجلس", (), False),
        ("عاجلًا أم آجلًا يفتح الجسر", (), False),
        ("عاجل الأمور وآجلها في رواية", (), False),
    ],
)
def test_breaking_news_is_known(title: str, tags: tuple[Tag, ...], breaking: bool) -> None:
    """By tag, by section, or by the start of the headline; not by the word inside of it."""
    item = FeedItem(site_id="a", url=BRIDGE.link, title=title, tags=tags)
    assert assemble(item, None, default_language="ar").breaking is breaking


def test_without_a_headline_there_is_no_article() -> None:
    """Everything else may be missing."""
    with pytest.raises(PageError, match="no headline"):
        assemble(
            FeedItem(site_id="a", url="https://a.org/1/", title=""),
            ArticlePage(),
            default_language="ar",
        )
    with pytest.raises(PageError):
        assemble(None, None, default_language="ar")
    article = assemble(
        None, ArticlePage(title="عنوان ما", url="https://a.org/1/"), default_language="ar"
    )
    assert (article.url, article.paragraphs, article.photo) == ("https://a.org/1/", (), None)


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (("قصير.",), "letters of text"),
        (DATES, "dates, links"),
        ((BRIDGE.paragraphs[0],) * 4, "repeated"),
        (tuple(f"https://a.org/{n}/some-long-address-of-a-page" for n in range(9)), "links"),
        (tuple(f"خبر قصير رقم {n}" for n in range(20)), "on average"),
        (
            tuple(f"عنوان طويل لخبر من أخبار المدينة في القائمة رقم {n}" for n in range(9)),
            "no sentences",
        ),
    ],
)
def test_the_gate_says_why(lines: tuple[str, ...], reason: str) -> None:
    """What is held back is listed for the owner, so the reason is in words."""
    verdict = judge_body(lines)
    assert not verdict.ok
    assert reason in verdict.reason


def test_the_gate_lets_articles_pass() -> None:
    """Every story of the corpus."""
    assert judge_body(BRIDGE.paragraphs).ok
    assert judge_quality(assemble(ITEM, PAGE, default_language="ar")).ok
    headline_only = FeedItem(site_id="a", url=BRIDGE.link, title=BRIDGE.title)
    assert judge_quality(assemble(headline_only, None, default_language="ar")).ok


@pytest.mark.parametrize(
    ("title", "lines"),
    [("مقالات متعلقة", ()), ("12 تشرين الأول 2026", ()), ("فيديو", ()), (BRIDGE.title, DATES[:2])],
)
def test_the_gate_holds_back_what_an_owner_should_see(title: str, lines: tuple[str, ...]) -> None:
    """A headline of furniture, of one word, or a body of dates."""
    item = FeedItem(site_id="a", url=BRIDGE.link, title=title)
    article = assemble(item, None, default_language="ar")
    assert not judge_quality(replace(article, paragraphs=lines)).ok


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("en", BRIDGE.paragraphs, "ar"),
        ("", BRIDGE.paragraphs, "ar"),
        ("ar", BRIDGE.paragraphs, "ar"),
        ("ckb", BRIDGE.paragraphs, "ckb"),
        ("fa", BRIDGE.paragraphs, "fa"),
        ("ar", ("The bridge over the river was opened to lorries this morning.",), "en"),
        ("de", ("Die Brücke über den Fluss ist seit heute wieder offen.",), "de"),
    ],
)
def test_the_letters_overrule_a_language_that_the_page_can_not_be_in(
    declared: str, text: tuple[str, ...], language: str
) -> None:
    """A WordPress installed in English declares it on every page, in whatever script."""
    title = BRIDGE.title if text is BRIDGE.paragraphs else text[0]
    page = replace(PAGE, language=declared, title=title, paragraphs=text)
    item = replace(ITEM, title=title, paragraphs=(), excerpt="")
    assert assemble(item, page, default_language="en").language == language


def test_a_bulletin_is_no_page_chrome() -> None:
    """Its headline begins like «نشر» and holds a date."""
    item = replace(ITEM, title="نشرة أسعار العملات والذهب ليوم الأحد 29-11-2026")
    assert judge_quality(assemble(item, None, default_language="ar")).ok


@pytest.mark.parametrize("name", ["admin", "Administrator", "المحرر", "editor"])
def test_an_account_is_no_author(name: str) -> None:
    """WordPress's first account writes for all; an opinion piece would be told as by "admin"."""
    page, item = replace(PAGE, author=name), replace(ITEM, author=name)
    assert assemble(item, page, default_language="ar").author == ""
    assert assemble(ITEM, page, default_language="ar").author == ITEM.author
