"""Decides how a refused post is reduced: other photo, text, no reply, no buttons.

    photo: file, address, JPEG, small JPEG ──> text ──> no reply ──> no buttons ──> plain ──> unpaid

A known refusal goes straight to what helps against it; an unknown one takes step after step.
"""

from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from bot.delivery.refusals.failure_actions import FailureAction


class PhotoSource(IntEnum):
    """How a photo is sent, in the order in which these are tried."""

    FILE = 0
    ADDRESS = 1
    JPEG = 2
    SMALL_JPEG = 3
    NONE = 4


# Refusals of what was to be sent; all others are about the chat, the bot or the connection.
ABOUT_THE_POST = frozenset(
    {
        FailureAction.OTHER_PHOTO,
        FailureAction.AS_TEXT,
        FailureAction.NO_PHOTO,
        FailureAction.WITHOUT_REPLY,
        FailureAction.WITHOUT_BUTTONS,
        FailureAction.PLAIN,
        FailureAction.UNPAID,
        FailureAction.NO_TEXT,
        FailureAction.NEXT_FALLBACK,
    }
)

# The part of a form that such a refusal is about.
PART_REFUSED = {
    FailureAction.WITHOUT_REPLY: "reply",
    FailureAction.WITHOUT_BUTTONS: "buttons",
    FailureAction.PLAIN: "marks",
    FailureAction.UNPAID: "paid",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PostForm:
    """The form in which a post is sent: which parts of it a request holds.

    `marks` are text entities: bold type, links and the like.
    """

    photo: PhotoSource
    reply: bool
    buttons: bool
    marks: bool = True
    paid: bool = False


def next_fallback(form: PostForm, action: FailureAction) -> PostForm | None:
    """Return the next smaller form to send after a refusal; None if no smaller one helps.

    Args:
        form: what was refused.
        action: what is to be done about the refusal.
    """
    if action not in ABOUT_THE_POST:
        return None
    match action:
        case FailureAction.NO_TEXT if form.photo is PhotoSource.NONE:
            return None
        case FailureAction.AS_TEXT | FailureAction.NO_PHOTO if form.photo is not PhotoSource.NONE:
            return replace(form, photo=PhotoSource.NONE)
    if less := without_refused_part(form, action):
        return replace(form, **less)
    return _next_smaller(form)


def without_refused_part(form: object, action: FailureAction) -> dict[str, Any]:
    """Return what to change in a form of any kind that holds the refused part; else nothing."""
    part = PART_REFUSED.get(action, "")
    return {part: False} if part and getattr(form, part, False) else {}


def _next_smaller(form: PostForm) -> PostForm | None:
    if form.photo is not PhotoSource.NONE:
        return replace(form, photo=PhotoSource(form.photo + 1))
    for part in ("reply", "buttons", "marks", "paid"):
        if getattr(form, part):
            less: dict[str, Any] = {part: False}
            return replace(form, **less)
    return None
