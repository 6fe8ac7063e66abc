"""The way to the desk: the chats that a person administers now, and the check at every press."""

import asyncio
from dataclasses import dataclass

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.i18n import Translator
from handlers.admin_cache import Answer, administers
from handlers.context import ChatContext, KhabarContext, Services, chat_context
from handlers.ui.replies import notify
from storage.models import Chat, ChatKind

# Questions to Telegram at a time, while a list is made.
AT_ONCE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSession:
    """A chat with the administrator who has just been checked, and where he speaks from."""

    chat: Chat
    person_id: int
    person_name: str
    place: ChatContext

    @property
    def translator(self) -> Translator:
        """Speaks the administrator's language, not the chat's."""
        return self.place.translator

    @property
    def as_place(self) -> ChatContext:
        """The chat itself as a place."""
        return ChatContext(
            telegram_id=self.chat.telegram_id,
            thread_id=self.chat.thread_id,
            kind=self.chat.kind,
            title=self.chat.title,
            chat=self.chat,
            translator=self.place.translator,
        )


async def administered(context: KhabarContext, person_id: int) -> list[Chat]:
    """The chats that this person administers now, by title; at most a minute old."""
    linked = await context.store.administrators.linked(person_id)
    services, room = context.services, asyncio.Semaphore(AT_ONCE)

    async def lately(telegram_id: int) -> Answer:
        chat = next(one for one in linked if one.telegram_id == telegram_id)
        async with room:
            return await services.standing.lately(context.bot, chat, person_id, services.now())

    ids = list(dict.fromkeys(chat.telegram_id for chat in linked))
    answers = dict(zip(ids, await asyncio.gather(*map(lately, ids)), strict=True))
    return [chat for chat in linked if answers[chat.telegram_id] is Answer.YES]


async def require_admin(
    update: Update, context: KhabarContext, chat_id: int
) -> AdminSession | None:
    """The chat that a press names, if the person administers it at this moment; else he is told.

    A press counts only in the person's own private chat with the bot.
    """
    place = await chat_context(update, context)
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
            update, context, place, place.translator.gettext("This button no longer works.")
        )
        return None
    services = context.services
    answer = await services.standing.now(context.bot, chat, person.id, services.now())
    if answer is Answer.YES:
        return AdminSession(
            chat=chat, person_id=person.id, person_name=person.full_name, place=place
        )
    if answer is Answer.NO:
        await forget_links(context, chat, person.id)
        text = place.translator.gettext("Only an administrator of that chat can do this.")
    else:
        text = place.translator.gettext(
            "Telegram does not say that you administer that chat. Is the bot still there?"
        )
    await notify(update, context, place, text)
    return None


async def administrators_now(bot: ExtBot[None], services: Services, chat: Chat) -> list[int] | None:
    """Who administers the chat at this moment; they are linked with it. None without an answer."""
    try:
        members = await bot.get_chat_administrators(chat.telegram_id)
    except TelegramError:
        return None
    people = [member.user.id for member in members if administers(member, chat.kind)]
    store = services.store
    root = await store.chats.get(chat.telegram_id)
    await store.administrators.keep_only((root or chat).id, people)
    return people


async def forget_links(context: KhabarContext, chat: Chat, person_id: int) -> None:
    """The person administers the chat no more: it leaves his list."""
    for linked in await context.store.administrators.linked(person_id):
        if linked.telegram_id == chat.telegram_id:
            await context.store.administrators.unlink(linked.id, person_id)


async def log_action(context: KhabarContext, who: AdminSession, what: str, value: str = "") -> None:
    """Write into the chat's log what this administrator did."""
    await context.store.desk_log.note(
        who.chat.id,
        person_id=who.person_id,
        person_name=who.person_name,
        what=what,
        value=value,
        now=context.services.now(),
    )
