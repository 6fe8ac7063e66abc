"""Answers `/broadcast`: takes an owner's message to all, previews it, and sends it when approved.

/broadcast ──> what the owner writes next, or replied to ──> preview, exactly as it is delivered
    ──> press: who gets it ──> second press: it is in the outbox ──> report ──> taken back
"""

import logging
from datetime import datetime

from telegram import Message, Update
from telegram.constants import MessageLimit

from bot.i18n import Translator
from bot.owner_alerts.announcements import SOON, progress_buttons, progress_text
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import AnnouncementStep, DecideAnnouncement
from bot.posts.announcement import announcement_post
from bot.posts.buttons import Rows
from bot.telegram.attempt import once, told_once
from bot.types import Button
from handlers.chat_rows import get_or_create_chat
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.owner.announcement_content import Unusable, announcement_content
from handlers.ui import prompts
from handlers.ui.replies import answer_callback, edit_or_send, reply
from handlers.ui.send_post import send_post
from storage.announcements import DRAFT_LIFETIME
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.models import Announcement, AnnouncementState
from storage.outbox import AnnouncementAudience

log = logging.getLogger(__name__)


async def announce(update: Update, context: KhabarContext) -> None:
    """Take the message that the command replies to, or ask for one."""
    origin = await chat_context(update, context)
    replied = update.message.reply_to_message if update.message else None
    if replied is not None and await _draft(update, context, origin, replied):
        return
    chat = await get_or_create_chat(origin, context)
    html = origin.translator.html(
        "Send what everybody is to get: text, or a photo or video with its words. First you "
        "see it as it arrives."
    )
    await prompts.ask(
        update, context, origin, html, PendingPrompt(chat.id, PromptPurpose.ANNOUNCEMENT, 0)
    )


async def receive_answer(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    prompt: PendingPrompt,
    text: str,
) -> bool:
    """Take the message that an owner was asked for; False where it can't be sent to all."""
    del prompt, text
    user, message = update.effective_user, update.message
    if message is None or user is None or user.id not in context.services.owner_ids:
        return True
    return await _draft(update, context, origin, message)


async def _draft(
    update: Update, context: KhabarContext, origin: ChatContext, message: Message
) -> bool:
    """Keep a message as a draft and preview it; False, and say why, where it can't be sent."""
    translator, user = origin.translator, update.effective_user
    content = announcement_content(message)
    if isinstance(content, Unusable):
        words = {
            Unusable.KIND: translator.html("We send text, a photo or a video. Send one of them."),
            Unusable.ALBUM: translator.html("An album does not go to all. Send one photo of it."),
            Unusable.LONG: translator.html(
                "The words below a photo or video have {limit} letters at most. Send it shorter.",
                limit=int(MessageLimit.CAPTION_LENGTH),
            ),
        }
        await reply(context, origin, words[content])
        return False
    now = context.services.now()
    owner_id = user.id if user else 0
    announcement_id = await once(
        "draft", lambda: context.store.announcements.add(owner_id, content, now)
    )
    await told_once(
        "preview",
        lambda: send_post(
            context.bot,
            context.services,
            origin.telegram_id,
            announcement_post(content),
            thread_id=origin.reply_thread_id,
        ),
    )
    announcement = await context.store.announcements.get(announcement_id)
    if announcement is not None:
        html, rows = await _draft_page(context, announcement, translator)
        await reply(context, origin, html, rows)
    return True


async def decide(
    update: Update, context: KhabarContext, origin: ChatContext, action: DecideAnnouncement
) -> None:
    """Go a step with a message: approve, drop, choose its readers, look, take it back."""
    store, now, translator = context.store.announcements, context.services.now(), origin.translator
    known = await store.get(action.announcement_id)
    if known is None:
        await answer_callback(update, translator.gettext("This message is no longer kept."))
        return
    match action.step:
        case AnnouncementStep.WITH_GROUPS | AnnouncementStep.WITHOUT_GROUPS:
            everywhere = action.step is AnnouncementStep.WITH_GROUPS
            await store.set_everywhere(known.id, everywhere=everywhere)
        case AnnouncementStep.DROP if await once("drop", lambda: store.drop(known.id)):
            await edit_or_send(
                update, context, origin, translator.html("Dropped. Nobody gets this message.")
            )
            return
        case AnnouncementStep.APPROVE:
            chats = await store.approve(known.id, now)
            if chats is not None:
                log.info("message %d to all was approved for %d chats", known.id, chats)
                context.services.wake_delivery()
        case AnnouncementStep.AGAIN:
            if await store.retry(known.id, now):
                context.services.wake_delivery()
        case AnnouncementStep.WITHDRAW:
            if await store.withdraw(known.id, now):
                log.info("message %d to all was taken back", known.id)
                context.services.wake_delivery()
    await _show(update, context, origin, action)


async def _show(
    update: Update, context: KhabarContext, origin: ChatContext, action: DecideAnnouncement
) -> None:
    """Show how a message stands now, in the place of the pressed button's message."""
    translator, now = origin.translator, context.services.now()
    announcement = await context.store.announcements.get(action.announcement_id)
    if announcement is None:
        return
    if announcement.state is AnnouncementState.DROPPED or _is_old(announcement, now):
        text = translator.html("This draft is closed. Send /broadcast to write a new one.")
        await edit_or_send(update, context, origin, text)
        return
    if announcement.state is AnnouncementState.DRAFT:
        sure = action.step is AnnouncementStep.SEND
        page = await _draft_page(context, announcement, translator, sure=sure)
        await edit_or_send(update, context, origin, *page)
        return
    progress = await context.store.outbox.announcement_progress(announcement.id, now + SOON)
    text = progress_text(announcement, progress, translator)
    rows = progress_buttons(announcement, progress, translator, now)
    if (
        action.step is AnnouncementStep.ASK_WITHDRAW
        and announcement.state is AnnouncementState.APPROVED
    ):
        question = translator.html("Delete it for everybody?")
        text = f"{text}\n\n{question}"
        rows = _buttons(
            announcement,
            {
                AnnouncementStep.WITHDRAW: translator.gettext("🗑 Yes, delete it everywhere"),
                AnnouncementStep.SHOW: translator.gettext("No, leave it there"),
            },
        )
    await edit_or_send(update, context, origin, text, rows)


def _is_old(announcement: Announcement, now: datetime) -> bool:
    return (
        announcement.state is AnnouncementState.DRAFT
        and now - announcement.drafted >= DRAFT_LIFETIME
    )


async def _draft_page(
    context: KhabarContext,
    announcement: Announcement,
    translator: Translator,
    *,
    sure: bool = False,
) -> tuple[str, Rows]:
    """Compose the question below a preview; with `sure` the one before it is sent."""
    audience = await context.store.outbox.announcement_audience(context.services.now())
    return draft_page(announcement, audience, translator, sure=sure)


def draft_page(
    announcement: Announcement,
    audience: AnnouncementAudience,
    translator: Translator,
    *,
    sure: bool,
) -> tuple[str, Rows]:
    """Lay out the question below a preview: who gets the message, and the presses."""
    chats = audience.private + (audience.others if announcement.everywhere else 0)
    if sure:
        text = translator.nhtml("Send it to {n} chat now?", "Send it to {n} chats now?", chats)
        labels = {
            AnnouncementStep.APPROVE: translator.gettext("✅ Yes, send it now"),
            AnnouncementStep.BACK: translator.gettext("↩️ Back"),
        }
        return text, _buttons(announcement, labels)
    lines = [
        translator.html("👆 This is how it arrives."),
        translator.nhtml("{n} chat gets it.", "{n} chats get it.", chats),
    ]
    labels = {}
    if chats:
        labels[AnnouncementStep.SEND] = translator.gettext("📣 Send it ›")
    if audience.others:
        label = translator.ngettext(
            "{mark} {n} group or channel, too",
            "{mark} {n} groups and channels, too",
            audience.others,
            mark="✓" if announcement.everywhere else "✗",
        )
        # The state that a press leads to, not the other one: pressed twice it means the same.
        switched = (
            AnnouncementStep.WITHOUT_GROUPS
            if announcement.everywhere
            else AnnouncementStep.WITH_GROUPS
        )
        labels[switched] = label
    labels[AnnouncementStep.DROP] = translator.gettext("Cancel")
    return "\n".join(lines), _buttons(announcement, labels)


def _buttons(announcement: Announcement, labels: dict[AnnouncementStep, str]) -> Rows:
    return tuple(
        (Button(label, data=encode(DecideAnnouncement(announcement.id, step))),)
        for step, label in labels.items()
    )
