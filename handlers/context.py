"""Defines the typed context of every handler: the services, and the chat an update came from."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram import Chat as TelegramChat
from telegram import ReplyParameters, Update
from telegram.constants import ChatType
from telegram.ext import CallbackContext, ContextTypes, ExtBot

from bot.delivery.sending.photos import Photos
from bot.i18n import DEFAULT_LANGUAGE, Catalogues, Translator
from bot.telegram.handle_update import AnyApplication
from handlers.admin_cache import AdminCache
from handlers.reply_targets import answered_message, replying_to, topic_of
from storage.models import Chat, ChatKind, PostFormat
from storage.store import Store


def _no_wake() -> None:
    """Do nothing: services without delivery have nothing to wake."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Holds what handlers work with.

    `zone_name` is the newsroom's time zone; `now` returns aware UTC; `wake_delivery` has delivery
    look for due rows at once.
    """

    store: Store
    catalogues: Catalogues
    site_name: str
    site_url: str
    zone_name: str
    now: Callable[[], datetime]
    photos: Photos
    owner_ids: frozenset[int] = frozenset()
    feed_urls: tuple[str, ...] = ()
    wake_delivery: Callable[[], None] = _no_wake
    admin_cache: AdminCache = field(default_factory=AdminCache)


class KhabarContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], Services]):
    """Gives handlers typed services in place of python-telegram-bot's untyped `bot_data`."""

    @property
    def services(self) -> Services:
        return self.bot_data

    @property
    def store(self) -> Store:
        return self.bot_data.store


Handler = Callable[[Update, KhabarContext], Coroutine[Any, Any, None]]

# For the builder of the application; `attach` then fills in the services.
CONTEXT_TYPES = ContextTypes(context=KhabarContext)


def attach(application: AnyApplication, services: Services) -> None:
    """Give the services to an application that was built with `CONTEXT_TYPES`."""
    application.bot_data = services


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatContext:
    """Holds the chat or forum topic that an update came from, and what is stored about it.

    `chat` is None where nothing is stored. `thread_id` is the topic whose settings are meant: 0
    for the chat itself, and in private, where topics only part the conversation with the bot.
    `reply_thread_id` is the topic in which answers stand. `topic_known` is false where Telegram no
    longer tells which topic of a forum it is. `answers_to` is the message to which answers are
    replies, 0 for none. `home_zone` is the newsroom's time zone.

    Of a group that has become a supergroup everything is that of the supergroup.
    """

    telegram_id: int
    thread_id: int
    kind: ChatKind
    title: str
    chat: Chat | None
    translator: Translator
    home_zone: str
    reply_thread_id: int = 0
    topic_known: bool = True
    answers_to: int = 0

    @property
    def reply_parameters(self) -> ReplyParameters | None:
        """Return what makes an answer a reply; None where it need not be one."""
        return replying_to(self.answers_to)

    @property
    def format(self) -> PostFormat:
        return self.chat.format if self.chat else PostFormat.PHOTO

    @property
    def language(self) -> str:
        return self.translator.language


def kind_of(chat: TelegramChat) -> ChatKind:
    """Map Telegram's four types of chat to the three that the bot treats differently."""
    if chat.type == ChatType.PRIVATE:
        return ChatKind.PRIVATE
    return ChatKind.CHANNEL if chat.type == ChatType.CHANNEL else ChatKind.GROUP


async def _topic_of(update: Update, context: KhabarContext) -> int | None:
    """Return the topic that an update came from, 0 for none; None where it can't be known.

    Of a message that is a day old or more Telegram often gives the number alone, without its topic
    and its buttons. https://core.telegram.org/bots/api#inaccessiblemessage
    """
    message = update.effective_message
    if message is None or message.is_accessible or not message.chat.is_forum:
        return topic_of(message)
    return await context.store.post_topics.thread_of(message.chat.id, message.message_id)


async def _chat_id(chat: TelegramChat, context: KhabarContext) -> int:
    """Return the id under which the bot writes to a chat: of a group that moved its supergroup's.

    Under messages from before the move buttons can be pressed as ever.
    """
    if chat.type != ChatType.GROUP:
        return chat.id
    return await context.store.supergroups.of_group(chat.id) or chat.id


async def chat_context(update: Update, context: KhabarContext) -> ChatContext:
    """Return the chat or topic that an update came from.

    Raises:
        TypeError: the update has no chat.
    """
    chat = update.effective_chat
    if chat is None:
        raise TypeError("an update without a chat has no place")
    found = await _topic_of(update, context)
    topic = found or 0
    thread_id = topic if chat.type != ChatType.PRIVATE else 0
    telegram_id = await _chat_id(chat, context)
    known = await context.store.chats.get(telegram_id, thread_id)
    speaks = known or (await context.store.chats.get(telegram_id) if thread_id else None)
    moved = telegram_id != chat.id
    return ChatContext(
        telegram_id=telegram_id,
        thread_id=thread_id,
        kind=kind_of(chat),
        title=chat.effective_name or "",
        chat=known,
        translator=context.services.catalogues.translator(
            speaks.language if speaks else DEFAULT_LANGUAGE
        ),
        home_zone=context.services.zone_name,
        reply_thread_id=topic,
        topic_known=found is not None,
        answers_to=0 if moved else answered_message(update.effective_message),
    )
