"""Pins and unpins a post of a chat for an administrator, and says what kept it from that."""

import logging

from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import (
    FailureAction,
    Outcome,
    Scope,
    classify,
    is_fault,
)
from bot.delivery.refusals.known_refusals import NOT_MODIFIED
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession
from storage.channels.pins import PinState
from storage.channels.statistics import ChannelPost
from storage.models import ChatKind

log = logging.getLogger(__name__)


def _refusal_text(session: AdminSession, refusal: Outcome, *, pin: bool) -> str:
    """Return what to say where a post can't be pinned or unpinned; empty if it is so already."""
    translator = session.translator
    if refusal.action is FailureAction.FAIL:
        if session.chat.kind is ChatKind.CHANNEL:
            return translator.gettext("Give the bot the right to edit messages: pinning needs it.")
        return translator.gettext("Give the bot the right to pin messages there.")
    if refusal.action is not FailureAction.DONE:
        return translator.gettext("Telegram refuses it: {reason}", reason=refusal.detail)
    if pin and refusal.reason != NOT_MODIFIED:
        return translator.gettext("This post is no longer there.")
    return ""


async def pin_or_unpin(
    context: KhabarContext, session: AdminSession, post: ChannelPost, *, pin: bool
) -> tuple[str, bool]:
    """Pin or unpin the post; return the answer, and whether it was done.

    Raises:
        TelegramError: Telegram is away or wants a pause, which is no refusal.
    """
    chat_id = session.chat.telegram_id
    try:
        if pin:
            await context.bot.pin_chat_message(
                chat_id, post.message_id, disable_notification=session.chat.silent
            )
        else:
            await context.bot.unpin_chat_message(chat_id, post.message_id)
    except TelegramError as error:
        if is_fault(error, Scope.PIN):
            raise
        log.info("pinning or unpinning in chat %d refused: %s", session.chat.id, error.message)
        refused = _refusal_text(session, classify(error, Scope.PIN), pin=pin)
        if refused:
            return refused[:200], False
    state = PinState.PINNED if pin else PinState.NOT_PINNED
    await context.store.pins.note(session.chat.id, post.article_id, state)
    if pin:
        return session.translator.gettext("The post is pinned."), True
    return session.translator.gettext("The post is no longer pinned."), True
