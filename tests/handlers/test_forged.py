"""Forged presses: whatever the data and wherever they come from, an answer and no error."""

import logging
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.posts.actions.encoding import PREFIXES, decode
from tests.handlers.hostile import DATA, fields, written
from tests.handlers.offstage import GROUP, PLACES, STRANGER, Offstage
from tests.parser_bounds import INPUTS, assert_bounds_in_subprocess

# Where the bot is, and nothing is stored.
UNKNOWN = ("stranger", "group", "topic", "inaccessible group", "inaccessible topic")


def rows_of(offstage: Offstage, telegram_id: int) -> dict[str, list[dict[str, Any]]]:
    """All that is stored of a chat."""
    store = offstage.application.bot_data.store
    return dict(offstage.loop.run_until_complete(store.export.of(telegram_id)))


@settings(max_examples=50, deadline=None)
@given(
    st.one_of([fields(action) for action in PREFIXES.values()]).map(written),
    st.sampled_from(UNKNOWN),
)
@example("f:1:1", "stranger")
@example("v:1:0", "stranger")
@example("v:1:1", "topic")
@example("b:1:0:1:0", "stranger")
@example("c:p:0", "stranger")
@example("c:a:1", "group")
@example("u:8:1", "stranger")
@example("q:0:1", "stranger")
@example("k:1:2:1", "stranger")
def test_no_button_stores_a_chat_that_is_not_known(
    offstage: Offstage, data: str, place: str
) -> None:
    """It may be from before everything was erased: only what is typed begins anew."""
    offstage.request.refuses_edits = False
    chat = STRANGER if place == "stranger" else GROUP
    assert offstage.press(data, place)
    # What an administrator does to a channel that is known is written down there.
    assert rows_of(offstage, chat).keys() <= {"prompts", "audit_log"}


@settings(max_examples=50, deadline=None)
@given(DATA, st.sampled_from(PLACES), st.booleans())
@example("p:s:1:0", "stranger", False)
@example("k:1:9:9", "private", False)
@example("p:l:0:9223372036854775807", "private", True)
@example("y:9223372036854775807", "private", False)
@example("a:1", "inline", False)
@example("n", "inaccessible", True)
@example("\x00", "group", False)
def test_any_data_from_anywhere_are_answered_without_an_error(
    offstage: Offstage, data: str, place: str, refuses_edits: bool
) -> None:
    """The button stops waiting, and nothing is logged above what engineers look for."""
    offstage.request.refuses_edits = refuses_edits
    answers = offstage.press(data, place)
    loud = [one for one in offstage.heard.records if one.levelno > logging.DEBUG]
    assert not loud, logging.Formatter().format(loud[0])
    assert answers
    if decode(data) is None:
        # An earlier press may have chosen English.
        assert answers[0]["text"].startswith(
            ("لم يعد هذا الزر يعمل", "This button no longer works")
        )
        assert len(offstage.heard.records) == 1


@pytest.mark.slow
def test_updates_of_any_shape_presses_and_questions_are_handled_or_refused() -> None:
    """A short run of each of the fuzzer's targets."""
    assert assert_bounds_in_subprocess("update", "callback", "query") >= INPUTS
