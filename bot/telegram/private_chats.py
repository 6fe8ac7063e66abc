"""Speaks to one person in private, in the language that they have chosen."""

import logging
from dataclasses import dataclass
from typing import Any

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.delivery.refusals.classify_failure import FailureAction, classify, is_fault
from bot.i18n import DEFAULT_LANGUAGE, Catalogues, Translator
from bot.posts.buttons import Rows, markup
from bot.telegram.checked_calls import checked
from storage.store import Store

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NotSent:
    """Why a person has not got a message.

    `fault`: Telegram is away or wants a pause, so it can be tried again. `unreachable`: nothing can
    be written to the person before they press START. Where it is neither, Telegram refuses this one
    message for a reason of its own.
    """

    error: TelegramError
    fault: bool
    unreachable: bool


async def private_translator(store: Store, catalogues: Catalogues, person_id: int) -> Translator:
    """Return the translator of a private chat's language; Arabic if nothing is known of it.

    Raises:
        StorageError: the chat can't be read.
    """
    chat = await store.chats.get(person_id)
    return catalogues.translator(chat.language if chat else DEFAULT_LANGUAGE)


async def send_private(
    bot: ExtBot[Any],
    person_id: int,
    html: str,
    rows: Rows = (),
    *,
    what: str,
    refused: int = logging.INFO,
) -> int | NotSent:
    """Send a message to a person, without a preview of links; return its id, or why it was not.

    Args:
        bot: sends it.
        person_id: Telegram's id of the person.
        html: the text.
        rows: the buttons below it.
        what: names the message in the log.
        refused: the level of the line in the log if Telegram refuses the message.
    """

    async def sent() -> int:
        message = await bot.send_message(
            person_id,
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=markup(rows),
        )
        return message.message_id

    try:
        return await checked(sent())
    except TelegramError as error:
        return not_sent(error, what, refused=refused)


def not_sent(error: TelegramError, what: str, *, refused: int = logging.INFO) -> NotSent:
    """Log that a message to a person was not sent, and return why.

    Args:
        error: what its sending raised.
        what: names the message in the log.
        refused: the level of the line in the log if Telegram refuses the message.
    """
    if is_fault(error):
        log.warning("%s not sent, Telegram is away: %s", what, error)
        return NotSent(error, fault=True, unreachable=False)
    unreachable = classify(error).action in {FailureAction.GONE, FailureAction.MAY_NOT_WRITE}
    until = " until they press START" if unreachable else ""
    log.log(refused, "%s not sent%s: %s", what, until, error.message)
    return NotSent(error, fault=False, unreachable=unreachable)


def is_settled(sent: int | NotSent) -> bool:
    """Return whether a message was sent, or is refused, so that it is not to be tried again."""
    return not (isinstance(sent, NotSent) and sent.fault)
