"""Puts words into the full-text index and asks it, in the terms of the engine at hand.

An expression is written as FTS5 reads it: `"word"`, `"a phrase"`, AND, OR, NOT, brackets.
PostgreSQL's index holds the same words as a `tsvector` that is written word by word: it takes no
text apart. A phrase is found there by its pairs of neighbours, which are words of their own.

FTS5 walks an index from the newest row and stops at enough; PostgreSQL first gathers all rows of a
word, a hundred thousand for a common one. So each text has a word more there, for the period of
three months that it is from, and common words are looked for within the newest periods first.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

from storage.engine.database import Connection, Engine

Index = Literal["search_titles", "search_stems", "search_phrases"]
TITLES: Final = "search_titles"
STEMS: Final = "search_stems"
PHRASES: Final = "search_phrases"
# The column of each table in SQLite.
_COLUMNS: Final = {TITLES: "stems", STEMS: "stems", PHRASES: "words"}
# What FTS5's tokenizer `ascii` separates words at (https://sqlite.org/fts5.html#ascii_tokenizer).
_BETWEEN: Final = re.compile(r"[\x00-/:-@\[-`{-\x7f]+")
_PART: Final = re.compile(r'"((?:[^"]|"")*)"|\b(AND|OR|NOT)\b')
_OPERATORS: Final = {"AND": "&", "OR": "|", "NOT": "& !"}
# Bounds of PostgreSQL (https://www.postgresql.org/docs/15/textsearch-limitations.html).
_LONGEST_WORD: Final = 200
_MOST_POSITIONS: Final = 16_383
_POSITIONS_OF_A_WORD: Final = 255
# Of 1,048,575; a word takes up to so many beside its own, and two for each position.
_MOST_BYTES: Final = 1_000_000
_BYTES_OF_A_WORD: Final = 4
# Three months, in seconds: a row's number is the second of its publication.
_PERIOD: Final = 91 * 86_400
# What the texts of the newest two periods hold; no word of a text begins with a space.
_NEWEST: Final = f"""(
    select cast(
        ''' ' || max(rowid) / {_PERIOD} || ''' | '' ' || max(rowid) / {_PERIOD} - 1 || ''''
        as tsquery
    )
    from {STEMS}
)"""  # noqa: S608 - names and numbers of our own


def matches(engine: Engine, index: Index, named: str = "", *, expression: str = "?") -> str:
    """The condition that a row of an index meets an expression.

    Args:
        engine: whose words are meant.
        index: one of the three indexes.
        named: what the statement calls it, where it has several tables.
        expression: the SQL of it; as it stands, a parameter.
    """
    of = f"{named}." if named else ""
    if engine is Engine.SQLITE:
        return f"{of}{index} match {expression}"
    return f"{of}terms @@ cast({expression} as tsquery)"


def matches_newest(engine: Engine) -> str | None:
    """The condition, with one parameter, that one of the newest texts meets an expression.

    None where the engine walks from the newest anyway. Texts that were indexed before this was
    told of them don't meet it.
    """
    if engine is Engine.SQLITE:
        return None
    return f"found.terms @@ (cast(? as tsquery) && {_NEWEST})"


def counted(engine: Engine, expression: str, at_most: int) -> str:
    """The SQL of how many texts match an expression, up to a bound.

    PostgreSQL is asked of headlines before: the index of texts holds their words, too, and what
    stands in enough of them, it need not look up among all texts.
    """
    texts = _counted(STEMS, engine, expression, at_most)
    if engine is Engine.SQLITE:
        return texts
    headlines = _counted(TITLES, engine, expression, at_most)
    return f"(case when {headlines} = {at_most} then {at_most} else {texts} end)"


def _counted(index: Index, engine: Engine, expression: str, at_most: int) -> str:
    condition = matches(engine, index, expression=expression)
    return f"""(
        select count(*)
        from (select rowid from {index} where {condition} limit {at_most}) counted
    )"""  # noqa: S608 - names of tables and numbers only


def held(engine: Engine, expression: str) -> str:
    """The SQL of whether any text matches; here, too, PostgreSQL is asked of headlines before."""
    texts, headlines = (
        f"exists (select 1 from {one} where {matches(engine, one, expression=expression)})"  # noqa: S608 - names of tables only
        for one in (STEMS, TITLES)
    )
    return texts if engine is Engine.SQLITE else f"({headlines} or {texts})"


def number(engine: Engine, column: str) -> str:
    """The number of an index's row, to be compared and ordered by.

    FTS5 walks from the newest and stops at enough. PostgreSQL knows of the commonest words alone
    how many rows hold them: what it took for common and was not, it would look for in every row
    from the newest on. A sum is nothing that the key of the rows could be asked for, so it asks
    the index of words, and sorts.
    """
    return column if engine is Engine.SQLITE else f"({column} + 0)"


def asked(engine: Engine, index: Index, expression: str) -> str:
    """The expression as the engine takes it."""
    return expression if engine is Engine.SQLITE else _tsquery(expression, pairs=index == PHRASES)


async def is_held(connection: Connection, index: Index, expression: str) -> bool:
    """Whether any document was ever indexed that matches."""
    return await first_held(connection, index, [expression]) is not None


async def first_held(
    connection: Connection, index: Index, expressions: Sequence[str]
) -> int | None:
    """The place of the first expression that any document was ever indexed under; None of none."""
    if not expressions:
        return None
    condition = matches(connection.engine, index)
    # No further one is looked for once one was found.
    cases = " ".join(
        f"when exists (select 1 from {index} where {condition}) then {place}"  # noqa: S608 - own names
        for place in range(len(expressions))
    )
    rows = await connection.execute_fetchall(
        f"select case {cases} end", [asked(connection.engine, index, one) for one in expressions]
    )
    place = next(iter(rows))[0]
    return None if place is None else int(place)


async def add(
    connection: Connection, index: Index, rows: Sequence[tuple[int, str]], *, ending: str = ""
) -> None:
    """Add documents by their numbers, in their order; `ending` names an index being built."""
    if connection.engine is Engine.SQLITE:
        await connection.executemany(
            f"insert into {index}{ending} (rowid, {_COLUMNS[index]}) values (?, ?)",  # noqa: S608 - names of our own
            rows,
        )
        return
    await connection.executemany(
        f"insert into {index}{ending} (rowid, terms) values (?, cast(? as tsvector))",  # noqa: S608 - names of our own
        [(number, _terms(index, number, text)) for number, text in rows],
    )


def words_of(text: str) -> list[str]:
    """The words as FTS5 takes them from analysed text."""
    return [word[:_LONGEST_WORD] for word in _BETWEEN.split(text) if word]


def quoted(term: str) -> str:
    """Return a word or a phrase as an expression has it."""
    return '"' + term.replace('"', '""') + '"'


def _quoted(word: str) -> str:
    return "'" + word.replace("\\", "\\\\").replace("'", "''") + "'"


def _lowered(text: str) -> str:
    """The text with its ASCII letters small: the tokenizer knows no others."""
    return text.lower() if text.isascii() else re.sub("[A-Z]+", lambda m: m[0].lower(), text)


def _terms(index: Index, number: int, text: str) -> str:
    terms = _tsvector(text, pairs=index == PHRASES)
    return f"' {number // _PERIOD}' {terms}" if index == STEMS else terms


def _tsvector(text: str, *, pairs: bool) -> str:
    words = words_of(_lowered(text))
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, (word, following) in enumerate(pairwise([*words, ""]), 1):
        places[word] = []
        if pairs and following and at < _MOST_POSITIONS:
            places[f"{word} {following}"].append(at)
    return " ".join(_placed(places))


def _placed(places: Mapping[str, Sequence[int]]) -> Iterator[str]:
    """The words with their places, without the last ones of a text that is too long."""
    room = _MOST_BYTES
    for word, found in places.items():
        listed = found[:_POSITIONS_OF_A_WORD]
        room -= len(word.encode()) + 2 * len(listed) + _BYTES_OF_A_WORD
        if room < 0:
            return
        yield f"{_quoted(word)}:{','.join(map(str, listed))}" if listed else _quoted(word)


@functools.lru_cache(maxsize=512)
def _tsquery(expression: str, *, pairs: bool) -> str:
    def written(part: re.Match[str]) -> str:
        if part[2]:
            return _OPERATORS[part[2]]
        words = words_of(_lowered(part[1].replace('""', '"')))
        if len(words) > 1 and pairs:
            words = [" ".join(two) for two in pairwise(words)]
        return f"({' <-> '.join(map(_quoted, words))})" if words else "' '"

    return _PART.sub(written, expression)
