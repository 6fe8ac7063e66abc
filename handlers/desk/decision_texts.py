"""Composes what is said under a proposal: its decisions and deadline, and what was decided."""

from collections.abc import Sequence
from datetime import datetime

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.approvals import Decide
from bot.posts.actions.desk_choices import ApprovalDecision
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import Nothing
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.pager import in_rows
from bot.posts.shortening import shortened
from bot.types import Button
from handlers.ui.formatting import chat_name, future_time
from storage.channels.approval_rows import Approval, ApprovalState
from storage.models import Chat
from storage.time_zones import zone_or_utc


def decision_buttons(
    approval: Approval, chat: Chat, translator: Translator, *, publish_unanswered: bool
) -> Rows:
    """Return the buttons of a proposal: the chat and deadline, and the decisions."""
    until = deadline_text(chat, approval.due, translator, publish_unanswered=publish_unanswered)
    labels = {
        ApprovalDecision.PUBLISH: translator.gettext("✅ Publish"),
        ApprovalDecision.SKIP: translator.gettext("❌ Skip"),
        ApprovalDecision.HEADLINE: translator.gettext("✏️ Edit the headline"),
        ApprovalDecision.SUMMARY: translator.gettext("✏️ Edit the summary"),
        ApprovalDecision.LATER: translator.gettext("⏰ In an hour"),
        ApprovalDecision.AT: translator.gettext("🕗 Another time"),
    }
    buttons = [
        Button(label, data=encode(Decide(approval.id, decision)))
        for decision, label in labels.items()
    ]
    pairs = in_rows(buttons, columns=2)
    return (label_row(until), *pairs)


def deadline_text(
    chat: Chat, due: datetime, translator: Translator, *, publish_unanswered: bool
) -> str:
    """Name the chat, the deadline in its time zone, and what happens then."""
    title = shortened(chat_name(chat, translator), MAX_LABEL)
    time = f"{due.astimezone(zone_or_utc(chat.zone_name)):%H:%M}"
    if publish_unanswered:
        return translator.gettext(
            "📣 {title}, until {time}, then published", title=title, time=time
        )
    return translator.gettext("📣 {title}, until {time}, then skipped", title=title, time=time)


def outcome(approval: Approval, chat: Chat, translator: Translator, now: datetime) -> str:
    """Say what was decided on an article, by whom, and what is still to come."""
    if approval.state is ApprovalState.PUBLISHED:
        return _published(approval, chat, translator, now)
    if approval.state is ApprovalState.SKIPPED:
        if not approval.person_id:
            return translator.gettext("❌ Skipped without an answer")
        return translator.gettext("❌ Skipped by {who}", who=isolate(clean(approval.person_name)))
    if approval.postponed_until is not None and approval.postponed_until > now:
        time = future_time(approval.postponed_until, now, chat, translator)
        return translator.gettext("⏰ To be proposed again {time}", time=time)
    return translator.gettext("↪️ Proposed again below ⬇️")


def _published(approval: Approval, chat: Chat, translator: Translator, now: datetime) -> str:
    person = isolate(clean(approval.person_name))
    if approval.planned is not None and approval.planned > now and approval.person_id:
        time = future_time(approval.planned, now, chat, translator)
        return translator.gettext(
            "✅ Approved by {who}, to be published {time}", who=person, time=time
        )
    if approval.planned is not None and not chat.active and approval.person_id:
        return translator.gettext("⏳ Approved, waits until the bot may post there again")
    if approval.planned is not None and not chat.active:
        return translator.gettext("⏳ Nobody answered, waits until the bot may post there again")
    if not approval.person_id:
        return translator.gettext("✅ Published: nobody answered in time")
    return translator.gettext("✅ Published by {who}", who=person)


def outcomes(approvals: Sequence[Approval], translator: Translator) -> str:
    """Say what was decided on several articles that were proposed together."""
    published = sum(one.state is ApprovalState.PUBLISHED for one in approvals)
    names = dict.fromkeys(isolate(clean(one.person_name)) for one in approvals if one.person_id)
    text = translator.gettext(
        "✅ {published} published, ❌ {skipped} skipped",
        published=published,
        skipped=len(approvals) - published,
    )
    if not names:
        return text
    people = translator.gettext(", ").join(names)
    return translator.gettext("{told} ({people})", told=text, people=people)


def label_row(text: str) -> tuple[Button, ...]:
    """Return a row of one button that only shows a text."""
    return (Button(text, data=encode(Nothing())),)
