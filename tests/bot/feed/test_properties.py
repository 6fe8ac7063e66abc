"""Whatever bytes come, a feed's reader ends in a result or in the project's own error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.feed import hostile
from tests.parser_bounds import (
    INPUTS,
    ON_LINUX,
    assert_bounds_in_subprocess,
    assert_time_bound,
)

SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(hostile.bodies(), st.sampled_from(hostile.CONTENT_TYPES))
def test_any_bytes(body: bytes, content_type: str) -> None:
    """Bytes without a plan, and real shapes, cut and spoiled."""
    assert_time_bound(lambda: hostile.read(body, content_type))


@SLOW
@given(hostile.rest_bodies())
def test_any_rest_answer(body: bytes) -> None:
    """The REST reader takes anything, too."""
    assert_time_bound(lambda: hostile.read_rest(body))


@ON_LINUX
@pytest.mark.slow
def test_hostile_feeds_end_within_time_and_memory() -> None:
    """Shapes that make parsers slow or large, and some spoiled feeds, each by itself."""
    assert assert_bounds_in_subprocess("feed") >= len(hostile.SHAPES) + INPUTS


@ON_LINUX
@pytest.mark.slow
def test_hostile_rest_answers_end_within_time_and_memory() -> None:
    """Huge, deep, of wrong types."""
    assert assert_bounds_in_subprocess("rest") >= len(hostile.REST_SHAPES) + INPUTS
