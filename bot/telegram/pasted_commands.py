"""Reads a command that was pasted with signs of direction before it as the command that it shows.

Commands in Arabic text stand between invisible signs, so that they keep their place in the line.
Copied with them they are a text to Telegram, as far as it says where the command begins.
"""

import re
from typing import Any

from bot.arabic.normalize import INVISIBLE

_BEFORE_COMMAND = re.compile(rf"[{INVISIBLE}\s]+(?=/\w)")


def as_command(update: Any) -> Any:
    """Return the update without what is unseen before its command; any other one as it is.

    Args:
        update: the JSON of an update that has the shape of one.
    """
    message = update.get("message")
    if message is None:
        return update
    found = _BEFORE_COMMAND.match(message.get("text") or "")
    if found is None:
        return update
    # None of the signs takes more than one of the units in which Telegram counts.
    unseen = found.end()
    entities = message.get("entities") or []
    if not any(one["type"] == "bot_command" and one["offset"] == unseen for one in entities):
        return update
    moved = [one | {"offset": max(0, one["offset"] - unseen)} for one in entities]
    bare = message | {"text": message["text"][unseen:], "entities": moved}
    return update | {"message": bare}
