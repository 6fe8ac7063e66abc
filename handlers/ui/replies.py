"""How the bot answers: texts, edits in place, notices on a press, and posts on request."""

import contextlib
import logging

from telegram import CallbackQuery, LinkPreviewOptions, Message, Update
from telegram.constants import CallbackQueryLimit, ParseMode
from telegram.error import BadRequest

from bot.i18n import Translator
from bot.posts.buttons import Rows, markup
from bot.posts.limits import shortened
from handlers.context import ChatContext, KhabarContext
from handlers.permissions import may_change_settings
from storage.models import Chat, Tag

logger = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
# Match by a part, never by the whole sentence: Telegram words them anew at times.
_NOT_MODIFIED = "not modified"


async def reply(
    context: KhabarContext, origin: ChatContext, html: str, rows: Rows = (), *, silent: bool = False
) -> Message:
    """Send a message to the place."""
    return await context.bot.send_message(
        origin.telegram_id,
        html,
        parse_mode=ParseMode.HTML,
        message_thread_id=origin.thread_id or None,
        link_preview_options=NO_PREVIEW,
        reply_markup=markup(rows),
        disable_notification=silent,
    )


async def edit_or_send(
    update: Update, context: KhabarContext, origin: ChatContext, html: str, rows: Rows = ()
) -> None:
    """Show it in the message whose button was pressed; in a new one for a command.

    A message that can no longer be edited is answered with a new one.
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
        if _NOT_MODIFIED not in error.message.lower():
            await reply(context, origin, html, rows)
    await answer_callback(query)


async def change_buttons(query: CallbackQuery, rows: Rows) -> None:
    """Give the message whose button was pressed other buttons, if it can still be edited."""
    with contextlib.suppress(BadRequest):
        await query.edit_message_reply_markup(markup(rows))


async def answer_callback(query: CallbackQuery, text: str = "", *, alert: bool = False) -> None:
    """Answer a press, so that the button stops waiting; too late an answer is no error.

    Telegram refuses a longer text and would leave the button waiting, so its rest is cut off.
    """
    answer = shortened(text, CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
    with contextlib.suppress(BadRequest):
        await query.answer(answer or None, show_alert=alert)


async def answer_expired(query: CallbackQuery, translator: Translator) -> None:
    """Say that a button no longer works: it is from another time, or nobody of us wrote it."""
    logger.debug("a button that no longer works was pressed: %r", query.data)
    await answer_callback(query, translator.gettext("This button no longer works."))


async def notify(update: Update, context: KhabarContext, origin: ChatContext, text: str) -> None:
    """Tell the one who acted: a notice for a press, a message for a command. Plain text."""
    if update.callback_query is not None:
        await answer_callback(update.callback_query, text)
        return
    await context.bot.send_message(
        origin.telegram_id, text, message_thread_id=origin.thread_id or None
    )


async def deny_if_not_admin(update: Update, context: KhabarContext, origin: ChatContext) -> bool:
    """Whether the one behind the update may not change settings here; he is told so."""
    if await may_change_settings(update, context):
        return False
    text = origin.translator.gettext("Only this group's administrators can change its settings.")
    await notify(update, context, origin, text)
    return True


async def require_known_chat(
    update: Update, context: KhabarContext, origin: ChatContext
) -> Chat | None:
    """The place's row, for a press that changes something.

    Where there is none, because it was erased or nobody ever asked, a button stores nothing; the
    one who pressed it is told so.
    """
    if origin.chat is None:
        text = origin.translator.gettext(
            "Nothing is stored about this chat. Send /start to begin anew."
        )
        await notify(update, context, origin, text)
    return origin.chat


async def require_tag(
    update: Update, context: KhabarContext, origin: ChatContext, tag_id: int
) -> Tag | None:
    """The tag that a button names; the one who pressed it is told where it is gone."""
    tag = await context.store.tags.get(tag_id)
    if tag is None:
        await notify(
            update, context, origin, origin.translator.gettext("This tag no longer exists.")
        )
    return tag
