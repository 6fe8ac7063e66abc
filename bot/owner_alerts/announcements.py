"""Tells the author of a message to all what became of it, once nothing of it is under way."""

import logging
from collections.abc import Collection
from datetime import datetime, timedelta

from bot.i18n import Catalogues, Translator
from bot.owner_alerts.send import Tell
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import AnnouncementStep, DecideAnnouncement
from bot.posts.buttons import Rows
from bot.posts.shortening import shortened
from bot.telegram.private_chats import private_translator
from bot.types import Button
from storage.announcements import TAKEN_BACK_WITHIN
from storage.models import Announcement, AnnouncementState
from storage.outbox import AnnouncementProgress
from storage.store import Store

log = logging.getLogger(__name__)

# What is tried again within this time belongs to the same sending.
SOON = timedelta(minutes=1)
_MAX_REASON = 200


async def report_announcements(
    store: Store,
    catalogues: Catalogues,
    tell: Tell,
    owner_ids: Collection[int],
    now: datetime,
) -> int:
    """Report each message of which nothing is due any more; return how many were reported.

    What was taken back is first deleted wherever it still stands. A message is reported again when
    it has failed in a chat that was to get it later.

    Args:
        store: knows the messages.
        catalogues: the translations.
        tell: sends HTML with buttons to an owner.
        owner_ids: who owns the bot by now: nobody else is told.
        now: the present.

    Raises:
        StorageError: it can't be read or kept; who was told may be told again.
    """
    settled = 0
    for one in await store.announcements.unreported():
        if one.state is AnnouncementState.WITHDRAWN:
            await store.announcements.go_on_withdrawing(one.id, now)
        progress = await store.outbox.announcement_progress(one.id, now + SOON)
        if progress.due:
            continue
        if one.owner_id in owner_ids:
            translator = await private_translator(store, catalogues, one.owner_id)
            text = progress_text(one, progress, translator)
            rows = progress_buttons(one, progress, translator, now)
            if not await tell(one.owner_id, text, rows):
                continue
        await store.announcements.mark_reported(one.id, now)
        log.info(
            "message %d to all: %s; %d chats have it, %d failed, %d later, deleted in %d",
            *(one.id, one.state, progress.sent, progress.failed, progress.later, progress.deleted),
        )
        settled += 1
    return settled


def progress_text(
    announcement: Announcement, progress: AnnouncementProgress, translator: Translator
) -> str:
    """Compose what has become of a message to all, as HTML."""
    withdrawn = announcement.state is AnnouncementState.WITHDRAWN
    if progress.due and withdrawn:
        head = translator.html("<b>We are taking your message back</b>")
    elif progress.due:
        head = translator.html("<b>Your message is on its way</b>")
    elif withdrawn:
        head = translator.html("↩️ <b>Your message was taken back</b>")
    else:
        head = translator.html("✅ <b>Your message was sent</b>")
    lines = [head]
    if withdrawn:
        lines.append(
            translator.nhtml("Deleted in {n} chat.", "Deleted in {n} chats.", progress.deleted)
        )
        if progress.sent:
            lines.append(
                translator.nhtml(
                    "It still stands in {n} chat.", "It still stands in {n} chats.", progress.sent
                )
            )
    else:
        lines.append(
            translator.nhtml("It reached {n} chat.", "It reached {n} chats.", progress.sent)
        )
    if progress.due:
        lines.append(translator.nhtml("{n} chat to go.", "{n} chats to go.", progress.due))
    if progress.later:
        lines.append(_later(progress.later, translator, withdrawn=withdrawn))
    if progress.left_out and not withdrawn:
        lines.append(
            translator.nhtml(
                "{n} chat has gone meanwhile.", "{n} chats have gone meanwhile.", progress.left_out
            )
        )
    if progress.failed:
        lines.append(
            translator.nhtml(
                "⚠️ It failed in {n} chat: {reason}",
                "⚠️ It failed in {n} chats: {reason}",
                progress.failed,
                reason=shortened(progress.error, _MAX_REASON),
            )
        )
    return "\n".join(lines)


def _later(chats: int, translator: Translator, *, withdrawn: bool) -> str:
    if withdrawn:
        return translator.nhtml(
            "In {n} chat it is deleted later.", "In {n} chats it is deleted later.", chats
        )
    return translator.nhtml(
        "{n} chat gets it later: after its quiet hours, or when it takes messages again.",
        "{n} chats get it later: after their quiet hours, or when they take messages again.",
        chats,
    )


def progress_buttons(
    announcement: Announcement,
    progress: AnnouncementProgress,
    translator: Translator,
    now: datetime,
) -> Rows:
    """Return the buttons below that: how far is it now, send again, take back."""
    labels = {}
    if progress.due or progress.later:
        labels[AnnouncementStep.SHOW] = translator.gettext("🔄 How far is it?")
    if announcement.state is AnnouncementState.APPROVED:
        if progress.failed:
            labels[AnnouncementStep.AGAIN] = translator.gettext("🔁 Send it again")
        if announcement.approved and now - announcement.approved < TAKEN_BACK_WITHIN:
            labels[AnnouncementStep.ASK_WITHDRAW] = translator.gettext("🗑 Take it back ›")
    return tuple(
        (Button(label, data=encode(DecideAnnouncement(announcement.id, step))),)
        for step, label in labels.items()
    )
