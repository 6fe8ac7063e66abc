"""Alerts the owners to failed posts, missing Telegram Stars, and an outbox not writable."""

import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.buttons import Rows
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.posts.owner_actions import SendArticleAgain
from bot.types import Button
from storage.errors import StorageError
from storage.outbox import FailedArticle

_LOG = logging.getLogger(__name__)

ARTICLES_AT_ONCE = 5
MAX_TITLE = 100
MAX_WORDS = 200
# A lasting condition is reported again after this time.
TELL_AGAIN_AFTER = timedelta(days=1)

NO_STARS = mark(
    "⚠️ <b>No Telegram Stars are left</b>\nNews goes out unpaid for now, at thirty posts a second."
)
NOT_WRITABLE = mark(
    "⚠️ <b>The database can't be written</b>\nThe disk may be full. Nothing is lost, but no news "
    "goes out until it can be written again."
)

Tell = Callable[[int, str, Rows], Awaitable[bool]]


class Failures(Protocol):
    """The part of the outbox that knows of failed posts; see `storage.outbox.Outbox`."""

    async def unreported_failures(self, limit: int) -> list[FailedArticle]: ...
    async def mark_failures_reported(self, article_id: int, now: datetime) -> None: ...


class FailureAlerts:
    """Sends owners one message for each article with failed posts, and daily ones for conditions.

    Args:
        outbox: lists the failed posts.
        tell: sends HTML with buttons to an owner; returns False if it should be tried again.
        translator: gives the translator for an owner.
        owner_ids: the owners' Telegram ids.
        now: gives the current time, aware UTC.
    """

    def __init__(
        self,
        *,
        outbox: Failures,
        tell: Tell,
        translator: Callable[[int], Awaitable[Translator]],
        owner_ids: Collection[int],
        now: Callable[[], datetime],
    ) -> None:
        self._outbox = outbox
        self._tell = tell
        self._translator = translator
        self._owner_ids = sorted(owner_ids)
        self._now = now
        self._lasting: set[str] = set()
        self._told: dict[str, datetime] = {}

    def no_stars(self) -> None:
        """Note that a paid post was refused because the balance of Telegram Stars is too low."""
        self._lasting.add(NO_STARS)

    def not_writable(self) -> None:
        """Note that the outbox could not be written."""
        self._lasting.add(NOT_WRITABLE)

    async def check(self) -> None:
        """Send the alerts that are due.

        Raises:
            StorageError: the outbox can't be read or written; an owner may get an alert again.
        """
        lasting, self._lasting = self._lasting, set()
        for words in sorted(lasting):
            last = self._told.get(words)
            if last is None or self._now() - last >= TELL_AGAIN_AFTER:
                await self._tell_all(words)
                self._told[words] = self._now()
        for article in await self._outbox.unreported_failures(ARTICLES_AT_ONCE):
            settled = not self._owner_ids
            for owner_id in self._owner_ids:
                text, rows = failure_text(article, await self._translator(owner_id))
                settled |= await self._tell(owner_id, text, rows)
            if settled:
                await self._outbox.mark_failures_reported(article.article_id, self._now())

    async def _tell_all(self, words: str) -> None:
        for owner_id in self._owner_ids:
            try:
                translator = await self._translator(owner_id)
            except StorageError:
                _LOG.error("the language of owner %d can't be read", owner_id)
                continue
            await self._tell(owner_id, translator.html(words), ())


def failure_text(article: FailedArticle, translator: Translator) -> tuple[str, Rows]:
    """Compose the message about an article's failed posts, as HTML with its buttons."""
    lines = [
        translator.html(
            "⚠️ <b>A post could not be delivered</b>\n{title}",
            title=shortened(clean(article.title), MAX_TITLE),
        )
    ]
    rows: Rows = ()
    if article.failed:
        lines.append(
            translator.nhtml(
                "{n} chat has not got it so far.",
                "{n} chats have not got it so far.",
                article.failed,
            )
        )
        label = translator.gettext("🔁 Send it again")
        rows = ((Button(label, data=encode(SendArticleAgain(article.article_id))),),)
    if article.held:
        lines.append(
            translator.nhtml(
                "Of {n} chat it is not known whether it got the post: it is tried again later.",
                "Of {n} chats it is not known whether they got the post: it is tried again later.",
                article.held,
            )
        )
    lines.append(
        translator.html(
            "For the engineer:\n{detail}", detail=shortened(clean(article.error), MAX_WORDS)
        )
    )
    return "\n\n".join(lines), rows
