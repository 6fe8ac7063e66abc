"""Sends a message to an owner, in the owner's language."""

import logging
from typing import Any, Protocol

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.posts.buttons import Rows, markup

log = logging.getLogger(__name__)


class Tell(Protocol):
    """Sends HTML with buttons to an owner."""

    async def __call__(self, owner_id: int, html: str, rows: Rows = (), /) -> bool:
        """Send a message to an owner; return False if it is to be tried again."""
        ...


async def send_to_owner(bot: ExtBot[Any], owner_id: int, html: str, rows: Rows = ()) -> bool:
    """Send a message to an owner; return False if it should be retried later.

    Nobody can be written to who never started the bot: that is logged, and settled.
    """
    try:
        await bot.send_message(
            owner_id,
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=markup(rows),
        )
    except (Forbidden, BadRequest) as error:
        log.warning("cannot message owner %d until they press START: %s", owner_id, error.message)
    except TelegramError as error:
        log.warning("alert to owner %d failed, will retry: %s", owner_id, error)
        return False
    return True
