"""Finds the documents that hold a phrase: a few are listed, of many the newest ones alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from storage.engine.database import Connection, Engine
from storage.search import full_text

# More documents than these are not listed.
MAX_LISTED = 5_000
# The SQL of a JSON list's numbers; a parameter.
LISTED = "(select value from each_number(?))"


@dataclass(frozen=True, slots=True)
class CommonPhrase:
    """A phrase that more than `MAX_LISTED` documents hold.

    `newest`: a JSON list of the newest that do, the last of which is `oldest`.
    """

    expression: str
    newest: str
    oldest: int

    def sql(self, number: str, first: int, engine: Engine) -> tuple[str, tuple[int | str, ...]]:
        """Return a condition that a document from `first` on holds it, and its parameters.

        The older ones are gathered once for a statement, and only where it comes to one.
        """
        condition = f"""(
            {number} in {LISTED}
            or (
                {number} < ?
                and {number} in (
                    select rowid
                    from search_phrases
                    where {full_text.matches(engine, full_text.PHRASES)}
                    and {full_text.number(engine, "rowid")} between ? and ?
                )
            )
        )"""  # noqa: S608 - names of tables and marks only
        asked = full_text.asked(engine, full_text.PHRASES, self.expression)
        return condition, (self.newest, self.oldest, asked, first, self.oldest - 1)


async def holding_each(
    connection: Connection, phrases: Sequence[Sequence[str]], first: int, last: int
) -> tuple[list[set[int]], tuple[CommonPhrase, ...]]:
    """Return the documents within a range that hold each phrase, and the phrases of too many."""
    found = [await _holding(connection, phrase, first, last) for phrase in phrases]
    listed = [one for one in found if not isinstance(one, CommonPhrase)]
    return listed, tuple(one for one in found if isinstance(one, CommonPhrase))


async def _holding(
    connection: Connection, phrase: Sequence[str], first: int, last: int
) -> set[int] | CommonPhrase:
    """Return the documents within a range that hold a phrase."""
    expression = full_text.quoted(" ".join(phrase))
    row = full_text.number(connection.engine, "rowid")
    rows = await connection.execute_fetchall(
        f"""
        select rowid
        from search_phrases
        where {full_text.matches(connection.engine, full_text.PHRASES)}
        and {row} between ? and ?
        order by {row} desc
        limit ?
        """,  # noqa: S608 - names of tables and marks only
        (
            full_text.asked(connection.engine, full_text.PHRASES, expression),
            first,
            last,
            MAX_LISTED + 1,
        ),
    )
    found = [int(row[0]) for row in rows]
    if len(found) <= MAX_LISTED:
        return set(found)
    newest = found[:MAX_LISTED]
    return CommonPhrase(expression, json.dumps(newest), newest[-1])
