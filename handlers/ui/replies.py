"""Replies to updates: by new messages, edits in place, and answers to pressed buttons."""

import logging
from enum import Enum, auto

from telegram import Bot, LinkPreviewOptions, Message, Update
from telegram.constants import CallbackQueryLimit, ChatType, ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from bot.i18n import Translator
from bot.posts.buttons import Rows, markup
from bot.posts.shortening import shortened
from bot.telegram.acknowledge_press import Press
from bot.telegram.attempt import current
from bot.types import Button
from handlers.context import ChatContext, KhabarContext
from handlers.reply_targets import answered_message, replying_to, topic_of

log = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Match by a part, never by the whole sentence: Telegram words them anew at times.
_NOT_MODIFIED = "not modified"


def is_not_modified(error: TelegramError) -> bool:
    """Return whether Telegram refused an edit because the message shows the same already."""
    return _NOT_MODIFIED in error.message.lower()


async def reply(
    context: KhabarContext, origin: ChatContext, html: str, rows: Rows = (), *, silent: bool = False
) -> Message:
    """Send a message of HTML to the chat.

    Raises:
        TelegramError: it was not sent.
    """
    return await context.bot.send_message(
        origin.telegram_id,
        html,
        parse_mode=ParseMode.HTML,
        message_thread_id=origin.reply_thread_id or None,
        reply_parameters=origin.reply_parameters,
        link_preview_options=NO_PREVIEW,
        reply_markup=markup(rows),
        disable_notification=silent,
    )


async def edit_or_send(
    update: Update, context: KhabarContext, origin: ChatContext, html: str, rows: Rows = ()
) -> None:
    """Show HTML in the message whose button was pressed, or in a new message for a command.

    Where the message can no longer be edited, a new one is sent.
    """
    query = update.callback_query
    if query is None:
        await reply(context, origin, html, rows)
        return
    try:
        await query.edit_message_text(
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=markup(rows),
        )
    except BadRequest as error:
        # "not modified" is the expected answer where the message shows the same already.
        if not is_not_modified(error):
            log.debug("message not edited, sent anew: %s", error.message)
            await reply(context, origin, html, rows)
    await answer_callback(update)


def shown_rows(update: Update) -> Rows | None:
    """Return the buttons of the message whose button was pressed; None where they are unknown.

    Of a message that is a day old or more Telegram often gives the number alone.
    https://core.telegram.org/bots/api#inaccessiblemessage
    """
    message = update.effective_message
    if message is None or not message.is_accessible:
        return None
    if message.reply_markup is None:
        return ()
    return tuple(
        tuple(
            Button(
                button.text,
                url=button.url or "",
                data=button.callback_data if isinstance(button.callback_data, str) else "",
                inline_query=button.switch_inline_query,
            )
            for button in row
        )
        for row in message.reply_markup.inline_keyboard
    )


async def change_buttons(update: Update, rows: Rows | None) -> None:
    """Replace the buttons of the message whose button was pressed, if it can still be edited.

    Without `rows`, because those that it has are unknown, it keeps them.
    """
    if update.callback_query is None or rows is None:
        return
    try:
        await update.callback_query.edit_message_reply_markup(markup(rows))
    except BadRequest as error:
        # "not modified" is the expected answer to a second press.
        if not is_not_modified(error):
            log.debug("buttons not replaced: %s", error.message)


class LatePolicy(Enum):
    """What becomes of the words of an answer when the press has been answered without them."""

    # An edit or a message with the same words follows.
    DROP = auto()
    # Refusals and notices: as a message in private, where nobody else reads it.
    IN_PRIVATE = auto()
    # What a press has brought, and is shown nowhere else: as a message, also to a group.
    ANYWHERE = auto()


def late_beside_button(update: Update) -> LatePolicy:
    """Return what becomes of words that the pressed button says, too, once it has turned.

    It does not turn where the message's buttons are unknown.
    """
    return LatePolicy.ANYWHERE if shown_rows(update) is None else LatePolicy.IN_PRIVATE


async def answer_callback(
    update: Update, text: str = "", *, alert: bool = False, late: LatePolicy = LatePolicy.IN_PRIVATE
) -> None:
    """Answer a pressed button, so that it stops waiting; without a press do nothing.

    Telegram refuses an answer of more than 200 characters and would leave the button waiting,
    so a longer text is cut. With `alert` it is shown in a window that is closed by hand, else
    for some seconds. A press takes one answer: where it was answered already, `late` says
    whether the text comes as a message. https://core.telegram.org/bots/api#answercallbackquery

    Raises:
        TelegramError: the text was not shown; without a text nothing is lost.
    """
    if update.callback_query is None:
        return
    answer = shortened(text, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
    query = update.callback_query
    attempt = current()
    press = attempt.press if attempt is not None else Press()
    is_late = press.answered and not press.unheard
    press.answered, press.unheard = True, False
    if not is_late:
        try:
            await query.answer(answer or None, show_alert=alert)
        except BadRequest as error:
            # Telegram takes an answer for some seconds only: too late is no fault.
            log.debug("callback query not answered: %s", error.message)
            is_late = True
        except TelegramError as error:
            if answer:
                press.unheard = True
                raise
            # Only the waiting ends by it: what the press has brought must not come a second time.
            log.info("press not answered: %s", error.message)
    if is_late and answer:
        await _say_late(update, query.get_bot(), answer, late)


async def _say_late(update: Update, bot: Bot, answer: str, late: LatePolicy) -> None:
    chat = update.effective_chat
    if chat is None or late is LatePolicy.DROP:
        return
    if late is LatePolicy.IN_PRIVATE and chat.type != ChatType.PRIVATE:
        # One person has pressed, for whom it came too late; the others have not asked.
        log.debug("late answer to a press left out in chat %d", chat.id)
        return
    message = update.effective_message
    try:
        await bot.send_message(
            chat.id,
            answer,
            message_thread_id=topic_of(message) or None,
            reply_parameters=replying_to(answered_message(message)),
        )
    except ChatMigrated as moved:
        log.debug("late answer to a press goes to supergroup %d", moved.new_chat_id)
        await bot.send_message(moved.new_chat_id, answer)


async def answer_expired(update: Update, translator: Translator) -> None:
    """Answer that the pressed button no longer works: it is outdated, or its data was forged."""
    log.debug("expired button pressed")
    await answer_callback(update, translator.gettext("This button no longer works."))


async def notify(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    text: str,
    *,
    late: LatePolicy = LatePolicy.IN_PRIVATE,
) -> None:
    """Tell the sender something in plain text: a press by its answer, a command by a message."""
    if update.callback_query is not None:
        await answer_callback(update, text, late=late)
        return
    await context.bot.send_message(
        origin.telegram_id,
        text,
        message_thread_id=origin.reply_thread_id or None,
        reply_parameters=origin.reply_parameters,
    )
