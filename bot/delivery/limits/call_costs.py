"""Tells as how many messages a Bot API call counts under the limits, and in which chat."""

import json
from typing import Any


def posts(endpoint: str) -> bool:
    """Return whether a call counts as a message: sending, copying, forwarding, editing."""
    return endpoint.startswith(("send", "copy", "forward", "edit")) and endpoint != "sendChatAction"


def deletes(endpoint: str) -> bool:
    """Return whether a call deletes messages."""
    return endpoint in {"deleteMessage", "deleteMessages"}


def messages_of(endpoint: str, data: dict[str, Any]) -> int:
    """Return as how many messages of its chat a call counts: an album as each, deletions as 0."""
    if deletes(endpoint):
        return 0
    if endpoint != "sendMediaGroup":
        return 1
    media = data.get("media")
    try:
        found = json.loads(media) if isinstance(media, str) else media
    except ValueError:
        return 1
    return max(1, len(found)) if isinstance(found, list) else 1


def chat_id_of(data: dict[str, Any]) -> int:
    """Return the chat of a call; 0 stands for those that name none (edits of inline messages)."""
    try:
        return int(data.get("chat_id", 0))
    except (TypeError, ValueError):
        # A channel by its @name: all of them share one pace, which is slow but safe.
        return -1
