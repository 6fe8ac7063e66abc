"""Tells administrators of the chats that delivery has found lost, apart from delivery.

What is told waits for Telegram, and one person may administer a hundred chats: meanwhile posts go
to all others.
"""

from telegram.ext import ExtBot

from bot.telegram.private_chats import is_settled
from handlers.context import Services
from handlers.desk.admin_messages import send_to_admin
from handlers.desk.default_on_error import default_on_error
from handlers.desk.lost_chats import (
    AdminMessage,
    loss_message,
    refresh_proposals,
    topics_off_message,
)
from storage.chats.loss_notices import LossNotice
from storage.models import InactiveReason

# Notices of one run; the rest in the next.
BATCH = 20


class LossNoticesJob:
    """Tells each administrator once; after a fault of the network again."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services

    async def run(self) -> None:
        """Tell what is untold, the oldest first.

        Raises:
            StorageError: the database can't be used; the next run goes on.
        """
        notices = self._services.store.loss_notices
        messages: dict[int, AdminMessage | None] = {}
        for notice in await notices.untold(BATCH):
            what = f"telling of chat {notice.chat_id}"
            if notice.chat_id not in messages:
                messages[notice.chat_id] = await default_on_error(None, self._message(notice), what)
            message = messages[notice.chat_id]
            if message is not None and not await default_on_error(
                True, self._tell(notice.person_id, message), what
            ):
                break
            await notices.settle(notice)

    async def _message(self, notice: LossNotice) -> AdminMessage | None:
        """Return what is said of a loss; None where the chat has come back, or is forgotten."""
        store = self._services.store
        chat = await store.chats.by_id(notice.chat_id)
        if chat is None:
            return None
        if notice.reason is InactiveReason.TOPICS_OFF:
            goes_on = await store.chats.first_active(chat.telegram_id)
            return topics_off_message(goes_on) if goes_on is not None else None
        if chat.active:
            return None
        await refresh_proposals(self._bot, self._services, chat)
        return await loss_message(self._services, chat, notice.reason)

    async def _tell(self, person_id: int, message: AdminMessage) -> bool:
        """Write to an administrator who has a chat with the bot; False after a fault."""
        known = await self._services.store.chats.get(person_id)
        if known is None:
            return True
        text, rows = message(self._services.catalogues.translator(known.language))
        sent = await send_to_admin(
            self._bot, self._services, person_id, text, rows, what="the loss of a chat"
        )
        return is_settled(sent)
