"""Replaces what stored words ask of an article when the analysis of words is another one.

Which analysis they were read by, and how far another one has come, is kept under a name for the
words that were written for news to come and one for searches.
"""

import json
from collections.abc import Sequence
from typing import Final

from storage.chats.alerts import Alert, alert_of, write_terms
from storage.chats.search_conditions import Conditions, looked_up
from storage.engine.database import Database
from storage.key_value import KeyValue

# A transaction of so many is short enough for who waits for it.
BATCH: Final = 200
_NAMES: Final = {False: "analysis of written words", True: "analysis of followed searches"}


class AlertAnalysis:
    """One pass over all alerts, searches and mutes, which another process may take up."""

    def __init__(self, database: Database, *, searched: bool, analysis: str) -> None:
        """`searched` chooses the searches or the written words, `analysis` names the new one."""
        self._database = database
        self._key_value = KeyValue(database)
        self._searched = searched
        self._analysis = analysis
        self._place = 0

    async def next(self, limit: int = BATCH) -> list[Alert]:
        """The next ones to be read anew, at most `limit`; empty when all have been.

        What is added meanwhile is read by the new analysis as it is.

        Raises:
            StorageError: they can't be read.
        """
        note = json.loads(await self._key_value.get(self._name) or "{}")
        if note.get("analysis") != self._analysis:
            note = {"after": 0}
        self._place = note["after"]
        if self._place is None:
            return []
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select id, kind, words, conditions
                from alerts
                where id > ?
                and (kind = 'search' or conditions like '%"searched": true%') = (? = 1)
                order by id
                limit ?
                """,
                (self._place, self._searched, limit),
            )
        return [alert_of(row) for row in rows]

    async def replace(self, read: Sequence[tuple[Alert, Conditions]]) -> None:
        """Store what the last ones from `next` ask by the new analysis; none ends the pass.

        Words that tell nothing by it stay as they are.

        Raises:
            StorageError: nothing of it was written.
        """
        place = read[-1][0].id if read else None
        async with self._database.transaction() as connection:
            for alert, asked in read:
                terms, needed = looked_up(asked.words)
                if not terms:
                    continue
                changed = await connection.execute(
                    "update alerts set term_count = ?, conditions = ? where id = ?",
                    (needed, "" if asked.stems_alone else asked.to_json(), alert.id),
                )
                # Its chat may have ended it since it was read.
                if changed.rowcount:
                    await write_terms(connection, alert.id, terms)
            note = json.dumps({"analysis": self._analysis, "after": place})
            await self._key_value.write(connection, self._name, note)

    @property
    def _name(self) -> str:
        return _NAMES[self._searched]
