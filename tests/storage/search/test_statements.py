"""How many statements a search needs: each is a way to the server and back, and planned there."""

import pytest

from bot.arabic.terms import parse_query
from storage.engine.database import Database
from storage.search import find
from tests.counted_statements import Counting
from tests.storage.search.test_search import NOW, publish

ARTICLES = 12
WORDS = ["مدرسة", "وزير", "شارع", "سوق", "خبز"]


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
