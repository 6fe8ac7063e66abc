"""Sends a post to a chat as album, video, photo or text; less of it where Telegram refuses it."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import FailureAction, Outcome, Scope, classify
from bot.delivery.sending.calls import Begin, Calls, Upload
from bot.delivery.sending.delivered import Delivered, delivered
from bot.delivery.sending.fallbacks import ABOUT_THE_POST, PhotoSource, PostForm, next_fallback
from bot.delivery.sending.media_request import file_id_in, media_mark, upload_of
from bot.delivery.sending.photos import PhotoBusy, Photos, PhotoState
from bot.delivery.sending.post_request import Target, post_request
from bot.delivery.sending.refusal_log import RefusalLog
from bot.delivery.sending.send_album import AlbumWriter
from bot.delivery.sending.send_file import FileWriter
from bot.delivery.sending.send_telegram_file import TelegramFileWriter
from bot.types import Post
from storage.future_time_limits import still_waits
from storage.models import InactiveReason
from storage.outbox import PostPart

__all__ = ["Delivered", "PostWriter", "Target"]

# Without Stars each paid call would be made twice; after this time the balance is tried again.
UNPAID_FOR = timedelta(minutes=10)
# While another chat finds the way of a photo, a person waits so often for so long.
SHOW_ATTEMPTS = 5
SHOW_AGAIN_SECONDS = 1.0
_UPLOADS = frozenset({PhotoSource.JPEG, PhotoSource.SMALL_JPEG})


class PostWriter:
    """Sends posts in the largest form that Telegram accepts; see `bot.delivery.sending.fallbacks`.

    Args:
        calls: makes Bot API calls.
        photos: knows how each photo can be sent.
        now: gives the current time, aware UTC.
        paid: whether Telegram Stars are paid for each message.
        on_no_stars: called when the balance of Stars is too low.
    """

    def __init__(
        self,
        calls: Calls,
        photos: Photos,
        *,
        now: Callable[[], datetime],
        paid: bool = False,
        on_no_stars: Callable[[], None] = lambda: None,
    ) -> None:
        self._calls = calls
        self._photos = photos
        self._now = now
        self._paid_from = now() if paid else None
        self._on_no_stars = on_no_stars
        self._log = RefusalLog(self._without_stars)
        self._albums = AlbumWriter(calls, photos, self._log)
        self._files = FileWriter(calls, photos, self._log)
        self._telegram_files = TelegramFileWriter(calls, self._log)

    async def send(
        self, target: Target, post: Post, begin: Begin | None = None
    ) -> Delivered | Outcome:
        """Send as much of the post as Telegram accepts; return an `Outcome` if it accepts nothing.

        Args:
            target: the chat or topic.
            post: the complete post.
            begin: awaited before each request; an exception from it prevents the request.

        Raises:
            PhotoBusy: another chat is still trying out how the photo can be sent.
        """
        form = PostForm(
            photo=PhotoSource.NONE,
            reply=bool(post.reply_to),
            buttons=bool(post.buttons),
            paid=self._paid_from is not None
            and not still_waits(self._paid_from, self._now(), UNPAID_FOR),
        )
        shown = await self._show_media(target, post, form, begin)
        if shown is not None:
            return shown
        if post.photo_url:
            async with self._photos.way(target.article_id, post.photo_url) as state:
                if not self._photos.broken(state):
                    source = PhotoSource.FILE if state.file_id else PhotoSource.ADDRESS
                    return await self._send_with_fallbacks(
                        target, post, replace(form, photo=source), begin, state
                    )
        return await self._send_with_fallbacks(target, post, form, begin, None)

    def _without_stars(self) -> None:
        self._paid_from = self._now() + UNPAID_FOR
        self._on_no_stars()

    async def _show_media(
        self, target: Target, post: Post, form: PostForm, begin: Begin | None
    ) -> Delivered | Outcome | None:
        """Send the post's album, video or audio; None where there is none, or it can't be sent."""
        if post.telegram_file is not None:
            return await self._telegram_files.send(target, post, post.telegram_file, form, begin)
        if post.album:
            return await self._albums.send(target, post, form, begin)
        if post.file is not None:
            return await self._files.send(target, post, post.file, form, begin)
        return None

    async def show(self, target: Target, post: Post) -> Delivered:
        """Send a post to somebody who waits for it, and wait a little for its photo.

        Raises:
            TelegramError: Telegram takes nothing of it.
        """
        for _ in range(SHOW_ATTEMPTS):
            try:
                sent = await self.send(target, post)
                break
            except PhotoBusy:
                await asyncio.sleep(SHOW_AGAIN_SECONDS)
        else:
            sent = await self.send(target, as_text(post))
        if isinstance(sent, Outcome):
            raise sent.error or TelegramError(sent.detail)
        return sent

    async def _send_with_fallbacks(
        self,
        target: Target,
        post: Post,
        form: PostForm,
        begin: Begin | None,
        state: PhotoState | None,
    ) -> Delivered | Outcome:
        photo_lost_by = FailureAction.NEXT_FALLBACK
        while True:
            uploads = await self._uploads(post, form)
            if form.photo in _UPLOADS and not uploads:
                form = replace(form, photo=PhotoSource.NONE)
            try:
                method, parameters = post_request(
                    target, post, form, state.file_id if state is not None else ""
                )
                result = await self._calls.call(method, parameters, uploads=uploads, begin=begin)
            except TelegramError as error:
                outcome = classify(error, Scope.SEND)
                smaller = next_fallback(form, outcome.action)
                if smaller is None:
                    return _last(outcome, photo_lost_by)
                self._log.note(target, outcome)
                if state is not None and form.photo is not PhotoSource.NONE:
                    photo_lost_by = outcome.action
                    if (
                        form.photo is PhotoSource.FILE
                        and photo_lost_by is FailureAction.OTHER_PHOTO
                    ):
                        await self._photos.forget(target.article_id, state)
                form = smaller
            else:
                if state is not None:
                    await self._learn(target, form, state, result, photo_lost_by)
                return delivered(target, result, _parts(post, form, result))

    async def _uploads(self, post: Post, form: PostForm) -> Mapping[str, Upload]:
        if form.photo not in _UPLOADS:
            return {}
        small = form.photo is PhotoSource.SMALL_JPEG
        jpeg = await self._photos.jpeg(post.photo_url, small=small)
        return {"photo": upload_of("photo", jpeg)} if jpeg is not None else {}

    async def _learn(
        self,
        target: Target,
        form: PostForm,
        state: PhotoState,
        result: dict[str, Any],
        photo_lost_by: FailureAction,
    ) -> None:
        """Keep for other chats from which source the photo goes, or that none is left."""
        if form.photo is not PhotoSource.NONE:
            await self._photos.learn(target.article_id, state, file_id_in(result))
        elif photo_lost_by is FailureAction.OTHER_PHOTO:
            self._photos.give_up(state)
        elif photo_lost_by is FailureAction.NEXT_FALLBACK:
            self._photos.suspect(state)


def _last(outcome: Outcome, photo_lost_by: FailureAction) -> Outcome:
    """Return what is done about a refusal after which nothing smaller can be sent."""
    if outcome.action is FailureAction.NO_TEXT and photo_lost_by is FailureAction.NO_PHOTO:
        return replace(outcome, action=FailureAction.MAY_NOT_WRITE, reason=InactiveReason.NO_RIGHTS)
    if outcome.action in ABOUT_THE_POST:
        return replace(outcome, action=FailureAction.FAIL)
    return outcome


def _parts(post: Post, form: PostForm, result: dict[str, Any]) -> tuple[PostPart, ...]:
    if form.photo is PhotoSource.NONE:
        return ()
    return (PostPart(int(result["message_id"]), media_mark(post.photo_url)),)


def as_text(post: Post) -> Post:
    """Return the post as it is sent where nothing but a text can be."""
    return replace(post, html=post.text_html, photo_url="", album=(), file=None, telegram_file=None)
