"""Only what has the shape of an update is stored; what is wrong is told, and none of its words."""

import copy
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.handle_update import received
from bot.telegram.update_shape import shape_fault
from tests.bot.telegram.silent_bot import silent_bot
from tests.handlers.hostile import JUNK, KINDS, updates

SECRET = "كلمة-لا-يعرفها-غيري"
PERSON: dict[str, Any] = {"id": 5, "is_bot": False, "first_name": SECRET}
MESSAGE: dict[str, Any] = {
    "message_id": 3, "date": 1, "chat": {"id": 5, "type": "private"}, "from": PERSON,
    "text": SECRET,
    "entities": [{"type": "text_mention", "offset": 0, "length": 2, "user": PERSON}],
}  # fmt: skip
PRESS: dict[str, Any] = {
    "id": "1", "from": PERSON, "chat_instance": "1", "data": "a:1",
    "message": MESSAGE | {"reply_to_message": MESSAGE},
}  # fmt: skip


@pytest.mark.parametrize("update", KINDS, ids=lambda update: list(update)[-1])
def test_an_honest_update_of_each_kind_is_stored(update: dict[str, Any]) -> None:
    assert shape_fault(update) == ""
    assert received(update, silent_bot()) is not None


def test_a_press_under_an_answer_that_names_a_person_is_stored() -> None:
    """The deepest that the Bot API sends."""
    assert shape_fault({"update_id": 1, "callback_query": PRESS}) == ""


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"text": 5}, "message.text is no text"),
        ({"date": "today"}, "message.date is no number"),
        ({"date": True}, "message.date is no number"),
        ({"message_id": 2**63}, "message.message_id is a number that can't be kept"),
        ({"chat": None}, "message.chat is missing"),
        ({"chat": {"id": 5}}, "message.chat.type is missing"),
        ({"from": []}, "message.from is no object"),
        ({"from": PERSON | {"is_bot": 0}}, "message.from.is_bot is no yes or no"),
        ({"entities": {}}, "message.entities is no list"),
        ({"entities": [{"type": "url", "offset": ""}]}, "message.entities[].offset is no number"),
        ({"reply_markup": {"inline_keyboard": [0]}}, "message.reply_markup.inline_keyboard[] is"),
        ({"migrate_to_chat_id": "x"}, "message.migrate_to_chat_id is no number"),
        ({"reply_to_message": {"date": 0}}, "message.reply_to_message.message_id is"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_without_its_words(
    changes: dict[str, Any], fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    update = {"update_id": 1, "message": MESSAGE | changes}
    with caplog.at_level(logging.DEBUG):
        assert received(update, silent_bot()) is None
    assert f"skipped: update.{fault}" in caplog.text
    assert SECRET not in caplog.text


@pytest.mark.parametrize("kind", ["callback_query", "inline_query", "my_chat_member"])
def test_each_kind_has_fields_that_must_be_there(kind: str) -> None:
    assert "is missing" in shape_fault({"update_id": 1, kind: {}})
    assert "is no object" in shape_fault({"update_id": 1, kind: "x"})


def test_no_end_of_answers_to_answers_is_followed() -> None:
    message = copy.deepcopy(MESSAGE)
    for _ in range(400):
        message = MESSAGE | {"reply_to_message": message}
    assert "too deep" in shape_fault({"update_id": 1, "message": message})


@given(st.one_of(updates(), JUNK))
def test_any_json_is_an_update_or_a_fault(update: object) -> None:
    """What is told holds names of the Bot API alone."""
    data = json.loads(json.dumps(update))
    fault = shape_fault(data)
    assert set(fault) <= set("abcdefghijklmnopqrstuvwxyz_.[]' ")
    if not fault:
        received(data, silent_bot())
