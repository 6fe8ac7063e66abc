"""Defines the callback data of buttons for finding and reading articles."""

from dataclasses import dataclass
from enum import StrEnum


class Listing(StrEnum):
    """The lists that have pages; a list's key is a tag's id or a stored search's id."""

    LATEST = "l"
    TAG = "t"
    SEARCH = "s"
    TAGS = "g"
    MINE = "m"


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Show another page of the message's list."""

    listing: Listing
    key: int
    offset: int


@dataclass(frozen=True, slots=True)
class ShowArticle:
    """Send an article as a post."""

    article_id: int


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """Open an entry of a digest in the digest's message.

    All that the digest is made from again stands on its buttons: for how many older articles the
    entry stands, and how many the digest had in all.
    """

    article_id: int
    updates: int
    total: int


@dataclass(frozen=True, slots=True)
class CloseEntry:
    """Show the digest in the message again."""

    total: int


@dataclass(frozen=True, slots=True)
class OpenEntryNumber:
    """Open the entry with this number of a digest in parts.

    `index_piece` is this button's piece of the encoded index: see `bot.posts.digests.index`.
    """

    number: int
    part: int
    index_piece: str


@dataclass(frozen=True, slots=True)
class ShowPart:
    """Show a part of the message's digest; `index_piece` as in `OpenEntryNumber`."""

    part: int
    index_piece: str


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """Show the article's full text inside the chat."""

    article_id: int


@dataclass(frozen=True, slots=True)
class TurnText:
    """Show another page of an article's text in the message."""

    article_id: int
    page: int


@dataclass(frozen=True, slots=True)
class WhySent:
    """Explain why this article was sent to this chat."""

    article_id: int


@dataclass(frozen=True, slots=True)
class OpenPostMenu:
    """Show below a post's buttons what else can be done with it."""

    article_id: int


@dataclass(frozen=True, slots=True)
class ClosePostMenu:
    """Hide that again."""

    article_id: int


@dataclass(frozen=True, slots=True)
class CancelPrompt:
    """End the question in whose message the button stands."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Do nothing: the button only displays its label."""


ReadingAction = (
    ShowPage
    | ShowArticle
    | OpenEntry
    | CloseEntry
    | OpenEntryNumber
    | ShowPart
    | ReadArticle
    | TurnText
    | WhySent
    | OpenPostMenu
    | ClosePostMenu
    | CancelPrompt
    | Nothing
)

READING_PREFIXES: dict[str, type[ReadingAction]] = {
    "p": ShowPage,
    "a": ShowArticle,
    "e": OpenEntry,
    "g": CloseEntry,
    "d": OpenEntryNumber,
    "s": ShowPart,
    "r": ReadArticle,
    "t": TurnText,
    "w": WhySent,
    "po": OpenPostMenu,
    "pc": ClosePostMenu,
    "cp": CancelPrompt,
    "n": Nothing,
}
