"""Defines the callback data of buttons that decide what awaits approval; it grants nothing."""

from dataclasses import dataclass

from bot.posts.actions.desk_choices import ApprovalDecision, BulkDecision


@dataclass(frozen=True, slots=True)
class Decide:
    """Decide on an article that awaits approval."""

    approval_id: int
    decision: ApprovalDecision


@dataclass(frozen=True, slots=True)
class DecideAll:
    """Decide on all articles of the message; the approval says for which chat they are."""

    approval_id: int
    decision: BulkDecision


@dataclass(frozen=True, slots=True)
class DecideAt:
    """Publish or propose again at a time, in minutes since 1970."""

    approval_id: int
    decision: ApprovalDecision
    minute: int
