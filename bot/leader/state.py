"""Decides what an instance knows of its lead, by the database's word or by its silence."""

from dataclasses import dataclass, replace
from enum import StrEnum


class LeadChange(StrEnum):
    """What a word from the database, or its absence, has changed."""

    NONE = "none"
    GAINED = "gained"
    LOST = "lost"
    CUT_OFF = "cut off"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class LeadState:
    """What an instance knows of its lead.

    `epoch` is that of its own lead, None while another leads; `certain_until` is the monotonic
    second until which the database keeps the lead for it; `cut_off` says that this has passed
    without a word from the database.
    """

    epoch: int | None = None
    certain_until: float = 0.0
    cut_off: bool = False


def after_word(epoch: int | None, certain_until: float) -> LeadState:
    """Return the state after the database has said who leads.

    Args:
        epoch: of this instance's lead; None if another leads.
        certain_until: until when it holds, reckoned from before the database was asked.
    """
    return LeadState() if epoch is None else LeadState(epoch, certain_until)


def after_silence(state: LeadState, now: float) -> LeadState:
    """Return the state after the database could not be asked."""
    over = state.epoch is not None and now >= state.certain_until
    return replace(state, cut_off=state.cut_off or over)


def change(before: LeadState, after: LeadState) -> LeadChange:
    """Tell what is different."""
    if after.epoch is None:
        return LeadChange.NONE if before.epoch is None else LeadChange.LOST
    if before.epoch != after.epoch:
        return LeadChange.GAINED
    if before.cut_off == after.cut_off:
        return LeadChange.NONE
    return LeadChange.CUT_OFF if after.cut_off else LeadChange.BACK
