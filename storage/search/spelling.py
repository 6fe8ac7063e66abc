"""The likeliest spelling of a word that no headline holds."""

from dataclasses import dataclass

import aiosqlite

from storage.edit_distance import distance

ENDS = 2
MIN_SPELLED = 4
# The commonest words that share an end with the misspelt one, read from the index alone; more
# would cost time and add only rare words.
_COMPARED = 1_000
_MAX_MISTAKES = 2
_LONG_WORD = 7


@dataclass(frozen=True, slots=True)
class Spelling:
    """A word that a headline holds, and the stem under which it is filed."""

    word: str
    stem: str


async def suggest(connection: aiosqlite.Connection, word: str) -> str | None:
    """The known word nearest to a folded one; None where the word is known or none is near."""
    ranked = await nearest(connection, word, limit=1)
    return ranked[0].word if ranked else None


async def nearest(connection: aiosqlite.Connection, word: str, *, limit: int) -> list[Spelling]:
    """Known words within one mistake of a word (two from `_LONG_WORD` letters on), best first.

    A mistake is a letter too many, too few, another one, or two neighbours exchanged.
    """
    if len(word) < MIN_SPELLED or word.isdigit():
        return []
    rows = await connection.execute_fetchall(
        """
        select word, documents
        from (
            select word, documents
            from search_vocabulary
            where head = ?1
            order by documents desc
            limit ?5
        )
        where length(word) between ?3 and ?4
        union
        select word, documents
        from (
            select word, documents
            from search_vocabulary
            where tail = ?2
            order by documents desc
            limit ?5
        )
        where length(word) between ?3 and ?4
        """,
        (
            word[:ENDS],
            word[-ENDS:],
            len(word) - _MAX_MISTAKES,
            len(word) + _MAX_MISTAKES,
            _COMPARED,
        ),
    )
    allowed = _MAX_MISTAKES if len(word) >= _LONG_WORD else 1
    scored = []
    letters = set(word)
    for candidate, documents in rows:
        # Cheap and never wrong: a mistake changes at most one letter for another.
        if len(letters.symmetric_difference(candidate)) > 2 * allowed:
            continue
        mistakes = distance(word, candidate, at_most=allowed)
        if 0 < mistakes <= allowed:
            scored.append((mistakes, -int(documents), str(candidate)))
    spellings = []
    for _, _, candidate in sorted(scored)[:limit]:
        cursor = await connection.execute(
            "select stem from search_vocabulary where word = ?", (candidate,)
        )
        if (row := await cursor.fetchone()) is not None:
            spellings.append(Spelling(candidate, str(row[0])))
    return spellings
