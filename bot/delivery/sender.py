"""Sends one post to one chat, and tries other forms when it is refused."""

import html
import json
import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from telegram.constants import ParseMode
from telegram.error import InvalidToken, TelegramError

from bot.delivery.calls import Begin, Calls
from bot.delivery.failure_table import FailureAction, Outcome, classify
from bot.delivery.photos import PhotoBusy, Photos, PhotoState
from bot.errors import KhabarError
from bot.types import Button, Post
from storage.outbox import Action, Delivery

_LOG = logging.getLogger(__name__)
_TAG = re.compile(r"<[^<>]*>")
_Parameters = dict[str, str | int | bool]


class TokenRefusedError(KhabarError):
    """The bot's token is wrong: nothing can be sent until an owner corrects it."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The post stands in the chat."""

    message_id: int
    has_photo: bool


@dataclass(frozen=True, slots=True)
class Busy:
    """Its photo is being uploaded for another chat at this moment: come back soon."""


class Sender:
    """Sends, edits, deletes; every failure of Telegram's comes back as an `Outcome`."""

    def __init__(self, calls: Calls, photos: Photos) -> None:
        self._calls = calls
        self._photos = photos

    async def deliver(
        self, delivery: Delivery, post: Post, begin: Begin
    ) -> Delivered | Outcome | Busy:
        """Do what the delivery says.

        `begin` is awaited before each request; what it raises keeps that from being made.

        Raises:
            TokenRefusedError: Telegram does not know the token.
        """
        chat = _Chat(self._calls, delivery, post, begin)
        try:
            if delivery.action is Action.DELETE:
                return await chat.delete()
            if delivery.action is Action.EDIT:
                return await chat.edit()
            if post.photo_url:
                return await self._with_photo(chat, delivery, post)
            return await chat.send_text(post.html)
        except PhotoBusy:
            return Busy()
        except TelegramError as error:
            return await self._explained(classify(error))

    async def _explained(self, outcome: Outcome) -> Outcome:
        """Any 404 looks like a wrong token to the library: only getMe can tell."""
        if outcome.means is not FailureAction.CHECK_TOKEN:
            return outcome
        try:
            await self._calls.call("getMe", {})
        except InvalidToken as error:
            raise TokenRefusedError("Telegram does not know this bot token") from error
        except TelegramError as error:
            return classify(error)
        return Outcome(FailureAction.FAIL, "refused", outcome.detail)

    async def _with_photo(
        self, chat: "_Chat", delivery: Delivery, post: Post
    ) -> Delivered | Outcome:
        async with self._photos.way(delivery.article_id, post.photo_url) as state:
            if not self._photos.broken(state):
                sent = await self._by_any_way(chat, delivery.article_id, post.photo_url, state)
                if sent is not None:
                    return sent
        return await chat.send_text(post.text_html)

    async def _by_any_way(
        self, chat: "_Chat", article_id: int, url: str, state: PhotoState
    ) -> Delivered | None:
        """A known file, else the address, else the bytes; None when it must be text."""
        for source in (state.file_id, url, None):
            if source == "":
                continue
            photo = None if source else await self._photos.jpeg(url)
            if source is None and photo is None:
                break
            try:
                sent, file_id = await chat.send_photo(source, photo)
            except TelegramError as error:
                means = classify(error).means
                if means is FailureAction.AS_TEXT:
                    return None
                if means is not FailureAction.UPLOAD:
                    raise
                _LOG.info("photo %s refused: %s", url, error)
                if source == state.file_id:
                    await self._photos.forget(article_id, state)
            else:
                await self._photos.learn(article_id, state, file_id)
                return sent
        self._photos.give_up(state)
        return None


class _Chat:
    """The calls for one delivery; text that Telegram can't parse goes again without marks."""

    def __init__(self, calls: Calls, delivery: Delivery, post: Post, begin: Begin) -> None:
        self._calls = calls
        self._delivery = delivery
        self._post = post
        self._begin = begin

    async def send_text(self, text: str) -> Delivered:
        result = await self._call("sendMessage", self._new(), "text", text)
        return Delivered(int(result["message_id"]), has_photo=False)

    async def send_photo(self, source: str | None, photo: bytes | None) -> tuple[Delivered, str]:
        """The message, and the photo's `file_id`."""
        parameters = self._new()
        if source:
            parameters["photo"] = source
        result = await self._call("sendPhoto", parameters, "caption", self._post.html, photo)
        sizes = result.get("photo") or [{}]
        file_id = str(sizes[-1].get("file_id", ""))
        return Delivered(int(result["message_id"]), has_photo=True), file_id

    async def edit(self) -> Delivered:
        """A post keeps the shape in which it was sent: a caption, or a text."""
        parameters = self._old()
        if markup := _markup(self._post.buttons):
            parameters["reply_markup"] = markup
        if self._delivery.has_photo:
            await self._call("editMessageCaption", parameters, "caption", self._post.html)
        else:
            text = self._post.text_html if self._post.photo_url else self._post.html
            parameters["link_preview_options"] = _preview(self._post.link_preview_url)
            await self._call("editMessageText", parameters, "text", text)
        return Delivered(self._delivery.message_id, self._delivery.has_photo)

    async def delete(self) -> Outcome:
        await self._calls.call("deleteMessage", self._old(), begin=self._begin)
        return Outcome(FailureAction.DONE, "deleted")

    async def _call(
        self,
        method: str,
        parameters: _Parameters,
        name: str,
        text: str,
        photo: bytes | None = None,
    ) -> Any:
        marked: _Parameters = {**parameters, name: text, "parse_mode": ParseMode.HTML}
        try:
            return await self._calls.call(method, marked, photo=photo, begin=self._begin)
        except TelegramError as error:
            if classify(error).means is not FailureAction.PLAIN:
                raise
            _LOG.error("article %d can't be parsed: %s", self._delivery.article_id, error)
        plain: _Parameters = {**parameters, name: html.unescape(_TAG.sub("", text))}
        return await self._calls.call(method, plain, photo=photo, begin=self._begin)

    def _new(self) -> _Parameters:
        parameters: _Parameters = {"chat_id": self._delivery.telegram_id}
        if self._delivery.thread_id:
            parameters["message_thread_id"] = self._delivery.thread_id
        if self._delivery.silent:
            parameters["disable_notification"] = True
        if self._post.reply_to:
            # The post that it follows up may have been deleted: then it stands alone.
            answered = {
                "message_id": self._post.reply_to,
                "allow_sending_without_reply": True,
            }
            parameters["reply_parameters"] = json.dumps(answered)
        if markup := _markup(self._post.buttons):
            parameters["reply_markup"] = markup
        if not self._post.photo_url:
            parameters["link_preview_options"] = _preview(self._post.link_preview_url)
        return parameters

    def _old(self) -> _Parameters:
        return {
            "chat_id": self._delivery.telegram_id,
            "message_id": self._delivery.message_id,
        }


@lru_cache(maxsize=256)
def _markup(buttons: tuple[tuple[Button, ...], ...]) -> str:
    """The keyboard as JSON: made once for a post, not once for each chat."""
    if not buttons:
        return ""
    return json.dumps(
        {"inline_keyboard": [[_button(one) for one in row] for row in buttons]},
        ensure_ascii=False,
    )


def _button(button: Button) -> dict[str, str]:
    if button.url:
        return {"text": button.text, "url": button.url}
    if button.inline_query is not None:
        return {"text": button.text, "switch_inline_query": button.inline_query}
    return {"text": button.text, "callback_data": button.data}


@lru_cache(maxsize=256)
def _preview(url: str) -> str:
    return json.dumps({"url": url} if url else {"is_disabled": True})
