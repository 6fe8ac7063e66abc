"""What an inline button says when it is pressed: typed actions in at most 64 bytes."""

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import get_type_hints

from telegram.constants import InlineKeyboardButtonLimit

from bot.posts.desk_actions import DESK_PREFIXES, DeskAction
from bot.posts.wish_actions import WISH_PREFIXES, WishAction

MAX_BYTES = int(InlineKeyboardButtonLimit.MAX_CALLBACK_DATA)
# SQLite's integers end here; a forged number beyond would be an error in the database.
_MAX_NUMBER = 2**63 - 1
_SEPARATOR = ":"


class Listing(StrEnum):
    """The lists that have pages; the key says which one: a tag's id, a stored search's id."""

    LATEST = "l"
    TAG = "t"
    SEARCH = "s"
    TAGS = "g"
    MINE = "m"


class Menu(StrEnum):
    """The pages of the settings message."""

    MAIN = "m"
    FORMAT = "f"
    LANGUAGE = "l"
    TOPICS = "t"
    SOUND = "s"
    DELIVERY = "d"
    QUIET = "q"
    ZONE = "z"
    PAUSE = "p"
    DIGEST = "g"
    HOLDING = "h"
    HOURS = "u"
    UNTIL = "y"


class Setting(StrEnum):
    """What a press in the settings message changes."""

    FORMAT = "f"
    LANGUAGE = "l"
    EVERYTHING = "e"
    SOUND = "s"
    ACTIVE = "a"
    QUIET = "q"
    ZONE = "z"
    PAUSE = "p"
    DIGEST = "g"
    HOLDING = "h"


class Wish(StrEnum):
    """What is wished of articles with certain words; the values are on buttons of old messages."""

    ALERT = "0"
    MUTE = "1"
    SEARCH = "2"


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
class Follow:
    """Follow a tag (`on` is 1) or leave it (0)."""

    tag_id: int
    on: int


@dataclass(frozen=True, slots=True)
class Mute:
    """Mute a tag (`on` is 1) or hear it again (0)."""

    tag_id: int
    on: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Wish something of the words of a stored search; `sure` is 1 after the preview."""

    query_id: int
    wish: Wish
    sure: int


@dataclass(frozen=True, slots=True)
class Unwatch:
    """End an alert, or hear muted words again."""

    alert_id: int


@dataclass(frozen=True, slots=True)
class OpenMenu:
    """Turn the settings message to one of its pages."""

    menu: Menu


@dataclass(frozen=True, slots=True)
class Choose:
    """Give a setting the value with this number in the list of its choices."""

    setting: Setting
    choice: int


@dataclass(frozen=True, slots=True)
class AnswerFirst:
    """Answer a newcomer's question number `step`; a choice beyond the answers skips it."""

    step: int
    choice: int


@dataclass(frozen=True, slots=True)
class SendAgain:
    """An owner has a post sent again that was given up."""

    row_id: int


@dataclass(frozen=True, slots=True)
class DecideHeld:
    """An owner publishes an article that was held back (`publish` is 1), or leaves it (0)."""

    article_id: int
    publish: int


@dataclass(frozen=True, slots=True)
class Forget:
    """Erase everything kept about this chat, as was asked for and asked again."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """A button that only shows something."""


Action = (
    ShowPage
    | ShowArticle
    | ReadArticle
    | TurnText
    | WhySent
    | Follow
    | Mute
    | Watch
    | Unwatch
    | OpenMenu
    | Choose
    | AnswerFirst
    | SendAgain
    | DecideHeld
    | Forget
    | Nothing
    | WishAction
    | DeskAction
)

# A prefix once given stays: buttons under old posts live for years.
PREFIXES: dict[str, type[Action]] = {
    "p": ShowPage,
    "a": ShowArticle,
    "r": ReadArticle,
    "t": TurnText,
    "w": WhySent,
    "f": Follow,
    "m": Mute,
    "k": Watch,
    "j": Unwatch,
    "o": OpenMenu,
    "c": Choose,
    "q": AnswerFirst,
    "z": SendAgain,
    "h": DecideHeld,
    "x": Forget,
    "n": Nothing,
    **WISH_PREFIXES,
    **DESK_PREFIXES,
}
_PREFIX_OF = {action: prefix for prefix, action in PREFIXES.items()}


def encode(action: Action) -> str:
    """The action as callback data.

    Raises:
        ValueError: it would be longer than Telegram takes, or a number is out of bounds.
    """
    values = [getattr(action, field.name) for field in dataclasses.fields(action)]
    if any(isinstance(value, int) and not 0 <= value <= _MAX_NUMBER for value in values):
        raise ValueError(f"a number is out of bounds in {action}")
    data = _SEPARATOR.join((_PREFIX_OF[type(action)], *map(str, values)))
    if len(data.encode()) > MAX_BYTES:
        raise ValueError(f"{action} takes more than {MAX_BYTES} bytes")
    return data


def decode(data: str | None) -> Action | None:
    """The action that was pressed; None for anything that `encode` never wrote."""
    if not data or len(data.encode(errors="replace")) > MAX_BYTES:
        return None
    prefix, *values = data.split(_SEPARATOR)
    action = PREFIXES.get(prefix)
    if action is None:
        return None
    types = get_type_hints(action)
    names = [field.name for field in dataclasses.fields(action)]
    if len(names) != len(values):
        return None
    try:
        found = {
            name: _value(types[name], value) for name, value in zip(names, values, strict=True)
        }
    except ValueError:
        return None
    build: Callable[..., Action] = action
    return build(**found)


def _value(kind: type, text: str) -> StrEnum | int:
    if issubclass(kind, StrEnum):
        return kind(text)
    if not (text.isascii() and text.isdigit()) or str(int(text)) != text:
        raise ValueError("is no number as written here")
    number = int(text)
    if number > _MAX_NUMBER:
        raise ValueError("is beyond SQLite's integers")
    return number
