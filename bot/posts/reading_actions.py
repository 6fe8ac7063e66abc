"""What the buttons say with which a reader finds articles and reads them."""

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


ReadingAction = ShowPage | ShowArticle | ReadArticle | TurnText | WhySent | Nothing

READING_PREFIXES: dict[str, type[ReadingAction]] = {
    "p": ShowPage,
    "a": ShowArticle,
    "r": ReadArticle,
    "t": TurnText,
    "w": WhySent,
    "n": Nothing,
}
