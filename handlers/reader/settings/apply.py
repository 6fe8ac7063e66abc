"""Applies the answer that was chosen for a setting of a chat."""

from collections.abc import Awaitable, Callable

from bot.i18n import LANGUAGES
from bot.posts.actions.settings import Setting
from handlers.chat_rows import join_chat
from handlers.context import ChatContext, KhabarContext
from handlers.reader.settings.options import ALBUMS, DIGESTS, FORMATS, PAUSES, QUIET_HOURS, ZONES
from storage.chats.chats import Chats
from storage.models import Chat, InactiveReason

# What decides when a post that waits may go out.
_RESCHEDULING = {Setting.DIGEST, Setting.QUIET, Setting.HOLDING, Setting.ZONE}


async def apply_setting(
    context: KhabarContext, origin: ChatContext, chat: Chat, setting: Setting, *, choice: int
) -> None:
    """Apply the answer with this number, which the caller has checked.

    Posts that wait for an hour are scheduled anew.
    """
    if setting is Setting.ACTIVE:
        await _start_or_stop(context, origin, chat, begin=bool(choice))
    elif setting is Setting.PAUSE:
        length, now, pauses = PAUSES[choice], context.services.now(), context.store.pauses
        if length:
            await pauses.begin_until(chat.id, now + length, now)
        else:
            await pauses.end(chat.id, now)
        context.services.wake_delivery()
    else:
        await _SETTERS[setting](context.store.chats, chat.id, choice)
    if setting in _RESCHEDULING:
        await context.store.outbox.reschedule(chat.id, context.services.now())
        context.services.wake_delivery()


async def _start_or_stop(
    context: KhabarContext, origin: ChatContext, chat: Chat, *, begin: bool
) -> None:
    if begin:
        await join_chat(context, origin, language=chat.language)
    else:
        await context.store.chats.deactivate_topic(
            chat.id, reason=InactiveReason.STOPPED, now=context.services.now()
        )


_SETTERS: dict[Setting, Callable[[Chats, int, int], Awaitable[None]]] = {
    Setting.FORMAT: lambda chats, chat_id, choice: chats.set_format(chat_id, FORMATS[choice]),
    Setting.ALBUM: lambda chats, chat_id, choice: chats.set_album(chat_id, ALBUMS[choice]),
    Setting.LANGUAGE: lambda chats, chat_id, choice: chats.set_language(chat_id, LANGUAGES[choice]),
    Setting.SOUND: lambda chats, chat_id, choice: chats.set_silent(chat_id, silent=bool(choice)),
    Setting.EVERYTHING: lambda chats, chat_id, choice: chats.set_everything(
        chat_id, everything=bool(choice)
    ),
    Setting.QUIET: lambda chats, chat_id, choice: chats.set_quiet(
        chat_id, quiet_from=QUIET_HOURS[choice][0], quiet_until=QUIET_HOURS[choice][1]
    ),
    Setting.HOLDING: lambda chats, chat_id, choice: chats.set_quiet_holds(
        chat_id, holds=bool(choice)
    ),
    Setting.DIGEST: lambda chats, chat_id, choice: chats.set_digest(chat_id, DIGESTS[choice]),
    Setting.ZONE: lambda chats, chat_id, choice: chats.set_zone(chat_id, ZONES[choice]),
}
