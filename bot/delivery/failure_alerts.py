"""Alerts the owners to failed posts, and to what keeps the bot from delivering at all."""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import SendArticleAgain
from bot.posts.buttons import Rows
from bot.posts.limits import shortened
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
SECOND_COPY = mark(
    "⚠️ <b>Another copy of the bot runs with the same token</b>\nThis one sends nothing until the "
    "other has ended, so that no post comes twice."
)
WEBHOOK = mark(
    "⚠️ <b>What people write to the bot goes to {host}</b>\nA webhook was set for its token, so "
    "that this copy can't hear them. It sends nothing until the webhook is deleted, so that no "
    "post comes twice. If you don't know that address, get a new token from @BotFather."
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
        default: stands in for it where the owner's language can't be read.
        owner_ids: the owners' Telegram ids.
        now: gives the current time, aware UTC.
    """

    def __init__(
        self,
        *,
        outbox: Failures,
        tell: Tell,
        translator: Callable[[int], Awaitable[Translator]],
        default: Translator,
        owner_ids: Collection[int],
        now: Callable[[], datetime],
    ) -> None:
        self._outbox = outbox
        self._tell = tell
        self._translator = translator
        self._default = default
        self._owner_ids = sorted(owner_ids)
        self._now = now
        self._lasting: dict[str, dict[str, str]] = {}
        self._told: dict[str, datetime] = {}

    def no_stars(self) -> None:
        """Note that a paid post was refused because the balance of Telegram Stars is too low."""
        self._lasting[NO_STARS] = {}

    def not_writable(self) -> None:
        """Note that the database could not be written."""
        self._lasting[NOT_WRITABLE] = {}

    def second_copy(self, webhook_host: str = "") -> None:
        """Note that another instance uses the token, or a webhook that leads to this host."""
        self._lasting[WEBHOOK if webhook_host else SECOND_COPY] = {"host": webhook_host}

    async def check(self) -> None:
        """Send the alerts that are due.

        Raises:
            StorageError: the outbox can't be read or written; an owner may get an alert again.
        """
        for words, values in sorted(self._lasting.items()):
            last = self._told.get(words)
            if last is None or abs(self._now() - last) >= TELL_AGAIN_AFTER:
                if not await self._tell_all(words, values):
                    continue
                self._told[words] = self._now()
            del self._lasting[words]
        for article in await self._outbox.unreported_failures(ARTICLES_AT_ONCE):
            settled = not self._owner_ids
            for owner_id in self._owner_ids:
                text, rows = failure_text(article, await self._translator(owner_id))
                settled |= await self._tell(owner_id, text, rows)
            if settled:
                await self._outbox.mark_failures_reported(article.article_id, self._now())

    async def _tell_all(self, words: str, values: Mapping[str, str]) -> bool:
        """Tell each owner; return whether one of them was told, or there is none."""
        settled = not self._owner_ids
        for owner_id in self._owner_ids:
            try:
                translator = await self._translator(owner_id)
            except StorageError:
                # It may be what is to be told.
                translator = self._default
            settled |= await self._tell(owner_id, translator.html(words, **values), ())
        return settled


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
