"""Sends a post as an album; where Telegram takes none of it, a photo or a text has to do."""

from collections.abc import Sequence
from contextlib import AsyncExitStack

from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import FailureAction, Outcome, Scope, classify
from bot.delivery.sending.album_fallbacks import (
    FEWEST,
    AlbumForm,
    PartSource,
    named_part,
    next_album_fallback,
)
from bot.delivery.sending.calls import Begin, Calls, Upload
from bot.delivery.sending.delivered import Delivered, delivered
from bot.delivery.sending.fallbacks import ABOUT_THE_POST, PostForm
from bot.delivery.sending.media_request import (
    album_request,
    attached_name,
    file_id_in,
    media_mark,
    upload_of,
)
from bot.delivery.sending.photos import Photos, PhotoState
from bot.delivery.sending.post_request import Target
from bot.delivery.sending.refusal_log import RefusalLog
from bot.types import Post
from storage.outbox import PostPart

# Each refused call costs as many messages of the limits as an album has.
MOST_CALLS = 8


class AlbumWriter:
    """Sends albums, with as many of their photos as Telegram takes.

    Args:
        calls: makes Bot API calls.
        photos: knows how each photo can be sent.
        log: notes refusals.
    """

    def __init__(self, calls: Calls, photos: Photos, log: RefusalLog) -> None:
        self._calls = calls
        self._photos = photos
        self._log = log

    async def send(
        self, target: Target, post: Post, form: PostForm, begin: Begin | None
    ) -> Delivered | Outcome | None:
        """Send the post's album; None where a single photo or a text has to do.

        Args:
            target: the chat or topic.
            post: the complete post.
            form: whether it is a reply and paid.
            begin: awaited before each request; an exception from it prevents the request.

        Raises:
            PhotoBusy: another chat is still trying out how one of the photos can be sent.
        """
        whole = self._photos.state(f"album {target.article_id}: {' '.join(post.album)}")
        if self._photos.broken(whole):
            return None
        async with AsyncExitStack() as stack:
            states = [
                await stack.enter_async_context(self._photos.way(target.article_id, url))
                for url in post.album
            ]
            sources = tuple(map(self._first_source, states))
            album = AlbumForm(sources=sources, reply=form.reply, paid=form.paid)
            sent = await self._send_with_fallbacks(target, post, album, states, begin)
        if sent is None:
            self._photos.suspect(whole)
        return sent

    def _first_source(self, state: PhotoState) -> PartSource:
        if self._photos.broken(state):
            return PartSource.LEFT_OUT
        return PartSource.FILE if state.file_id else PartSource.ADDRESS

    async def _send_with_fallbacks(
        self,
        target: Target,
        post: Post,
        form: AlbumForm,
        states: Sequence[PhotoState],
        begin: Begin | None,
    ) -> Delivered | Outcome | None:
        fetched: dict[str, Upload] = {}
        for _ in range(MOST_CALLS):
            form = await self._with_uploads(form, states, fetched)
            if len(form.sent) < FEWEST:
                return None
            method, parameters = album_request(target, post, form, [one.file_id for one in states])
            names = [attached_name(i) for i in form.sent if form.sources[i] is PartSource.JPEG]
            uploads = {name: fetched[name] for name in names}
            try:
                results = await self._calls.call(method, parameters, uploads=uploads, begin=begin)
            except TelegramError as error:
                outcome = classify(error, Scope.SEND)
                if outcome.action not in ABOUT_THE_POST:
                    return outcome
                self._log.note(target, outcome)
                await self._blame(target, form, outcome, states)
                smaller = next_album_fallback(form, outcome.action, outcome.detail)
                if smaller is None:
                    return None
                form = smaller
            else:
                parts = []
                for place, result in zip(form.sent, results, strict=True):
                    await self._photos.learn(target.article_id, states[place], file_id_in(result))
                    parts.append(PostPart(int(result["message_id"]), media_mark(post.album[place])))
                return delivered(target, results[0], tuple(parts))
        return None

    async def _with_uploads(
        self, form: AlbumForm, states: Sequence[PhotoState], fetched: dict[str, Upload]
    ) -> AlbumForm:
        """Fetch the photos that are to be uploaded; leave out those that can't be had."""
        for place in form.sent:
            name = attached_name(place)
            if form.sources[place] is not PartSource.JPEG or name in fetched:
                continue
            # What Telegram makes of a photo for most screens: ten of them are held at once.
            jpeg = await self._photos.jpeg(states[place].url, small=True)
            if jpeg is None:
                self._photos.give_up(states[place])
                form = form.without(place)
            else:
                fetched[name] = upload_of("photo", jpeg)
        return form

    async def _blame(
        self, target: Target, form: AlbumForm, outcome: Outcome, states: Sequence[PhotoState]
    ) -> None:
        """Keep for other chats which photo Telegram has refused."""
        number = named_part(outcome.detail)
        if number is None or number >= len(form.sent):
            return
        place = form.sent[number]
        if outcome.action is FailureAction.NEXT_FALLBACK:
            self._photos.suspect(states[place])
        elif outcome.action is FailureAction.OTHER_PHOTO and form.sources[place] is PartSource.FILE:
            await self._photos.forget(target.article_id, states[place])
        elif outcome.action is FailureAction.OTHER_PHOTO and form.sources[place] is PartSource.JPEG:
            self._photos.give_up(states[place])
