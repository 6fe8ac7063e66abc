"""The parts of the index in use become one, and nothing that is found changes by that."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from storage import search
from storage.engine.database import Database
from storage.search.spare_index import FULL_TEXT
from tests.storage.search.test_search import found, publish

WORDS = ("حديقة", "مكتبة", "جسر", "مدرسة", "سوق", "نافورة", "متحف")
QUERIES = ("حديقة", "سوق جسر", '"حديقة مكتبة"', "متحف -سوق")
# Of so many FTS5 has joined some by itself, and left a dozen parts.
ARTICLES = 75


async def filled(database: Database, articles: int = ARTICLES) -> None:
    """An archive whose articles came one by one."""
    for number in range(1, articles + 1):
        first, second = WORDS[number % 7], WORDS[(number + number // 7) % 7]
        text = f"{second} {first} {WORDS[number % 3]}"
        age = timedelta(hours=articles - number)
        await publish(database, number, f"{first} {second}", text, age=age)


async def parts(database: Database) -> list[int]:
    """Of how many each full-text table of SQLite is made."""
    async with database.reading() as connection:
        return [
            len(await connection.execute_fetchall(f"select distinct segid from {name}_idx"))
            for name in FULL_TEXT
        ]


async def results(database: Database) -> Sequence[list[int]]:
    return [await found(database, query) for query in QUERIES]


async def test_what_is_found_stays_the_same(database: Database) -> None:
    """On either engine, also for what is added afterwards."""
    await filled(database)
    before = await results(database)
    assert all(before)
    await search.Search(database).merge_parts()
    assert await results(database) == before
    await publish(database, 900, "حديقة بعيدة", age=timedelta())
    assert (await found(database, "حديقة"))[0] == 900


@pytest.mark.sqlite
async def test_many_parts_become_one(database: Database) -> None:
    """Each would be looked into for each word of a search."""
    await filled(database)
    assert min(await parts(database)) > 8
    await search.Search(database).merge_parts()
    assert await parts(database) == [1, 1, 1]


@pytest.mark.sqlite
async def test_few_parts_are_left_alone(database: Database) -> None:
    """Merging them writes the whole index for little."""
    await filled(database, 5)
    before = await parts(database)
    await search.Search(database).merge_parts()
    assert await parts(database) == before
    assert max(before) > 1
