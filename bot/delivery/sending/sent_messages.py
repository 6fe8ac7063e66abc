"""Checks that the answer to a send tells which messages were sent."""

from typing import Any, Final

from telegram.error import TelegramError

_MOST_NUMBER: Final = 2**31 - 1


def checked_result(method: str, result: Any) -> Any:
    """Return the result of a call; that of a send only with the numbers of its messages.

    Edits and deletions need them. A post whose answer has none may stand in its chat: that is in
    doubt, and nothing to go on with. The number 0 is an answer: a video for a large chat appears
    when the servers have prepared it, and has no number before
    (https://core.telegram.org/bots/api#message).

    Args:
        method: the API method that was called.
        result: what Telegram answered, unparsed.

    Raises:
        TelegramError: a message was sent, or several, and it can't be known which.
    """
    if method.startswith("send"):
        messages = result if isinstance(result, list) else [result]
        if not messages or not all(map(_is_message, messages)):
            raise TelegramError("an answer without the message that was sent")
    return result


def _is_message(message: object) -> bool:
    if not isinstance(message, dict):
        return False
    number = message.get("message_id")
    # Without its chat nothing says that a message was made.
    lowest = 0 if isinstance(message.get("chat"), dict) else 1
    return type(number) is int and lowest <= number <= _MOST_NUMBER
