"""Checks feeds, held articles, stopped parsers and floods, and alerts the owners once of each."""

import functools
import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from bot.i18n import Catalogues, Translator
from bot.owner_alerts.each_owner import EachOwner
from bot.owner_alerts.feed_alerts import alert_text, due_alerts
from bot.owner_alerts.flood_question import flood_buttons, flood_text
from bot.owner_alerts.send import Tell
from bot.telegram.private_chats import private_translator
from storage.article_floods import DECIDED_AFTER, Flood, FloodDecision
from storage.store import Store

log = logging.getLogger(__name__)

_MAX_DETAILS = 2_000
# A site that has changed its pages holds back one article after the other.
TELL_OF_HELD_EVERY = timedelta(hours=1)


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
        self._each_owner = EachOwner(owner_ids)
        self._alert_after = alert_after
        self._zone_name = zone_name
        self._now = now

    async def check(self) -> int:
        """Send the alerts that are due; return how many alerts were settled.

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
        if not await self._each_owner.tell("held", self._tell_of_held):
            return 0
        await self._store.held_articles.mark_notified(self._now())
        return len(self._owner_ids)

    async def _tell_of_held(self, owner_id: int) -> bool:
        translator = await self._translator(owner_id)
        words = translator.html(
            "⚠️ <b>Articles were held back</b>\n"
            "What was read does not look like an article, so nobody was told. /held shows "
            "them, for you to decide."
        )
        return await self._tell(owner_id, words)

    async def _look_at_parser_kills(self) -> int:
        """Tell once of each document that could not be parsed within the worker's bounds."""
        kills = await self._store.parser_kills.unreported()
        if not kills:
            return 0
        detail = "\n".join(f"{kill.url or '-'}: {kill.reason}" for kill in kills)

        async def tell_of(owner_id: int) -> bool:
            translator = await self._translator(owner_id)
            words = translator.html(
                "⚠️ <b>A page or feed could not be read within its time or memory</b>\n"
                "It was stopped, so that the other news goes on. Articles of it are published "
                "with the feed's text, and it is tried again later.\n\n"
                "For the engineer:\n{detail}",
                detail=detail[:_MAX_DETAILS],
            )
            return await self._tell(owner_id, words)

        if not await self._each_owner.tell(tuple(kill.url for kill in kills), tell_of):
            return 0
        await self._store.parser_kills.mark_reported()
        return len(self._owner_ids)

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
            elif not flood.notified and await self._each_owner.tell(
                ("flood", flood.id), functools.partial(self._ask_about_flood, flood)
            ):
                await self._store.floods.mark_notified(flood.id)
                settled += len(self._owner_ids)
        return settled

    async def _ask_about_flood(self, flood: Flood, owner_id: int) -> bool:
        translator = await self._translator(owner_id)
        return await self._tell(
            owner_id, flood_text(flood, translator), flood_buttons(flood, translator)
        )

    async def _look_at_feeds(self) -> int:
        told = await self._store.feed_alarms.notified()
        for url, owner_id in told:
            if url not in self._feed_urls or owner_id not in self._owner_ids:
                await self._store.feed_alarms.clear(url, owner_id)
        feeds = await self._store.feeds.all(self._feed_urls)
        settled = 0
        for alert in due_alerts(
            feeds, told, self._owner_ids, now=self._now(), alert_after=self._alert_after
        ):
            translator = await self._translator(alert.owner_id)
            if not await self._tell(alert.owner_id, alert_text(alert, translator, self._zone_name)):
                continue
            settled += 1
            if alert.failing:
                await self._store.feed_alarms.mark_notified(
                    alert.feed.url, alert.owner_id, self._now()
                )
            else:
                await self._store.feed_alarms.clear(alert.feed.url, alert.owner_id)
        return settled

    async def _translator(self, owner_id: int) -> Translator:
        return await private_translator(self._store, self._catalogues, owner_id)
