"""Looks for the newest documents that match, in one of the indexes or in several at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from storage.engine.database import Connection, Engine
from storage.search.conditions import Filter
from storage.search.full_text import (
    PHRASES,
    STEMS,
    TITLES,
    Index,
    asked,
    matches,
    matches_newest,
    number,
)

# So many words stand together in few documents.
_SEVERAL = 4
# The newest of each kind of candidate that are ranked; older ones of a word so common are not
# what somebody looks for.
MAX_RANKED = 200


@dataclass(frozen=True, slots=True)
class Look:
    """The newest documents, up to a bound, that match an expression in an index.

    Where `widespread`, many documents hold each of the words; where `seldom`, hardly more than the
    bound hold all that is asked for.
    """

    index: Index
    expression: str
    at_most: int = MAX_RANKED
    widespread: bool = False
    seldom: bool = False


def seldom(words: int) -> bool:
    """Whether hardly any documents hold so many words together."""
    return words >= _SEVERAL


async def in_titles(
    connection: Connection, expression: str, condition: Filter, *, words: int = 1
) -> list[int]:
    """Return the newest documents whose headline matches an expression of so many words."""
    return await look(connection, Look(TITLES, expression, seldom=seldom(words)), condition)


async def in_a_row(
    connection: Connection, expression: str, condition: Filter, *, at_most: int
) -> list[int]:
    """Return the newest documents with adjacent words, as `side_by_side` writes them."""
    return await look(connection, Look(PHRASES, expression, at_most, seldom=True), condition)


async def look(connection: Connection, one: Look, condition: Filter) -> list[int]:
    """Return what one look finds, newest first."""
    (found,) = await look_together(connection, [one], condition)
    return found


async def look_together(
    connection: Connection, looks: Sequence[Look], condition: Filter
) -> list[list[int]]:
    """Return what each of several looks finds, newest first, by as few statements as can be.

    Those that lost their article are dropped when the few that are ranked are read.
    """
    found: dict[Look, list[int]] = {}
    newest = matches_newest(connection.engine) if condition.unended else None
    for one in looks:
        if one.widespread and newest is not None:
            (ids,) = await _matching(connection, [one], condition, meets=newest)
            if len(ids) == one.at_most:
                found[one] = ids
    others = [one for one in dict.fromkeys(looks) if one not in found]
    found.update(zip(others, await _matching(connection, others, condition), strict=True))
    # More than were expected, and so not the newest.
    many = [one for one in others if len(found[one]) > one.at_most]
    newest_first = [replace(one, seldom=False) for one in many]
    again = await _matching(connection, newest_first, condition)
    found.update(zip(many, again, strict=True))
    return [found[one] for one in looks]


async def _matching(
    connection: Connection, looks: Sequence[Look], condition: Filter, *, meets: str | None = None
) -> list[list[int]]:
    """What each look finds, newest first, by one statement.

    Of a look for what is `seldom` one more than its bound, and then any, where there are more.
    `meets` is the condition, with one parameter.
    """
    if not looks:
        return []
    statements: list[str] = []
    values: list[int | str] = []
    for one in looks:
        statement, given = _statement(connection.engine, one, condition, meets)
        statements.append(statement)
        values += given
    if len(looks) == 1:
        rows = await connection.execute_fetchall(statements[0], values)
        return [_newest_first(looks[0], [int(row[0]) for row in rows])]
    together = "\nunion all\n".join(
        f"select {at} as look, number from ({statement}) as look_{at}"  # noqa: S608 - own numbers
        for at, statement in enumerate(statements)
    )
    found: list[list[int]] = [[] for _ in looks]
    for row in await connection.execute_fetchall(together, values):
        found[row[0]].append(int(row[1]))
    return list(map(_newest_first, looks, found))


def _newest_first(one: Look, found: list[int]) -> list[int]:
    return sorted(found, reverse=True) if one.seldom else found


def _statement(
    engine: Engine, one: Look, condition: Filter, meets: str | None
) -> tuple[str, list[int | str]]:
    """The statement of a look, and its parameters."""
    expression = one.expression
    if condition.excluded and one.index == STEMS:
        # What the index of texts leaves out itself it need not list.
        expression = f"({expression}) NOT {condition.excluded}"
        condition = replace(condition, excluded="")
    elif condition.excluded and one.index == TITLES:
        # The index of texts holds the words of headlines, too: only what holds both is listed.
        condition = replace(condition, excluded=f"({expression}) AND {condition.excluded}")
    row = number(engine, "found.rowid")
    where, listed = condition.sql("+found.rowid", engine)
    # FTS5 walks forwards in two thirds of the time that it takes backwards; PostgreSQL sorts.
    forwards = one.seldom and engine is Engine.SQLITE
    order = "" if forwards else f"order by {row} desc"
    statement = f"""
        select found.rowid as number
        from {one.index} as found
        where {meets or matches(engine, one.index, "found")}
        and {row} between ? and ?
        {where}
        {order}
        limit ?
        """  # noqa: S608 - names of tables and marks only
    return statement, [
        asked(engine, one.index, expression),
        condition.first,
        condition.last,
        *listed,
        one.at_most + forwards,
    ]
