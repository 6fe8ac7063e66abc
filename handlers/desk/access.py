"""Checks that a person may open and change a channel's or group's desk."""

import asyncio
import functools
import logging
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from telegram import Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.i18n import Translator
from bot.posts.actions.desk_choices import ChannelOption
from bot.telegram.attempt import told_once
from handlers.admin_cache import AdminStatus, is_admin
from handlers.buttons import ButtonHandler, button_action, button_pattern
from handlers.context import ChatContext, KhabarContext, Services, chat_context
from handlers.ui.replies import answer_expired, notify
from storage.channels.approval_rows import Approval
from storage.channels.audit_log import AuditAction
from storage.models import Chat, ChatKind

# Calls of getChatMember at a time, while a list is made.
CONCURRENT_CHECKS = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminSession:
    """Holds a chat, an administrator of it who has just been checked, and where they write."""

    chat: Chat
    person_id: int
    person_name: str
    origin: ChatContext

    @property
    def translator(self) -> Translator:
        """Return the translator of the administrator's language, which may not be the chat's."""
        return self.origin.translator

    @property
    def managed_chat(self) -> ChatContext:
        """Return the administered chat with the administrator's language."""
        return ChatContext(
            telegram_id=self.chat.telegram_id,
            thread_id=self.chat.thread_id,
            kind=self.chat.kind,
            title=self.chat.title,
            chat=self.chat,
            translator=self.origin.translator,
            home_zone=self.origin.home_zone,
            reply_thread_id=self.chat.thread_id,
        )


class NamesChat(Protocol):
    """An action of a button that names the chat which it is about."""

    @property
    def chat_id(self) -> int: ...


class NamesApproval(Protocol):
    """An action of a button that names an approval, and thereby its chat."""

    @property
    def approval_id(self) -> int: ...


ChatAction = TypeVar("ChatAction", bound=NamesChat)
ApprovalAction = TypeVar("ApprovalAction", bound=NamesApproval)
AdminHandler = Callable[
    [Update, KhabarContext, AdminSession, ChatAction], Coroutine[Any, Any, None]
]
ApprovalHandler = Callable[
    [Update, KhabarContext, AdminSession, Approval, ApprovalAction], Coroutine[Any, Any, None]
]


async def administered_chats(context: KhabarContext, person_id: int) -> list[Chat]:
    """Return the chats that this person administers, by title.

    Telegram's answers may be a minute old. A chat of which it says nothing at this moment stays on
    the list: it is no answer that there is none, and whatever is done with the chat asks again.
    """
    linked = await context.store.administrators.chats_of(person_id)
    services, room = context.services, asyncio.Semaphore(CONCURRENT_CHECKS)

    async def check_recent(telegram_id: int) -> AdminStatus:
        chat = next(one for one in linked if one.telegram_id == telegram_id)
        async with room:
            return await services.admin_cache.recent(context.bot, chat, person_id, services.now())

    ids = list(dict.fromkeys(chat.telegram_id for chat in linked))
    answers = dict(zip(ids, await asyncio.gather(*map(check_recent, ids)), strict=True))
    listed = {AdminStatus.YES, AdminStatus.UNANSWERED}
    return [chat for chat in linked if answers[chat.telegram_id] in listed]


def admin_button(
    kind: type[ChatAction], handler: AdminHandler[ChatAction], **fields: object
) -> ButtonHandler:
    """Return a button handler of the desk for an action that names a chat and has such `fields`.

    `handler` is called with the decoded action, and only if the person administers that chat at
    this moment.
    """

    async def checked(update: Update, context: KhabarContext) -> None:
        action = button_action(update, kind)
        session = await require_admin(update, context, action.chat_id)
        if session is not None:
            await handler(update, context, session, action)

    return button_pattern(kind, **fields), checked


def approval_button(
    kind: type[ApprovalAction], handler: ApprovalHandler[ApprovalAction]
) -> ButtonHandler:
    """Return a button handler under a proposal; as `admin_button` for the approval's chat."""

    async def checked(update: Update, context: KhabarContext) -> None:
        action = button_action(update, kind)
        approval = await context.store.approvals.get(action.approval_id)
        if approval is None:
            await answer_expired(update, (await chat_context(update, context)).translator)
            return
        session = await require_admin(update, context, approval.chat_id)
        if session is not None:
            await handler(update, context, session, approval, action)

    return button_pattern(kind), checked


async def require_admin(
    update: Update, context: KhabarContext, chat_id: int
) -> AdminSession | None:
    """Return a session at the desk of this chat; for anybody else None, and tell the sender.

    Telegram is asked at each call. Only the person's own private chat with the bot counts.
    """
    origin = await chat_context(update, context)
    person, here = update.effective_user, update.effective_chat
    if (
        person is None
        or here is None
        or here.type != ChatType.PRIVATE
        or here.id != person.id
        or (chat := await context.store.chats.by_id(chat_id)) is None
        or chat.kind is ChatKind.PRIVATE
    ):
        text = origin.translator.gettext("This button no longer works.")
        await notify(update, context, origin, text)
        return None
    services = context.services
    status = await services.admin_cache.check(context.bot, chat, person.id, services.now())
    if status is AdminStatus.YES:
        return AdminSession(
            chat=chat, person_id=person.id, person_name=person.full_name, origin=origin
        )
    if status is AdminStatus.NO:
        await unlink_admin(context, chat, person.id)
        text = origin.translator.gettext("Only an administrator of that chat can do this.")
    else:
        text = origin.translator.gettext(
            "Telegram does not say that you administer that chat. Is the bot still there?"
        )
    await notify(update, context, origin, text)
    return None


async def ask_admins(bot: ExtBot[None], services: Services, chat: Chat) -> list[int]:
    """Return the ids of the people who administer the chat now, and store who they are.

    Raises:
        TelegramError: Telegram gives no answer.
    """
    members = await bot.get_chat_administrators(chat.telegram_id)
    people = [member.user.id for member in members if is_admin(member, chat.kind)]
    store = services.store
    root = await store.chats.get(chat.telegram_id)
    await store.administrators.replace((root or chat).id, people)
    return people


async def current_admins(bot: ExtBot[None], services: Services, chat: Chat) -> list[int] | None:
    """Return the same as `ask_admins`, but None where Telegram gives no answer."""
    try:
        return await ask_admins(bot, services, chat)
    except TelegramError as error:
        log.info("administrators of chat %d are unknown: %s", chat.id, error.message)
        return None


async def link_if_admin(context: KhabarContext, chat: Chat, person_id: int) -> bool:
    """Put a chat on a person's list if they administer it; return whether they do.

    Raises:
        TelegramError: Telegram is away or wants a pause.
    """
    services = context.services
    answer = await services.admin_cache.ask(context.bot, chat, person_id, services.now())
    if answer is not AdminStatus.YES:
        return False
    await context.store.administrators.link(chat.id, [person_id])
    return True


async def unlink_admin(context: KhabarContext, chat: Chat, person_id: int) -> None:
    """Remove a chat and its topics from the list of a person who no longer administers it."""
    for linked in await context.store.administrators.chats_of(person_id):
        if linked.telegram_id == chat.telegram_id:
            await context.store.administrators.unlink(linked.id, person_id)


async def log_action(
    context: KhabarContext,
    session: AdminSession,
    what: AuditAction | ChannelOption,
    value: str = "",
) -> None:
    """Write into the chat's audit log what this administrator did, once for each update."""
    record = functools.partial(
        context.store.audit_log.record,
        session.chat.id,
        person_id=session.person_id,
        person_name=session.person_name,
        action=what,
        value=value,
        now=context.services.now(),
    )
    await told_once(f"log {what}", record)
