"""Checks that the answer to a send tells which messages were sent."""

from typing import Any, Final

from telegram.error import TelegramError

_MOST_NUMBER: Final = 2**31 - 1


def checked_result(method: str, result: Any) -> Any:
    """Return the result of a call; that of a send only with the numbers of its messages.

    Edits and deletions need them. A post whose answer has none may stand in its chat: that is in
    doubt, and nothing to go on with.

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
    number = message.get("message_id") if isinstance(message, dict) else None
    return isinstance(number, int) and 0 < number <= _MOST_NUMBER
