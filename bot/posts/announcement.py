"""Composes the post of an owner's message to all, and the notice that replaces a withdrawn one."""

import html

from bot.i18n import Translator
from bot.posts.withdrawn_card import taken_back_card
from bot.types import Post
from storage.models import AnnouncementContent


def announcement_post(content: AnnouncementContent) -> Post:
    """Return the message as every chat gets it, the owner's preview included."""
    return Post(
        html=content.html,
        text_html=content.html,
        telegram_file=content.file,
        link_preview_url=content.preview_url,
        preview_above=content.preview_above,
    )


def withdrawn_announcement(translator: Translator, *, file: bool) -> Post:
    """Return what stands where Telegram deletes the message no more.

    Args:
        translator: for the language of the chat.
        file: whether it stands below a photo or video, whose place a picture takes.
    """
    notice = html.escape(translator.gettext("We took this message back."), quote=False)
    return Post(html=notice, text_html=notice, photo_url=taken_back_card() if file else "")
