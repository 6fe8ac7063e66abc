"""Words that were searched for, by number."""

from datetime import timedelta

from storage.database import Database
from storage.queries import Queries
from tests.articles import NOON


async def test_the_same_words_have_the_same_number(database: Database) -> None:
    """Pages of a search repeated share it."""
    queries = Queries(database)
    first = await queries.remember("خبز", now=NOON)
    assert await queries.remember("سكر", now=NOON) != first
    assert await queries.remember("خبز", now=NOON) == first
    assert await queries.words(first) == "خبز"
    assert await queries.words(999) is None


async def test_the_least_recently_used_are_dropped(database: Database) -> None:
    """The table is bounded; what was used again stays."""
    queries = Queries(database, kept=2)
    numbers = {}
    for minute, words in enumerate(("ا", "ب", "ا", "ج")):
        numbers[words] = await queries.remember(words, now=NOON + timedelta(minutes=minute))
    assert await queries.words(numbers["ا"]) == "ا"
    assert await queries.words(numbers["ج"]) == "ج"
    assert await queries.words(numbers["ب"]) is None
