"""Remembers what the Bot API has accepted, in order, for tests and measurements."""

from collections import deque
from itertools import islice

_KEPT = 200_000
_TEXT = 120

# Its number, when, the method, the chat, the message, and the beginning of its text.
Entry = tuple[int, float, str, int, int, str]


class Journal:
    """The newest accepted calls; their numbers go on when it is cleared."""

    def __init__(self) -> None:
        self.next = 1
        self._entries: deque[Entry] = deque(maxlen=_KEPT)

    @property
    def first(self) -> int:
        """The number of the oldest entry that is kept."""
        return self.next - len(self._entries)

    def note(self, at: float, method: str, chat_id: int, message_id: int, text: str) -> None:
        self._entries.append((self.next, at, method, chat_id, message_id, text[:_TEXT]))
        self.next += 1

    def after(self, number: int, limit: int) -> list[Entry]:
        """At most so many entries behind the one with this number."""
        skipped = max(number - self.first + 1, 0)
        return list(islice(self._entries, skipped, skipped + limit))

    def clear(self) -> None:
        self._entries.clear()
