"""What the desk does by the clock: asks, decides, lets posts go that waited, pins breaking news."""

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.arabic.normalize import clean
from handlers.context import Services
from handlers.desk.approval import Moderation
from storage.channels.pins import Pinned, ToPin


class DeskJobs:
    """One turn every few seconds; each part goes on where the last turn ended."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services
        self._moderation = Moderation(bot, services)

    async def run(self) -> None:
        """One round of all of it.

        Raises:
            StorageError: something can't be read or written; the next round goes on.
        """
        await self._moderation.run()
        if await self._services.store.waits.release(self._services.now()):
            self._services.wake_delivery()
        for post in await self._services.store.pins.due(self._services.now()):
            await self._pin(post)

    async def _pin(self, post: ToPin) -> None:
        """Pin it, and unpin what was pinned before it in the same way."""
        store = self._services.store
        try:
            await self._bot.pin_chat_message(
                post.telegram_id, post.message_id, disable_notification=True
            )
        except TelegramError:
            await store.pins.record(post, Pinned.NOT)
            await store.desk_log.note(
                post.chat_id,
                person_id=0,
                person_name="",
                what="pin failed",
                value=clean(post.title),
                now=self._services.now(),
            )
            return
        await store.pins.record(post, Pinned.YES)
        for message_id in await store.pins.earlier(post):
            try:
                await self._bot.unpin_chat_message(post.telegram_id, message_id)
            except TelegramError:
                # Somebody has unpinned or deleted it; the new one is pinned all the same.
                continue
