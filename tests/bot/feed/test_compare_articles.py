"""What is new, what changed, and what is a copy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feed.compare_articles import (
    ArticleDiff,
    alike,
    compare,
    content_hash,
    find_new,
    fingerprint,
    is_copy,
    moved,
    same_text,
    vanished,
)
from bot.types import FeedItem
from storage.models import Article, Photo, Tag
from tests.data.stories import BRIDGE, TEAM

NOW = datetime(2026, 10, 12, 8, 0, tzinfo=UTC)
ARTICLE = Article(
    site_id=BRIDGE.site_id,
    url=BRIDGE.link,
    title=BRIDGE.title,
    paragraphs=BRIDGE.paragraphs,
    published=NOW,
    modified=NOW,
    photo=Photo(BRIDGE.photo, BRIDGE.caption, BRIDGE.credit),
    tags=tuple(Tag(name) for name in BRIDGE.tags),
)


def item(key: str, hours: int | None = None) -> FeedItem:
    published = None if hours is None else NOW + timedelta(hours=hours)
    return FeedItem(site_id=key, url=f"https://a.org/{key}/", title=key, published=published)


def keys(*items: FeedItem, known: frozenset[str] = frozenset()) -> list[str]:
    return [found.site_id for found in find_new(items, known)]


def test_new_items_come_oldest_first() -> None:
    """A feed is newest first, a chat is not."""
    assert keys(item("c", 3), item("b", 2), item("a", 1)) == ["a", "b", "c"]


def test_items_out_of_order_are_put_in_order() -> None:
    """A re-dated article may stand anywhere."""
    assert keys(item("a", 1), item("c", 3), item("b", 2)) == ["a", "b", "c"]


def test_known_items_are_not_new_whatever_their_date() -> None:
    """A known id with a newer date is an edit; an unknown one with an old date is new."""
    assert keys(item("old", 99), item("late", -9), known=frozenset({"old"})) == ["late"]


def test_items_without_a_date_keep_their_place() -> None:
    """The feed's order is all that is known of them."""
    assert keys(item("c", 3), item("x"), item("a", 1)) == ["a", "x", "c"]


def test_an_item_named_twice_is_new_once() -> None:
    """Two sections' feeds name the same article."""
    assert keys(item("a", 1), item("a", 2)) == ["a"]


UNCHANGED = (
    replace(ARTICLE, title=ARTICLE.title.replace(" أمام", "، أمام")),
    replace(ARTICLE, title=f"  {ARTICLE.title} "),
    replace(ARTICLE, paragraphs=tuple(text.replace("،", "") for text in ARTICLE.paragraphs)),
    replace(ARTICLE, paragraphs=tuple(f"«{text}»" for text in ARTICLE.paragraphs)),
    replace(ARTICLE, paragraphs=(*ARTICLE.paragraphs, " . ")),
    replace(ARTICLE, title=ARTICLE.title.replace("مجلس", "مَجْلِس")),
    replace(ARTICLE, tags=tuple(reversed(ARTICLE.tags))),
    replace(
        ARTICLE,
        photo=Photo(BRIDGE.photo.replace(".jpg", "-1024x683.jpg"), BRIDGE.caption, BRIDGE.credit),
    ),
    replace(ARTICLE, modified=NOW + timedelta(hours=2)),
)


@pytest.mark.parametrize("again", UNCHANGED)
def test_what_no_reader_would_call_a_change_is_none(again: Article) -> None:
    """Commas, spaces, quotation marks, vowel marks, order of tags, sizes of the photo."""
    assert compare(ARTICLE, again) == ArticleDiff()
    assert not compare(ARTICLE, again)
    assert content_hash(again) == content_hash(ARTICLE)


CHANGED = (
    (replace(ARTICLE, title=ARTICLE.title + " والحافلات"), ArticleDiff(headline=True)),
    (replace(ARTICLE, paragraphs=ARTICLE.paragraphs[1:]), ArticleDiff(body=True)),
    (
        replace(ARTICLE, paragraphs=tuple(t.replace("28.5", "285") for t in ARTICLE.paragraphs)),
        ArticleDiff(body=True),
    ),
    (replace(ARTICLE, tags=ARTICLE.tags[1:]), ArticleDiff(tags=True)),
    (
        replace(ARTICLE, photo=Photo(BRIDGE.photo, BRIDGE.caption + " مساء", BRIDGE.credit)),
        ArticleDiff(caption=True),
    ),
    (
        replace(ARTICLE, photo=Photo(BRIDGE.photo, BRIDGE.caption, "وكالة")),
        ArticleDiff(caption=True),
    ),
    (
        replace(ARTICLE, photo=Photo(TEAM.photo, BRIDGE.caption, BRIDGE.credit)),
        ArticleDiff(photo=True),
    ),
    (replace(ARTICLE, photo=None), ArticleDiff(caption=True, photo=True)),
)


@pytest.mark.parametrize(("again", "change"), CHANGED)
def test_a_correction_is_seen_and_named(again: Article, change: ArticleDiff) -> None:
    """Each part is told apart, and the hash tells that something changed."""
    assert compare(ARTICLE, again) == change
    assert content_hash(again) != content_hash(ARTICLE)


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        ("بلغت 1,500 ليرة", "بلغت 1500 ليرة", True),
        ("بلغت 3.5 درجة", "بلغت 35 درجة", False),
        ("الحرارة -5 درجات", "الحرارة 5 درجات", False),
        ("ارتفع 5% هذا العام", "ارتفع 5 هذا العام", False),
        ("دمشق - حلب", "دمشق – حلب", True),
        ("سعره 10$", "سعره 10€", False),
    ],
)
def test_marks_that_carry_meaning_count(before: str, after: str, same: bool) -> None:
    """A decimal point, a minus and a per cent are no punctuation."""
    changed = compare(replace(ARTICLE, title=before), replace(ARTICLE, title=after))
    assert bool(changed) is not same


@given(st.text(max_size=60), st.text(max_size=60))
def test_hash_and_comparison_agree(a: str, b: str) -> None:
    """Two readings have one hash exactly when nothing is seen to change."""
    first, second = replace(ARTICLE, title=a), replace(ARTICLE, title=b)
    assert (content_hash(first) == content_hash(second)) is not bool(compare(first, second))


def test_a_republished_text_is_known_again() -> None:
    """Another id, another headline, a new first line and a changed word: still the same text."""
    copy = replace(
        ARTICLE,
        site_id="a.org/2",
        title="من الأرشيف: جسر الزيتون",
        paragraphs=(*BRIDGE.paragraphs[:-1], BRIDGE.paragraphs[-1].replace("الماضي", "الفائت")),
    )
    assert same_text(ARTICLE, copy)
    assert not same_text(ARTICLE, replace(ARTICLE, paragraphs=TEAM.paragraphs))


BULLETIN = replace(
    ARTICLE,
    title="أسعار الخضار في سوق البلدة يوم الاثنين 12 تشرين الأول",
    paragraphs=tuple(
        f"بلغ سعر الصندوق من الصنف رقم {kind} في سوق البلدة {kind * 7} ألف ليرة، وقال التجار إن "
        "الطلب عليه بقي كما كان في الأسبوع الماضي وإن الكميات تكفي حاجة الأهالي حتى نهاية الشهر."
        for kind in range(1, 8)
    ),
)


@pytest.mark.parametrize(
    ("headline", "before", "after"),
    [
        (BULLETIN.title, " 7 ألف", " 9 ألف"),
        (BULLETIN.title, " 7 ألف", " 7.5 ألف"),
        (BULLETIN.title, " 7 ألف", " ٩ ألف"),
        ("أسعار الخضار في سوق البلدة يوم الثلاثاء 12 تشرين الأول", "", ""),
        ("أسعار الخضار في سوق البلدة يوم الاثنين 13 تشرين الأول", "", ""),
        ("أسعار الخضار في سوق البلدة يوم الاثنين 12 تشرين الثاني", "", ""),
    ],
)
@pytest.mark.parametrize("later", [timedelta(hours=6), timedelta(days=1), timedelta(days=7)])
def test_a_bulletin_with_other_figures_or_another_date_is_no_copy(
    headline: str, before: str, after: str, later: timedelta
) -> None:
    """The day's prices, written by cloning the day's before: the figures are the news."""
    article = replace(
        BULLETIN,
        site_id="a.org/3",
        title=headline,
        paragraphs=tuple(text.replace(before, after) for text in BULLETIN.paragraphs),
        published=NOW + later,
    )
    assert same_text(BULLETIN, article)
    assert not is_copy(BULLETIN, article)


@pytest.mark.parametrize(
    ("later", "replaced", "copy"),
    [
        # Published twice by mistake, and corrected in passing.
        (timedelta(minutes=20), (" 7 ألف", " 9 ألف"), True),
        (timedelta(minutes=-20), (" 7 ألف", " 9 ألف"), True),
        # Once more, as it was or with a changed word, and in other digits.
        (timedelta(hours=5), (" 7 ألف", " ٧ ألف"), True),
        (timedelta(days=3), ("كما كان", "مثلما كان"), True),
        (timedelta(days=3), ("", ""), True),
        # So much later it is told again.
        (timedelta(days=40), ("", ""), False),
    ],
)
def test_what_is_published_twice_within_the_hour_or_with_the_same_figures_is_a_copy(
    later: timedelta, replaced: tuple[str, str], *, copy: bool
) -> None:
    """By mistake, or to bring it up again."""
    texts = (BULLETIN.paragraphs[0].replace(*replaced), *BULLETIN.paragraphs[1:])
    article = replace(BULLETIN, site_id="a.org/3", paragraphs=texts, published=NOW + later)
    assert is_copy(BULLETIN, article) is copy


def test_short_texts_are_never_copies() -> None:
    """Two days' prices read alike and are two articles."""
    short = replace(ARTICLE, paragraphs=("بلغ سعر الغرام اليوم خمسين ليرة.",))
    assert fingerprint(short) == frozenset()
    assert not same_text(short, short)
    assert not alike(frozenset(), frozenset())


@pytest.mark.parametrize(
    ("before", "listed", "lost"),
    [
        ("abcdef", "xabcde", ""),
        ("abcdef", "abdefy", "c"),
        ("abcdef", "xyabef", "cd"),
        ("abcdef", "abcdey", "f"),
        ("abcdef", "bcdefy", "a"),
        ("abcdef", "xbcde", "a"),
        ("abcdef", "uvwxyz", ""),
        ("abcdef", "", ""),
        ("", "abc", ""),
        ("abcdef", "fedcba", ""),
    ],
)
def test_what_a_feed_has_lost_is_told_from_what_was_pushed_out(
    before: str, listed: str, lost: str
) -> None:
    """Gone from between others, or the page has filled up from below."""
    assert "".join(vanished(before, listed)) == lost


def test_a_moved_article_is_known_by_its_second_headline_and_text_or_address() -> None:
    """Each of the three is needed: prices are told in the same words every day."""
    old = Article(
        site_id="a.org/1", url="https://a.org/1/%D8%AC", title="جسر جديد", paragraphs=("نص قصير.",),
        published=NOW, modified=NOW,
    )  # fmt: skip
    new = replace(old, site_id="b.org/1", url="https://b.org/1/ج/")
    assert moved(old, new)
    assert moved(old, replace(new, paragraphs=("نص آخر.",)))
    assert moved(old, replace(new, url="https://b.org/7/x/"))
    assert not moved(old, replace(new, url="https://b.org/7/x/", paragraphs=("نص آخر.",)))
    assert not moved(old, replace(new, published=NOW + timedelta(seconds=1)))
    assert not moved(old, replace(new, title="جسر آخر"))
