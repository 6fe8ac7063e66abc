"""The newest texts of widespread words, which PostgreSQL looks for in the newest periods first."""

from dataclasses import replace

import pytest

from storage.engine.database import Database
from storage.search import full_text
from storage.search.conditions import Filter
from storage.search.looks import Look, look

DAY = 86_400
# Twelve texts in each of 500 days: a year and a half.
NUMBERS = [DAY * day + second for day in range(20_000, 20_500) for second in range(12)]


def holds(number: int) -> str:
    """A word of all texts, one of every other, of every seventh, and of those of the first days."""
    words = ["all"]
    words += ["even"] * (number % 2 == 0)
    words += ["seventh"] * (number % 7 == 0)
    words += ["early"] * (number < DAY * 20_100)
    return " ".join(words)


@pytest.mark.parametrize("far", [(), (DAY * 90_000,)], ids=["as_dated", "one_from_the_far_future"])
@pytest.mark.parametrize(
    "asked", ['"all"', '"even" AND "seventh"', '"early"', '"early" AND "even"']
)
@pytest.mark.parametrize(
    "condition",
    [
        Filter(),
        Filter(excluded='"seventh"'),
        Filter(first=DAY * 20_400),
        Filter(last=DAY * 20_050),
        Filter(never=f"[{', '.join(map(str, NUMBERS[-100:]))}]"),
    ],
    ids=["free", "without", "from", "to", "never"],
)
async def test_they_are_those_of_a_look_at_all_texts(
    database: Database, condition: Filter, asked: str, far: tuple[int, ...]
) -> None:
    """Wherever they end: within the newest periods, before them, or across."""
    rows = [(number, holds(number)) for number in (*NUMBERS, *far)]
    async with database.transaction() as connection:
        await full_text.add(connection, full_text.STEMS, rows)
    async with database.reading() as connection:
        for at_most in (80, 200, 3_000):
            one = Look(full_text.STEMS, asked, at_most)
            found = await look(connection, replace(one, widespread=True), condition)
            every = await look(connection, one, condition)
            assert found == every
            assert len(every) <= at_most
    assert every or condition.first or condition.excluded


async def test_a_period_is_no_word_that_can_be_asked_for(database: Database) -> None:
    """Neither by its number nor with a space before it."""
    number = NUMBERS[-1]
    period = number // (91 * DAY)
    async with database.transaction() as connection:
        await full_text.add(connection, full_text.STEMS, [(number, "word")])
    async with database.reading() as connection:
        for typed in (f'"{period}"', f'" {period}"'):
            assert await look(connection, Look(full_text.STEMS, typed), Filter()) == []
