"""Labels the bars of charts: the last days, and tags with their numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.chart import WEEKDAYS
from bot.posts.shortening import shortened
from storage.time_zones import zone_or_utc

# More letters would run into the bars.
MAX_DRAWN = 22


def day_bars(
    counts: Sequence[int], now: datetime, zone_name: str, translator: Translator
) -> tuple[tuple[str, int], ...]:
    """Label the counts of the last times 24 hours, the oldest first, by weekday and date."""
    local = now.astimezone(zone_or_utc(zone_name))
    days = [local - timedelta(days=back) for back in reversed(range(len(counts)))]
    return tuple(
        (f"{translator.gettext(WEEKDAYS[day.weekday()])}\n{day.day}/{day.month}", count)
        for day, count in zip(days, counts, strict=True)
    )


def tag_bars(tags: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Label the counts of tags by their names, cut to what fits."""
    return tuple((isolate(shortened(clean(name), MAX_DRAWN)), count) for name, count in tags)


def tags_in_words(tags: Iterable[tuple[str, int]], translator: Translator) -> str:
    """List tags with their numbers in one line, as plain text."""
    return translator.gettext(", ").join(f"{isolate(clean(name))} {count}" for name, count in tags)
