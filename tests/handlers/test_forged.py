"""Forged presses: whatever the data and wherever they come from, an answer and no error."""

import dataclasses
import logging
import string
from enum import StrEnum
from typing import Any, get_type_hints

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.posts.keyboard import MAX_BYTES, PREFIXES, Action, decode, encode
from tests.handlers.offstage import GROUP, PLACES, STRANGER, Offstage

# Where the bot is, and nothing is stored.
UNKNOWN = ("stranger", "group", "topic")
NUMBERS = st.one_of(st.integers(0, 12), st.sampled_from((200, 999, 2**31, 2**62, 2**63 - 1)))


def fields(action: type[Action]) -> st.SearchStrategy[Action]:
    """Any values that such an action can have."""
    hints = get_type_hints(action)
    values: list[st.SearchStrategy[Any]] = []
    for one in dataclasses.fields(action):
        kind = hints[one.name]
        if issubclass(kind, StrEnum):
            values.append(st.sampled_from(list(kind)))
        elif kind is str:
            values.append(st.text(string.ascii_letters + string.digits + "-_", max_size=50))
        else:
            values.append(st.booleans() if kind is bool else NUMBERS)
    return st.builds(action, *values)


def written(action: Action) -> str:
    """As its button would have it, or as nearly as fits."""
    try:
        return encode(action)
    except ValueError:
        return f"{action}"


def within_bytes(text: str) -> str:
    return text.encode(errors="ignore")[:MAX_BYTES].decode(errors="ignore")


PARTS = st.lists(st.one_of(NUMBERS.map(str), st.text(max_size=3)), max_size=5)
DATA = st.one_of(
    st.one_of([fields(action) for action in PREFIXES.values()]).map(written),
    st.tuples(st.sampled_from(sorted(PREFIXES)), PARTS).map(lambda p: ":".join((p[0], *p[1]))),
    st.text(min_size=1, max_size=MAX_BYTES),
).map(within_bytes)


def rows_of(offstage: Offstage, telegram_id: int) -> dict[str, list[dict[str, Any]]]:
    """All that is stored of a chat."""
    store = offstage.application.bot_data.store
    return dict(offstage.loop.run_until_complete(store.export.of(telegram_id)))


@settings(max_examples=100, deadline=None)
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
    assert rows_of(offstage, chat).keys() <= {"desk_prompts", "audit_log"}


@settings(max_examples=100, deadline=None)
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
