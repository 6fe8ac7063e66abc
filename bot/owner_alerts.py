"""Alerts the owners when a feed fails or works again, and when articles are held."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from telegram import LinkPreviewOptions
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from bot.arabic.dates import format_date
from bot.feed.failure_causes import Cause
from bot.i18n import DEFAULT_LANGUAGE, Catalogues, Translator, mark
from bot.posts.buttons import Rows, markup
from bot.posts.keyboard import encode
from bot.posts.owner_actions import DecideFlood, FloodAnswer
from bot.types import Button
from storage.article_floods import DECIDED_AFTER, Flood, FloodDecision
from storage.models import Feed
from storage.store import Store

log = logging.getLogger(__name__)

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
    Cause.FENCE: mark("The feed leads to an address that the bot is not allowed to fetch."),
    Cause.TOO_LARGE: mark("The feed is larger than the bot takes."),
    Cause.NO_FEED: mark("What the site sends is no readable feed: broken, or another page."),
}
_MAX_DETAIL = 300
_MAX_DETAILS = 2_000
# A site that has changed its pages holds back one article after the other.
TELL_OF_HELD_EVERY = timedelta(hours=1)


class Tell(Protocol):
    """Sends HTML with buttons to an owner."""

    async def __call__(self, owner_id: int, html: str, rows: Rows = (), /) -> bool:
        """Send a message to an owner; return False if it is to be tried again."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice for one owner about one feed; `failing` is False if it works again."""

    feed: Feed
    owner_id: int
    failing: bool


def due_notices(
    feeds: Sequence[Feed],
    told: Collection[tuple[str, int]],
    owner_ids: Collection[int],
    *,
    now: datetime,
    alert_after: timedelta,
) -> list[Notice]:
    """Return the notices due: of lasting failures, and of their end to owners told before."""
    notices = []
    for feed in feeds:
        since = feed.failing_since
        for owner_id in sorted(owner_ids):
            knows = (feed.url, owner_id) in told
            if since is None and knows:
                notices.append(Notice(feed, owner_id, failing=False))
            if since is not None and not knows and now - since >= alert_after:
                notices.append(Notice(feed, owner_id, failing=True))
    return notices


def notice_text(notice: Notice, translator: Translator, zone_name: str) -> str:
    """Compose the notice as HTML."""
    feed = notice.feed
    if not notice.failing or feed.failing_since is None:
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


async def send_to_owner(bot: ExtBot[Any], owner_id: int, html: str, rows: Rows = ()) -> bool:
    """Send a message to an owner; return False if it should be retried later.

    Nobody can be written to who never started the bot: that is logged, and settled.
    """
    try:
        await bot.send_message(
            owner_id,
            html,
            parse_mode=ParseMode.HTML,
            link_preview_options=LinkPreviewOptions(is_disabled=True),
            reply_markup=markup(rows),
        )
    except (Forbidden, BadRequest) as error:
        log.warning("cannot message owner %d until they press START: %s", owner_id, error.message)
    except TelegramError as error:
        log.warning("alert to owner %d failed, will retry: %s", owner_id, error)
        return False
    return True


def flood_text(flood: Flood, translator: Translator) -> str:
    """Compose the question about a flood as HTML."""
    return translator.nhtml(
        "⚠️ <b>A feed has brought {n} new article at once</b>\n{url}\n\n"
        "Nobody has been told. Without your word the newest go out as one digest in an hour.",
        "⚠️ <b>A feed has brought {n} new articles at once</b>\n{url}\n\n"
        "Nobody has been told. Without your word the newest go out as one digest in an hour.",
        flood.articles,
        url=flood.feed_url,
    )


def flood_buttons(flood: Flood, translator: Translator) -> Rows:
    """Build the three answers to the question about a flood."""
    labels = {
        FloodAnswer.ALL: translator.gettext("Publish all"),
        FloodAnswer.DIGEST: translator.gettext("One digest of the newest"),
        FloodAnswer.NONE: translator.gettext("Publish none"),
    }
    return tuple(
        (Button(label, data=encode(DecideFlood(flood.id, answer))),)
        for answer, label in labels.items()
    )


async def owner_translator(store: Store, catalogues: Catalogues, owner_id: int) -> Translator:
    """Return the translator of an owner's language; Arabic if they never started the bot.

    Raises:
        StorageError: the chat can't be read.
    """
    chat = await store.chats.get(owner_id)
    return catalogues.translator(chat.language if chat else DEFAULT_LANGUAGE)


class OwnerAlerts:
    """Checks the feeds and alerts the owners; the alerts sent are recorded in the store."""

    def __init__(
        self,
        *,
        store: Store,
        catalogues: Catalogues,
        tell: Tell,
        feed_urls: Sequence[str],
        owner_ids: Collection[int],
        alert_after: timedelta,
        zone_name: str,
        now: Callable[[], datetime],
    ) -> None:
        """`tell` sends HTML with buttons to an owner and says whether that is settled."""
        self._store = store
        self._catalogues = catalogues
        self._tell = tell
        self._feed_urls = feed_urls
        self._owner_ids = frozenset(owner_ids)
        self._alert_after = alert_after
        self._zone_name = zone_name
        self._now = now

    async def check(self) -> int:
        """Send the alerts that are due; return how many notices were settled.

        Raises:
            StorageError: it can't be read or kept; who was told may be told again.
        """
        return (
            await self._look_at_feeds()
            + await self._look_at_held()
            + await self._look_at_parser_kills()
            + await self._look_at_floods()
        )

    async def _look_at_held(self) -> int:
        """Tell that articles wait for a decision; all that came together in one message."""
        if not await self._store.held_articles.notification_due(
            self._now(), at_most_every=TELL_OF_HELD_EVERY
        ):
            return 0
        settled = 0
        for owner_id in sorted(self._owner_ids):
            translator = await self._translator(owner_id)
            words = translator.html(
                "⚠️ <b>Articles were held back</b>\n"
                "What was read does not look like an article, so nobody was told. /held shows "
                "them, for you to decide."
            )
            settled += await self._tell(owner_id, words)
        if settled:
            await self._store.held_articles.mark_notified(self._now())
        return settled

    async def _look_at_parser_kills(self) -> int:
        """Tell once of each document that could not be parsed within the worker's bounds."""
        kills = await self._store.parser_kills.unreported()
        if not kills:
            return 0
        detail = "\n".join(f"{kill.url or '-'}: {kill.reason}" for kill in kills)
        settled = 0
        for owner_id in sorted(self._owner_ids):
            translator = await self._translator(owner_id)
            words = translator.html(
                "⚠️ <b>A page or feed could not be read within its time or memory</b>\n"
                "It was stopped, so that the other news goes on. Articles of it are published "
                "with the feed's text, and it is tried again later.\n\n"
                "For the engineer:\n{detail}",
                detail=detail[:_MAX_DETAILS],
            )
            settled += await self._tell(owner_id, words)
        if settled or not self._owner_ids:
            await self._store.parser_kills.mark_reported()
        return settled

    async def _look_at_floods(self) -> int:
        """Ask about a feed that has gone mad; decide where nobody answers for an hour."""
        settled = 0
        for flood in await self._store.floods.undecided():
            if self._now() - flood.began >= DECIDED_AFTER:
                sent = await self._store.decide_flood(flood.id, FloodDecision.NEWEST, self._now())
                log.warning(
                    "feed %s: the newest %d articles of its flood are sent",
                    flood.feed_url,
                    sent or 0,
                )
                continue
            if flood.notified:
                continue
            told = 0
            for owner_id in sorted(self._owner_ids):
                translator = await self._translator(owner_id)
                text = flood_text(flood, translator)
                told += await self._tell(owner_id, text, flood_buttons(flood, translator))
            if told or not self._owner_ids:
                await self._store.floods.mark_notified(flood.id)
            settled += told
        return settled

    async def _look_at_feeds(self) -> int:
        told = await self._store.feed_alarms.notified()
        for url, owner_id in told:
            if url not in self._feed_urls or owner_id not in self._owner_ids:
                await self._store.feed_alarms.clear(url, owner_id)
        feeds = await self._store.feeds.all(self._feed_urls)
        settled = 0
        for notice in due_notices(
            feeds, told, self._owner_ids, now=self._now(), alert_after=self._alert_after
        ):
            translator = await self._translator(notice.owner_id)
            if not await self._tell(
                notice.owner_id, notice_text(notice, translator, self._zone_name)
            ):
                continue
            settled += 1
            if notice.failing:
                await self._store.feed_alarms.mark_notified(
                    notice.feed.url, notice.owner_id, self._now()
                )
            else:
                await self._store.feed_alarms.clear(notice.feed.url, notice.owner_id)
        return settled

    async def _translator(self, owner_id: int) -> Translator:
        return await owner_translator(self._store, self._catalogues, owner_id)
