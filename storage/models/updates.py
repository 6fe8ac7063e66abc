"""Defines the dataclasses of updates that Telegram has sent and the bot has stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class UpdateState(StrEnum):
    """Where an update of the inbox is; SQL names the states by these values."""

    WAITING = "waiting"
    HANDLED = "handled"
    # It has failed as often as it is tried.
    ASIDE = "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedUpdate:
    """An update as it came.

    `sender` is the person, or the chat in whose name an anonymous administrator or a channel
    writes; `chat` is 0 where the update has none. `payload` is the update's JSON.
    """

    update_id: int
    sender: int
    chat: int
    kind: str
    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingUpdate:
    """An update in the inbox, without its content.

    `not_before` is when it may be handled; later than its receipt after an attempt that failed.
    """

    update_id: int
    sender: int
    chat: int
    not_before: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedUpdate:
    """An update that is being handled; `attempt` counts from 1.

    `steps` is what earlier attempts have kept of what they did; empty if nothing.
    """

    update_id: int
    attempt: int
    payload: str
    steps: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """What became of updates that were to be handled; of those in none of these it is another's.

    `aside` has used up its attempts; `behind` waits for an earlier update of the same person in the
    same chat, which another instance handles, and not before the time beside it.
    """

    claimed: tuple[ClaimedUpdate, ...] = ()
    aside: frozenset[int] = frozenset()
    behind: Mapping[int, datetime] = field(default_factory=dict)
