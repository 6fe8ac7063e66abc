"""Whatever bytes come, a page's reader ends in a result or in the project's own error."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.article.parse_page import read_text
from bot.errors import PageError
from tests.bot.article import hostile
from tests.data.page_cases import cases
from tests.parser_bounds import (
    INPUTS,
    ON_LINUX,
    assert_bounds_in_subprocess,
    assert_time_bound,
)

TEXTS = [case.body.decode() for case in cases() if case.suffix == "txt"]
SLOW = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(hostile.bodies(), st.sampled_from(hostile.CONTENT_TYPES))
def test_any_bytes(body: bytes, content_type: str) -> None:
    """Bytes without a plan, and real shapes, cut and spoiled."""
    assert_time_bound(lambda: hostile.read(body, content_type))


@SLOW
@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from("\n".join(TEXTS).split("\n")), max_size=30).map("\n".join)
)
def test_any_text(text: str) -> None:
    """Lines in any order."""
    try:
        assert read_text(text).title
    except PageError:
        return


@ON_LINUX
@pytest.mark.slow
def test_hostile_pages_end_within_time_and_memory() -> None:
    """Shapes that make parsers slow or large, and some spoiled pages, each by itself."""
    assert assert_bounds_in_subprocess("page") >= len(hostile.SHAPES) + INPUTS
