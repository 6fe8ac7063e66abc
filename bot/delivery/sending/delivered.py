"""Defines what a delivery that was carried out leaves in its chat."""

from dataclasses import dataclass
from typing import Any

from bot.delivery.sending.post_request import Target
from storage.outbox import PostPart


@dataclass(frozen=True, slots=True)
class Delivered:
    """A post was sent; `topic_ignored` if it is not in the topic that it was meant for.

    A group that has turned its topics off takes a post for a topic like any other. `parts` are the
    messages that show something, the first of them the post's own; `has_photo` says that this has a
    caption, not a text.
    """

    message_id: int
    has_photo: bool
    topic_ignored: bool = False
    parts: tuple[PostPart, ...] = ()


def delivered(target: Target, result: dict[str, Any], parts: tuple[PostPart, ...]) -> Delivered:
    """Return what was delivered, by the first message that Telegram answered with."""
    return Delivered(
        int(result["message_id"]),
        has_photo=bool(parts),
        topic_ignored=bool(target.thread_id) and not result.get("is_topic_message"),
        parts=parts,
    )
