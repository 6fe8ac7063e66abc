"""Digests: the weightiest first, by section, follow-ups folded, never too long."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.i18n import Catalogues
from bot.posts.actions.encoding import decode
from bot.posts.actions.reading import CloseEntry, OpenEntry
from bot.posts.digests.cluster_events import cluster_events
from bot.posts.digests.compose import digest
from bot.posts.digests.entries import beside_entry, digest_again, entries_on, entry_page
from bot.posts.digests.parts import MAX_LINES
from bot.types import Post
from storage.models import ArticleStatus, ChatKind, StoredArticle, Tag, TagKind
from tests.articles import NOON
from tests.bot.posts.samples import stored, telegram_length, telegram_text

CATALOGUES = Catalogues.load()
ARABIC = CATALOGUES.translator("ar")
GOLDEN = Path(__file__).parents[1] / "golden"


def article(number: int, title: str, section: str = "محليات", **changes: Any) -> StoredArticle:
    tags = (Tag(section, TagKind.SECTION, "", section, 90),) if section else ()
    made = stored(
        title=title,
        tags=tags,
        url=f"https://news.example/{number}/",
        published=NOON + timedelta(minutes=number),
        **changes,
    )
    return replace(made, id=number)


MORNING = [
    article(1, "افتتاح مخبز جديد في حي الورود"),
    article(2, "نتائج الجولة الثانية من دوري السلة", "رياضة"),
    article(3, "عاصفة مطرية تصل إلى الساحل مساءً", "طقس", breaking=True),
    article(4, "عاصفة مطرية تصل إلى الساحل هذا المساء", "طقس", breaking=True),
    article(5, "العاصفة المطرية تصل إلى الساحل مساءً", "طقس", breaking=True),
    article(6, "إصلاح شبكة المياه في الحي القديم"),
    article(7, "معرض للكتاب المستعمل", ""),
]


def test_digest_is_as_in_its_golden_file() -> None:
    """A person has read it."""
    made = digest(MORNING, translator=ARABIC)
    assert made is not None
    rows = "\n".join(" ".join(f"[{b.text}]({b.data})" for b in row) for row in made.buttons)
    assert f"{made.html}\n\n{rows}\n" == (GOLDEN / "digest.txt").read_text("utf-8")


def test_follow_ups_are_one_line() -> None:
    """The newest of them, with the number of the others; breaking news first."""
    lines = cluster_events(MORNING)
    assert lines[0].article.id == 5
    assert lines[0].updates == 2
    assert len(lines) == 5


@pytest.mark.parametrize(
    ("first", "second", "events"),
    [
        ("افتتاح الحديقة رقم 3 في حي الورود", "افتتاح الحديقة رقم 4 في حي الورود", 2),
        ("افتتاح الحديقة رقم ٣ في حي الورود", "افتتاح الحديقة رقم 3 في حي الورود", 1),
        ("إصابة 5 عمال في حريق سوق الخضار", "إصابة عمال في حريق سوق الخضار", 2),
        ("انقطاع مياه الشرب عن أحياء حلب الشرقية", "انقطاع مياه الشرب عن أحياء حماة الشرقية", 2),
        ("عودة مياه الشرب إلى أحياء حلب", "عودة مياه الشرب إلى أحياء حلب الشرقية", 1),
    ],
)
def test_other_numbers_and_names_are_other_events(first: str, second: str, events: int) -> None:
    """However much else agrees; the same said in a few more words is an update."""
    assert len(cluster_events([article(1, first), article(2, second)])) == events


def test_a_headline_without_a_name_joins_no_two_names() -> None:
    """What agrees with each of two towns is an update of one of them at most."""
    lines = cluster_events(
        [
            article(1, "انقطاع مياه الشرب عن أحياء حلب"),
            article(2, "انقطاع مياه الشرب عن أحياء حماة"),
            article(3, "انقطاع مياه الشرب عن أحياء"),
        ]
    )
    assert [line.updates for line in lines] == [1, 0]


def test_what_the_reader_follows_stands_above_the_rest() -> None:
    """But below breaking news."""
    lines = cluster_events(MORNING, followed={7})
    assert [line.article.id for line in lines][:2] == [5, 7]


def test_numbers_open_the_headlines_beside_them() -> None:
    """Button 2 is line 2."""
    made = digest(MORNING, translator=ARABIC)
    assert made is not None
    text = telegram_text(made.html)
    for number, button in enumerate((b for row in made.buttons for b in row), 1):
        entry = decode(button.data)
        assert isinstance(entry, OpenEntry)
        wanted = next(one for one in MORNING if one.id == entry.article_id)
        assert f"{number}. " in text
        line = next(row for row in text.splitlines() if row.startswith(f"{number}. "))
        assert wanted.article.title in line


def test_nothing_to_tell_is_no_digest() -> None:
    """Never empty: withdrawn articles don't count."""
    gone = [replace(one, status=ArticleStatus.WITHDRAWN) for one in MORNING]
    assert digest(gone, translator=ARABIC) is None
    assert digest([], translator=ARABIC) is None


def test_a_channel_gets_links_only() -> None:
    """Its readers can't press buttons that answer in a private chat."""
    made = digest(MORNING, translator=ARABIC, kind=ChatKind.CHANNEL)
    assert made is not None
    assert made.buttons == ()


@pytest.mark.parametrize("count", [1, 2, 3, 11, 200])
def test_what_has_no_room_in_a_channel_is_counted(count: int) -> None:
    """The weightiest have lines; the rest is on the site, since no command is of use there."""
    many = [
        article(number, f"حي{number} شارع{number} بلدة{number}") for number in range(1, count + 1)
    ]
    made = digest(many, translator=CATALOGUES.translator("en"), kind=ChatKind.CHANNEL)
    assert made is not None
    assert made.buttons == ()
    assert made.html.startswith(f"<b>📋 News in brief: {count} article")
    if count > MAX_LINES:
        rest = f"And {count - MAX_LINES} more articles on the site"
        assert f'<a href="https://news.example/">{rest}</a>' in made.html


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=400), st.text(max_size=200), st.booleans()),
        min_size=1,
        max_size=MAX_LINES,
    )
)
def test_any_articles_make_one_message(given_articles: list[tuple[str, str, bool]]) -> None:
    """Within Telegram's length, whatever headlines and sections are."""
    articles = [
        article(number, title, section, breaking=breaking)
        for number, (title, section, breaking) in enumerate(given_articles, 1)
    ]
    made = digest(articles, translator=ARABIC)
    assert made is not None
    assert telegram_length(made.html) <= MessageLimit.MAX_TEXT_LENGTH
    assert sum(map(len, made.buttons)) <= MAX_LINES
    # What stands on the buttons is enough to make it again; `test_digest_parts` tells of long ones.
    if entries_on(button.data for row in made.buttons for button in row):
        assert reopened(made, articles) == made


def reopened(made: Post, articles: list[StoredArticle]) -> Post | None:
    """The digest, after its last entry was opened and closed again."""
    entries = entries_on(button.data for row in made.buttons for button in row)
    opened = next(one for one in articles if one.id == entries[-1].article_id)
    rows = beside_entry(entries[-1], entries, ARABIC)
    page = entry_page(opened, rows, translator=ARABIC, zone_name="Asia/Damascus")
    data = [button.data for row in page.buttons for button in row]
    closing = decode(data[-1])
    assert isinstance(closing, CloseEntry)
    return digest_again(
        closing, entries_on(data), {one.id: one for one in articles}, translator=ARABIC
    )


def test_an_entry_stands_in_the_digests_place() -> None:
    """The summary with the numbers of all, its own marked, and the way back."""
    made = digest(MORNING, translator=ARABIC)
    assert made is not None
    entries = entries_on(button.data for row in made.buttons for button in row)
    page = entry_page(
        MORNING[5],
        beside_entry(entries[1], entries, ARABIC),
        translator=ARABIC,
        zone_name="Asia/Damascus",
    )
    assert MORNING[5].summary[0] in telegram_text(page.html)
    numbers, back = page.buttons[-2:]
    assert [button.text for button in numbers] == ["1", "• 2", "3", "4", "5"]
    assert [button.text for button in back] == ["↩️ رجوع إلى الموجز"]


def test_what_was_withdrawn_since_is_left_out() -> None:
    """And where nothing is left, there is no digest."""
    made = digest(MORNING, translator=ARABIC)
    assert made is not None
    entries = entries_on(button.data for row in made.buttons for button in row)
    known = {one.id: one for one in MORNING}
    known[6] = replace(known[6], status=ArticleStatus.WITHDRAWN)
    closing = CloseEntry(7)
    again = digest_again(closing, entries, known, translator=ARABIC)
    assert again is not None
    assert MORNING[5].article.title not in telegram_text(again.html)
    assert digest_again(closing, entries, {}, translator=ARABIC) is None
