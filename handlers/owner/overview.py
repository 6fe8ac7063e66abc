"""Composes the owners' overview, text and chart: feeds, posts, subscribers, what they follow."""

from collections.abc import Sequence
from datetime import datetime

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.chart import Chart
from bot.posts.shortening import shortened
from handlers.owner.lists import MAX_HEADLINE, isolated_excerpt
from handlers.ui.charts import day_bars, tag_bars, tags_in_words
from handlers.ui.formatting import past_time
from storage.activity import Activity
from storage.chats.audience import Audience, AudienceChanges
from storage.models import Feed

_MAX_FEEDS = 5
_TODAY = mark("Today: {joined} came, {left} left, {blocked} blocked")
_THIS_WEEK = mark("This week: {joined} came, {left} left, {blocked} blocked")


def overview(
    feeds: Sequence[Feed],
    activity: Activity,
    audience: Audience,
    translator: Translator,
    now: datetime,
) -> str:
    """Return the overview as HTML, a line for each thing that an owner would ask."""
    lines = [translator.html("<b>How the bot is doing</b>")]
    lines += [_feed(feed, translator, now) for feed in feeds[:_MAX_FEEDS]]
    lines += _posts(activity, translator, now)
    lines.append(
        translator.nhtml("{n} subscriber", "{n} subscribers", audience.subscribers)
        + "\n"
        + _changes(_TODAY, audience.day, translator)
        + "\n"
        + _changes(_THIS_WEEK, audience.week, translator)
    )
    if audience.followed:
        named = tags_in_words(audience.followed, translator)
        lines.append(translator.html("Followed most: {tags}", tags=named))
    if activity.busiest_hours:
        hours = translator.gettext(", ").join(
            isolate(f"{hour:02d}:00") for hour in activity.busiest_hours
        )
        lines.append(translator.html("Most news comes at: {hours}", hours=hours))
    return "\n".join(lines)


def _feed(feed: Feed, translator: Translator, now: datetime) -> str:
    if feed.last_success is None:
        return translator.html("The feed was never read so far.")
    when = past_time(feed.last_success, now, translator)
    if feed.failures:
        return translator.html("⚠️ The feed fails; last read {when}.", when=when)
    return translator.html("The feed was read {when}.", when=when)


def _posts(activity: Activity, translator: Translator, now: datetime) -> list[str]:
    lines = []
    if activity.newest_article is not None:
        headline = isolated_excerpt(activity.newest_title, MAX_HEADLINE)
        when = past_time(activity.newest_article, now, translator)
        lines.append(translator.html("Newest article {when}: {title}", when=when, title=headline))
    if activity.last_post is not None:
        when = past_time(activity.last_post, now, translator)
        lines.append(translator.html("Last post {when}.", when=when))
    lines.append(
        translator.nhtml("{n} post waits.", "{n} posts wait.", activity.waiting)
        if activity.waiting
        else translator.html("Nothing waits.")
    )
    if activity.failed:
        lines.append(
            translator.nhtml(
                "{n} post failed today: /failed", "{n} posts failed today: /failed", activity.failed
            )
        )
    return lines


def _changes(sentence: str, changes: AudienceChanges, translator: Translator) -> str:
    values = {"joined": changes.joined, "left": changes.left, "blocked": changes.blocked}
    return translator.html(sentence, **values)


def audience_chart(
    audience: Audience, site_name: str, zone_name: str, translator: Translator, now: datetime
) -> Chart:
    """Draw who came in each of the last seven times 24 hours, and what is followed most."""
    return Chart(
        title=shortened(isolate(clean(site_name)), MAX_HEADLINE),
        counts=" · ".join(
            (
                translator.ngettext("{n} subscriber", "{n} subscribers", audience.subscribers),
                translator.gettext("New subscribers by day"),
            )
        ),
        days=day_bars(audience.joined_by_day, now, zone_name, translator),
        tags_title=translator.gettext("Followed most"),
        tags=tag_bars(audience.followed),
        language=translator.language,
    )
