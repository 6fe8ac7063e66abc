"""Sends a post as video or audio; where Telegram does not take it, a photo or a text has to do.

file ──> address (20 MB) ──> upload (50 MB) ──> photo
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import FailureAction, Outcome, Scope, classify
from bot.delivery.sending.calls import Begin, Calls, Upload
from bot.delivery.sending.delivered import Delivered, delivered
from bot.delivery.sending.fallbacks import (
    ABOUT_THE_POST,
    PhotoSource,
    PostForm,
    without_refused_part,
)
from bot.delivery.sending.media_request import file_id_in, file_request, media_mark, upload_of
from bot.delivery.sending.photos import Photos, PhotoState
from bot.delivery.sending.post_request import Target
from bot.delivery.sending.refusal_log import RefusalLog
from bot.types import Post
from storage.models import Media
from storage.outbox import PostPart

# An upload is one of the file as it is.
_SOURCES = frozenset({PhotoSource.FILE, PhotoSource.ADDRESS, PhotoSource.JPEG})
# The chat takes no such media, or the words below it are too long for any.
_HOPELESS = frozenset({FailureAction.NO_PHOTO, FailureAction.AS_TEXT})


@dataclass(frozen=True, slots=True)
class _Job:
    """What stays the same in all calls for one post."""

    target: Target
    post: Post
    file: Media
    begin: Begin | None


class FileWriter:
    """Sends videos and audio.

    Args:
        calls: makes Bot API calls.
        photos: knows how each file can be sent, and fetches those that are uploaded.
        log: notes refusals.
    """

    def __init__(self, calls: Calls, photos: Photos, log: RefusalLog) -> None:
        self._calls = calls
        self._photos = photos
        self._log = log

    async def send(
        self, target: Target, post: Post, file: Media, form: PostForm, begin: Begin | None
    ) -> Delivered | Outcome | None:
        """Send the file with the post's caption; None where a photo or a text has to do.

        Args:
            target: the chat or topic.
            post: the complete post.
            file: its video or audio.
            form: whether it is a reply, paid, and has buttons.
            begin: awaited before each request; an exception from it prevents the request.

        Raises:
            PhotoBusy: another chat is still trying out how the file can be sent.
        """
        async with self._photos.way(target.article_id, file.url) as state:
            if self._photos.broken(state):
                return None
            form = replace(form, photo=PhotoSource.FILE if state.file_id else PhotoSource.ADDRESS)
            action, job = FailureAction.OTHER_PHOTO, _Job(target, post, file, begin)
            while form.photo in _SOURCES:
                sent = await self._try(job, form, state)
                if isinstance(sent, Delivered):
                    return sent
                if sent is None:
                    break
                action = sent.action
                if action not in ABOUT_THE_POST:
                    return sent
                self._log.note(target, sent)
                if action in _HOPELESS:
                    return None
                if action is FailureAction.OTHER_PHOTO and form.photo is PhotoSource.FILE:
                    await self._photos.forget(target.article_id, state)
                form = _smaller(form, action)
            if action is FailureAction.OTHER_PHOTO:
                self._photos.give_up(state)
            else:
                self._photos.suspect(state)
        return None

    async def _try(
        self, job: "_Job", form: PostForm, state: PhotoState
    ) -> Delivered | Outcome | None:
        """Make one call; None if the file that it would need can't be had."""
        target, file = job.target, job.file
        async with self._uploads(file, form) as uploads:
            if uploads is None:
                return None
            method, parameters = file_request(target, job.post, file, form, state.file_id)
            try:
                result: dict[str, Any] = await self._calls.call(
                    method, parameters, uploads=uploads, begin=job.begin
                )
            except TelegramError as error:
                return classify(error, Scope.SEND)
        await self._photos.learn(target.article_id, state, file_id_in(result))
        part = PostPart(int(result["message_id"]), media_mark(file.url))
        return delivered(target, result, (part,))

    @asynccontextmanager
    async def _uploads(
        self, file: Media, form: PostForm
    ) -> AsyncIterator[Mapping[str, Upload] | None]:
        if form.photo is not PhotoSource.JPEG:
            yield {}
            return
        async with self._photos.file(file.url) as data:
            yield {file.kind.value: upload_of(file.kind, data)} if data else None


def _smaller(form: PostForm, action: FailureAction) -> PostForm:
    less = without_refused_part(form, action)
    return replace(form, **less) if less else replace(form, photo=PhotoSource(form.photo + 1))
