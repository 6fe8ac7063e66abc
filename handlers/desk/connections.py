"""Connects a channel or group, and tells its administrators what the bot may do there."""

import functools
import logging

from telegram import ChatMember, MessageOriginChannel, Update, User
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.delivery.refusals.classify_failure import Scope, is_fault
from bot.i18n import DEFAULT_LANGUAGE, Translator, mark
from bot.telegram.attempt import told_once
from bot.telegram.private_chats import NotSent, private_translator, send_private
from handlers.admin_cache import AdminStatus
from handlers.context import KhabarContext, kind_of
from handlers.desk.access import current_admins, link_if_admin
from handlers.desk.admin_messages import remember_unreachable
from handlers.desk.lost_chats import announce_loss, refresh_proposals
from handlers.desk.pages.navigation import desk_button
from handlers.ui.formatting import chat_name
from storage.models import Chat, ChatKind, InactiveReason

log = logging.getLogger(__name__)


_OUTSIDE = {ChatMemberStatus.LEFT, ChatMemberStatus.BANNED}
# What a channel's posts need beside the right to post itself.
_RIGHTS = {
    "can_post_messages": mark("to post messages"),
    "can_edit_messages": mark("to edit messages (pinning needs it)"),
    "can_delete_messages": mark("to delete messages"),
}
# Without one of these nothing is sent.
_REQUIRED = {_RIGHTS["can_post_messages"], mark("to send messages")}


def missing_rights(member: ChatMember, kind: ChatKind) -> list[str]:
    """Return the rights that the bot lacks in the chat, as untranslated messages."""
    if kind is ChatKind.CHANNEL:
        return [text for right, text in _RIGHTS.items() if not getattr(member, right, False)]
    writes = getattr(member, "can_send_messages", True)
    return [] if writes else [mark("to send messages")]


async def own_membership(update: Update, context: KhabarContext) -> None:
    """Tell the administrators that the bot was added, lost a right, or was removed.

    Runs after `handlers.reader.membership` has subscribed or unsubscribed the chat.
    """
    change = update.my_chat_member
    if change is None or (kind := kind_of(change.chat)) is ChatKind.PRIVATE:
        return
    actor, member = change.from_user, change.new_chat_member
    comes, goes = (one.status in _OUTSIDE for one in (change.old_chat_member, member))
    chat = await context.store.chats.known(change.chat.id)
    if chat is None and comes and not goes:
        chat = await context.store.chats.add(
            change.chat.id,
            kind=kind,
            title=change.chat.effective_name or "",
            language=DEFAULT_LANGUAGE,
            zone_name=context.services.zone_name,
            now=context.services.now(),
            subscribe=False,
        )
    if chat is None:
        # After /forget nothing is stored again because somebody promotes the bot or removes it.
        return
    if goes:
        await announce_loss(context.bot, context.services, chat, actor_id=actor.id)
        return
    await refresh_proposals(context.bot, context.services, chat)
    groups, now = context.store.supergroups, context.services.now()
    if comes and await groups.has_just_moved(change.chat.id, now):
        # The group became a supergroup, and was connected before.
        return
    people = await _linked_admins(context, chat, actor)
    lacking = missing_rights(member, kind)
    lost: set[str] = set()
    if comes:
        people = [actor.id] if actor.id in people else []
    elif (before := missing_rights(change.old_chat_member, kind)) == lacking:
        return
    else:
        lost = set(lacking).difference(before)
    for person_id in people:
        tell = functools.partial(_announce, context, chat, person_id, lacking, lost=bool(lost))
        await told_once(f"connected {person_id}", tell)


async def _linked_admins(context: KhabarContext, chat: Chat, actor: User) -> list[int]:
    """Return the chat's administrators; only the actor, if one, where Telegram does not tell all.

    Raises:
        TelegramError: Telegram is away or wants a pause.
    """
    services = context.services
    people = await current_admins(context.bot, services, chat)
    if people:
        return people
    answer = await services.admin_cache.ask(context.bot, chat, actor.id, services.now())
    people = [actor.id] if answer is AdminStatus.YES else []
    await context.store.administrators.link(chat.id, people)
    return people


async def connect_forwarded(update: Update, context: KhabarContext) -> None:
    """Connect the channel of a forwarded post with the administrator who forwards it.

    Raises:
        ApplicationHandlerStop: it was the post of a channel that the bot is in.
        TelegramError: Telegram is away or wants a pause: nothing is known of the person.
    """
    message, person = update.message, update.effective_user
    origin = message.forward_origin if message else None
    if person is None or not isinstance(origin, MessageOriginChannel):
        return
    chat = await context.store.chats.get(origin.chat.id)
    if chat is None or chat.kind is ChatKind.PRIVATE:
        return
    if not await link_if_admin(context, chat, person.id):
        return
    await _announce(context, chat, person.id, await _lacking(context, chat) or [])
    raise ApplicationHandlerStop


async def connect_pending(update: Update, context: KhabarContext) -> None:
    """With /start, tell an administrator of chats that were connected before they could be told.

    From now on they are asked and told again.
    """
    person = update.effective_user
    if person is None:
        return
    services = context.services
    await context.store.administrators.set_unreachable(person.id, unreachable=False)
    for chat in await context.store.administrators.chats_of(person.id, not_notified=True):
        answer = await services.admin_cache.check(context.bot, chat, person.id, services.now())
        if answer is not AdminStatus.YES or chat.thread_id:
            continue
        try:
            lacking = await _lacking(context, chat)
        except TelegramError as error:
            # The welcome is told, and with the next START this chat.
            log.info("rights of the bot in chat %d are not told now: %s", chat.id, error.message)
            continue
        if lacking is not None:
            await _announce(context, chat, person.id, lacking, once=True)


async def _lacking(context: KhabarContext, chat: Chat) -> list[str] | None:
    """Return which rights the bot lacks in the chat; None where Telegram does not tell.

    Raises:
        TelegramError: Telegram is away or wants a pause.
    """
    try:
        own = await context.bot.get_chat_member(chat.telegram_id, context.bot.id)
    except TelegramError as error:
        if is_fault(error, Scope.OTHER):
            raise
        log.info("rights of the bot in chat %d are unknown: %s", chat.id, error.message)
        return None
    return missing_rights(own, chat.kind)


async def _ended_note(context: KhabarContext, chat: Chat, translator: Translator) -> str:
    """Say that no news comes where somebody has ended it; else return nothing."""
    ended = not chat.active and chat.inactive_reason is InactiveReason.STOPPED
    if not ended or await context.store.chats.first_active(chat.telegram_id) is not None:
        return ""
    return "\n" + translator.html("No news is being sent there.")


async def _doubling_warning(context: KhabarContext, chat: Chat, translator: Translator) -> str:
    """Warn where a channel and its group for comments both get the news; else return nothing.

    Telegram passes on what a channel posts to that group.
    https://core.telegram.org/bots/api#chatfullinfo (`linked_chat_id`)
    """
    try:
        found = await context.bot.get_chat(chat.telegram_id)
    except TelegramError as error:
        log.info("what chat %d is linked with is unknown: %s", chat.id, error.message)
        return ""
    linked_id = found.linked_chat_id
    linked = await context.store.chats.get(linked_id) if linked_id is not None else None
    if linked is None or not (linked.active and chat.active):
        return ""
    channel = chat if chat.kind is ChatKind.CHANNEL else linked
    return "\n" + translator.html(
        "⚠️ What the channel “{title}” posts comes to its group by itself, so each article comes "
        "there twice. Send /stop in the group.",
        title=chat_name(channel, translator),
    )


async def _announce(
    context: KhabarContext,
    chat: Chat,
    person_id: int,
    lacking: list[str],
    *,
    once: bool = False,
    lost: bool = False,
) -> None:
    """Tell an administrator that the chat is connected and which rights the bot lacks.

    Args:
        context: the context of the update.
        chat: a channel or group.
        person_id: who is told.
        lacking: the rights that the bot lacks, as untranslated messages.
        once: only if they have not been told: the bot may have been added in the same moment.
        lost: one of the rights was taken away just now.
    """
    first = await context.store.administrators.mark_notified(chat.id, person_id)
    if once and not first:
        return
    translator = await private_translator(context.store, context.services.catalogues, person_id)
    title = chat_name(chat, translator)
    is_channel = chat.kind is ChatKind.CHANNEL
    if lost:
        text = (
            translator.html("The channel “{title}” has taken a right from the bot.", title=title)
            if is_channel
            else translator.html("The group “{title}” has taken a right from the bot.", title=title)
        )
    else:
        text = (
            translator.html("✅ The channel “{title}” is connected.", title=title)
            if is_channel
            else translator.html("✅ The group “{title}” is connected.", title=title)
        )
    if lacking:
        text += "\n" + translator.nhtml(
            "⚠️ The bot still lacks a right there:",
            "⚠️ The bot still lacks rights there:",
            len(lacking),
        )
        text += "".join(f"\n• {translator.html(right)}" for right in lacking)
        if _REQUIRED & set(lacking):
            text += "\n" + translator.html(
                "Nothing is sent there until the bot may post; what was approved waits."
            )
    text += await _ended_note(context, chat, translator)
    text += await _doubling_warning(context, chat, translator)
    rows = ((desk_button(chat, translator),),)
    what = f"message about connected chat {chat.id}"
    sent = await send_private(context.bot, person_id, text, rows, what=what)
    if isinstance(sent, NotSent):
        # First: what is stored of it brings the message again.
        await context.store.administrators.mark_not_notified(chat.id, person_id)
        await remember_unreachable(context.services, person_id, sent)
        if sent.fault:
            raise sent.error
