"""Defines what a delivery that was carried out leaves in its chat."""

import logging
from dataclasses import dataclass
from typing import Any

from bot.delivery.sending.post_request import Target
from storage.outbox import PostPart

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Delivered:
    """A post was sent; `topic_ignored` if it is not in the topic that it was meant for.

    A group that has turned its topics off takes a post for a topic like any other. `parts` are the
    messages that show something, the first of them the post's own; `has_photo` says that this has a
    caption, not a text. `message_id` is 0, without parts, where Telegram will show the post later
    and does not tell under which number: it can't be changed.
    """

    message_id: int
    has_photo: bool
    topic_ignored: bool = False
    parts: tuple[PostPart, ...] = ()


def delivered(target: Target, result: dict[str, Any], parts: tuple[PostPart, ...]) -> Delivered:
    """Return what was delivered, by the first message that Telegram answered with."""
    known = all(part.message_id for part in parts)
    if not result["message_id"] or not known:
        _LOG.warning(
            "%s stands in chat %d when its video is ready, under a number that is not told: it "
            "can't be corrected or withdrawn",
            *(target.content, target.telegram_id),
        )
    return Delivered(
        int(result["message_id"]),
        has_photo=bool(parts),
        topic_ignored=bool(target.thread_id) and not result.get("is_topic_message"),
        parts=parts if known else (),
    )
