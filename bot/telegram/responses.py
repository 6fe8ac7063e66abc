"""Decides what counts as an answer of the Bot API, and by which status the library reads it."""

from http import HTTPStatus
from typing import Any, Final

from telegram.error import RetryAfter, TelegramError

from bot.delivery.refusals.network_errors import NotTelegram, ServerFault
from bot.text.json_values import load_json

# Telegram always says how long to wait; this is for an answer that does not.
UNSAID_WAIT_SECONDS: Final = 5
_MOST_SECONDS: Final = 366 * 86_400
_MOST_ID: Final = 2**52
# The library has an exception for each of these; of any other it makes a lost connection.
_KNOWN: Final = frozenset({400, 401, 403, 404, 409, 429})


def status_to_read(status: int, body: bytes) -> int:
    """Return the status with which the library makes of an answer what Telegram means by it.

    A refusal is one whatever its status: with 200 the library would take it for a success, with
    405 or 413 for a connection that was lost after the post was taken.

    Args:
        status: the HTTP status of the answer.
        body: the answer.

    Raises:
        NotTelegram: it is no JSON object with `ok`, or what it says contradicts itself.
        RetryAfter: it is a 429 that does not say for how long.
        ServerFault: it is an error of Telegram's own servers.
    """
    answer = _parsed(status, body)
    if answer["ok"] is True:
        if not _is_success(status) or "result" not in answer:
            raise NotTelegram(status)
        return status
    code = answer.get("error_code") if _is_success(status) else status
    parameters = answer.get("parameters", {})
    if not isinstance(code, int) or not _is_plain(answer, parameters):
        raise NotTelegram(status)
    if code == HTTPStatus.TOO_MANY_REQUESTS and not parameters.get("retry_after"):
        raise RetryAfter(UNSAID_WAIT_SECONDS)
    if code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise ServerFault(code, str(answer.get("description", "")))
    if code < HTTPStatus.BAD_REQUEST:
        raise NotTelegram(status)
    return code if code in _KNOWN else HTTPStatus.BAD_REQUEST


def read_answer(body: bytes) -> dict[str, Any]:
    """Return an answer whose words can be stored, logged and sent.

    Half a surrogate pair in a refusal, a name or a title becomes a question mark: one that reached
    a statement of the database would end the task that runs it.

    Raises:
        TelegramError: it is no JSON.
    """
    try:
        answer: dict[str, Any] = load_json(body)
    except (ValueError, RecursionError):
        raise TelegramError("Invalid server response") from None
    return answer


def _parsed(status: int, body: bytes) -> dict[str, Any]:
    try:
        answer = load_json(body)
    except (ValueError, RecursionError):
        raise NotTelegram(status) from None
    if not isinstance(answer, dict) or not isinstance(answer.get("ok"), bool):
        raise NotTelegram(status)
    return answer


def _is_success(status: int) -> bool:
    return HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _is_plain(answer: dict[str, Any], parameters: object) -> bool:
    """Return whether a refusal has the words and numbers that the library expects of it."""
    if not isinstance(answer.get("description", ""), str) or not isinstance(parameters, dict):
        return False
    seconds, moved_to = parameters.get("retry_after", 0), parameters.get("migrate_to_chat_id", 0)
    return (
        isinstance(seconds, int)
        and 0 <= seconds <= _MOST_SECONDS
        and isinstance(moved_to, int)
        and -_MOST_ID < moved_to < _MOST_ID
    )
