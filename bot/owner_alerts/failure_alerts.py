"""Alerts the owners to failed posts, and to what keeps the bot from delivering at all."""

import functools
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.owner_alerts.each_owner import EachOwner
from bot.owner_alerts.lasting_conditions import Condition, ConditionNotice, LastingConditions
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import SendArticleAgain
from bot.posts.buttons import Rows
from bot.posts.shortening import shortened
from bot.types import Button
from storage.errors import StorageError
from storage.outbox import FailedArticle

ARTICLES_AT_ONCE = 5
MAX_TITLE = 100
MAX_DETAIL_LETTERS = 200

NO_STARS = Condition(
    mark(
        "⚠️ <b>No Telegram Stars are left</b>\nNews goes out unpaid for now, at thirty posts a "
        "second."
    ),
    # It is only met when somebody is posted to, and nothing waits for its end.
    silence=timedelta(days=1),
)
NOT_WRITABLE = Condition(
    mark(
        "⚠️ <b>The database can't be written</b>\nThe disk may be full. Nothing is lost, but no "
        "news goes out until it can be written again."
    ),
    over=mark("✅ <b>The database can be written again</b>\nWhat has waited goes out now."),
    # It is tried every few seconds, and met each time.
    silence=timedelta(minutes=10),
)
FILE_LOST = Condition(
    mark(
        "⚠️ <b>The database's file was removed or replaced</b>\nEverything still works, but when "
        "the bot ends, all chats and settings are lost. A copy is saved beside it: the log says "
        "how to put it back."
    ),
    # It is looked for each minute.
    silence=timedelta(minutes=10),
)
FILE_LOST_UNSAVED = Condition(
    mark(
        "⚠️ <b>The database's file was removed or replaced</b>\nEverything still works, but when "
        "the bot ends, all chats and settings are lost. No copy could be saved beside it so far: "
        "the log says why, and it is tried each minute."
    ),
    silence=timedelta(minutes=10),
)
SECOND_COPY = Condition(
    mark(
        "⚠️ <b>Another copy of the bot runs with the same token</b>\nThis one sends nothing until "
        "the other has ended, so that no post comes twice."
    ),
    over=mark(
        "✅ <b>The other copy of the bot has ended</b>\nThis one goes on, with what has waited."
    ),
)
WEBHOOK = Condition(
    mark(
        "⚠️ <b>What people write to the bot goes to {host}</b>\nA webhook was set for its token, so "
        "that this copy can't hear them. It sends nothing until the webhook is deleted, so that no "
        "post comes twice. If you don't know that address, get a new token from @BotFather."
    ),
    over=mark(
        "✅ <b>What people write to the bot comes here again</b>\nThe webhook at {host} is gone, "
        "and the bot goes on with what has waited."
    ),
)

Tell = Callable[[int, str, Rows], Awaitable[bool]]


class Failures(Protocol):
    """The part of the outbox that knows of failed posts; see `storage.outbox.Outbox`."""

    async def unreported_failures(self, limit: int) -> list[FailedArticle]: ...
    async def mark_failures_reported(
        self, article_id: int, now: datetime, *, none_failed: bool
    ) -> None: ...


class FailureAlerts:
    """Sends each owner one message for each article with failed posts, and of what lasts.

    Args:
        outbox: lists the failed posts.
        tell: sends HTML with buttons to an owner; returns False if it should be tried again.
        translator: gives the translator for an owner.
        default: stands in for it where the owner's language can't be read.
        owner_ids: the owners' Telegram ids.
        now: gives the current time, aware UTC.
        leading: tells whether this instance leads: only then owners are told.
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
        leading: Callable[[], bool] = lambda: True,
    ) -> None:
        self._outbox = outbox
        self._tell = tell
        self._translator = translator
        self._default = default
        self._owner_ids = frozenset(owner_ids)
        self._each_owner = EachOwner(owner_ids)
        self._now = now
        self._leading = leading
        self._lasting = LastingConditions()

    def no_stars(self) -> None:
        """Note that a paid post was refused because the balance of Telegram Stars is too low."""
        self._lasting.met(NO_STARS, {}, self._now())

    def not_writable(self) -> None:
        """Note that the database could not be written.

        Nothing is noted by an instance that was cut off from it, and leads for certain no more:
        owners would hear of it when it is over, and another instance may have gone on meanwhile.
        """
        if self._leading():
            self._lasting.met(NOT_WRITABLE, {}, self._now())

    def file_lost(self, saved: bool) -> None:
        """Note that the open file is not the one under its name, and whether a copy is saved."""
        self._lasting.met(FILE_LOST if saved else FILE_LOST_UNSAVED, {}, self._now())

    def second_copy(self, found: bool, webhook_host: str = "") -> None:
        """Note that another instance, or a webhook that leads to this host, has the token.

        Args:
            found: False if that is over.
            webhook_host: empty for an instance.
        """
        now = self._now()
        for condition in (SECOND_COPY, WEBHOOK):
            if found and bool(webhook_host) == (condition is WEBHOOK):
                self._lasting.met(condition, {"host": webhook_host}, now)
            else:
                self._lasting.ended(condition, now)

    async def check(self) -> None:
        """Send the alerts that are due.

        Raises:
            StorageError: the outbox can't be read or written; an owner may get an alert again.
        """
        for notice in self._lasting.due(self._owner_ids, self._now()):
            if await self._tell_of(notice):
                self._lasting.settled(notice, self._now())
        for article in await self._outbox.unreported_failures(ARTICLES_AT_ONCE):
            send = functools.partial(self._tell_failed, article)
            # While one owner can't be told, more chats may fail: the others have heard of it.
            told = (article.article_id, article.failed > 0, article.unchanged > 0)
            if await self._each_owner.tell(told, send):
                await self._outbox.mark_failures_reported(
                    article.article_id, self._now(), none_failed=not article.failed
                )

    async def _tell_failed(self, article: FailedArticle, owner_id: int) -> bool:
        text, rows = failure_text(article, await self._translator(owner_id))
        return await self._tell(owner_id, text, rows)

    async def _tell_of(self, notice: ConditionNotice) -> bool:
        try:
            translator = await self._translator(notice.owner_id)
        except StorageError:
            # It may be what is to be told.
            translator = self._default
        return await self._tell(notice.owner_id, translator.html(notice.words, **notice.values), ())


def failure_text(article: FailedArticle, translator: Translator) -> tuple[str, Rows]:
    """Compose the message about an article's failed posts, as HTML with its buttons."""
    title = shortened(clean(article.title), MAX_TITLE)
    if article.unchanged and not article.failed and not article.held:
        heading = translator.html("⚠️ <b>A post could not be changed</b>\n{title}", title=title)
    else:
        heading = translator.html("⚠️ <b>A post could not be delivered</b>\n{title}", title=title)
    lines = [heading]
    rows: Rows = ()
    if article.failed:
        lines.append(
            translator.nhtml(
                "{n} chat has not got it so far.",
                "{n} chats have not got it so far.",
                article.failed,
            )
        )
    if article.unchanged:
        lines.append(
            translator.nhtml(
                "{n} chat shows it as it was: it could be neither corrected nor taken back.",
                "{n} chats show it as it was: it could be neither corrected nor taken back.",
                article.unchanged,
            )
        )
    if article.failed or article.unchanged:
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
            "For the engineer:\n{detail}",
            detail=shortened(clean(article.error), MAX_DETAIL_LETTERS),
        )
    )
    return "\n\n".join(lines), rows
