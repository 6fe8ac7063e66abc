"""Edits, copies and answers that the Bot API refuses."""

from typing import Any

import pytest

from sandbox.server import Sandbox
from tests.sandbox.telegram.player import BAD, READER, Player, button

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG_RESULT = "can't parse InlineQueryResult: "
WRONG_ABOVE = "can't parse inline query results button: "


async def test_an_edit_that_changes_nothing(player: Player) -> None:
    """The same text with the same keyboard is "not modified", another keyboard is not."""
    await player.start()
    sent = await player.result("sendMessage", chat_id=READER, text="<b>أ</b>", parse_mode="HTML")
    place = {"chat_id": READER, "message_id": sent["message_id"]}
    same = await player.refusal("editMessageText", **place, text="<b>أ</b>", parse_mode="HTML")
    assert same == BAD + (
        "message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message"
    )
    assert (await player.refusal("editMessageReplyMarkup", **place)).startswith(
        BAD + "message is not modified"
    )
    await player.result("editMessageText", **place, text="أ")
    await player.result("editMessageReplyMarkup", **place, reply_markup=button(callback_data="a"))


async def test_protected_messages_can_not_be_taken_along(player: Player) -> None:
    """A protected message is neither copied nor forwarded."""
    await player.start()
    sent = await player.result("sendMessage", chat_id=READER, text="x", protect_content=True)
    where = {"chat_id": READER, "from_chat_id": READER, "message_id": sent["message_id"]}
    assert await player.refusal("copyMessage", **where) == BAD + "message can't be copied"
    assert await player.refusal("forwardMessage", **where) == BAD + "message can't be forwarded"


async def test_a_query_is_answered_once_and_in_time(player: Player, sandbox: Sandbox) -> None:
    """A second answer is too late, and so is the first after a minute."""
    await player.start()
    await player.result(
        "sendMessage", chat_id=READER, text="x", reply_markup=button(callback_data="a")
    )
    await player.updates()
    press = {"from": READER, "message_id": 2, "data": "a", "wait_seconds": 0}
    await player.act(f"/chats/{READER}/press", **press)
    query = (await player.updates())[-1]["callback_query"]["id"]
    assert await player.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201) == (
        BAD + "MESSAGE_TOO_LONG"
    )
    assert await player.refusal(
        "answerCallbackQuery", callback_query_id=query, url="http://elsewhere.example"
    ) == (BAD + "URL_INVALID")
    assert await player.result("answerCallbackQuery", callback_query_id=query)
    stale = BAD + "query is too old and response timeout expired or query ID is invalid"
    assert await player.refusal("answerCallbackQuery", callback_query_id=query) == stale
    await player.act(f"/chats/{READER}/press", **press)
    query = (await player.updates())[-1]["callback_query"]["id"]
    sandbox.telegram.queries.answerable(query, "callback").until -= 61
    assert await player.refusal("answerCallbackQuery", callback_query_id=query) == stale


@pytest.mark.parametrize(
    ("results", "description"),
    [
        ([{"type": "article", "id": "1", "title": "x"}] * 51, "RESULTS_TOO_MUCH"),
        ([{"type": "article", "id": "ا" * 33, "title": "x"}], "RESULT_ID_INVALID"),
        (
            [{"type": "article", "id": "1", "title": "x"}],
            WRONG_RESULT + 'Can\'t find field "message_text"',
        ),
        (
            [{"type": "photo", "id": "1", "photo_url": "http://a.example/1.jpg"}],
            "PHOTO_THUMB_URL_EMPTY",
        ),
        ([{"type": "photo", "id": "1"}], WRONG_RESULT + 'Can\'t find field "photo_file_id"'),
        (["x"], WRONG_RESULT + "Inline query result must be an object"),
        (
            [
                {
                    "type": "article",
                    "id": "1",
                    "title": "x",
                    "input_message_content": {"message_text": "x"},
                }
            ]
            * 2,
            "RESULT_ID_DUPLICATE",
        ),
        (
            [
                {
                    "type": "article",
                    "id": "1",
                    "title": "x",
                    "input_message_content": {"message_text": "x" * 4097},
                }
            ],
            "message is too long",
        ),
        ("[", "can't parse inline query results JSON object"),
    ],
)
async def test_wrong_inline_answers(player: Player, results: Any, description: str) -> None:
    """Inline results are bounded and checked like messages."""
    await player.act("/inline", **{"from": READER}, query="x", wait_seconds=0)
    query = (await player.updates())[-1]["inline_query"]["id"]
    assert await player.refusal("answerInlineQuery", inline_query_id=query, results=results) == (
        BAD + description
    )


@pytest.mark.parametrize(
    ("above", "description"),
    [
        ({"start_parameter": "a"}, WRONG_ABOVE + 'Can\'t find field "text"'),
        (
            {"text": "أ"},
            WRONG_ABOVE + "InlineQueryResultsButton must have exactly one optional field",
        ),
        ({"text": "أ", "start_parameter": ""}, "can't use empty start_parameter"),
        ({"text": "أ", "start_parameter": "a" * 65}, "too long start_parameter specified"),
        (
            {"text": "أ", "start_parameter": "ا"},
            "unallowed characters in start_parameter are used",
        ),
    ],
)
async def test_wrong_buttons_above_inline_results(
    player: Player, above: dict[str, str], description: str
) -> None:
    """The button that leads to the private chat carries what a deep link may."""
    await player.act("/inline", **{"from": READER}, query="x", wait_seconds=0)
    query = (await player.updates())[-1]["inline_query"]["id"]
    refusal = await player.refusal(
        "answerInlineQuery", inline_query_id=query, results=[], button=above
    )
    assert refusal == BAD + description
