"""Counts the documents that match an expression, and reads those that are ranked."""

import json
from collections.abc import Sequence
from dataclasses import replace

from storage.engine.database import Connection
from storage.models import SearchWord
from storage.search.full_text import STEMS, asked, counted, held, matches, number, quoted
from storage.search.ranking import Document
from storage.search.widespread_words import WidespreadWords

MAX_COUNTED = 1_000


async def counts(
    connection: Connection, expressions: Sequence[str], common: WidespreadWords
) -> list[int]:
    """Count the documents that match each expression, up to `MAX_COUNTED`.

    Those in `common` aren't counted again, and what reaches the bound is added to them.
    """
    known = {one: MAX_COUNTED for one in expressions if one in common}
    asked_for = [one for one in dict.fromkeys(expressions) if one not in known]
    what = counted(connection.engine, "one.value", MAX_COUNTED)
    for expression, count in zip(
        asked_for, await _told_of_each(connection, asked_for, what), strict=True
    ):
        known[expression] = count
        if count >= MAX_COUNTED:
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
    row = number(connection.engine, "found.rowid")
    matching = matches(connection.engine, STEMS, "found", expression="one.value")
    what = f"""(
        select count(*)
        from (
            select 1
            from search_stems as found
            join search_documents as document on document.id = {row}
            where {matching}
            and document.article_id is not null
            limit {at_most}
        ) counted
    )"""  # noqa: S608 - names of tables and numbers only
    return await _told_of_each(connection, expressions, what)


async def existing(connection: Connection, words: Sequence[SearchWord]) -> list[SearchWord]:
    """Drop guessed stems that no article holds: each costs a look-up in every part."""
    guessed = list(dict.fromkeys(guess for word in words for guess in word.guesses))
    what = held(connection.engine, "one.value")
    told = await _told_of_each(connection, [quoted(guess) for guess in guessed], what)
    found = {guess for guess, is_held in zip(guessed, told, strict=True) if is_held}
    return [replace(word, guesses=tuple(g for g in word.guesses if g in found)) for word in words]


async def _told_of_each(connection: Connection, expressions: Sequence[str], what: str) -> list[int]:
    """What SQL tells of each expression, which it calls `one.value`.

    One statement for however many: PostgreSQL keeps it prepared.
    """
    if not expressions:
        return []
    written = [asked(connection.engine, STEMS, expression) for expression in expressions]
    rows = await connection.execute_fetchall(
        f"select one.value, {what} from each_text(?) as one",  # noqa: S608 - the callers' own SQL
        (json.dumps(list(dict.fromkeys(written))),),
    )
    told = {str(expression): int(count) for expression, count in rows}
    return [told[one] for one in written]


async def documents(connection: Connection, ids: Sequence[int]) -> list[Document]:
    if not ids:
        return []
    rows = await connection.execute_fetchall(
        """
        select id, article_id, title, title_stems, prominent
        from search_documents
        where id in (select value from each_number(?))
        and article_id is not null
        """,
        (json.dumps(ids),),
    )
    return [Document(*row) for row in rows]
