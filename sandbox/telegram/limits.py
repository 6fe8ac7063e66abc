"""Flood limits: messages for each chat, each group, and in all."""

import math
from collections import deque
from dataclasses import asdict, dataclass
from typing import Any

_MINUTE = 60.0
_HIGHEST = 1_000_000
_MOST_CHATS = 200_000


@dataclass(slots=True)
class LimitOptions:
    """What is tolerated; each figure is messages, by the second unless the name says minute."""

    enabled: bool = True
    chat_per_second: float = 1.0
    chat_burst: float = 3.0
    group_per_minute: int = 20
    overall_per_second: float = 30.0
    paid_per_second: float = 1000.0

    def change(self, wanted: dict[str, Any]) -> None:
        """Take over the named figures.

        Raises:
            ValueError: a name is unknown, or a figure is no positive number.
        """
        for name, value in wanted.items():
            if name == "enabled" and isinstance(value, bool):
                self.enabled = value
            elif (
                name in LimitOptions.__slots__
                and name != "enabled"
                and isinstance(value, int | float)
                and not isinstance(value, bool)
                and 0 < value <= _HIGHEST
            ):
                setattr(self, name, value)
            else:
                raise ValueError(f"{name} can't be {value!r}")

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class Bucket:
    """Tokens that come back steadily; a message takes some or has to wait."""

    __slots__ = ("at", "tokens")

    def __init__(self, now: float, tokens: float) -> None:
        self.at = now
        self.tokens = tokens

    def wait_for(self, now: float, count: float, rate: float, burst: float) -> float:
        """Seconds until `count` tokens are there (0: now; none are taken)."""
        self.tokens = min(burst, self.tokens + (now - self.at) * rate)
        self.at = now
        missing = min(count, burst) - self.tokens
        return max(missing / rate, 0.0)


class FloodLimits:
    """The state of all limits; a refused message does not count."""

    def __init__(self, options: LimitOptions, *, most_chats: int = _MOST_CHATS) -> None:
        self.options = options
        self._most_chats = most_chats
        self._chats: dict[int, Bucket] = {}
        self._groups: dict[int, deque[float]] = {}
        self._overall: dict[bool, Bucket] = {}

    def refuse_seconds(
        self, chat_id: int, *, now: float, count: int, group: bool, paid: bool
    ) -> int:
        """Take `count` messages to a chat; answers 0, or the `retry_after` of the refusal."""
        options = self.options
        if not options.enabled:
            return 0
        rate = options.paid_per_second if paid else options.overall_per_second
        overall = self._overall.setdefault(paid, Bucket(now, rate))
        chat = self._chats.get(chat_id)
        if chat is None:
            self._forget_the_rested(now)
            chat = self._chats[chat_id] = Bucket(now, options.chat_burst)
        wait = max(
            overall.wait_for(now, count, rate, rate),
            chat.wait_for(now, count, options.chat_per_second, options.chat_burst),
        )
        recent = self._groups.setdefault(chat_id, deque()) if group else None
        if recent is not None:
            while recent and recent[0] <= now - _MINUTE:
                recent.popleft()
            over = len(recent) + count - options.group_per_minute
            if over > 0:
                wait = max(wait, recent[min(over, len(recent)) - 1] + _MINUTE - now)
        if wait > 0:
            return max(math.ceil(wait), 1)
        overall.tokens -= count
        chat.tokens -= count
        if recent is not None:
            recent.extend([now] * count)
        return 0

    def _forget_the_rested(self, now: float) -> None:
        if len(self._chats) < self._most_chats:
            return
        rest = self.options.chat_burst / self.options.chat_per_second
        self._chats = {c: b for c, b in self._chats.items() if b.at > now - rest}
        self._groups = {c: g for c, g in self._groups.items() if g and g[-1] > now - _MINUTE}
