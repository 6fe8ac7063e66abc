"""Reads what an owner has sent to the bot as a message to all."""

from enum import StrEnum

from telegram import Message, MessageEntity
from telegram.constants import MessageLimit

from bot.posts.shortening import utf16_length
from storage.models import AnnouncementContent, TelegramFile, TelegramFileKind


class Unusable(StrEnum):
    """Why a message can't be sent to all."""

    KIND = "neither text nor a photo or video"
    ALBUM = "one of several"
    LONG = "more words than a bot may put below a photo"


def announcement_content(message: Message) -> AnnouncementContent | Unusable:
    """Return the message with its formatting, as the bot sends it.

    A person with Telegram Premium may write more below a photo than a bot may.
    """
    if message.media_group_id is not None:
        return Unusable.ALBUM
    file = _file(message)
    if file is not None:
        if utf16_length(message.caption or "") > MessageLimit.CAPTION_LENGTH:
            return Unusable.LONG
        return AnnouncementContent(html=message.caption_html or "", file=file)
    if not message.text:
        return Unusable.KIND
    url, above = _preview(message)
    return AnnouncementContent(html=message.text_html, preview_url=url, preview_above=above)


def _file(message: Message) -> TelegramFile | None:
    if message.photo:
        return TelegramFile(TelegramFileKind.PHOTO, message.photo[-1].file_id)
    if message.video is not None:
        return TelegramFile(TelegramFileKind.VIDEO, message.video.file_id)
    return None


def _preview(message: Message) -> tuple[str, bool]:
    """The link whose preview stands with a text, and whether above it; empty for none."""
    chosen = message.link_preview_options
    if chosen is not None and chosen.is_disabled:
        return "", False
    above = bool(chosen is not None and chosen.show_above_text)
    if chosen is not None and isinstance(chosen.url, str) and chosen.url:
        return chosen.url, above
    for entity, words in message.parse_entities(
        [MessageEntity.URL, MessageEntity.TEXT_LINK]
    ).items():
        return entity.url or words, above
    return "", False
