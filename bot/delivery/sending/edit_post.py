"""Edits and deletes posts that stand in a chat: their words, their photos, all their messages."""

import json
import logging
from dataclasses import replace
from typing import Any

from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import FailureAction, Outcome, Scope, classify
from bot.delivery.refusals.known_refusals import NOT_MODIFIED
from bot.delivery.sending.album_changes import Change, MessageChange, Shown, changes, shown_by
from bot.delivery.sending.calls import Begin, Calls, Upload
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.fallbacks import ABOUT_THE_POST, PhotoSource, PostForm, next_fallback
from bot.delivery.sending.media_request import file_id_in, media_mark, upload_of
from bot.delivery.sending.photos import Photos, PhotoState
from bot.delivery.sending.post_request import Parameters, keyboard, link_preview, words
from bot.posts.withdrawn_card import is_own_picture
from bot.types import Post
from storage.outbox import Delivery, PostPart

_LOG = logging.getLogger(__name__)
_UPLOADED = "file"


class PostEditor:
    """Changes what stands in a chat, in the shape in which it was sent.

    Args:
        calls: makes Bot API calls.
        photos: knows how each photo can be sent.
    """

    def __init__(self, calls: Calls, photos: Photos) -> None:
        self._calls = calls
        self._photos = photos

    async def edit(self, delivery: Delivery, post: Post, begin: Begin) -> Delivered | Outcome:
        """Bring the words of a post up to date, then what its messages show.

        What a message shows stays where Telegram takes nothing else: the words count.

        Raises:
            PhotoBusy: another chat is still trying out how one of the photos can be sent.
        """
        found = changes(delivery.parts, shown_by(post))
        first, others = (found[0] if found else None), found[1:]
        parts: list[PostPart] = []
        shown = False
        if first is not None and first.shows is not None:
            done = await self._replace(delivery, first, first.shows, post, begin)
            if isinstance(done, Outcome):
                return done
            shown = done
            parts.append(_showing(first.part, first.shows) if done else first.part)
        elif first is not None:
            parts.append(first.part)
        if not shown:
            refused = await self._words(delivery, post, begin)
            # What is not there to be edited has no photos either.
            if refused is not None and not (others and refused.action is FailureAction.DONE):
                return refused
        for change in others:
            left = await self._change(delivery, change, post, begin)
            if isinstance(left, Outcome):
                return left
            parts += left
        return Delivered(delivery.message_id, delivery.has_photo, parts=tuple(parts))

    async def delete(self, delivery: Delivery, begin: Begin) -> Outcome:
        """Delete all messages of a post."""
        ids = [part.message_id for part in delivery.parts] or [delivery.message_id]
        return await self._delete(delivery, ids, begin)

    async def _words(self, delivery: Delivery, post: Post, begin: Begin) -> Outcome | None:
        """Edit the caption or text; None when it was edited, or how that ended."""
        form = PostForm(photo=PhotoSource.NONE, reply=False, buttons=_has_buttons(delivery, post))
        while True:
            method, parameters = _change_of_words(delivery, post, form)
            try:
                await self._calls.call(method, parameters, begin=begin)
            except TelegramError as error:
                outcome = classify(error, Scope.EDIT)
                smaller = next_fallback(form, outcome.action)
                if smaller is None:
                    return _ended(outcome)
                _warn(delivery, outcome)
                form = smaller
            else:
                return None

    async def _change(
        self, delivery: Delivery, change: Change, post: Post, begin: Begin
    ) -> list[PostPart] | Outcome:
        """Change one of the further messages of an album; return it as it stands then."""
        if change.does is MessageChange.DELETE:
            gone = await self._delete(delivery, [change.part.message_id], begin)
            if gone.action is FailureAction.DONE:
                return []
            if gone.action is not FailureAction.MARK:
                return gone
            # Too old to be deleted: at least it shows no photo of an article that is withdrawn.
            change = replace(change, shows=next(filter(_is_notice, shown_by(post)), None))
        if change.shows is None:
            return [change.part]
        done = await self._replace(delivery, change, change.shows, None, begin)
        if isinstance(done, Outcome):
            return [change.part] if done.action is FailureAction.DONE else done
        return [_showing(change.part, change.shows) if done else change.part]

    async def _replace(
        self, delivery: Delivery, change: Change, shows: Shown, post: Post | None, begin: Begin
    ) -> bool | Outcome:
        """Have a message show something else, with the words of `post` if it has any.

        Returns:
            whether it shows it now, or how the edit ended for another reason.
        """
        async with self._photos.way(delivery.article_id, shows.url) as state:
            if self._photos.broken(state):
                return False
            for source in _sources(state, shows):
                upload = None
                if source is PhotoSource.JPEG:
                    data = await self._photos.jpeg(shows.url)
                    if data is None:
                        break
                    upload = upload_of(shows.kind, data)
                outcome = await self._show(
                    delivery, change, shows, post, state, source, upload, begin
                )
                if outcome is None:
                    return True
                if outcome.action is FailureAction.DONE:
                    # It shows that already, or is not there.
                    return outcome.reason == NOT_MODIFIED or outcome
                if outcome.action not in ABOUT_THE_POST:
                    return outcome
                _warn(delivery, outcome)
            self._photos.suspect(state)
        return False

    async def _show(  # noqa: PLR0917 - what one call is made of
        self,
        delivery: Delivery,
        change: Change,
        shows: Shown,
        post: Post | None,
        state: PhotoState,
        source: PhotoSource,
        upload: Upload | None,
        begin: Begin,
    ) -> Outcome | None:
        where = {PhotoSource.FILE: state.file_id, PhotoSource.ADDRESS: shows.url}
        media: dict[str, Any] = {"type": shows.kind}
        media["media"] = where.get(source, f"attach://{_UPLOADED}")
        parameters = _message(delivery, change.part.message_id)
        if post is not None:
            media |= words("caption", _caption(post), marks=True)
            if _has_buttons(delivery, post):
                parameters["reply_markup"] = keyboard(post.buttons)
        parameters["media"] = json.dumps(media, ensure_ascii=False)
        uploads = {_UPLOADED: upload} if upload else {}
        try:
            result = await self._calls.call(
                "editMessageMedia", parameters, uploads=uploads, begin=begin
            )
        except TelegramError as error:
            return classify(error, Scope.EDIT)
        await self._photos.learn(delivery.article_id, state, file_id_in(result))
        return None

    async def _delete(self, delivery: Delivery, ids: list[int], begin: Begin) -> Outcome:
        method, parameters = "deleteMessage", _message(delivery, ids[0])
        if len(ids) > 1:
            method = "deleteMessages"
            parameters = {"chat_id": delivery.telegram_id, "message_ids": json.dumps(ids)}
        try:
            await self._calls.call(method, parameters, begin=begin)
        except TelegramError as error:
            outcome = classify(error, Scope.DELETE)
            if delivery.in_former_group and outcome.action is FailureAction.MOVED:
                # A group that became a supergroup lets its posts be edited, and not be deleted.
                # (`check_chat_access` of telegram-bot-api/Client.cpp)
                outcome = replace(outcome, action=FailureAction.MARK)
            # One article may stand in twenty thousand chats.
            _LOG.debug(
                "deletion of %s in chat %d, %s: %s",
                *(delivery.content, delivery.telegram_id, outcome.action, outcome.detail),
            )
            return _ended(outcome)
        return Outcome(FailureAction.DONE, "deleted")


def _sources(state: PhotoState, shows: Shown) -> list[PhotoSource]:
    """Return from where a message may come to show something, in order."""
    sources = [PhotoSource.FILE] if state.file_id else []
    if not is_own_picture(shows.url):
        sources.append(PhotoSource.ADDRESS)
    if shows.kind == "photo":
        sources.append(PhotoSource.JPEG)
    return sources


def _showing(part: PostPart, shows: Shown) -> PostPart:
    return PostPart(part.message_id, media_mark(shows.url))


def _is_notice(shown: Shown) -> bool:
    return is_own_picture(shown.url)


def _has_buttons(delivery: Delivery, post: Post) -> bool:
    """Return whether the message has buttons; those of an album never do."""
    return bool(post.buttons) and len(delivery.parts) < 2  # noqa: PLR2004 - one is no album


def _warn(delivery: Delivery, outcome: Outcome) -> None:
    _LOG.warning(
        "edit of %s in chat %d, %s: %s",
        *(delivery.content, delivery.telegram_id, outcome.action, outcome.detail),
    )


def _ended(outcome: Outcome) -> Outcome:
    """Return what a refusal means where nothing less can be sent."""
    if outcome.action in ABOUT_THE_POST:
        return replace(outcome, action=FailureAction.FAIL)
    return outcome


def _message(delivery: Delivery, message_id: int) -> Parameters:
    return {"chat_id": delivery.telegram_id, "message_id": message_id}


def _caption(post: Post) -> str:
    return post.media_html if post.album or post.file else post.html


def _change_of_words(delivery: Delivery, post: Post, form: PostForm) -> tuple[str, Parameters]:
    """Return the method and the parameters that edit the words of a post that stands in a chat."""
    parameters = _message(delivery, delivery.message_id)
    if form.buttons:
        parameters["reply_markup"] = keyboard(post.buttons)
    if delivery.has_photo:
        return "editMessageCaption", parameters | words("caption", _caption(post), marks=form.marks)
    text = post.text_html if post.photo_url else post.html
    parameters["link_preview_options"] = link_preview(post)
    return "editMessageText", parameters | words("text", text, marks=form.marks)
