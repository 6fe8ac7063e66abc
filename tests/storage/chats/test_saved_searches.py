"""Words that were searched for, by number."""

from datetime import timedelta

from storage.chats.saved_searches import SavedSearches
from storage.engine.database import Database
from tests.articles import NOON


async def test_the_same_words_have_the_same_number(database: Database) -> None:
    """Pages of a search repeated share it."""
    queries = SavedSearches(database)
    first = await queries.save(7, "خبز", now=NOON)
    assert await queries.save(7, "سكر", now=NOON) != first
    assert await queries.save(7, "خبز", now=NOON) == first
    assert await queries.words(7, first) == "خبز"
    assert await queries.words(7, 999) is None


async def test_the_least_recently_used_are_dropped(database: Database) -> None:
    """The table is bounded; what was used again stays."""
    queries = SavedSearches(database, kept=2)
    numbers = {}
    for minute, words in enumerate(("ا", "ب", "ا", "ج")):
        numbers[words] = await queries.save(7, words, now=NOON + timedelta(minutes=minute))
    assert await queries.words(7, numbers["ا"]) == "ا"
    assert await queries.words(7, numbers["ج"]) == "ج"
    assert await queries.words(7, numbers["ب"]) is None


async def test_a_search_is_shown_in_its_own_chat_alone(database: Database) -> None:
    """Numbers are easily guessed."""
    queries = SavedSearches(database)
    number = await queries.save(7, "خبز", now=NOON)
    assert await queries.words(8, number) is None
    assert await queries.save(8, "خبز", now=NOON) != number


async def test_one_chat_pushes_out_its_own_searches_only(database: Database) -> None:
    """However much it searches."""
    queries = SavedSearches(database, kept_of_chat=2)
    quiet = await queries.save(7, "خبز", now=NOON)
    numbers = [await queries.save(8, words, now=NOON) for words in "ابجد"]
    assert await queries.words(7, quiet) == "خبز"
    assert [await queries.words(8, number) for number in numbers] == [None, None, "ج", "د"]


async def test_what_nobody_uses_is_erased_after_thirty_days(database: Database) -> None:
    """As the words on privacy say."""
    queries = SavedSearches(database)
    number = await queries.save(7, "خبز", now=NOON)
    assert await queries.prune(NOON + timedelta(days=30)) == 0
    assert await queries.prune(NOON + timedelta(days=30, seconds=1)) == 1
    assert await queries.words(7, number) is None
