"""Translates a query's dates, tags, phrases and exclusions to SQL conditions."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from storage.engine.database import Connection, Engine
from storage.models import SearchQuery, SearchWord
from storage.search import full_text
from storage.search.full_text import quoted
from storage.search.phrases import LISTED, MAX_LISTED, CommonPhrase, holding_each

_FOREVER = 2**62


@dataclass(frozen=True, slots=True)
class Filter:
    """The conditions that every candidate must meet, wherever it comes from.

    The range of ids (which are times), an expression that the text must not match, JSON lists of
    the only allowed or the forbidden ids, and groups of tag names and phrases so common that they
    are looked up for each candidate.
    """

    first: int = 0
    last: int = _FOREVER
    excluded: str = ""
    only: str = ""
    never: str = ""
    tags: tuple[tuple[str, ...], ...] = ()
    phrases: tuple[CommonPhrase, ...] = ()
    excluded_phrases: tuple[CommonPhrase, ...] = ()

    @property
    def unended(self) -> bool:
        """Whether it allows the newest documents."""
        return self.last == _FOREVER

    def sql(self, number: str, engine: Engine) -> tuple[str, tuple[int | str, ...]]:
        """Return SQL conditions on an id, each beginning with `and`, and their parameters.

        All of them but the range, which an index takes as it is. A plus sign before `number` makes
        SQLite test the rows that an index gives, instead of asking the index once for each listed
        id.
        """
        parts: list[str] = []
        values: list[int | str] = []
        if self.excluded:
            # Listed once: looked up one by one, words that most articles hold would take long.
            parts.append(
                f"""and {number} not in (
                    select rowid
                    from search_stems
                    where {full_text.matches(engine, full_text.STEMS)}
                    and {full_text.number(engine, "rowid")} between ? and ?
                )"""  # noqa: S608 - names of tables and marks only
            )
            values += [
                full_text.asked(engine, full_text.STEMS, self.excluded),
                self.first,
                self.last,
            ]
        if self.only:
            # Joined to the list, which PostgreSQL takes for short, each row would read it anew.
            parts.append(f"and ({number} in {LISTED}) is true")
            values.append(self.only)
        if self.never:
            parts.append(f"and {number} not in {LISTED}")
            values.append(self.never)
        for names in self.tags:
            parts.append(
                f"""and exists (
                    select 1
                    from search_documents as document
                    join article_tags on article_tags.article_id = document.article_id
                    where document.id = {number}
                    and article_tags.tag_id in {_rows_of(names)}
                )"""  # noqa: S608 - a column and marks only
            )
            values += [*names, *names]
        for wanted, phrases in (("", self.phrases), ("not ", self.excluded_phrases)):
            for phrase in phrases:
                held, given = phrase.sql(number, self.first, engine)
                parts.append(f"and {wanted}{held}")
                values += given
        return "\n".join(parts), tuple(values)


def any_of(terms: Sequence[str]) -> str:
    return "(" + " OR ".join(map(quoted, terms)) + ")"


def sure(word: SearchWord) -> str:
    """Build the expression for a word's certain meanings: its stem, alternatives, other names."""
    return _expression((word.stem, *word.variants), word.meanings)


def wide(word: SearchWord) -> str:
    """Build the expression for a word's certain and guessed meanings."""
    stems = (word.stem, *word.variants, *word.guesses, *word.neighbours)
    return _expression(stems, word.meanings)


def _expression(stems: Sequence[str], meanings: Sequence[Sequence[str]]) -> str:
    several = [" AND ".join(map(quoted, meaning)) for meaning in meanings if len(meaning) > 1]
    single = [*stems, *(meaning[0] for meaning in meanings if len(meaning) == 1)]
    if not several:
        return any_of(single)
    return f"({' OR '.join([any_of(single), *(f'({one})' for one in several)])})"


def _rows_of(names: Sequence[str]) -> str:
    """The rows of tags that have, or had before they were renamed, one of these folded names."""
    return f"""(
        select id
        from tags
        where folded in ({marks(names)})
        union
        select tag_id
        from former_tag_names
        where folded in ({marks(names)})
    )"""  # noqa: S608 - marks only


def marks(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


async def conditions(
    connection: Connection, query: SearchQuery, zone: tzinfo | None
) -> Filter | None:
    """Build the filter of a query; None if no article can meet its conditions.

    Its days begin and end in `zone`.
    """
    since = _begin(query.since, zone) if query.since else 0
    until = _begin(query.until + timedelta(days=1), zone) - 1 if query.until else _FOREVER
    only: set[int] | None = None
    common: list[tuple[str, ...]] = []
    for names in query.tags:
        tagged = await _tagged(connection, names)
        if tagged is None:
            common.append(names)
        else:
            only = tagged if only is None else only & tagged
    listed, phrases = await holding_each(connection, query.phrases, since, until)
    for held in listed:
        only = held if only is None else only & held
    unlisted, unwanted = await holding_each(connection, query.excluded_phrases, since, until)
    never = set[int]().union(*unlisted)
    if only is not None and not only - never:
        return None
    return Filter(
        first=max(since, min(only or (0,))),
        last=min(until, max(only or (_FOREVER,))),
        excluded=any_of([word.stem for word in query.excluded]) if query.excluded else "",
        only=json.dumps(sorted(only)) if only is not None else "",
        never=json.dumps(sorted(never)) if never else "",
        tags=tuple(common),
        phrases=phrases,
        excluded_phrases=unwanted,
    )


async def is_tagged(connection: Connection, names: Sequence[str]) -> bool:
    """Whether any article has a tag of one of these folded names."""
    rows = await connection.execute_fetchall(
        f"""
        select 1
        from {_rows_of(names)} named
        cross join article_tags on article_tags.tag_id = named.id
        limit 1
        """,  # noqa: S608 - marks only
        (*names, *names),
    )
    return bool(list(rows))


async def _tagged(connection: Connection, names: Sequence[str]) -> set[int] | None:
    """The documents with a tag of one of these names; None where they are many."""
    rows = list(
        await connection.execute_fetchall(
            f"""
            select document.id
            from {_rows_of(names)} named
            cross join article_tags on article_tags.tag_id = named.id
            cross join search_documents as document
                on document.article_id = article_tags.article_id
            limit ?
            """,  # noqa: S608 - marks only
            (*names, *names, MAX_LISTED + 1),
        )
    )
    return None if len(rows) > MAX_LISTED else {int(row[0]) for row in rows}


def _begin(day: date, zone: tzinfo | None) -> int:
    return int(datetime.combine(day, time(), zone or UTC).timestamp())
