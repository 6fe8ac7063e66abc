"""Finds the topic in which a message stands, and the message to which an answer must reply."""

from telegram import Message, ReplyParameters


def topic_of(message: Message | None) -> int:
    """Return the topic in which a message stands; 0 for none.

    A thread of answers in a group without topics has a number, too, but is no place to write in.
    """
    if message is None or not message.is_topic_message:
        return 0
    return message.message_thread_id or 0


def thread_of(message: Message | None) -> int:
    """Return the thread of answers or the topic in which a message stands; 0 for none."""
    if message is None or not message.is_accessible:
        return 0
    return message.message_thread_id or 0


def answered_message(message: Message | None) -> int:
    """Return the message to which answers must be replies to stand beside it; 0 for none.

    Below a channel's post in its group for comments, and in any other thread of answers of a group
    without topics, stand replies and nothing else: whoever asks there sees no other answer.
    https://core.telegram.org/api/threads
    """
    if message is None or not thread_of(message) or message.is_topic_message:
        return 0
    return message.message_id


def replying_to(message_id: int) -> ReplyParameters | None:
    """Return what makes a message a reply to this one while it is there; None for 0."""
    return ReplyParameters(message_id, allow_sending_without_reply=True) if message_id else None
