"""The way to the desk: the chats that a person administers now, and the check at every press."""

import asyncio
from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.i18n import Translator
from handlers.admin_cache import AdminStatus, is_admin
from handlers.context import ChatContext, KhabarContext, Services, chat_context
from handlers.ui.replies import notify
from storage.models import Chat, ChatKind

# Questions to Telegram at a time, while a list is made.
CONCURRENT_CHECKS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSession:
    """A chat with the administrator who has just been checked, and where he speaks from."""

    chat: Chat
    person_id: int
    person_name: str
    origin: ChatContext

    @property
    def translator(self) -> Translator:
        """Speaks the administrator's language, not the chat's."""
        return self.origin.translator

    @property
    def managed_chat(self) -> ChatContext:
        """The chat itself as a place."""
        return ChatContext(
            telegram_id=self.chat.telegram_id,
            thread_id=self.chat.thread_id,
            kind=self.chat.kind,
            title=self.chat.title,
            chat=self.chat,
            translator=self.origin.translator,
        )


async def administered_chats(context: KhabarContext, person_id: int) -> list[Chat]:
    """The chats that this person administers now, by title; at most a minute old."""
    linked = await context.store.administrators.linked(person_id)
    services, room = context.services, asyncio.Semaphore(CONCURRENT_CHECKS)

    async def check_recent(telegram_id: int) -> AdminStatus:
        chat = next(one for one in linked if one.telegram_id == telegram_id)
        async with room:
            return await services.admin_cache.recent(context.bot, chat, person_id, services.now())

    ids = list(dict.fromkeys(chat.telegram_id for chat in linked))
    answers = dict(zip(ids, await asyncio.gather(*map(check_recent, ids)), strict=True))
    return [chat for chat in linked if answers[chat.telegram_id] is AdminStatus.YES]


async def require_admin(
    update: Update, context: KhabarContext, chat_id: int
) -> AdminSession | None:
    """The chat that a press names, if the person administers it at this moment; else he is told.

    A press counts only in the person's own private chat with the bot.
    """
    origin = await chat_context(update, context)
    person, here = update.effective_user, update.effective_chat
    if (
        person is None
        or here is None
        or here.type != ChatType.PRIVATE
        or here.id != person.id
        or (chat := await context.store.administrators.chat(chat_id)) is None
        or chat.kind is ChatKind.PRIVATE
    ):
        await notify(
            update, context, origin, origin.translator.gettext("This button no longer works.")
        )
        return None
    services = context.services
    answer = await services.admin_cache.check(context.bot, chat, person.id, services.now())
    if answer is AdminStatus.YES:
        return AdminSession(
            chat=chat, person_id=person.id, person_name=person.full_name, origin=origin
        )
    if answer is AdminStatus.NO:
        await forget_links(context, chat, person.id)
        text = origin.translator.gettext("Only an administrator of that chat can do this.")
    else:
        text = origin.translator.gettext(
            "Telegram does not say that you administer that chat. Is the bot still there?"
        )
    await notify(update, context, origin, text)
    return None


async def current_admins(bot: ExtBot[None], services: Services, chat: Chat) -> list[int] | None:
    """Who administers the chat at this moment; they are linked with it. None without an answer."""
    try:
        members = await bot.get_chat_administrators(chat.telegram_id)
    except TelegramError:
        return None
    people = [member.user.id for member in members if is_admin(member, chat.kind)]
    store = services.store
    root = await store.chats.get(chat.telegram_id)
    await store.administrators.keep_only((root or chat).id, people)
    return people


async def forget_links(context: KhabarContext, chat: Chat, person_id: int) -> None:
    """The person administers the chat no more: it leaves his list."""
    for linked in await context.store.administrators.linked(person_id):
        if linked.telegram_id == chat.telegram_id:
            await context.store.administrators.unlink(linked.id, person_id)


async def log_action(
    context: KhabarContext, session: AdminSession, what: str, value: str = ""
) -> None:
    """Write into the chat's log what this administrator did."""
    await context.store.desk_log.note(
        session.chat.id,
        person_id=session.person_id,
        person_name=session.person_name,
        what=what,
        value=value,
        now=context.services.now(),
    )
