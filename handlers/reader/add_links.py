"""Makes the links that add the bot to a channel or group with the rights that it needs."""

from bot.i18n import Translator
from bot.posts.buttons import Rows
from bot.types import Button

# https://core.telegram.org/api/links#bot-links: rights in one parameter, joined by a plus.
_CHANNEL_RIGHTS = "post_messages+edit_messages+delete_messages"
_GROUP_RIGHTS = "pin_messages"


def add_bot_buttons(username: str, translator: Translator) -> Rows:
    """Return one button for a channel, one for a group."""
    bot = f"https://t.me/{username}"
    channel = translator.gettext("➕ Add to a channel")
    group = translator.gettext("➕ Add to a group")
    return (
        (Button(channel, url=f"{bot}?startchannel&admin={_CHANNEL_RIGHTS}"),),
        (Button(group, url=f"{bot}?startgroup&admin={_GROUP_RIGHTS}"),),
    )
