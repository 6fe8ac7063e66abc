"""Whatever a client sends, the sandbox answers; it never stumbles."""

import contextlib
import json
import math
from functools import cache
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.telegram import LimitOptions, World
from sandbox.telegram.api_errors import ApiError
from sandbox.telegram.methods import HANDLERS
from sandbox.telegram.parameters import Parameters, read_parameters
from sandbox.telegram.schema import PARAMETERS
from tests.loopback import loopback_client

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, 1, 2, 101, -1001000000001, math.nan, math.inf]),
    st.text(max_size=8),
    st.sampled_from(
        ["HTML", "typing", "photo", "article", "@layla", "attach://a", "[]", "{}", "<b>"]
    ),
)
KEYS = st.one_of(
    st.text(max_size=4),
    st.sampled_from(
        ["type", "id", "text", "offset", "length", "url", "media", "inline_keyboard", "message_id"]
    ),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)


@cache
def unused_client() -> httpx.AsyncClient:
    """A client for the worlds of these tests: none of their values is a URL of this machine."""
    return loopback_client()


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    method = draw(st.sampled_from(sorted(set(HANDLERS) - {"getupdates"})))
    names = sorted(PARAMETERS[method]) or ["none"]
    return method, draw(st.dictionaries(st.sampled_from(names), VALUES, max_size=5))


@settings(max_examples=120, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(calls())
async def test_any_call_is_answered_or_refused(call: tuple[str, dict[str, Any]]) -> None:
    """Any JSON for any parameter leads to a result or a refusal, and to nothing else."""
    method, values = call
    world = World(unused_client(), limits=LimitOptions(enabled=False))
    world.chats[101].members[world.bot_id].status = "member"
    with contextlib.suppress(ApiError):
        result = HANDLERS[method](world, Parameters(values))
        if hasattr(result, "__await__"):
            result = await result
        json.dumps(result)


@given(st.binary(max_size=200))
def test_any_multipart_body_is_read_or_refused(body: bytes) -> None:
    """Bytes that only claim to be multipart do no harm."""
    with contextlib.suppress(ApiError):
        read_parameters(b"", b"multipart/form-data; boundary=b", b"--b\r\n" + body)


@given(st.binary(max_size=200))
def test_any_json_body_is_read_or_refused(body: bytes) -> None:
    """Bytes that only claim to be JSON do no harm."""
    with contextlib.suppress(ApiError):
        read_parameters(b"a=1", b"application/json", body)


def test_a_body_nested_without_end_is_refused() -> None:
    """Deep nesting is a refusal, not a crash."""
    with pytest.raises(ApiError):
        read_parameters(b"", b"application/json", b'{"a":' + b"[" * 100_000)


def test_all_methods_have_their_parameters_listed() -> None:
    """Each method that is answered says what it knows."""
    assert HANDLERS.keys() == PARAMETERS.keys()
