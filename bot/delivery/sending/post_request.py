"""Builds the Bot API requests that send a post, in full or reduced form."""

import html
import json
import re
from dataclasses import dataclass
from functools import lru_cache

from telegram.constants import MessageLimit, ParseMode

from bot.delivery.sending.fallbacks import PhotoSource, PostForm
from bot.posts.shortening import shortened
from bot.types import Button, Post

_TAG = re.compile(r"<[^<>]*>")

Parameters = dict[str, str | int | bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The chat, or forum topic, that a post is sent to; `article_id` 0 means no article.

    `content` is what the post carries, for the log.
    """

    telegram_id: int
    thread_id: int = 0
    silent: bool = False
    article_id: int = 0
    content: str = "a post"


def post_request(
    target: Target, post: Post, form: PostForm, file_id: str
) -> tuple[str, Parameters]:
    """Return the Bot API method and parameters that send a post in this form.

    Args:
        target: the chat or topic.
        post: the complete post.
        form: the parts of the post to send.
        file_id: the photo's id at Telegram, empty if unknown.
    """
    parameters = head(target, post, reply=form.reply, paid=form.paid)
    if form.buttons:
        parameters["reply_markup"] = keyboard(post.buttons)
    if form.photo is PhotoSource.NONE:
        parameters["link_preview_options"] = link_preview(post)
        text = post.text_html if post.photo_url else post.html
        return "sendMessage", parameters | words("text", text, marks=form.marks)
    if form.photo is PhotoSource.FILE:
        parameters["photo"] = file_id
    elif form.photo is PhotoSource.ADDRESS:
        parameters["photo"] = post.photo_url
    return "sendPhoto", parameters | words("caption", post.html, marks=form.marks)


def head(target: Target, post: Post, *, reply: bool, paid: bool) -> Parameters:
    """Return the parameters that say where a post goes and how, whatever it holds."""
    parameters: Parameters = {"chat_id": target.telegram_id}
    if target.thread_id:
        parameters["message_thread_id"] = target.thread_id
    if target.silent:
        parameters["disable_notification"] = True
    if paid:
        parameters["allow_paid_broadcast"] = True
    if reply:
        # The post that it follows up may have been deleted: then it stands alone.
        answered = {"message_id": post.reply_to, "allow_sending_without_reply": True}
        parameters["reply_parameters"] = json.dumps(answered)
    return parameters


def words(name: str, text: str, *, marks: bool) -> Parameters:
    """Return the parameters for a text or caption, as HTML or plain, within Telegram's limit."""
    if marks:
        return {name: text, "parse_mode": ParseMode.HTML}
    limit = MessageLimit.CAPTION_LENGTH if name == "caption" else MessageLimit.MAX_TEXT_LENGTH
    return {name: shortened(html.unescape(_TAG.sub("", text)), limit)}


@lru_cache(maxsize=256)
def keyboard(buttons: tuple[tuple[Button, ...], ...]) -> str:
    """Serialise an inline keyboard as JSON; cached, because all chats get the same one."""
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


def link_preview(post: Post) -> str:
    """Return the link preview options of a post as JSON."""
    url = "" if post.photo_url else post.link_preview_url
    if not url:
        return json.dumps({"is_disabled": True})
    if post.preview_above:
        return json.dumps({"url": url, "prefer_large_media": True, "show_above_text": True})
    return json.dumps({"url": url})
