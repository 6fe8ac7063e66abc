"""Several looks at the index at once, and what is left out of headlines by what texts hold."""

from dataclasses import replace

import pytest

from storage.engine.database import Database
from storage.search import full_text
from storage.search.conditions import Filter
from storage.search.full_text import PHRASES, STEMS, TITLES
from storage.search.looks import Look, look, look_together

DAY = 86_400
NUMBERS = [DAY * day for day in range(20_000, 20_400)]
LOOKS = [
    Look(STEMS, '"all"', at_most=80, widespread=True),
    Look(STEMS, '"third" OR "seventh"', at_most=80),
    Look(TITLES, '"third"', at_most=80),
    Look(TITLES, '"third" AND "seventh"'),
    Look(PHRASES, '"all third"', at_most=7),
    Look(STEMS, '"nowhere"'),
    Look(STEMS, '"third" OR "seventh"', at_most=80),
]


CONDITIONS = pytest.mark.parametrize(
    "condition",
    [
        Filter(),
        Filter(first=NUMBERS[100], last=NUMBERS[300]),
        Filter(excluded='("seventh")'),
        Filter(only=f"[{', '.join(map(str, NUMBERS[::5]))}]"),
        Filter(excluded='("seventh")', never=f"[{', '.join(map(str, NUMBERS[-50:]))}]"),
    ],
    ids=["free", "range", "without", "only", "without_and_never"],
)


def held(number: int) -> list[str]:
    """What a text holds: one word of all, one of every third, and one of every seventh."""
    at = number // DAY
    return ["all", *["third"] * (at % 3 == 0), *["seventh"] * (at % 7 == 0)]


def in_headline(number: int) -> list[str]:
    """Of every other text the headline holds all of that, of the rest a single word of it."""
    return held(number) if number // DAY % 2 else held(number)[-1:]


@pytest.fixture
async def indexed(database: Database) -> Database:
    """Texts, each under what it holds."""
    async with database.transaction() as connection:
        texts = [(number, " ".join(held(number))) for number in NUMBERS]
        await full_text.add(connection, STEMS, texts)
        await full_text.add(connection, PHRASES, texts)
        headlines = [(number, " ".join(in_headline(number))) for number in NUMBERS]
        await full_text.add(connection, TITLES, headlines)
    return database


@CONDITIONS
async def test_together_they_find_what_each_finds_alone(
    indexed: Database, condition: Filter
) -> None:
    """In their order, the same look twice, one that finds nothing."""
    async with indexed.reading() as connection:
        alone = [await look(connection, one, condition) for one in LOOKS]
        assert await look_together(connection, LOOKS, condition) == alone
        assert await look_together(connection, [], condition) == []
    assert [bool(found) for found in alone] == [True] * 3 + [
        not condition.excluded,
        True,
        False,
        True,
    ]


@CONDITIONS
async def test_what_was_taken_for_seldom_is_found_like_anything_else(
    indexed: Database, condition: Filter
) -> None:
    """The newest first, and of what was far from seldom no others than the newest."""
    async with indexed.reading() as connection:
        for one in LOOKS:
            for at_most in (1, 40, len(NUMBERS)):
                bounded = replace(one, at_most=at_most)
                wanted = await look(connection, bounded, condition)
                assert wanted == sorted(wanted, reverse=True)
                seldom = replace(bounded, seldom=True)
                assert await look(connection, seldom, condition) == wanted
                both = await look_together(connection, [seldom, bounded], condition)
                assert both == [wanted, wanted]


async def test_a_headline_is_left_out_for_what_its_text_holds(indexed: Database) -> None:
    """Also where the headline itself does not hold what is left out."""
    async with indexed.reading() as connection:
        one = Look(TITLES, '"all" OR "third"', at_most=len(NUMBERS))
        found = await look(connection, one, Filter(excluded='("seventh" OR "nowhere")'))
    wanted = [
        number
        for number in NUMBERS
        if {"all", "third"} & {*in_headline(number)} and "seventh" not in held(number)
    ]
    assert found == wanted[::-1]


async def test_the_first_of_several_that_is_held_is_told(indexed: Database) -> None:
    """By its place; none where no text holds any."""
    async with indexed.reading() as connection:
        for asked, place in (
            (['"all"', '"third"'], 0),
            (['"nowhere"', '"third" AND "seventh"', '"all"'], 1),
            (['"nowhere"', '"neither"'], None),
            ([], None),
        ):
            assert await full_text.first_held(connection, STEMS, asked) == place
