"""Builds links to posts that stand in a channel or supergroup, for those who can see it."""

from storage.models import Chat

# https://core.telegram.org/bots/api#chat: ids of supergroups and channels begin so.
_PREFIX = "-100"


def post_link(chat: Chat, message_id: int) -> str:
    """Return the link to a message of the chat; empty for a basic group, which has none.

    https://core.telegram.org/api/links#message-links
    """
    written = str(chat.telegram_id)
    if not written.startswith(_PREFIX) or not message_id:
        return ""
    topic = f"{chat.thread_id}/" if chat.thread_id else ""
    return f"https://t.me/c/{written.removeprefix(_PREFIX)}/{topic}{message_id}"
