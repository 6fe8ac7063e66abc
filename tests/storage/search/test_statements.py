"""How many statements a search needs: each is a way to the server and back, and planned there."""

from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any, TypeVar

import pytest

from bot.arabic.terms import parse_query
from storage.engine.database import Connection, Cursor, Database, Engine, Parameters, Row
from storage.search import find
from tests.storage.search.test_search import NOW, publish

T = TypeVar("T")
ARTICLES = 12
WORDS = ["مدرسة", "وزير", "شارع", "سوق", "خبز"]


class Counting:
    """A connection that counts what it runs."""

    def __init__(self, inner: Connection) -> None:
        self._inner = inner
        self.statements = 0

    @property
    def engine(self) -> Engine:
        return self._inner.engine

    async def execute(self, sql: str, parameters: Parameters = (), /) -> Cursor:
        self.statements += 1
        return await self._inner.execute(sql, parameters)

    async def execute_fetchall(self, sql: str, parameters: Parameters = (), /) -> Sequence[Row]:
        self.statements += 1
        return await self._inner.execute_fetchall(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Parameters], /) -> Cursor:
        self.statements += 1
        return await self._inner.executemany(sql, parameters)

    async def unbounded(self) -> None:
        await self._inner.unbounded()

    def plan_for_any_values(self) -> None:
        self._inner.plan_for_any_values()

    async def at_once(self, work: Callable[[Connection], Coroutine[Any, Any, T]]) -> T:
        return await work(self)


@pytest.mark.parametrize(
    ("line", "most"),
    [
        # Counted, looked for in texts, read.
        ("بلدية", 3),
        # Also in headlines by their guesses and in texts, and with one word fewer.
        ("مدرسة وزير", 12),
        ("مدرسة وزير شارع سوق", 16),
        ("مدرسة وزير شارع سوق خبز", 14),
    ],
)
async def test_a_search_needs_few_statements(database: Database, line: str, most: int) -> None:
    """However many words there are, which no article holds together."""
    for number in range(1, ARTICLES + 1):
        body = f"{WORDS[number % len(WORDS)]} {WORDS[(number + 1) % len(WORDS)]}"
        await publish(database, number, f"بلدية حلب {number}", body)
    async with database.reading() as connection:
        counting = Counting(connection)
        page = await find(counting, parse_query(line), now=NOW)
    assert page.hits
    assert counting.statements <= most
