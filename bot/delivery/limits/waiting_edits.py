"""Lets the newest of several edits of one message replace those that still wait for the limiter."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

# What an edit of the one kind sets, an edit of the other sets as well.
_REPLACES = {
    "editMessageText": {"editMessageText", "editMessageReplyMarkup"},
    "editMessageCaption": {"editMessageCaption", "editMessageReplyMarkup"},
    "editMessageMedia": {"editMessageMedia", "editMessageCaption", "editMessageReplyMarkup"},
    "editMessageReplyMarkup": {"editMessageReplyMarkup"},
}

Message = tuple[str, str]


class Superseded(Exception):
    """A newer edit of the same message waits, which would overwrite this one."""


@dataclass(slots=True)
class WaitingEdits:
    """Holds the edits that wait; in a group, whose minute is short, there may be several."""

    _waiting: dict[Message, list[tuple[str, asyncio.Timeout]]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many edits wait."""
        return sum(map(len, self._waiting.values()))

    @asynccontextmanager
    async def waits(self, endpoint: str, data: dict[str, Any]) -> AsyncIterator[None]:
        """Wait for the limiter within this block; older edits of the message are given up.

        Other calls than edits of a message in a chat are left alone.

        Raises:
            Superseded: a newer edit of the message came meanwhile.
        """
        chat, number = data.get("chat_id"), data.get("message_id")
        replaced = _REPLACES.get(endpoint)
        if replaced is None or chat is None or number is None:
            yield
            return
        message = (str(chat), str(number))
        waiting = self._waiting.setdefault(message, [])
        now = asyncio.get_running_loop().time()
        for older, scope in waiting:
            if older in replaced and scope.when() is None:
                scope.reschedule(now)
        one = (endpoint, asyncio.timeout(None))
        waiting.append(one)
        try:
            async with one[1]:
                yield
        except TimeoutError:
            if one[1].expired():
                raise Superseded from None
            raise
        finally:
            waiting.remove(one)
            if not waiting:
                del self._waiting[message]
