"""Computes waits under Telegram's rate limits for the bot, a chat and a group (20 a minute)."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

# Two messages that are sent so many seconds apart never count in the same second at Telegram, even
# when the network delivers the first one late.
SPACED_SECOND = 1.012
# The bound itself is a little shorter than that, or a message that is once late delays all after.
SHORTEST_SECOND = 1.001
MINUTE = 60.5

State = TypeVar("State")


@dataclass(slots=True)
class SlidingWindow:
    """Allows at most `limit` events in any `seconds`; times are monotonic seconds."""

    limit: int
    seconds: float
    _times: deque[float] = field(default_factory=deque)

    def wait(self, now: float, count: int = 1) -> float:
        """Return the seconds until so many more events are allowed; 0 if they are allowed now.

        More than the limit are allowed when no other is in the window.
        """
        while self._times and self._times[0] <= now - self.seconds:
            self._times.popleft()
        over = len(self._times) + min(count, self.limit) - self.limit
        return self._times[over - 1] + self.seconds - now if over > 0 else 0.0

    def take(self, now: float, count: int = 1) -> None:
        self._times.extend([now] * count)

    def give_back(self, count: int) -> None:
        """Take the latest events back, as if they had not been."""
        for _ in range(min(count, len(self._times))):
            self._times.pop()

    def clear_at(self) -> float:
        """Return the time at which the last event leaves the window."""
        return self._times[-1] + self.seconds if self._times else 0.0


@dataclass(slots=True)
class GcraLimiter:
    """Spaces events `seconds` apart on average, with bursts (generic cell rate algorithm).

    An event may come late by `slack` seconds without delaying those after it.
    """

    seconds: float
    slack: float = 0.0
    next: float = 0.0

    def wait(self, now: float, burst: int = 1) -> float:
        """Return the seconds until one more event is allowed, with up to `burst` at once."""
        return max(0.0, self.next - (burst - 1) * self.seconds - now)

    def take(self, now: float, count: int = 1) -> None:
        self.next = max(self.next, now - self.slack) + self.seconds * count

    def give_back(self, count: int) -> None:
        """Take events back, as if they had not been."""
        self.next -= self.seconds * count


@dataclass(slots=True)
class ChatPaces:
    """Rate limits of each chat: a message a second with bursts; for groups also 20 a minute.

    Of a group's minute answers take at most half: the other half is kept for its news. Where
    several instances answer, each has an equal part of the half, and none of them passes the whole
    with what the others may use.

    Only chats of the last minute and held ones are remembered, about `bound` of each, however
    many were ever seen. Telegram's ids of groups and channels are negative.
    """

    group_per_minute: int
    burst: int
    bound: int
    _spacings: dict[int, GcraLimiter] = field(default_factory=dict)
    _groups: dict[int, SlidingWindow] = field(default_factory=dict)
    _answers: dict[int, SlidingWindow] = field(default_factory=dict)
    _holds: dict[int, float] = field(default_factory=dict)
    # Until when an answer may still stand in the way of news.
    _answered: dict[int, float] = field(default_factory=dict)
    _instances: int = 1

    def share(self, instances: int) -> None:
        """Answer in groups beside so many instances, this one included."""
        if instances == self._instances:
            return
        self._instances = instances
        for window in self._groups.values():
            window.limit = self._minute
        for window in self._answers.values():
            window.limit = self._answers_minute

    @property
    def _answers_minute(self) -> int:
        return max(1, self.group_per_minute // 2 // self._instances)

    @property
    def _minute(self) -> int:
        others = (self._instances - 1) * self._answers_minute
        return max(self._answers_minute, self.group_per_minute - others)

    def wait(
        self,
        chat_id: int,
        now: float,
        *,
        answer: bool,
        count: int = 1,
        passed_over: bool = False,
    ) -> float:
        """Return the seconds until this chat may get messages; answers may use the burst.

        So may news that answers have `passed_over`: else somebody who asks each second would keep
        it away. An album counts as its messages of a group's minute. Of a chat's seconds it waits
        for one: those that come after it wait for the others. What is no message (`count` 0) waits
        for the end of a hold alone.
        """
        held = self._holds.get(chat_id, 0.0) - now
        if not count:
            return max(held, 0.0)
        spacing = self._spacings.get(chat_id)
        bursts = answer or (passed_over and self._answered.get(chat_id, 0.0) > now)
        spaced = spacing.wait(now, self.burst if bursts else 1) if spacing else 0.0
        group = self._groups.get(chat_id)
        answers = self._answers.get(chat_id) if answer else None
        return max(
            held,
            spaced,
            group.wait(now, count) if group else 0.0,
            answers.wait(now, count) if answers else 0.0,
            0.0,
        )

    def take(self, chat_id: int, now: float, *, answer: bool, count: int = 1) -> None:
        """Count messages to this chat at `now`."""
        if len(self._spacings) >= self.bound:
            self._spacings = _newest(self._spacings, now, lambda one: one.next, self.bound)
        self._spacings.setdefault(chat_id, GcraLimiter(SPACED_SECOND)).take(now, count)
        if answer:
            if len(self._answered) >= self.bound:
                self._answered = _newest(self._answered, now, float, self.bound)
            self._answered[chat_id] = now + (self.burst + 1) * SPACED_SECOND
        if chat_id < 0:
            if len(self._groups) >= self.bound:
                self._groups = _newest(self._groups, now, SlidingWindow.clear_at, self.bound)
            minute = SlidingWindow(self._minute, MINUTE)
            self._groups.setdefault(chat_id, minute).take(now, count)
            if answer:
                if len(self._answers) >= self.bound:
                    self._answers = _newest(self._answers, now, SlidingWindow.clear_at, self.bound)
                half = SlidingWindow(self._answers_minute, MINUTE)
                self._answers.setdefault(chat_id, half).take(now, count)

    def give_back(self, chat_id: int, count: int, *, answer: bool) -> None:
        """Take messages to this chat back, which were counted and not sent."""
        if spacing := self._spacings.get(chat_id):
            spacing.give_back(count)
        if group := self._groups.get(chat_id):
            group.give_back(count)
        if answer and (answers := self._answers.get(chat_id)):
            answers.give_back(count)

    def hold(self, chat_id: int, until: float, now: float) -> None:
        """Allow no message to this chat before `until`."""
        if len(self._holds) >= self.bound:
            self._holds = _newest(self._holds, now, float, self.bound)
        self._holds[chat_id] = max(until, self._holds.get(chat_id, 0.0))

    def __len__(self) -> int:
        return len(self._spacings) + len(self._groups) + len(self._answers) + len(self._holds)


def _newest(
    states: dict[int, State], now: float, ends: Callable[[State], float], bound: int
) -> dict[int, State]:
    """Remove the states that no longer matter; past half the bound keep those that end last."""
    live = {chat: state for chat, state in states.items() if ends(state) > now}
    if len(live) <= bound // 2:
        return live
    by_end = sorted(live.items(), key=lambda item: ends(item[1]), reverse=True)
    return dict(by_end[: bound // 2])
