"""A long digest: one message in parts, each with all that the others need on its buttons."""

import os
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram.constants import InlineKeyboardMarkupLimit, MessageLimit

from bot.i18n import Catalogues
from bot.posts.actions.encoding import MAX_BYTES, decode
from bot.posts.actions.reading import OpenEntryNumber, ShowPart
from bot.posts.digests.compose import digest
from bot.posts.digests.entries import beside_number, numbers_on, part_again
from bot.posts.digests.index import (
    MAX_ENTRIES,
    DigestEntry,
    DigestIndex,
    decode_index,
    encode_index,
    spread_over_buttons,
)
from bot.posts.digests.parts import MAX_LINES
from bot.posts.digests.split_sections import split_sections
from bot.types import Post
from storage.models import ArticleStatus, StoredArticle, Tag, TagKind
from tests.articles import NOON
from tests.bot.posts.samples import stored, telegram_length, telegram_text

ARABIC = Catalogues.load().translator("ar")
GOLDEN = Path(__file__).parents[1] / "golden" / "digest-parts.txt"
TOWNS = ("الورود", "الزيتون", "الياسمين", "الصنوبر", "السنديان", "الرمان", "التين")


def article(number: int, title: str, section: str) -> StoredArticle:
    made = stored(
        title=title,
        tags=(Tag(section, TagKind.SECTION, "", section, 90),) if section else (),
        url=f"https://news.example/{number}/",
        published=NOON + timedelta(minutes=number),
    )
    return replace(made, id=number)


def day(sections: dict[str, int], first: int = 1000) -> list[StoredArticle]:
    """As many articles of each section as are asked for, no two of one event."""
    names = [name for name, count in sections.items() for _ in range(count)]
    return [
        article(number, f"أعمال الصيانة رقم {number} في حي {TOWNS[number % len(TOWNS)]}", name)
        for number, name in enumerate(names, first)
    ]


def labels(post: Post) -> list[str]:
    return [button.data for row in post.buttons for button in row]


def all_parts(first: Post, articles: list[StoredArticle]) -> list[Post]:
    """Each part, opened from the one before it."""
    known = {one.id: one for one in articles}
    parts = [first]
    while True:
        onward = ShowPart(len(parts) + 1, "")
        actions = [decode(data) for data in labels(parts[-1])]
        if not any(isinstance(one, ShowPart) and one.part == onward.part for one in actions):
            return parts
        _, index = numbers_on(labels(parts[-1]))
        assert index is not None
        made = part_again(onward.part, index, known, translator=ARABIC)
        assert made is not None
        parts.append(made)


def made_of(articles: list[StoredArticle]) -> list[Post]:
    made = digest(articles, translator=ARABIC)
    assert made is not None
    return all_parts(made, articles)


def rendered(post: Post) -> str:
    rows = "\n".join(" ".join(f"[{button.text}]" for button in row) for row in post.buttons)
    return f"{telegram_text(post.html)}\n\n{rows}\n"


def test_a_long_digest_is_as_in_its_golden_file() -> None:
    """A person has read it: whole sections, a parted one named again, numbers that run on."""
    parts = made_of(day({"محليات": 12, "اقتصاد": 14, "رياضة": 34, "ثقافة": 5, "": 3}))
    text = "\n---\n\n".join(map(rendered, parts))
    if os.environ.get("GOLDEN") == "write":
        GOLDEN.write_text(text, "utf-8")
    assert text == GOLDEN.read_text("utf-8")


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.text(min_size=1, max_size=300),
            st.sampled_from(["محليات", "رياضة", "طقس", "", "قسم طويل الاسم " * 6]),
            st.integers(1, 40),
        ),
        min_size=MAX_LINES + 1,
        max_size=70,
    )
)
def test_every_article_stands_in_exactly_one_part(
    given_articles: list[tuple[str, str, int]],
) -> None:
    """In a line or as an update of one, within Telegram's bounds; beyond these it is counted."""
    articles = []
    number = 0
    for title, section, step in given_articles:
        number += step
        articles.append(article(number, title, section))
    first = digest(articles, translator=ARABIC)
    assert first is not None
    listed, index = numbers_on(labels(first))
    if not listed:
        return
    assert index is not None
    parts = all_parts(first, articles)
    numbers = []
    for place, part in enumerate(parts, 1):
        assert telegram_length(part.html) <= MessageLimit.MAX_TEXT_LENGTH
        assert len(labels(part)) <= InlineKeyboardMarkupLimit.TOTAL_BUTTON_NUMBER
        assert all(len(data.encode()) <= MAX_BYTES for data in labels(part))
        shown, again = numbers_on(labels(part))
        assert again == index
        assert {one.part for one in shown} == {place}
        numbers += [one.number for one in shown]
        text = telegram_text(part.html)
        assert all(f"{one.number}. " in text for one in shown)
        # From an open entry of it the same part comes back.
        rows = beside_number(shown[-1], shown, index, ARABIC)
        beside, carried = numbers_on(button.data for row in rows for button in row)
        assert [(one.number, one.part) for one in beside] == [(one.number, place) for one in shown]
        assert carried == index
        known = {one.id: one for one in articles}
        assert part_again(place, index, known, translator=ARABIC) == part
    assert numbers == list(range(1, len(index.entries) + 1))
    assert max(Counter(one.article_id for one in index.entries).values()) == 1
    counted = sum(1 + one.updates for one in index.entries)
    assert counted <= len(articles)
    assert ("/latest" in parts[-1].html) == (counted < len(articles))
    if len(index.entries) < MAX_ENTRIES:
        assert counted == len(articles)


def test_sections_stay_whole_where_they_can() -> None:
    """Three of twenty are three parts, not two of thirty; one of forty has to be parted."""
    whole = made_of(day({"محليات": 20, "اقتصاد": 20, "رياضة": 20}))
    assert [len(numbers_on(labels(part))[0]) for part in whole] == [20, 20, 20]
    assert not any("(تتمة)" in part.html for part in whole)
    cut = made_of(day({"محليات": 40, "رياضة": 2}))
    assert ["(تتمة)" in part.html for part in cut] == [False, True]


def test_beyond_the_bound_the_rest_is_counted() -> None:
    """A hundred can be opened, on the last part the others are told of."""
    parts = made_of(day({"محليات": 60, "رياضة": 70}))
    assert sum(len(numbers_on(labels(part))[0]) for part in parts) == MAX_ENTRIES
    assert "و30 خبرًا آخر: " in parts[-1].html
    assert not any("/latest" in part.html for part in parts[:-1])


def test_ids_that_are_far_apart_leave_fewer_entries() -> None:
    """What the buttons can't carry is counted, never lost."""
    articles = day({"محليات": 100})
    apart = [replace(one, id=one.id + (number % 2) * 2**62) for number, one in enumerate(articles)]
    parts = made_of(apart)
    shown = sum(len(numbers_on(labels(part))[0]) for part in parts)
    assert MAX_LINES < shown <= MAX_ENTRIES
    assert shown == MAX_ENTRIES or "/latest" in parts[-1].html


def test_what_was_withdrawn_since_is_missing_in_its_part() -> None:
    """The others are as they were; with nothing left there is no part."""
    articles = day({"محليات": 20, "رياضة": 20})
    first = made_of(articles)[0]
    _, index = numbers_on(labels(first))
    assert index is not None
    known = {one.id: one for one in articles}
    gone = index.entries[0].article_id
    known[gone] = replace(known[gone], status=ArticleStatus.WITHDRAWN)
    again = part_again(1, index, known, translator=ARABIC)
    assert again is not None
    assert f"/{gone}/" not in again.html
    assert len(numbers_on(labels(again))[0]) == 19
    assert part_again(1, index, {}, translator=ARABIC) is None


def test_a_digest_that_has_shrunk_to_one_message_has_no_parts() -> None:
    """Its numbers are those of a short one."""
    articles = day({"محليات": 40})
    _, index = numbers_on(labels(made_of(articles)[0]))
    assert index is not None
    left = {one.id: one for one in articles[:10]}
    again = part_again(2, index, left, translator=ARABIC)
    assert again is not None
    assert len(labels(again)) == 10
    assert numbers_on(labels(again)) == ([], None)


@pytest.mark.parametrize("part", [0, 41, 2**63 - 1])
def test_a_part_that_never_was_is_none(part: int) -> None:
    """No digest has more parts than entries."""
    articles = day({"محليات": 40})
    _, index = numbers_on(labels(made_of(articles)[0]))
    assert index is not None
    assert part_again(part, index, {one.id: one for one in articles}, translator=ARABIC) is None


@given(
    st.integers(0, 10**6),
    st.lists(
        st.builds(DigestEntry, st.integers(0, 2**63 - 1), st.integers(0, 200)),
        min_size=1,
        max_size=MAX_ENTRIES,
    ),
)
def test_a_digest_index_is_read_as_it_was_written(total: int, entries: list[DigestEntry]) -> None:
    """Any ids that the database can hold."""
    index = DigestIndex(total, tuple(entries))
    assert decode_index(encode_index(index)) == index


@given(st.text("abcABC019-_:؟", max_size=60))
def test_a_forged_index_is_none_or_an_index(text: str) -> None:
    """Bounded, and with ids that the database can hold."""
    index = decode_index(text)
    assert index is None or (
        0 < len(index.entries) <= MAX_ENTRIES
        and all(0 <= one.article_id < 2**63 for one in index.entries)
    )


def test_a_digest_index_has_bounds() -> None:
    """None that is empty or too long is written, none is cut silently."""
    with pytest.raises(ValueError, match="1 to 100 entries"):
        encode_index(DigestIndex(1, ()))
    with pytest.raises(ValueError, match="have no button"):
        spread_over_buttons([("1", OpenEntryNumber(1, 1, ""))], "a" * 65)


def test_what_can_not_be_parted_is_none() -> None:
    """One line that fits nowhere, or too few for the smallest part."""
    assert split_sections(["a"] * 3, fits=lambda *_: False, at_least=1, at_most=9) is None
    assert split_sections(["a"] * 3, fits=lambda *_: True, at_least=4, at_most=9) is None
    assert split_sections(["a", "b", "b"], fits=lambda *_: True, at_least=1, at_most=2) == [
        range(1),
        range(1, 3),
    ]
