"""Commands that were copied out of Arabic text, with the signs that kept their place in it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.normalize import INVISIBLE
from bot.telegram.pasted_commands import as_command
from tests.handlers.hostile import private

SIGNS = [
    sign for sign in map(chr, range(0x2000, 0x2070)) if sign in "\u200b\u200e\u200f\u2066\u2067"
]


def pasted(text: str, *entities: dict[str, Any]) -> dict[str, Any]:
    return private(text, entities=list(entities))


def command(offset: int, length: int) -> dict[str, Any]:
    return {"type": "bot_command", "offset": offset, "length": length}


@given(st.text(st.sampled_from([*SIGNS, " ", "\n"]), min_size=1, max_size=5))
def test_what_is_unseen_before_a_command_goes(before: str) -> None:
    """With it moves what Telegram says of the text; what comes behind stays."""
    text = f"{before}/search\u2069 حديقة"
    hashtag = {"type": "hashtag", "offset": len(before) + 9, "length": 2}
    message = as_command(pasted(text, command(len(before), 7), hashtag))["message"]
    assert message["text"] == "/search\u2069 حديقة"
    assert message["entities"] == [command(0, 7), hashtag | {"offset": 9}]


@pytest.mark.parametrize(
    "update",
    [
        pasted("\u200fحديقة"),
        pasted("أرسل /latest", command(5, 7)),
        pasted("/latest", command(0, 7)),
        # A path is no command.
        pasted("\u200f/حديقة"),
        {"update_id": 1, "callback_query": {"id": "1"}},
    ],
)
def test_anything_else_stays_as_it_is(update: dict[str, Any]) -> None:
    """Words are searched for as they were written."""
    assert as_command(update) is update


def test_no_sign_counts_as_two_for_telegram() -> None:
    """Offsets are in units of UTF-16."""
    assert all(ord(sign) < 0x10000 for sign in INVISIBLE)
