"""The bot comes into a channel or group, or loses it: its administrators are told in private."""

import contextlib
import logging

from telegram import ChatMember, MessageOriginChannel, Update, User
from telegram.constants import ChatMemberStatus, ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop, ExtBot

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import DEFAULT_LANGUAGE, Translator, mark
from bot.posts.buttons import Rows, markup
from bot.posts.desk_actions import DeskOpen, DeskPage
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.types import Button
from handlers.admin_cache import AdminStatus
from handlers.context import KhabarContext, Services, chat_context, join_chat, kind_of
from handlers.desk.access import current_admins
from handlers.desk.audit_text import desk_button_label
from handlers.desk.proposals import update_proposals
from handlers.ui.formatting import chat_name
from storage.models import Chat, ChatKind
from storage.outbox import Delivery

log = logging.getLogger(__name__)

# As delivery words it (`bot.delivery.failure_table`).
TOPIC_CLOSED = "topic closed"
# Of what waits for a lost chat; the desk's page of posts has them, too.
MAX_LISTED = 5
MAX_TITLE = 120

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
    """The rights that the bot lacks there, as msgids; none for a group in which it may write."""
    if kind is ChatKind.CHANNEL:
        return [text for right, text in _RIGHTS.items() if not getattr(member, right, False)]
    writes = getattr(member, "can_send_messages", True)
    return [] if writes else [mark("to send messages")]


async def own_membership(update: Update, context: KhabarContext) -> None:
    """After the chat's own news was begun or ended: tell those who administer it."""
    change = update.my_chat_member
    if change is None or (kind := kind_of(change.chat)) is ChatKind.PRIVATE:
        return
    actor, member = change.from_user, change.new_chat_member
    chat = await context.store.chats.remember(
        change.chat.id,
        kind=kind,
        title=change.chat.effective_name or "",
        language=DEFAULT_LANGUAGE,
        now=context.services.now(),
    )
    if member.status not in _OUTSIDE:
        await _refresh_proposals(context.bot, context.services, chat)
    else:
        await announce_loss(context.bot, context.services, chat, actor.id)
        return
    people = await _linked_admins(context, chat, actor)
    lacking = missing_rights(member, kind)
    if change.old_chat_member.status in _OUTSIDE:
        if actor.id in people:
            await _announce(context, chat, actor.id, lacking)
    elif missing_rights(change.old_chat_member, kind) != lacking:
        for person_id in people:
            await _announce(context, chat, person_id, lacking)


async def _linked_admins(context: KhabarContext, chat: Chat, actor: User) -> list[int]:
    """Who administers the chat, as Telegram says; where it says nothing, the actor if he does."""
    services = context.services
    people = await current_admins(context.bot, services, chat)
    if people:
        return people
    answer = await services.admin_cache.check(context.bot, chat, actor.id, services.now())
    people = [actor.id] if answer is AdminStatus.YES else []
    await context.store.administrators.link(chat.id, people)
    return people


async def connect_forwarded(update: Update, context: KhabarContext) -> None:
    """A channel's post passed on to the bot: the channel is on the list of who administers it.

    Raises:
        ApplicationHandlerStop: it was the post of a channel that the bot is in.
    """
    message, person = update.message, update.effective_user
    origin = message.forward_origin if message else None
    if person is None or not isinstance(origin, MessageOriginChannel):
        return
    chat = await context.store.chats.get(origin.chat.id)
    if chat is None or chat.kind is ChatKind.PRIVATE:
        return
    services = context.services
    answer = await services.admin_cache.check(context.bot, chat, person.id, services.now())
    if answer is not AdminStatus.YES:
        return
    await context.store.administrators.link(chat.id, [person.id])
    await _announce(context, chat, person.id, [])
    raise ApplicationHandlerStop


async def connect_pending(update: Update, context: KhabarContext) -> None:
    """A person presses START: chats are connected that waited for one of their administrators."""
    person = update.effective_user
    if person is None:
        return
    services = context.services
    for chat in await context.store.administrators.linked(person.id, untold=True):
        answer = await services.admin_cache.check(context.bot, chat, person.id, services.now())
        if answer is not AdminStatus.YES or chat.thread_id:
            continue
        try:
            own = await context.bot.get_chat_member(chat.telegram_id, context.bot.id)
        except TelegramError:
            continue
        await _announce(context, chat, person.id, missing_rights(own, chat.kind), once=True)


async def _announce(
    context: KhabarContext, chat: Chat, person_id: int, lacking: list[str], *, once: bool = False
) -> None:
    """Say what is connected and what is missing, and open the desk; wait where he never came.

    With `once` only if he has not been told: the bot may have been added in the same moment.
    """
    first = await context.store.administrators.told(chat.id, person_id)
    if once and not first:
        return
    speaks = await context.store.chats.get(person_id)
    translator = context.services.catalogues.translator(
        speaks.language if speaks else DEFAULT_LANGUAGE
    )
    title = chat_name(chat, translator)
    text = (
        translator.html("✅ The channel “{title}” is connected.", title=title)
        if chat.kind is ChatKind.CHANNEL
        else translator.html("✅ The group “{title}” is connected.", title=title)
    )
    if lacking:
        text = translator.nhtml(
            "⚠️ The bot lacks a right in <b>{title}</b>:",
            "⚠️ The bot lacks rights in <b>{title}</b>:",
            len(lacking),
            title=title,
        )
        text += "".join(f"\n• {translator.html(right)}" for right in lacking)
        if _REQUIRED & set(lacking):
            text += "\n" + translator.html(
                "Nothing is sent there until the bot may post; what was approved waits."
            )
    try:
        await context.bot.send_message(
            person_id,
            text,
            parse_mode=ParseMode.HTML,
            reply_markup=markup(_desk_row(chat, translator)),
        )
    except TelegramError as error:
        await context.store.administrators.not_reached(chat.id, person_id)
        # He has never talked to the bot.
        if not isinstance(error, Forbidden | BadRequest):
            raise


def _desk_row(chat: Chat, translator: Translator) -> Rows:
    data = encode(DeskOpen(chat.id, DeskPage.MAIN, 0))
    return ((Button(desk_button_label(chat, translator), data=data),),)


async def topic_reopened(update: Update, context: KhabarContext) -> None:
    """A topic that was closed takes posts again: what it had is taken up, and it is told."""
    origin = await chat_context(update, context)
    if origin.chat is None or origin.chat.active or origin.chat.inactive_reason != TOPIC_CLOSED:
        return
    store = context.store
    await join_chat(context, origin)
    for person_id in await store.administrators.people(origin.chat.id):
        speaks = await store.chats.get(person_id)
        if speaks is None:
            continue
        translator = context.services.catalogues.translator(speaks.language)
        text = translator.html(
            "✅ The topic <b>{title}</b> is open again, and the news goes on there.",
            title=chat_name(origin.chat, translator),
        )
        with contextlib.suppress(Forbidden, BadRequest):
            await context.bot.send_message(
                person_id,
                text,
                parse_mode=ParseMode.HTML,
                reply_markup=markup(_desk_row(origin.chat, translator)),
            )


async def _refresh_proposals(bot: ExtBot[None], services: Services, chat: Chat) -> None:
    """The proposals of what was approved and has not gone out say whether it waits for the bot."""
    for approval in await services.store.approvals.waiting(chat.id, MAX_LISTED):
        await update_proposals(bot, services, approval)


async def notify_lost(
    bot: ExtBot[None], services: Services, delivery: Delivery, reason: str
) -> None:
    """Delivery found that a chat takes no posts any more."""
    if delivery.kind is ChatKind.PRIVATE:
        return
    chat = await services.store.administrators.chat(delivery.chat_id)
    if chat is not None:
        log.info("%d takes no posts any more (%s)", delivery.telegram_id, reason)
        await announce_loss(bot, services, chat, 0, topic=reason.startswith("topic"))


async def announce_loss(
    bot: ExtBot[None], services: Services, chat: Chat, actor_id: int, *, topic: bool = False
) -> None:
    """The bot was taken out: who did it need not be told, those who connected it are."""
    await _refresh_proposals(bot, services, chat)
    for person_id in await services.store.administrators.people(chat.id):
        if person_id != actor_id:
            await _send_loss_notice(bot, services, chat, person_id, topic=topic)


async def _send_loss_notice(
    bot: ExtBot[None], services: Services, chat: Chat, person_id: int, *, topic: bool
) -> None:
    speaks = await services.store.chats.get(person_id)
    if speaks is None:
        return
    translator = services.catalogues.translator(speaks.language)
    title = chat_name(chat, translator)
    rows: Rows = ()
    if topic:
        text = translator.html(
            "⚠️ The topic takes no posts any more: <b>{title}</b>. It was closed or deleted; its "
            "settings are kept. When it is open again, the news goes on by itself.",
            title=title,
        )
        rows = _desk_row(chat, translator)
    else:
        text = translator.html(
            "⚠️ The bot can no longer post in <b>{title}</b>. Its settings are kept for 30 days; "
            "add it again and the news goes on.",
            title=title,
        )
    waiting = await services.store.waits.scheduled(chat.id, MAX_LISTED)
    if waiting:
        text += "\n" + translator.html("Until then these wait:")
    for planned in waiting:
        headline = isolate(shortened(clean(planned.title), MAX_TITLE))
        text += "\n• " + translator.html("{text}", text=headline)
    try:
        await bot.send_message(
            person_id, text, parse_mode=ParseMode.HTML, reply_markup=markup(rows)
        )
    except TelegramError as error:
        log.info("an administrator could not be told of a lost chat: %s", error.message)
