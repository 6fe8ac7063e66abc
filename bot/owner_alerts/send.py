"""Sends a message to an owner."""

import logging
from typing import Any, Protocol

from telegram.ext import ExtBot

from bot.posts.buttons import Rows
from bot.telegram.private_chats import is_settled, send_private


class Tell(Protocol):
    """Sends HTML with buttons to an owner."""

    async def __call__(self, owner_id: int, html: str, rows: Rows = (), /) -> bool:
        """Send a message to an owner; return False if it is to be tried again."""
        ...


async def send_to_owner(bot: ExtBot[Any], owner_id: int, html: str, rows: Rows = ()) -> bool:
    """Send a message to an owner; return False if it should be retried later.

    Nobody can be written to who never started the bot: that is logged, and settled.
    """
    what = f"alert to owner {owner_id}"
    sent = await send_private(bot, owner_id, html, rows, what=what, refused=logging.WARNING)
    return is_settled(sent)
