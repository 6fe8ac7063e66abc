"""The update queue and its one consumer: a long poll, or the webhook that follows it."""

import asyncio
from collections.abc import Callable
from itertools import islice, takewhile
from typing import Any

from sandbox.telegram.api_errors import conflict

KINDS = frozenset(
    {
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "callback_query",
        "inline_query",
        "chosen_inline_result",
        "my_chat_member",
        "chat_member",
        "message_reaction",
        "message_reaction_count",
    }
)
ONLY_WHEN_NAMED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
LONGEST_POLL_SECONDS = 50
_MOST_PENDING = 100_000
_MOST_AT_ONCE = 100


class PendingUpdates:
    """Updates by rising id; those before the offset of the last getUpdates are forgotten."""

    def __init__(self) -> None:
        self._pending: dict[int, dict[str, Any]] = {}
        self._next_id = 1
        self._allowed = KINDS - ONLY_WHEN_NAMED
        self._named: list[str] | None = None
        self._arrived = asyncio.Event()
        self._turn = 0
        self._closed = False
        self._follower: Callable[[dict[str, Any]], None] | None = None
        self.webhook_url = ""

    def __len__(self) -> int:
        return len(self._pending)

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._pending

    @property
    def newest_id(self) -> int:
        """The id of the update that was queued last; 0 before the first."""
        return self._next_id - 1

    @property
    def named(self) -> list[str] | None:
        """The kinds that the bot named in `allowed_updates`; None if it never did."""
        return self._named

    def put(self, kind: str, payload: dict[str, Any]) -> None:
        """Queue an update, unless the bot did not ask for this kind when it happened."""
        if kind in self._allowed:
            snapshot = {
                name: dict(value) if isinstance(value, dict) else value
                for name, value in payload.items()
            }
            update = {"update_id": self._next_id, kind: snapshot}
            if len(self._pending) >= _MOST_PENDING:
                del self._pending[next(iter(self._pending))]
            self._pending[self._next_id] = update
            self._next_id += 1
            self._arrived.set()
            if self._follower is not None:
                self._follower(update)

    def allow(self, kinds: list[str]) -> None:
        """Remember which kinds are wanted; an empty list is the default, unknown ones are none."""
        self._named = [kind for kind in kinds if kind in KINDS] or None
        self._allowed = frozenset(self._named) if self._named else KINDS - ONLY_WHEN_NAMED

    def drop(self) -> None:
        self._pending.clear()

    def follow(self, follower: Callable[[dict[str, Any]], None] | None) -> None:
        """Tell a follower of each update, those that wait first; None ends that."""
        self._follower = follower
        if follower is not None:
            for update in self._pending.values():
                follower(update)

    def confirm_one(self, update_id: int) -> None:
        """Forget an update that was delivered."""
        self._pending.pop(update_id, None)

    def close(self) -> None:
        """End the long poll that waits, and make each later one short."""
        self._closed = True
        self._arrived.set()

    async def fetch(self, offset: int, limit: int, timeout_seconds: float) -> list[dict[str, Any]]:
        """Wait up to `timeout_seconds` (at most 50) for updates from `offset` on.

        Raises:
            ApiError: 409, because a webhook is set or a later call took over.
        """
        if self.webhook_url:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._turn += 1
        turn = self._turn
        self._arrived.set()  # whoever waits sees that the turn has passed on
        self._confirm(offset)
        loop = asyncio.get_running_loop()
        end = loop.time() + min(max(timeout_seconds, 0), LONGEST_POLL_SECONDS)
        while not self._pending and not self._closed:
            self._arrived.clear()
            try:
                async with asyncio.timeout_at(end):
                    await self._arrived.wait()
            except TimeoutError:
                break
            if turn != self._turn:
                raise conflict(
                    "terminated by other getUpdates request; "
                    "make sure that only one bot instance is running"
                )
        most = limit if 0 < limit <= _MOST_AT_ONCE else _MOST_AT_ONCE
        return list(islice(self._pending.values(), most))

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            confirmed = list(islice(self._pending, max(len(self._pending) + offset, 0)))
        else:
            confirmed = list(takewhile(lambda update_id: update_id < offset, self._pending))
        for update_id in confirmed:
            del self._pending[update_id]
