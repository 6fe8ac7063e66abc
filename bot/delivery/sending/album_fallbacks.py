"""Decides how a refused album is reduced: the photo from elsewhere, without that photo, no album.

    each photo: file, address, JPEG ──> left out ──> (fewer than two) the single photo, the text

Telegram takes an album whole or not at all, and may name the message that it could not send.
"""

import re
from dataclasses import dataclass, replace
from enum import IntEnum

from bot.delivery.refusals.failure_actions import FailureAction
from bot.delivery.sending.fallbacks import PART_REFUSED, without_refused_part

# The least that Telegram shows as an album.
FEWEST = 2
# fail_query_with_error of telegram-bot-api/Client.cpp puts the words of one message in quotes.
_NAMED = re.compile(r"failed to send message #(\d{1,2}) with the error message", re.IGNORECASE)
# What says nothing of the one photo, even where it names it.
_WHOLE = frozenset(
    {*PART_REFUSED, FailureAction.NO_PHOTO, FailureAction.AS_TEXT, FailureAction.NO_TEXT}
)


class PartSource(IntEnum):
    """How one photo of an album is sent, in the order in which these are tried."""

    FILE = 0
    ADDRESS = 1
    JPEG = 2
    LEFT_OUT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class AlbumForm:
    """The form in which an album is sent: from where each photo, and what else a request holds."""

    sources: tuple[PartSource, ...]
    reply: bool
    marks: bool = True
    paid: bool = False

    @property
    def sent(self) -> tuple[int, ...]:
        """The places of the photos that are sent, from 0."""
        return tuple(
            i for i, source in enumerate(self.sources) if source is not PartSource.LEFT_OUT
        )

    def without(self, place: int) -> "AlbumForm":
        """Return the form without the photo at this place."""
        return self.by(place, PartSource.LEFT_OUT)

    def by(self, place: int, source: PartSource) -> "AlbumForm":
        """Return the form with another source for the photo at this place."""
        return replace(self, sources=(*self.sources[:place], source, *self.sources[place + 1 :]))


def named_part(detail: str) -> int | None:
    """Return the number, from 0, of the message that Telegram says it could not send."""
    found = _NAMED.search(detail)
    return int(found[1]) - 1 if found else None


def next_album_fallback(form: AlbumForm, action: FailureAction, detail: str) -> AlbumForm | None:
    """Return the next smaller form after a refusal that is about the post; None for no album.

    Args:
        form: what was refused.
        action: what is to be done about the refusal.
        detail: Telegram's words.
    """
    if less := without_refused_part(form, action):
        return replace(form, **less)
    number = named_part(detail)
    if number is None or number >= len(form.sent) or action in _WHOLE:
        return None
    place = form.sent[number]
    # Words that nobody has listed may be about anything: the photo is left out at once.
    known = action is FailureAction.OTHER_PHOTO
    smaller = form.by(place, PartSource(form.sources[place] + 1)) if known else form.without(place)
    return smaller if len(smaller.sent) >= FEWEST else None
