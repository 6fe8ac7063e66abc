"""Queries the full-text index: rows that match an expression, counted or newest first."""

from collections.abc import Sequence
from dataclasses import replace

from storage.engine.database import Connection
from storage.models import SearchWord
from storage.search.conditions import Filter, quoted
from storage.search.full_text import (
    STEMS,
    Index,
    asked,
    counted,
    matches,
    matches_newest,
    number,
)
from storage.search.ranking import Document
from storage.search.widespread_words import WidespreadWords

# The newest of each kind of candidate that are ranked; older ones of a word so common are not
# what somebody looks for.
MAX_RANKED = 200
MAX_COUNTED = 1_000
_MAX_ASKED_AT_ONCE = 50


async def in_titles(
    connection: Connection,
    expression: str,
    condition: Filter,
    *,
    at_most: int = MAX_RANKED,
) -> list[int]:
    return await _matching(connection, "search_titles", expression, condition, at_most)


async def in_texts(
    connection: Connection,
    expression: str,
    condition: Filter,
    *,
    at_most: int = MAX_RANKED,
    widespread: bool = False,
) -> list[int]:
    """Return the newest documents that match; where `widespread`, many hold each of the words."""
    if condition.excluded:
        # What the index of texts leaves out itself it need not list.
        expression = f"({expression}) NOT {condition.excluded}"
        condition = replace(condition, excluded="")
    newest = matches_newest(connection.engine) if widespread and condition.unended else None
    if newest is not None:
        found = await _matching(connection, STEMS, expression, condition, at_most, meets=newest)
        if len(found) == at_most:
            return found
    return await _matching(connection, STEMS, expression, condition, at_most)


async def _matching(
    connection: Connection,
    index: Index,
    expression: str,
    condition: Filter,
    at_most: int,
    *,
    meets: str | None = None,
) -> list[int]:
    """The newest documents that match; `meets` is the condition of it, with one parameter.

    Those that lost their article are dropped when the few that are ranked are read.
    """
    row = number(connection.engine, "found.rowid")
    where, values = condition.sql("+found.rowid", connection.engine)
    rows = await connection.execute_fetchall(
        f"""
        select found.rowid
        from {index} as found
        where {meets or matches(connection.engine, index, "found")}
        and {row} between ? and ?
        {where}
        order by {row} desc
        limit ?
        """,  # noqa: S608 - names of tables and marks only
        (
            asked(connection.engine, index, expression),
            condition.first,
            condition.last,
            *values,
            at_most,
        ),
    )
    return [int(row[0]) for row in rows]


async def counts(
    connection: Connection, expressions: Sequence[str], common: WidespreadWords
) -> list[int]:
    """Count the documents that match each expression, up to `MAX_COUNTED`.

    Those in `common` aren't counted again, and what reaches the bound is added to them.
    """
    known = {one: MAX_COUNTED for one in expressions if one in common}
    asked_for = [one for one in dict.fromkeys(expressions) if one not in known]
    if asked_for:
        parts = [counted(connection.engine, at, MAX_COUNTED) for at in range(1, len(asked_for) + 1)]
        rows = await connection.execute_fetchall(
            f"select {', '.join(parts)}",
            [asked(connection.engine, STEMS, expression) for expression in asked_for],
        )
        for expression, count in zip(asked_for, next(iter(rows)), strict=True):
            known[expression] = int(count)
            if known[expression] >= MAX_COUNTED:
                common.add(expression)
    return [known[one] for one in expressions]


async def live_count(connection: Connection, expression: str, *, at_most: int) -> int:
    """Count the matching documents whose article still exists, up to a bound."""
    (count,) = await live_counts(connection, [expression], at_most=at_most)
    return count


async def live_counts(
    connection: Connection, expressions: Sequence[str], *, at_most: int
) -> list[int]:
    """Count for each expression the matching documents whose article still exists."""
    if not expressions:
        return []
    row = number(connection.engine, "found.rowid")
    one = f"""(
        select count(*)
        from (
            select 1
            from search_stems as found
            join search_documents as document on document.id = {row}
            where {matches(connection.engine, "search_stems", "found")}
            and document.article_id is not null
            limit ?
        ) counted
    )"""  # noqa: S608 - names of tables and marks only
    rows = await connection.execute_fetchall(
        f"select {', '.join([one] * len(expressions))}",
        [
            value
            for expression in expressions
            for value in (asked(connection.engine, "search_stems", expression), at_most)
        ],
    )
    return [int(count) for count in next(iter(rows))]


async def existing(connection: Connection, words: Sequence[SearchWord]) -> list[SearchWord]:
    """Drop guessed stems that no article holds: each costs a look-up in every part."""
    guessed = list(dict.fromkeys(guess for word in words for guess in word.guesses))
    held: set[str] = set()
    condition = matches(connection.engine, "search_stems")
    one = f"exists (select 1 from search_stems where {condition})"  # noqa: S608 - names of tables and marks only
    for start in range(0, len(guessed), _MAX_ASKED_AT_ONCE):
        chunk = guessed[start : start + _MAX_ASKED_AT_ONCE]
        rows = await connection.execute_fetchall(
            f"select {', '.join([one] * len(chunk))}",
            [asked(connection.engine, "search_stems", quoted(guess)) for guess in chunk],
        )
        held.update(
            guess for guess, is_held in zip(chunk, next(iter(rows)), strict=True) if is_held
        )
    return [replace(word, guesses=tuple(g for g in word.guesses if g in held)) for word in words]


async def in_a_row(
    connection: Connection, expression: str, condition: Filter, *, at_most: int
) -> list[int]:
    """Return the newest documents with adjacent words, as `side_by_side` writes them."""
    return await _matching(connection, "search_phrases", expression, condition, at_most)


async def documents(connection: Connection, ids: Sequence[int]) -> list[Document]:
    if not ids:
        return []
    rows = await connection.execute_fetchall(
        f"""
        select id, article_id, title, title_stems, prominent
        from search_documents
        where id in ({", ".join("?" * len(ids))})
        and article_id is not null
        """,  # noqa: S608 - marks only
        ids,
    )
    return [Document(*row) for row in rows]
