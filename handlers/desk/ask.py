"""Questions of the desk that are answered by a reply, so that plain words stay a search."""

from telegram import ForceReply
from telegram.constants import ParseMode

from handlers.context import KhabarContext
from handlers.desk.access import AdminSession
from storage.channels.audit_log import PendingPrompt, Purpose


async def ask(
    context: KhabarContext, who: AdminSession, html: str, purpose: Purpose, key: int = 0
) -> None:
    """Put the question to the administrator, about an approval or an article (`key`)."""
    asked = await context.bot.send_message(
        who.place.telegram_id, html, parse_mode=ParseMode.HTML, reply_markup=ForceReply()
    )
    await context.store.desk_log.ask(
        who.person_id,
        asked.message_id,
        PendingPrompt(who.chat.id, purpose, key),
        now=context.services.now(),
    )
