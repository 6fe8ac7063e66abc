"""Turns the worker process's reply into the function's result, or into its exception."""

from collections.abc import Callable
from typing import Any

from bot import errors
from bot.errors import JobFailed, JobKilled, KhabarError
from bot.isolation.protocol import ProtocolError, decode_message, load_result


def read_reply(data: bytes) -> dict[str, Any]:
    """Decode a frame of the child.

    Raises:
        JobFailed: it can't be read.
    """
    try:
        return decode_message(data)
    except ProtocolError as error:
        raise JobFailed("the worker's answer can't be read") from error


def result_of(function: Callable[..., Any], value: Any) -> Any:
    """Rebuild what the function returned, checked against its declared type.

    Raises:
        JobFailed: it is not what the function declares.
    """
    try:
        return load_result(function, value)
    except ProtocolError as error:
        raise JobFailed(f"the worker's answer is not what was declared: {error}") from error


def raised_error(reply: dict[str, Any]) -> KhabarError:
    """Return the child's exception; only the project's own are made again, with their message."""
    kind = getattr(errors, str(reply.get("raised", "")), None)
    message = str(reply.get("message", ""))[:500]
    if isinstance(kind, type) and issubclass(kind, KhabarError):
        try:
            return kind(message)
        except TypeError:
            return JobFailed(message)
    failed = str(reply.get("failed", "nothing"))[:60]
    if failed in {"MemoryError", "RecursionError"}:
        return JobKilled(f"parsing was stopped at its limit of memory ({failed})")
    return JobFailed(f"parsing failed with {failed}")
