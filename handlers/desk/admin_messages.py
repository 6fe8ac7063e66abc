"""Sends and changes messages to administrators in private."""

import logging

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.delivery.refusals.classify_failure import Scope, is_fault
from bot.posts.buttons import Rows, markup
from bot.telegram.private_chats import NotSent, send_private
from handlers.context import Services
from handlers.ui.replies import is_not_modified

log = logging.getLogger(__name__)


async def send_to_admin(
    bot: ExtBot[None], services: Services, person_id: int, html: str, rows: Rows = (), *, what: str
) -> int | NotSent:
    """Send a message to an administrator; return its id, or why it was not sent.

    Args:
        bot: sends it.
        services: the services.
        person_id: Telegram's id of the administrator.
        html: the text.
        rows: the buttons below it.
        what: names the message in the log.

    Raises:
        StorageError: that the person can't be written to can't be stored.
    """
    sent = await send_private(bot, person_id, html, rows, what=what)
    if isinstance(sent, NotSent):
        await remember_unreachable(services, person_id, sent)
    return sent


async def remember_unreachable(services: Services, person_id: int, failure: NotSent) -> None:
    """Store that a person can't be written to before pressing START, if that is why.

    Raises:
        StorageError: it can't be stored.
    """
    if failure.unreachable:
        await services.store.administrators.set_unreachable(person_id, unreachable=True)


async def replace_rows(
    bot: ExtBot[None], person_id: int, message_id: int, rows: Rows, *, what: str
) -> bool:
    """Replace the buttons of a message to an administrator; return False after a fault.

    Where the message can't be changed any more there is nothing to try again.

    Args:
        bot: makes the change.
        person_id: Telegram's id of the administrator.
        message_id: the message.
        rows: the buttons that it shows from now on.
        what: names the message in the log.
    """
    try:
        await bot.edit_message_reply_markup(person_id, message_id, reply_markup=markup(rows))
    except TelegramError as error:
        if is_fault(error, Scope.EDIT):
            log.warning("buttons of %s not replaced, Telegram is away: %s", what, error)
            return False
        # "not modified" is the expected answer where it says the same already.
        if not is_not_modified(error):
            log.info("buttons of %s not replaced: %s", what, error.message)
    return True
