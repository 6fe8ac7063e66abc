"""Shows what is planned and proposed for a chat in the next days; a press moves or drops it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.dates import format_date
from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.actions.desk import DeskOpen, PlanDrop, PlanMove, PlanOpen, PostAt
from bot.posts.actions.desk_choices import DeskPage
from bot.posts.actions.encoding import encode
from bot.posts.buttons import Rows
from bot.posts.pager import in_rows
from bot.posts.shortening import shortened
from bot.telegram.attempt import once
from bot.types import Button
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.inactive_reason_text import inactive_reason_text
from handlers.desk.pages.navigation import back_row, page_button
from handlers.desk.proposals import update_proposals
from handlers.desk.schedule_post import MAX_AHEAD, with_pause
from handlers.ui.formatting import chat_name, future_time
from handlers.ui.replies import answer_callback, edit_or_send
from storage.channels.audit_log import AuditAction
from storage.channels.week_plan import PlannedItem
from storage.models import Chat
from storage.time_zones import zone_or_utc

MAX_ITEMS = 6
# More than anybody plans for a week.
MAX_PLANNED = 200
MAX_TITLE = 90
_NUMBERS_IN_ROW = 6
_MOVES = {1: mark("+1 hour"), 3: mark("+3 hours"), 24: mark("+1 day")}


async def show_plan(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskOpen
) -> None:
    """Show the plan of a chat by day."""
    del action
    await _show(update, context, session)


async def _show(update: Update, context: KhabarContext, session: AdminSession) -> None:
    items = await context.store.week_plan.of_chat(session.chat.id, MAX_ITEMS)
    page = plan_page(session.chat, items, session.translator, context.services.now())
    await edit_or_send(update, context, session.origin, *page)


def plan_page(
    chat: Chat, items: Sequence[PlannedItem], translator: Translator, now: datetime
) -> tuple[str, Rows]:
    """Lay out what is to come, by day, each with the number of its button."""
    lines = [translator.html("<b>Plan of the week</b>: {title}", title=chat_name(chat, translator))]
    numbered = list(enumerate(items, start=1))
    zone = zone_or_utc(chat.zone_name)
    today = now.astimezone(zone).date()
    for day, of_day in groupby(numbered, lambda one: one[1].at.astimezone(zone).date()):
        ahead = (day - today).days
        name = format_date(day, translator.language)
        if ahead in {0, 1}:
            name = translator.gettext("Today") if ahead == 0 else translator.gettext("Tomorrow")
        lines.append(translator.html("<b>{item}</b>", item=name))
        lines += [_line(number, one, chat, translator) for number, one in of_day]
    if items:
        lines.append(translator.html("⏳ awaits approval. A number moves or drops it."))
    else:
        lines.append(translator.html("Nothing is planned. /post plans an article."))
    numbers = [
        Button(str(number), data=encode(PlanOpen(chat.id, one.article_id)))
        for number, one in numbered
    ]
    back = back_row(chat, translator, DeskPage.PLAN)
    return "\n".join(lines), (*in_rows(numbers, _NUMBERS_IN_ROW), back)


def _line(number: int, item: PlannedItem, chat: Chat, translator: Translator) -> str:
    return translator.html(
        "{number}. {sign} {time} {headline}",
        number=number,
        sign="⏳" if item.approval_id else "🕗",
        time=f"{item.at.astimezone(zone_or_utc(chat.zone_name)):%H:%M}",
        headline=isolate(shortened(clean(item.title), MAX_TITLE)),
    )


async def open_item(
    update: Update, context: KhabarContext, session: AdminSession, action: PlanOpen
) -> None:
    """Show one planned or proposed article with what can be done to it."""
    item = await _item(update, context, session, action.article_id)
    if item is not None:
        page = item_page(session.chat, item, session.translator, context.services.now())
        await edit_or_send(update, context, session.origin, *page)


def item_page(
    chat: Chat, item: PlannedItem, translator: Translator, now: datetime
) -> tuple[str, Rows]:
    """Lay out one article of the plan."""
    time = future_time(item.at, now, chat, translator)
    state = translator.html("🕗 It will be posted {time}.", time=time)
    if item.approval_id:
        state = translator.html("⏳ Awaits approval {time}.", time=time)
    text = translator.html("<b>{headline}</b>", headline=isolate(clean(item.title)))
    moves = tuple(
        Button(translator.gettext(label), data=encode(PlanMove(chat.id, item.article_id, hours)))
        for hours, label in _MOVES.items()
    )
    last = [
        Button(
            translator.gettext("✖️ Don’t post it"), data=encode(PlanDrop(chat.id, item.article_id))
        )
    ]
    if not item.approval_id:
        label = translator.gettext("🕗 Another time")
        last.insert(0, Button(label, data=encode(PostAt(item.article_id, chat.id))))
    back = page_button(chat, DeskPage.PLAN, translator.gettext("Back"))
    return f"{text}\n{state}", (moves, tuple(last), (back,))


async def move(
    update: Update, context: KhabarContext, session: AdminSession, action: PlanMove
) -> None:
    """Move a planned post, or have a proposal come again, so many hours later."""
    item = await _item(update, context, session, action.article_id)
    if item is None:
        return
    now, translator = context.services.now(), session.translator
    seconds = await once("move", lambda: _move(context, session, item, action.hours))
    if seconds is None:
        text = translator.gettext("That is too far: choose a time within the next seven days.")
        await answer_callback(update, text, alert=True)
        return
    if not seconds:
        await _answer_unmoved(update, context, session, item)
        return
    if item.approval_id:
        await _refresh(context, item.approval_id)
    at = datetime.fromtimestamp(seconds, UTC)
    text = translator.gettext("Moved: {time}.", time=future_time(at, now, session.chat, translator))
    await answer_callback(update, await with_pause(context, session, text, at))
    await _show(update, context, session)


async def _move(
    context: KhabarContext, session: AdminSession, item: PlannedItem, hours: int
) -> int | None:
    """Move the item and return its new time in Unix seconds; None where that is too far.

    0 where it is no longer there, or its chat gets no posts.
    """
    store, now = context.store, context.services.now()
    at = max(item.at, now) + timedelta(hours=hours)
    if hours not in _MOVES or at - now > MAX_AHEAD:
        return None
    if not item.approval_id:
        moved = await store.manual_posts.post(
            item.article_id,
            session.chat.id,
            not_before=at,
            now=now,
            person_id=session.person_id,
            person_name=session.person_name,
        )
    else:
        minutes = (await store.channel_settings.get(session.chat.id)).wait_minutes
        moved = await store.proposals.postpone(
            item.approval_id, at, timedelta(minutes=minutes), now, anew=True
        )
    if not moved:
        return 0
    done = AuditAction.POSTPONE if item.approval_id else AuditAction.PLAN
    await log_action(context, session, done, clean(item.title))
    return int(at.timestamp())


async def _answer_unmoved(
    update: Update, context: KhabarContext, session: AdminSession, item: PlannedItem
) -> None:
    """Say why nothing was moved, and show the plan."""
    text = session.translator.gettext("This post is no longer there.")
    if not (item.approval_id or session.chat.active):
        text = inactive_reason_text(session.chat, session.translator)
    await answer_callback(update, text, alert=True)
    await _show(update, context, session)


async def drop(
    update: Update, context: KhabarContext, session: AdminSession, action: PlanDrop
) -> None:
    """Cancel a planned post, or skip a proposal."""
    skipped = await once("drop", lambda: _drop(update, context, session, action.article_id))
    if skipped is None:
        return
    if skipped:
        await _refresh(context, skipped)
    await answer_callback(update, session.translator.gettext("It will not be posted."))
    await _show(update, context, session)


async def _drop(
    update: Update, context: KhabarContext, session: AdminSession, article_id: int
) -> int | None:
    """Cancel the item, or skip its proposal; return the id of its approval, 0 where it has none.

    Where it is no longer there, None, and tell the sender.
    """
    item = await _item(update, context, session, article_id)
    if item is None:
        return None
    store, now = context.store, context.services.now()
    if item.approval_id:
        await store.approval_decisions.decide(
            [item.approval_id],
            publish=False,
            person_id=session.person_id,
            person_name=session.person_name,
            now=now,
        )
        await log_action(context, session, AuditAction.SKIP, clean(item.title))
    else:
        await store.manual_posts.cancel(
            item.article_id,
            session.chat.id,
            person_id=session.person_id,
            person_name=session.person_name,
            now=now,
        )
        await log_action(context, session, AuditAction.CANCEL, clean(item.title))
    approval = await store.approvals.of_article(item.article_id, session.chat.id)
    return approval.id if approval is not None else 0


async def _item(
    update: Update, context: KhabarContext, session: AdminSession, article_id: int
) -> PlannedItem | None:
    """Return the article of the plan; where it is no longer there, None, and show the plan."""
    items = await context.store.week_plan.of_chat(session.chat.id, MAX_PLANNED)
    found = next((one for one in items if one.article_id == article_id), None)
    if found is None:
        text = session.translator.gettext("This post is no longer there.")
        await answer_callback(update, text, alert=True)
        await _show(update, context, session)
    return found


async def _refresh(context: KhabarContext, approval_id: int) -> None:
    approval = await context.store.approvals.get(approval_id)
    if approval is not None:
        await update_proposals(context.bot, context.services, approval)
