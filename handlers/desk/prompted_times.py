"""Applies a time that an administrator wrote: for a post by hand, or for a proposal."""

from datetime import UTC, datetime

from telegram import Update

from bot.arabic.times.future_times import moments_in
from bot.posts.actions.approvals import DecideAt
from bot.posts.actions.desk import PostAtMinute
from bot.posts.actions.desk_choices import ApprovalDecision
from bot.posts.actions.encoding import encode
from bot.posts.buttons import Rows
from bot.types import Button
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession
from handlers.desk.decision_texts import outcome
from handlers.desk.schedule_post import MAX_AHEAD, schedule
from handlers.ui.formatting import future_time
from handlers.ui.replies import LatePolicy, answer_callback, answer_expired, edit_or_send, reply
from storage.channels.approval_rows import Approval, ApprovalState
from storage.channels.prompts import PendingPrompt
from storage.time_zones import zone_or_utc


async def choose_decision_time(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> bool:
    """Ask whether to publish or to propose the article at the written time, or at which of two."""
    approval = await pending_approval(context, session, question)
    if approval is None:
        return True
    times = await _written_times(context, session, text)
    if not times:
        return False
    translator = session.translator
    if len(times) > 1:
        rows = tuple(
            tuple(
                Button(
                    f"{sign} {_in_words(context, session, at)}",
                    data=encode(DecideAt(approval.id, decision, _minute(at))),
                )
                for decision, sign in (
                    (ApprovalDecision.PUBLISH, "✅"),
                    (ApprovalDecision.LATER, "⏰"),
                )
            )
            for at in times
        )
        html = translator.html("Which do you mean? ✅ publishes it then, ⏰ asks you again then.")
        await reply(context, session.origin, html, rows)
        return True
    labels = {
        ApprovalDecision.PUBLISH: translator.gettext("✅ Publish it then"),
        ApprovalDecision.LATER: translator.gettext("⏰ Ask me again then"),
    }
    rows = tuple(
        (Button(label, data=encode(DecideAt(approval.id, decision, _minute(times[0])))),)
        for decision, label in labels.items()
    )
    html = translator.html("What is to be done {time}?", time=_in_words(context, session, times[0]))
    await reply(context, session.origin, html, rows)
    return True


async def choose_post_time(
    context: KhabarContext, session: AdminSession, question: PendingPrompt, text: str
) -> bool:
    """Schedule the article for the written time, or ask which of two is meant."""
    times = await _written_times(context, session, text)
    if not times:
        return False
    translator = session.translator
    if len(times) == 1:
        answer = await schedule(context, session, question.key, times[0])
        await reply(context, session.origin, translator.html("{text}", text=answer))
        return True
    rows: Rows = tuple(
        (
            Button(
                _in_words(context, session, at),
                data=encode(PostAtMinute(question.key, session.chat.id, _minute(at))),
            ),
        )
        for at in times
    )
    await reply(context, session.origin, translator.html("Which do you mean?"), rows)
    return True


async def post_at_minute(
    update: Update, context: KhabarContext, session: AdminSession, action: PostAtMinute
) -> None:
    """Schedule the article for the time of the button."""
    now = context.services.now()
    if not now.timestamp() < action.minute * 60 <= (now + MAX_AHEAD).timestamp():
        await answer_expired(update, session.translator)
        return
    at = datetime.fromtimestamp(action.minute * 60, UTC)
    text = await schedule(context, session, action.article_id, at)
    await answer_callback(update, text, late=LatePolicy.DROP)
    await edit_or_send(
        update, context, session.origin, session.translator.html("{text}", text=text)
    )


async def pending_approval(
    context: KhabarContext, session: AdminSession, question: PendingPrompt
) -> Approval | None:
    """Return the approval that was asked about; if it is decided, None, and tell the sender."""
    approval = await context.store.approvals.get(question.key)
    if approval is None or approval.chat_id != session.chat.id:
        text = session.translator.html("This article is no longer available.")
    elif approval.state is ApprovalState.PENDING:
        return approval
    else:
        text = session.translator.html(
            "This article was decided on before: {outcome}",
            outcome=outcome(approval, session.chat, session.translator, context.services.now()),
        )
    await reply(context, session.origin, text)
    return None


async def _written_times(
    context: KhabarContext, session: AdminSession, text: str
) -> list[datetime]:
    """Return the times that the words can mean within `MAX_AHEAD`; if there is none, say so."""
    now = context.services.now()
    found = moments_in(text, now.astimezone(zone_or_utc(session.chat.zone_name)))
    near = [at.astimezone(UTC) for at in found if at - now <= MAX_AHEAD]
    if near:
        return near
    answer = (
        session.translator.html("That is too far: choose a time within the next seven days.")
        if found
        else session.translator.html(
            "I did not understand that time. Write for example: tomorrow at nine in the morning, "
            "in two hours, 18:30"
        )
    )
    await reply(context, session.origin, answer)
    return []


def _in_words(context: KhabarContext, session: AdminSession, at: datetime) -> str:
    return future_time(at, context.services.now(), session.chat, session.translator)


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // 60
