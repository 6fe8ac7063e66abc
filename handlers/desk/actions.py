"""Runs the actions of the desk that take effect at once: pause, test, preview, connect."""

import logging

from telegram import Update
from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import Scope, is_fault
from bot.posts.actions.desk import DeskDo
from bot.posts.actions.desk_choices import DeskAction, DeskPage
from bot.telegram.attempt import once
from handlers.chat_rows import join_chat
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.inactive_reason_text import inactive_reason_text
from handlers.desk.pages.layout import test_page
from handlers.desk.pages.show import show_page
from handlers.desk.post_newest import post_newest_as_test
from handlers.desk.prompts import ask
from handlers.permissions import may_post
from handlers.reader.settings.options import is_paused
from handlers.ui.formatting import chat_name
from handlers.ui.replies import answer_callback, edit_or_send
from handlers.ui.send_post import send_preview
from storage.channels.audit_log import AuditAction
from storage.channels.prompts import PromptPurpose
from storage.models import InactiveReason

log = logging.getLogger(__name__)

_QUESTIONS = {
    DeskAction.SIGNATURE: PromptPurpose.SIGNATURE,
    DeskAction.ALERT: PromptPurpose.ALERT,
    DeskAction.MUTE: PromptPurpose.MUTE,
    DeskAction.FIND_TAG: PromptPurpose.TAG,
}


async def run_action(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskDo
) -> None:
    """Run the action of a button, and show its result."""
    waiting = is_paused(session.chat, context.services.now())
    if action.operation is DeskAction.TEST and waiting:
        await edit_or_send(
            update, context, session.origin, *test_page(session.chat, session.translator)
        )
    elif action.operation in {DeskAction.TEST, DeskAction.TEST_SURE}:
        await post_newest_as_test(update, context, session)
        if waiting:
            await show_page(update, context, session, DeskPage.MAIN)
    elif action.operation is DeskAction.PREVIEW:
        await _preview(update, context, session)
    elif action.operation in _QUESTIONS:
        await answer_callback(update)
        await ask(
            update,
            context,
            session,
            _question_text(session, action.operation),
            (_QUESTIONS[action.operation], 0),
        )
    elif action.operation is DeskAction.NO_SIGNATURE:
        await context.store.channel_settings.set_signature(session.chat.id, "")
        await log_action(context, session, AuditAction.SIGNATURE)
        await show_page(update, context, session, DeskPage.TEMPLATE)
    elif action.operation is DeskAction.CONNECT and not await _may_post(context, session):
        text = session.translator.gettext(
            "The bot has no right to post messages there. Give it the right, and the news goes on."
        )
        await answer_callback(update, text, alert=True)
    else:
        text = await once("switch", lambda: _start_or_stop(context, session, action.operation))
        await answer_callback(update, text)
        await show_page(update, context, session, DeskPage.MAIN)


async def _may_post(context: KhabarContext, session: AdminSession) -> bool:
    """Return whether the bot may post in the chat now; False where Telegram does not tell.

    Raises:
        TelegramError: Telegram is away or wants a pause, which says nothing of the right.
    """
    try:
        own = await context.bot.get_chat_member(session.chat.telegram_id, context.bot.id)
    except TelegramError as error:
        if is_fault(error, Scope.OTHER):
            raise
        log.info("rights of the bot in chat %d are unknown: %s", session.chat.id, error.message)
        return False
    return may_post(own, session.chat.kind)


async def _start_or_stop(
    context: KhabarContext, session: AdminSession, operation: DeskAction
) -> str:
    """Pause, resume, connect or disconnect the chat, and return the confirmation."""
    store, now, chat, translator = (
        context.store,
        context.services.now(),
        session.chat,
        session.translator,
    )
    if operation is DeskAction.PAUSE:
        if await store.pauses.begin(chat.id, now):
            await log_action(context, session, AuditAction.PAUSE)
        return translator.gettext("Paused. Nothing is sent there until you go on.")
    if operation is DeskAction.DISCONNECT:
        await store.chats.deactivate_topic(chat.id, reason=InactiveReason.STOPPED, now=now)
        await log_action(context, session, AuditAction.DISCONNECT)
        return translator.gettext("Disconnected. The settings are kept for 30 days.")
    if operation is DeskAction.CONNECT:
        await store.missed_articles.resume_chat(chat.telegram_id, now)
        await join_chat(context, session.managed_chat, language=chat.language)
        await log_action(context, session, AuditAction.CONNECT)
        return translator.gettext("News will be sent there from now on.")
    return await _go_on(context, session, catch_up=operation is DeskAction.CATCH_UP)


async def _go_on(context: KhabarContext, session: AdminSession, *, catch_up: bool) -> str:
    """End the chat's pause, with what was missed or without, and return the confirmation."""
    translator = session.translator
    caught_up = await context.store.missed_articles.go_on(
        session.chat.id, context.services.now(), catch_up=catch_up
    )
    context.services.wake_delivery()
    if caught_up is None:
        chat = await context.store.chats.by_id(session.chat.id)
        if chat is not None and not chat.active:
            return inactive_reason_text(chat, translator)
        # A second press, or an old page: the pause has been ended before.
        return translator.gettext("News is being sent there.")
    if not catch_up:
        await log_action(context, session, AuditAction.SKIP_MISSED)
        return translator.gettext("News goes on from now.")
    if caught_up.proposed:
        await log_action(context, session, AuditAction.PROPOSE_MISSED)
        return translator.ngettext(
            "News goes on; {n} missed article is proposed to you.",
            "News goes on; {n} missed articles are proposed to you.",
            caught_up.proposed,
        )
    await log_action(context, session, AuditAction.CATCH_UP)
    return translator.ngettext(
        "News goes on; {n} missed article is being sent.",
        "News goes on; {n} missed articles are being sent.",
        caught_up.sent,
    )


async def _preview(update: Update, context: KhabarContext, session: AdminSession) -> None:
    """Send the administrator the newest article as the chat would get it."""
    newest = await context.store.articles.latest(1)
    if newest:
        await send_preview(
            context.bot,
            context.services,
            newest[0],
            session.chat,
            telegram_id=session.origin.telegram_id,
        )
    text = "" if newest else session.translator.gettext("There is no news here yet.")
    await answer_callback(update, text)


def _question_text(session: AdminSession, operation: DeskAction) -> str:
    title = chat_name(session.chat, session.translator)
    if operation is DeskAction.ALERT:
        return session.translator.html(
            "Which words? News that holds them all will come to <b>{title}</b> whatever its tags.",
            title=title,
        )
    if operation is DeskAction.MUTE:
        return session.translator.html(
            "Which words? News that holds them all will not come to <b>{title}</b>.", title=title
        )
    if operation is DeskAction.FIND_TAG:
        return session.translator.html(
            "Which tag or section? Write its name for <b>{title}</b>.", title=title
        )
    return session.translator.html(
        "Write the signature: one line that stands below each post in <b>{title}</b>.", title=title
    )
