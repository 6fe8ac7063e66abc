"""Callback and inline queries that wait for the bot's answer."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.telegram.api_errors import stale_query
from sandbox.telegram.models import Json, Message

ANSWER_WITHIN_SECONDS = 60.0
_MOST_OPEN = 10_000


@dataclass(slots=True)
class PendingQuery:
    """One query and, once it came, the answer."""

    id: str
    kind: str  # "callback" or "inline"
    asked: Json
    until: float
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    answer: Json = field(default_factory=dict)


class PendingQueries:
    """The newest queries; each may be answered once, within a minute."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._queries: dict[str, PendingQuery] = {}
        self._count = 0
        self.inline_messages: dict[str, tuple[int, Message]] = {}

    def ask(self, kind: str, asked: Json) -> PendingQuery:
        self._count += 1
        query = PendingQuery(
            f"{4_000_000_000_000 + self._count}",
            kind,
            asked,
            self._monotonic() + ANSWER_WITHIN_SECONDS,
        )
        self._queries[query.id] = query
        if len(self._queries) > _MOST_OPEN:
            del self._queries[next(iter(self._queries))]
        return query

    def known(self, query_id: str, kind: str) -> PendingQuery | None:
        query = self._queries.get(query_id)
        return query if query is not None and query.kind == kind else None

    def answerable(self, query_id: str, kind: str) -> PendingQuery:
        """The query if it may still be answered.

        Raises:
            ApiError: it is unknown, too old, or was answered.
        """
        query = self.known(query_id, kind)
        if query is None or query.answered.is_set() or self._monotonic() > query.until:
            raise stale_query()
        return query

    def remember_inline(self, chat_id: int, message: Message) -> str:
        """Give a message sent by way of the bot the id by which the bot can edit it."""
        self._count += 1
        inline_id = f"inline{self._count:08d}"
        self.inline_messages[inline_id] = (chat_id, message)
        if len(self.inline_messages) > _MOST_OPEN:
            del self.inline_messages[next(iter(self.inline_messages))]
        return inline_id
