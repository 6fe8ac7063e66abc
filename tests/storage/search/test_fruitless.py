"""Words sought in vain: known from the third chat on, and forgotten in time."""

from datetime import UTC, datetime, timedelta

from storage.engine.database import Database
from storage.search import FruitlessWord, FruitlessWords
from storage.search.fruitless import MAX_REMEMBERED

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)


async def test_a_word_is_known_from_the_third_chat_on(database: Database) -> None:
    """A chat that seeks it again counts once."""
    words = FruitlessWords(database)
    for chat in (1, 2, 2, 1):
        await words.note(chat, "زكرطوني", now=NOW)
    assert await words.most_sought(10) == []
    await words.note(3, "زكرطوني", now=NOW)
    assert await words.most_sought(10) == [FruitlessWord("زكرطوني", 3)]
    await words.note(4, "زكرطوني", now=NOW)
    assert await words.most_sought(10) == [FruitlessWord("زكرطوني", 4)]


async def test_what_fewer_sought_is_forgotten_within_a_day(database: Database) -> None:
    """The third chat on the next day is the first one of that day."""
    words = FruitlessWords(database)
    await words.note(1, "زكرطوني", now=NOW)
    await words.note(2, "زكرطوني", now=NOW)
    await words.note(3, "زكرطوني", now=NOW + timedelta(days=1))
    assert await words.most_sought(10) == []


async def test_those_who_seek_it_every_day_are_not_counted_again(database: Database) -> None:
    """Nor by another process: the number is of chats, that of the day with most of them."""
    for day in range(5):
        words = FruitlessWords(database)
        for chat in range(4 if day == 2 else 3):
            await words.note(chat, "زكرطوني", now=NOW + timedelta(days=day))
    assert await words.most_sought(10) == [FruitlessWord("زكرطوني", 4)]


async def test_nothing_of_fewer_chats_lies_in_the_database(database: Database) -> None:
    """Another process knows nothing of them, and nobody's name is kept at all."""
    words = FruitlessWords(database)
    await words.note(1, "زكرطوني", now=NOW)
    await words.note(2, "زكرطوني", now=NOW)
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select * from fruitless_words")
    assert list(rows) == []


async def test_all_is_forgotten_after_thirty_days(database: Database) -> None:
    """However often it was sought since."""
    words = FruitlessWords(database)
    for chat in (1, 2, 3):
        await words.note(chat, "زكرطوني", now=NOW)
    await words.prune(NOW + timedelta(days=29))
    assert len(await words.most_sought(10)) == 1
    await words.note(9, "زكرطوني", now=NOW + timedelta(days=29))
    await words.prune(NOW + timedelta(days=31))
    assert await words.most_sought(10) == []


async def test_an_erased_chat_counts_no_more(database: Database) -> None:
    """What was held of it in memory goes with it."""
    words = FruitlessWords(database)
    await words.note(1, "زكرطوني", now=NOW)
    await words.note(2, "زكرطوني", now=NOW)
    words.forget(1)
    await words.note(3, "زكرطوني", now=NOW)
    assert await words.most_sought(10) == []


async def test_memory_is_bounded(database: Database) -> None:
    """Whoever sends nothing but new words pushes out the oldest only."""
    words = FruitlessWords(database)
    for number in range(MAX_REMEMBERED + 50):
        await words.note(1, f"زكر{number}", now=NOW)
    assert len(words._seekers) == MAX_REMEMBERED
    await words.note(1, "ا" * 5_000, now=NOW)
    await words.note(1, "12345", now=NOW)
    assert len(words._seekers) == MAX_REMEMBERED
