"""Reply markup: what passes, as it comes back, and what is refused."""

from typing import Any

import pytest

from sandbox.telegram.api_errors import ApiError
from sandbox.telegram.keyboards import read_markup, refuse_in_channel


def inline(button: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[button]]}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (None, None),
        ({}, None),
        ({"inline_keyboard": []}, None),
        ({"inline_keyboard": [[]]}, None),
        ({"remove_keyboard": False}, None),
        ({"remove_keyboard": True}, {"remove_keyboard": True}),
        ({"force_reply": True, "selective": True}, {"force_reply": True, "selective": True}),
        (
            {"keyboard": [["أ", {"text": "ب"}]], "resize_keyboard": True},
            {"keyboard": [[{"text": "أ"}, {"text": "ب"}]], "resize_keyboard": True},
        ),
        (
            inline({"text": "أ", "callback_data": "ا" * 32, "style": "danger", "odd": 1}),
            inline({"text": "أ", "callback_data": "ا" * 32, "style": "danger"}),
        ),
        (
            inline({"text": "أ", "url": "site.example"}),
            inline({"text": "أ", "url": "http://site.example/"}),
        ),
        (
            inline({"text": "أ", "url": "tg://user?id=101"}),
            inline({"text": "أ", "url": "tg://user?id=101"}),
        ),
        (
            inline({"text": "أ", "copy_text": {"text": "نص", "odd": 1}}),
            inline({"text": "أ", "copy_text": {"text": "نص"}}),
        ),
        (
            inline({"text": "أ", "web_app": {"url": "https://site.example/"}}),
            inline({"text": "أ", "web_app": {"url": "https://site.example/"}}),
        ),
    ],
)
def test_good_markup_comes_back_in_its_normal_form(given: Any, kept: Any) -> None:
    """Known fields are kept, unknown ones and empty rows are not."""
    assert read_markup(given) == kept


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"inline_keyboard": 5}, 'field "inline_keyboard" must be of type Array'),
        ({"inline_keyboard": [5]}, "expected an Array of InlineKeyboardButton"),
        (
            inline("أ"),
            "can't parse InlineKeyboardButton: InlineKeyboardButton must be an Object",
        ),
        (
            inline({"text": 5, "callback_data": "a"}),
            'can\'t parse InlineKeyboardButton: Field "text" must be of type String',
        ),
        (inline({"text": "أ", "callback_data": 5}), "BUTTON_DATA_INVALID"),
        (inline({"text": "أ", "callback_data": "ا" * 33}), "BUTTON_DATA_INVALID"),
        (inline({"text": "أ", "copy_text": {"text": "x" * 257}}), "BUTTON_COPY_TEXT_INVALID"),
        (inline({"text": "أ", "copy_text": "x"}), "BUTTON_COPY_TEXT_INVALID"),
        (
            inline({"text": "أ", "url": "http://site.example:70000/"}),
            "inline keyboard button URL 'http://site.example:70000/' is invalid: Wrong HTTP URL",
        ),
        (inline({"text": "ا" * 9000, "callback_data": "a"}), "reply markup is too long"),
        (
            {"keyboard": [[5]]},
            "can't parse KeyboardButton: KeyboardButton must be a String or an Object",
        ),
        ({"keyboard": [[{}]]}, "can't parse KeyboardButton: Can't find field \"text\""),
    ],
)
def test_bad_markup_is_refused(given: Any, reason: str) -> None:
    """Each mistake has its own words."""
    with pytest.raises(ApiError) as refused:
        read_markup(given)
    assert refused.value.description == f"Bad Request: {reason}"


def test_an_edit_takes_inline_keyboards_only() -> None:
    """A reply keyboard can't be put under a message that is there."""
    with pytest.raises(ApiError) as refused:
        read_markup({"keyboard": [["أ"]]}, inline_only=True)
    assert refused.value.description == "Bad Request: inline keyboard expected"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("switch_inline_query", "أ", "switch_inline_query"),
        ("switch_inline_query_current_chat", "أ", "switch_inline_query_current_chat"),
        ("switch_inline_query_chosen_chat", {"query": "أ"}, "switch_inline_query"),
    ],
)
def test_a_channels_post_begins_no_inline_query(name: str, value: Any, told: str) -> None:
    """Its readers would not see which bot is asked."""
    markup = read_markup(inline({"text": "أ", name: value}))
    assert markup is not None
    with pytest.raises(ApiError) as refused:
        refuse_in_channel(markup)
    assert refused.value.description == (
        f"Bad Request: can't use {told} button in a channel chat, because users will not be able "
        "to use the button without knowing bot's username"
    )


def test_a_channels_post_may_have_all_other_buttons() -> None:
    markup = read_markup(inline({"text": "أ", "url": "https://site.example/"}))
    assert markup is not None
    refuse_in_channel(markup)
