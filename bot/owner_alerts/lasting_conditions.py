"""Decides when each owner hears of what keeps the bot from delivering, and of its end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

# A condition that lasts is told again after this time.
TELL_AGAIN_AFTER = timedelta(days=1)
# One that begins anew is told at most so often, and its end only when it has been over for so long:
# two copies of the bot may drive each other out again and again.
BEGIN_AGAIN_AFTER = timedelta(hours=1)
OVER_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that an owner should know for as long as it lasts.

    Attributes:
        words: the message while it lasts, as the catalogues know it.
        over: the message when it is over; empty where nobody waits for its end.
        silence: it is over when it was not met for so long; None where its end is told.
    """

    words: str
    over: str = ""
    silence: timedelta | None = None


@dataclass(frozen=True, slots=True)
class ConditionNotice:
    """A message that is due to one owner."""

    owner_id: int
    condition: Condition
    values: Mapping[str, str]
    over: bool

    @property
    def words(self) -> str:
        """The message as the catalogues know it."""
        return self.condition.over if self.over else self.condition.words


@dataclass(slots=True)
class _State:
    values: Mapping[str, str]
    met: datetime
    ended: datetime | None = None
    # When each owner was last told that it lasts, and who has not heard of its end since.
    told: dict[int, datetime] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)


class LastingConditions:
    """Remembers which conditions last, and which owner knows of them.

    It is kept in memory: what still lasts after a restart is told once more.
    """

    def __init__(self) -> None:
        self._states: dict[Condition, _State] = {}

    def met(self, condition: Condition, values: Mapping[str, str], now: datetime) -> None:
        """Note that a condition has begun, or lasts.

        With other values it is another one: nobody knows of it yet.
        """
        state = self._states.get(condition)
        if state is None or state.values != values:
            self._states[condition] = _State(values, now)
            return
        state.met, state.ended = now, None

    def ended(self, condition: Condition, now: datetime) -> None:
        """Note that a condition is over."""
        state = self._states.get(condition)
        if state is not None and state.ended is None:
            state.ended = now

    def due(self, owner_ids: Collection[int], now: datetime) -> list[ConditionNotice]:
        """Return the messages that are due; each stays due until it is `settled`."""
        notices = []
        for condition, state in self._states.items():
            _end_by_silence(condition, state, now)
            over = state.ended is not None
            if over and not condition.over:
                # Nobody is told; when it begins anew, it is told anew.
                state.waiting.clear()
            for owner_id in sorted(owner_ids):
                is_due = _end_is_due if over else _is_due
                if is_due(condition, state, owner_id, now):
                    notices.append(ConditionNotice(owner_id, condition, state.values, over))
        return notices

    def settled(self, notice: ConditionNotice, now: datetime) -> None:
        """Note that an owner has got a message, or can't get any."""
        state = self._states.get(notice.condition)
        if state is None or state.values != notice.values:
            return
        if notice.over:
            state.waiting.discard(notice.owner_id)
        else:
            state.told[notice.owner_id] = now
            state.waiting.add(notice.owner_id)


def _end_by_silence(condition: Condition, state: _State, now: datetime) -> None:
    silent = condition.silence is not None and abs(now - state.met) >= condition.silence
    if silent and state.ended is None:
        state.ended = now


def _is_due(_: Condition, state: _State, owner_id: int, now: datetime) -> bool:
    last = state.told.get(owner_id)
    if last is None:
        return True
    pause = TELL_AGAIN_AFTER if owner_id in state.waiting else BEGIN_AGAIN_AFTER
    return abs(now - last) >= pause


def _end_is_due(condition: Condition, state: _State, owner_id: int, now: datetime) -> bool:
    if owner_id not in state.waiting or state.ended is None:
        return False
    return condition.silence is not None or abs(now - state.ended) >= OVER_AFTER
