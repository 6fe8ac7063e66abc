"""Sends a chart as a photo."""

import asyncio
import logging

from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.posts.buttons import Rows, markup
from bot.posts.chart import Chart, draw
from handlers.context import ChatContext, KhabarContext

log = logging.getLogger(__name__)


async def send_chart(
    context: KhabarContext,
    origin: ChatContext,
    chart: Chart,
    html: str = "",
    rows: Rows = (),
    *,
    silent: bool = False,
) -> bool:
    """Draw a chart and send it as a photo to the chat; return False where it can't be.

    The machine may have no fonts to draw it with, and a group may forbid photos: the numbers are to
    be told in words then.

    Args:
        context: the context of the update.
        origin: the chat.
        chart: what is drawn.
        html: the caption.
        rows: the buttons below it.
        silent: whether it comes without sound.

    Raises:
        TelegramError: it was not sent, for another reason than a refusal.
    """
    picture = await asyncio.to_thread(draw, chart)
    if picture is None:
        return False
    try:
        await context.bot.send_photo(
            origin.telegram_id,
            picture,
            caption=html or None,
            parse_mode=ParseMode.HTML,
            message_thread_id=origin.reply_thread_id or None,
            reply_parameters=origin.reply_parameters,
            reply_markup=markup(rows),
            disable_notification=silent,
        )
    except BadRequest as error:
        log.info("chart refused in chat %d: %s", origin.telegram_id, error.message)
        return False
    return True
