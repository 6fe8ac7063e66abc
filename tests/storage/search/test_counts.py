"""How many texts hold a word, which is counted no further than it matters."""

from storage.engine.database import Database
from storage.search import full_text
from storage.search.matching import MAX_COUNTED, counts
from storage.search.widespread_words import WidespreadWords

# For each word in how many headlines it stands, and in how many texts.
HELD = {
    "a": (MAX_COUNTED, MAX_COUNTED),
    "b": (MAX_COUNTED - 1, MAX_COUNTED - 1),
    "c": (MAX_COUNTED - 1, MAX_COUNTED),
    "d": (0, MAX_COUNTED + 7),
    "e": (MAX_COUNTED + 7, MAX_COUNTED + 7),
    "f": (3, 5),
    "g": (0, 1),
}


async def test_a_word_is_counted_in_texts_up_to_the_bound(database: Database) -> None:
    """On either engine, wherever it stands: in headlines often, seldom or never."""
    most = max(texts for _, texts in HELD.values())
    numbered = range(1, most + 1)

    def rows(place: int) -> list[tuple[int, str]]:
        return [
            (number, " ".join(word for word, held in HELD.items() if number <= held[place]))
            for number in numbered
        ]

    async with database.transaction() as connection:
        await full_text.add(connection, "search_titles", rows(0))
        await full_text.add(connection, full_text.STEMS, rows(1))
    async with database.reading() as connection:
        asked = [f'"{word}"' for word in HELD]
        everything = [*asked, '"nowhere"', '"f" OR "g"', '"a" AND "f"']
        common = WidespreadWords()
        found = [await counts(connection, everything, common) for _ in range(2)]
    held = [*(min(texts, MAX_COUNTED) for _, texts in HELD.values()), 0, 5, 5]
    assert found == [held, held]
    assert len(common) == held.count(MAX_COUNTED)
