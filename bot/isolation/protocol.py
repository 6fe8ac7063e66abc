"""Encodes messages between parent and worker process: a length, then checked JSON."""

import base64
import inspect
import json
import struct
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

HEADER = struct.Struct(">I")
_BYTES = "$bytes"


class ProtocolError(Exception):
    """A message does not match the function's annotations."""


def name_of(function: Callable[..., Any]) -> str:
    """Return the name of a function between parent and child: `module:qualified.name`."""
    return f"{function.__module__}:{function.__qualname__}"


def frame(message: bytes) -> bytes:
    """Return a message with its length prefixed."""
    return HEADER.pack(len(message)) + message


def encode_message(message: Mapping[str, Any]) -> bytes:
    """Encode a message as JSON; bytes become base64.

    Raises:
        ProtocolError: a value has no JSON form.
    """
    try:
        return json.dumps(message, default=_to_json).encode("ascii")
    except (TypeError, ValueError, RecursionError) as error:
        raise ProtocolError(f"a value has no JSON form: {error}") from error


def decode_message(data: bytes) -> dict[str, Any]:
    """Decode a message from JSON.

    Raises:
        ProtocolError: the data are not a JSON object.
    """
    try:
        message = json.loads(data, object_hook=_from_json)
    except (ValueError, TypeError, RecursionError) as error:
        raise ProtocolError("the message is no JSON") from error
    if not isinstance(message, dict):
        raise ProtocolError("the message is no JSON object")
    return message


def dump_arguments(
    function: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> dict[str, Any]:
    """Convert a call's arguments to plain values by parameter name.

    Raises:
        ProtocolError: an argument does not have the annotated type.
        TypeError: the arguments don't match the function's signature.
    """
    bound = inspect.signature(function).bind(*args, **kwargs)
    return {name: _dump(_hints(function)[name], one) for name, one in bound.arguments.items()}


def load_arguments(function: Callable[..., Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """Validate a call's arguments by the annotations of the parameters.

    Raises:
        ProtocolError: an argument is unknown or has another type.
    """
    hints = _hints(function)
    if unknown := values.keys() - hints.keys():
        raise ProtocolError(f"unknown arguments: {sorted(unknown)}")
    return {name: _load(hints[name], value) for name, value in values.items()}


def dump_result(function: Callable[..., Any], result: Any) -> Any:
    """Convert a result to plain values.

    Raises:
        ProtocolError: the result does not have the declared type.
    """
    return _dump(_hints(function)["return"], result)


def load_result(function: Callable[..., Any], value: Any) -> Any:
    """Validate a result by the function's return annotation.

    Raises:
        ProtocolError: the result does not have the declared type.
    """
    return _load(_hints(function)["return"], value)


@cache
def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    return get_type_hints(function)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _dump(kind: Any, value: Any) -> Any:
    try:
        return _adapter(kind).dump_python(value, warnings="error")
    except PydanticSerializationError as error:
        raise ProtocolError("a value is not of its declared type") from error


def _load(kind: Any, value: Any) -> Any:
    try:
        return _adapter(kind).validate_python(value)
    except ValidationError as error:
        # Only where and why: the values are somebody else's words.
        raise ProtocolError(
            f"{error.error_count()} values are not of their declared type"
        ) from None


def _to_json(value: object) -> Any:
    if isinstance(value, bytes):
        return {_BYTES: base64.b64encode(value).decode("ascii")}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, set | frozenset):
        return sorted(value)
    raise TypeError(type(value).__name__)


def _from_json(value: dict[str, Any]) -> Any:
    if value.keys() == {_BYTES}:
        return base64.b64decode(value[_BYTES], validate=True)
    return value
