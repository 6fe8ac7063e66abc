"""Answers `/stats`: a week of a channel or group in numbers, as a chart and as text."""

import html
from datetime import datetime

from telegram import Update
from telegram.constants import ChatType

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.actions.desk import DeskOpen
from bot.posts.actions.desk_choices import DeskPage
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.chart import Chart
from bot.posts.shortening import Piece, shortened
from handlers.chat_rows import get_or_create_chat
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.desk.access import AdminSession, administered_chats
from handlers.desk.pages.navigation import desk_button, page_button
from handlers.desk.post_links import post_link
from handlers.ui.charts import MAX_DRAWN, day_bars, tag_bars, tags_in_words
from handlers.ui.formatting import chat_name
from handlers.ui.guards import deny_if_not_admin
from handlers.ui.replies import answer_callback, reply
from handlers.ui.send_chart import send_chart
from storage.channels.statistics import WeekStatistics
from storage.models import Chat

MAX_CHATS = 30
MAX_HEADLINE = 80


async def stats(update: Update, context: KhabarContext) -> None:
    """`/stats`: send the group's own week, or ask in private for which chat."""
    origin = await chat_context(update, context)
    person, here = update.effective_user, update.effective_chat
    if here is not None and here.type != ChatType.PRIVATE:
        if not await deny_if_not_admin(update, context, origin):
            await _send_week(context, origin, await get_or_create_chat(origin, context))
        return
    chats = await administered_chats(context, person.id) if person is not None else []
    if not chats:
        text = origin.translator.html("You administer no chat of the bot's. /channels adds one.")
        await reply(context, origin, text)
        return
    rows = tuple(
        (
            page_button(
                chat, DeskPage.STATISTICS, shortened(chat_name(chat, origin.translator), MAX_LABEL)
            ),
        )
        for chat in chats[:MAX_CHATS]
    )
    await reply(context, origin, origin.translator.html("Whose week?"), rows)


async def show_week(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskOpen
) -> None:
    """Send the week of one chat to its administrator."""
    del action
    back = desk_button(session.chat, session.translator)
    await _send_week(context, session.origin, session.chat, ((back,),))
    await answer_callback(update)


async def _send_week(
    context: KhabarContext, origin: ChatContext, chat: Chat, rows: Rows = ()
) -> None:
    """Send the chart with the text as caption; the text alone where there is no chart."""
    now, translator = context.services.now(), origin.translator
    week = await context.store.channel_statistics.week(chat.id, now, chat.zone_name)
    text = week_text(chat, week, translator)
    if not await send_chart(context, origin, chart(chat, week, translator, now), text, rows):
        await reply(context, origin, text, rows)


def week_text(chat: Chat, week: WeekStatistics, translator: Translator) -> str:
    """Return the numbers of the week as HTML."""
    lines = [translator.html("<b>The week of {title}</b>", title=chat_name(chat, translator))]
    lines.append(" · ".join(_counts(week, translator)))
    lines += [html.escape(note, quote=False) for note in _notes(week, translator)]
    if week.best_post is not None:
        headline = shortened(clean(week.best_post.title), MAX_HEADLINE)
        link = post_link(chat, week.best_post.message_id)
        linked = Piece.link(isolate(headline), link).html
        lines.append(f"{translator.html('Liked most:')} {linked}")
    if week.tags:
        named = tags_in_words(week.tags, translator)
        lines.append(translator.html("Busiest tags: {tags}", tags=named))
    return "\n".join(lines)


def _counts(week: WeekStatistics, translator: Translator) -> list[str]:
    return [
        translator.ngettext("{n} post", "{n} posts", week.posts),
        translator.ngettext("{n} edit", "{n} edits", week.edits),
        translator.ngettext("{n} article skipped", "{n} articles skipped", week.skipped),
        translator.ngettext("{n} failure", "{n} failures", week.failures),
    ]


def _notes(week: WeekStatistics, translator: Translator) -> list[str]:
    """Return what the week tells even with few posts: reactions, best hour and tag, the change."""
    notes = []
    if week.reactions:
        notes.append(translator.ngettext("{n} reaction", "{n} reactions", week.reactions))
    if week.best_hour is not None:
        hour = isolate(f"{week.best_hour.hour:02d}:00")
        words = mark("Most posts at {hour}")
        if week.best_hour.of_reactions:
            words = mark("Best hour: {hour}")
        notes.append(translator.gettext(words, hour=hour))
    name, liked = week.best_tag
    if liked:
        tag = isolate(shortened(clean(name), MAX_DRAWN))
        notes.append(translator.gettext("Best tag: {tag}", tag=tag))
    if week.posts_before:
        before = [translator.ngettext("{n} post", "{n} posts", week.posts_before)]
        if week.reactions_before:
            before.append(
                translator.ngettext("{n} reaction", "{n} reactions", week.reactions_before)
            )
        notes.append(
            translator.gettext(
                "The week before: {counts}", counts=translator.gettext(", ").join(before)
            )
        )
    return notes


def chart(chat: Chat, week: WeekStatistics, translator: Translator, now: datetime) -> Chart:
    """Draw the week; each bar is the 24 hours that end at this time of day."""
    return Chart(
        title=shortened(chat_name(chat, translator), MAX_LABEL),
        counts=" · ".join(_counts(week, translator)),
        days=day_bars(week.days, now, chat.zone_name, translator),
        tags_title=translator.gettext("Busiest tags"),
        tags=tag_bars(week.tags),
        language=translator.language,
        notes=tuple(_notes(week, translator)),
    )
