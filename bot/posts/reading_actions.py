"""Defines the callback data of buttons for finding and reading articles."""

from dataclasses import dataclass
from enum import StrEnum


class Listing(StrEnum):
    """The lists that have pages; the key says which one: a tag's id, a stored search's id."""

    LATEST = "l"
    TAG = "t"
    SEARCH = "s"
    TAGS = "g"
    MINE = "m"


@dataclass(frozen=True, slots=True)
class ShowPage:
    """Turn the message to another page of its list."""

    listing: Listing
    key: int
    offset: int


@dataclass(frozen=True, slots=True)
class ShowArticle:
    """Send an article as a post."""

    article_id: int


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """Open an entry of a digest in its place.

    All that the digest is made from again stands on its buttons: for how many older articles the
    entry stands, how many the digest had in all, and whether these were the day's top stories.
    """

    article_id: int
    updates: int
    total: int
    top: bool


@dataclass(frozen=True, slots=True)
class CloseEntry:
    """Turn the message back into the digest."""

    total: int
    top: bool


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """Open the entry with this number of a digest in parts.

    `roll` is a piece of what all buttons of the message say together: `bot.posts.digest_index`.
    """

    place: int
    part: int
    roll: str


@dataclass(frozen=True, slots=True)
class ShowPart:
    """Turn the message to a part of its digest; `roll` as in `OpenPlace`."""

    part: int
    roll: str


@dataclass(frozen=True, slots=True)
class ReadArticle:
    """Open the article's whole text inside the chat."""

    article_id: int


@dataclass(frozen=True, slots=True)
class TurnText:
    """Turn the message to another page of an article's text."""

    article_id: int
    page: int


@dataclass(frozen=True, slots=True)
class WhySent:
    """Tell why this article came to this chat."""

    article_id: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """A button that only shows something."""


ReadingAction = (
    ShowPage
    | ShowArticle
    | OpenEntry
    | CloseEntry
    | OpenPlace
    | ShowPart
    | ReadArticle
    | TurnText
    | WhySent
    | Nothing
)

READING_PREFIXES: dict[str, type[ReadingAction]] = {
    "p": ShowPage,
    "a": ShowArticle,
    "e": OpenEntry,
    "g": CloseEntry,
    "d": OpenPlace,
    "s": ShowPart,
    "r": ReadArticle,
    "t": TurnText,
    "w": WhySent,
    "n": Nothing,
}
