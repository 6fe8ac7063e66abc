"""Decides when an owner is told that a feed fails or works again, and composes the alert."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.arabic.dates import format_date
from bot.feed.failure_causes import Cause
from bot.i18n import Translator, mark
from storage.models import Feed

WORDS = {
    Cause.TIMEOUT: mark("The site does not answer in time."),
    Cause.NAME: mark("The site's name can't be found: its domain or this server's DNS has failed."),
    Cause.CERTIFICATE: mark("The site's security certificate is not valid."),
    Cause.CONNECTION: mark("No connection to the site comes about, or it breaks off."),
    Cause.REFUSED: mark(
        "The site refuses the bot: a firewall or a bot protection stands before it."
    ),
    Cause.MISSING: mark("There is no feed at this address any more."),
    Cause.TOO_OFTEN: mark("The site says that it is asked too often."),
    Cause.MAINTENANCE: mark("The site is under maintenance, and says when to come back."),
    Cause.SITE_ERROR: mark("The site itself reports an error."),
    Cause.ANSWER: mark("The site answers with something other than its feed."),
    Cause.NOT_ALLOWED: mark("The feed leads to an address that the bot is not allowed to fetch."),
    Cause.TOO_LARGE: mark("The feed is larger than the bot takes."),
    Cause.NO_FEED: mark("What the site sends is no readable feed: broken, or another page."),
}
_MAX_DETAIL = 300


@dataclass(frozen=True, slots=True)
class FeedAlert:
    """An alert for one owner about one feed; `failing` is False if it works again."""

    feed: Feed
    owner_id: int
    failing: bool


def due_alerts(
    feeds: Sequence[Feed],
    told: Collection[tuple[str, int]],
    owner_ids: Collection[int],
    *,
    now: datetime,
    alert_after: timedelta,
) -> list[FeedAlert]:
    """Return the alerts due: of lasting failures, and of their end to owners told before."""
    alerts = []
    for feed in feeds:
        since = feed.failing_since
        for owner_id in sorted(owner_ids):
            knows = (feed.url, owner_id) in told
            if since is None and knows:
                alerts.append(FeedAlert(feed, owner_id, failing=False))
            if since is not None and not knows and now - since >= alert_after:
                alerts.append(FeedAlert(feed, owner_id, failing=True))
    return alerts


def alert_text(alert: FeedAlert, translator: Translator, zone_name: str) -> str:
    """Compose the alert as HTML."""
    feed = alert.feed
    if not alert.failing or feed.failing_since is None:
        return translator.html(
            "✅ <b>The feed can be read again</b>\n{url}\n"
            "Articles published in the meantime are read now.",
            url=feed.url,
        )
    local = feed.failing_since.astimezone(ZoneInfo(zone_name))
    cause = WORDS[Cause(feed.cause)] if feed.cause in set(Cause) else WORDS[Cause.CONNECTION]
    return translator.html(
        "⚠️ <b>A feed has not been readable since {date}, {time}</b>\n{url}\n\n{cause}\n\n"
        "The bot goes on trying, and tells you when the feed is back.\n"
        "For the engineer:\n{detail}",
        date=format_date(local, translator.language),
        time=f"{local:%H:%M}",
        url=feed.url,
        cause=translator.gettext(cause),
        detail=feed.last_error[:_MAX_DETAIL],
    )
