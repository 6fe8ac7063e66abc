"""Whatever bytes come, a feed's reader ends in a result or in the project's own error."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bot.feed import hostile
from tests.parser_bounds import (
    INPUTS,
    ON_LINUX,
    SHAPES,
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
@SHAPES
def test_hostile_feeds_end_within_time_and_memory(shapes: int | None) -> None:
    """Shapes that make parsers slow or large, and some spoiled feeds, each by itself."""
    least = (shapes or len(hostile.SHAPES)) + INPUTS
    assert assert_bounds_in_subprocess("feed", shapes=shapes) >= least


@ON_LINUX
@SHAPES
def test_hostile_rest_answers_end_within_time_and_memory(shapes: int | None) -> None:
    """Huge, deep, of wrong types."""
    least = (shapes or len(hostile.REST_SHAPES)) + INPUTS
    assert assert_bounds_in_subprocess("rest", shapes=shapes) >= least
