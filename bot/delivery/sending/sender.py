"""Carries out one delivery: sends, edits or deletes a post in one chat."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from telegram.error import InvalidToken, TelegramError

from bot.delivery.refusals.classify_failure import FailureAction, Outcome, Scope, classify
from bot.delivery.refusals.failure_actions import TRANSIENT
from bot.delivery.refusals.known_refusals import NO_TEXT
from bot.delivery.refusals.network_errors import REVOKED
from bot.delivery.sending.calls import Begin, Calls
from bot.delivery.sending.chat_permissions import may_write, takes_photos
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.edit_post import PostEditor
from bot.delivery.sending.photos import PhotoBusy, Photos
from bot.delivery.sending.post_request import Target
from bot.delivery.sending.send_post import PostWriter
from bot.errors import KhabarError
from bot.types import Post
from storage.models import ChatKind, InactiveReason, PostFormat
from storage.outbox import Action, Delivery

_LOG = logging.getLogger(__name__)


class TokenRefusedError(KhabarError):
    """Telegram refuses the bot's token: nothing can be sent until an owner corrects it."""


@dataclass(frozen=True, slots=True)
class Busy:
    """The post's photo is being uploaded for another chat; retry soon."""


def _utc_now() -> datetime:
    return datetime.now(UTC)


_OF_MEMBERSHIP = frozenset({InactiveReason.KICKED, InactiveReason.NO_RIGHTS})


class Sender:
    """Sends, edits and deletes posts; each Telegram error is returned as an `Outcome`.

    Args:
        calls: makes Bot API calls.
        photos: knows how each photo can be sent.
        paid: whether Telegram Stars are paid for each message.
        now: gives the current time, aware UTC.
        on_no_stars: called when a paid post is refused because the balance is too low.
    """

    def __init__(
        self,
        calls: Calls,
        photos: Photos,
        *,
        paid: bool = False,
        now: Callable[[], datetime] = _utc_now,
        on_no_stars: Callable[[], None] = lambda: None,
    ) -> None:
        self._calls = calls
        self._editor = PostEditor(calls, photos)
        self._writer = PostWriter(calls, photos, now=now, paid=paid, on_no_stars=on_no_stars)

    async def deliver(
        self, delivery: Delivery, post: Post, begin: Begin
    ) -> Delivered | Outcome | Busy:
        """Carry out one delivery: send, edit or delete the post.

        Args:
            delivery: the claimed row, which says what to do.
            post: the composed post.
            begin: awaited before each request; an exception from it prevents the request.

        Raises:
            TokenRefusedError: Telegram does not accept the bot's token.
        """
        try:
            done = await self._do(delivery, post, begin)
        except PhotoBusy:
            return Busy()
        if isinstance(done, Outcome) and done.action is FailureAction.CHECK_TOKEN:
            return await self._explained(done)
        return done

    async def probe(self) -> bool:
        """Return whether Telegram answers now, by a call that posts nothing.

        Raises:
            TokenRefusedError: Telegram does not accept the bot's token.
        """
        try:
            await self._calls.call("getMe", {})
        except InvalidToken as error:
            raise TokenRefusedError(REVOKED) from error
        except TelegramError as error:
            outcome = classify(error, Scope.OTHER)
            _LOG.info("a probe of Telegram failed: %s", outcome.detail or outcome.reason)
            return outcome.action not in TRANSIENT
        return True

    async def _do(self, delivery: Delivery, post: Post, begin: Begin) -> Delivered | Outcome:
        if delivery.action is Action.DELETE:
            return await self._editor.delete(delivery, begin)
        if delivery.action is Action.EDIT:
            return await self._editor.edit(delivery, post, begin)
        target = Target(
            telegram_id=delivery.telegram_id,
            thread_id=delivery.thread_id,
            silent=delivery.silent,
            article_id=delivery.article_id,
            content=delivery.content,
        )
        sent = await self._writer.send(target, post, begin)
        if isinstance(sent, Delivered):
            return sent
        if sent.reason == NO_TEXT and await self._is_closed(delivery):
            sent = replace(
                sent, action=FailureAction.MAY_NOT_WRITE, reason=InactiveReason.NO_RIGHTS
            )
        if _ends_by_membership(delivery, sent) and await may_write(
            self._calls, delivery.telegram_id, delivery.kind
        ):
            return replace(sent, action=FailureAction.CONTRADICTED)
        return sent

    async def _is_closed(self, delivery: Delivery) -> bool:
        """Return whether a chat that takes no text takes nothing that it wants."""
        if delivery.format is not PostFormat.PHOTO or delivery.kind is ChatKind.CHANNEL:
            # The rights in a channel tell nothing of kinds of posts.
            return True
        # A digest, or an article without a photo, was refused: the next one may have a photo.
        return delivery.kind is ChatKind.GROUP and not await takes_photos(
            self._calls, delivery.telegram_id
        )

    async def _explained(self, outcome: Outcome) -> Outcome:
        """Ask getMe what a 404 means: any looks like a wrong token to the library."""
        try:
            await self._calls.call("getMe", {})
        except InvalidToken as error:
            raise TokenRefusedError(REVOKED) from error
        except TelegramError as error:
            unknown = classify(error, Scope.OTHER)
            _LOG.info("getMe failed after a 404: %s", unknown.detail or unknown.reason)
            return unknown
        return replace(outcome, action=FailureAction.FAIL, reason="refused")


def _ends_by_membership(delivery: Delivery, refused: Outcome) -> bool:
    """Return whether a chat would end because the bot is not in it or lacks a right.

    A group of which it is a member is not ended by that: it waits.
    """
    if delivery.kind is ChatKind.PRIVATE or refused.reason not in _OF_MEMBERSHIP:
        return False
    if refused.action is FailureAction.MAY_NOT_WRITE:
        return delivery.kind is ChatKind.CHANNEL
    return refused.action is FailureAction.GONE
