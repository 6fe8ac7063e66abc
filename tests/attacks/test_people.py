"""Hostile people and updates: nobody learns what is not his, and nothing of his stays behind."""

from typing import Any

import pytest

from bot.posts.actions.encoding import PREFIXES
from tests.attacks.running_bot import RunningBot
from tests.end_to_end.conftest import READER
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
# Not the reader: Telegram bounds the messages to one chat, and whoever floods delays his own.
ATTACKER = 104
NAME = "زرقاء-اليمامة"
PERSON: dict[str, Any] = {"id": ATTACKER, "is_bot": False, "first_name": NAME}
CHAT: dict[str, Any] = {"id": ATTACKER, "type": "private", "first_name": NAME}
WORDS = "كلمة-لا-يعرفها-غيري"
HUGE = 2**63
# Each is what a Telegram that has changed, or is none, might send.
UPDATES: list[tuple[str, dict[str, Any]]] = [
    ("message", {}),
    ("message", {"message_id": 1}),
    ("message", {"message_id": "one", "date": "today", "chat": {}, "text": 5}),
    ("message", {"message_id": 2, "date": HUGE, "chat": CHAT, "from": PERSON, "text": "/latest"}),
    ("message", {"message_id": 3, "date": -HUGE, "chat": CHAT, "from": PERSON, "text": "كلمة"}),
    ("message", {"message_id": 4, "date": 1, "chat": CHAT | {"type": "planet"}, "text": "/start"}),
    ("message", {"message_id": 5, "date": 1, "chat": {"id": HUGE, "type": "private"}, "text": "a"}),
    ("message", {"message_id": 6, "date": 1, "chat": CHAT, "from": PERSON, "text": "x" * 900_000}),
    ("message", {"message_id": 8, "date": 1, "chat": CHAT, "entities": [{"type": "bot_command"}]}),
    (
        "message",
        {
            "message_id": 9, "date": 1, "chat": CHAT, "from": PERSON, "text": "/start",
            "entities": [{"type": "bot_command", "offset": 10**9, "length": -5}],
            "what_nobody_knows": {"deep": [[[[[[1]]]]]]},
        },
    ),
    ("callback_query", {}),
    ("callback_query", {"id": "1", "from": PERSON, "chat_instance": "1"}),
    ("callback_query", {"id": "1", "from": PERSON, "chat_instance": "1", "data": None}),
    ("inline_query", {"id": "1", "from": PERSON, "query": "x" * 100_000, "offset": "-1"}),
    ("my_chat_member", {"chat": CHAT, "from": PERSON, "date": 1}),
    ("message_of_the_future", {"x": 1}),
]  # fmt: skip


def press(data: str) -> dict[str, Any]:
    message = {"message_id": 1, "date": 1, "chat": CHAT, "text": "x"}
    return {"id": "1", "from": PERSON, "chat_instance": "1", "data": data, "message": message}


def send(bot: RunningBot, kind: str, payload: dict[str, Any]) -> None:
    """Put an update into Telegram's queue as it is, allowed or not."""
    queue = bot.sandbox.telegram.updates
    queue._allowed |= {kind}
    queue.put(kind, payload)


async def test_no_update_stops_the_others(bot: RunningBot) -> None:
    """Each is set aside or answered; a reader's next command is answered in any case."""
    for kind, payload in UPDATES:
        send(bot, kind, payload)
    await bot.told_of("افتتاح السوق الجديد في حي النهر")
    # What failed is tried twice more, within half a minute; somebody else is served meanwhile.
    await bot.people.start(102)
    await bot.people.until(bool, 102, what="a greeting")


async def test_any_data_of_a_button_are_answered(bot: RunningBot) -> None:
    """64 bytes of every kind, and each kind of button with numbers that nobody gave out."""
    data = ["\0" * 64, "٣" * 32, ":" * 64, "a:" + "9" * 62, "\U0001f4a3" * 16, "%s%n{}" * 10]
    data += [f"{prefix}:{number}:1:1:1" for prefix in PREFIXES for number in (0, 1, HUGE - 1)]
    for one in data:
        send(bot, "callback_query", press(one))
    await bot.told_of("افتتاح الملعب الجديد في حي النهر")
    assert not [line for line in bot.said if "Traceback" in line and "AssertionError" in line]


async def test_what_is_forgotten_stands_in_no_file_and_no_log(bot: RunningBot) -> None:
    """Name and words, with LOG_LEVEL=DEBUG, in the database and whatever lies beside it."""
    await bot.people.answer_to(WORDS)
    asked = await bot.people.answer_to("/forget")
    await bot.people.press(asked, asked["reply_markup"]["inline_keyboard"][0][0]["text"])
    await until(lambda: not bot.rows("select 1 from chats where telegram_id = ?", READER))

    def held() -> bytes:
        return b"".join(path.read_bytes() for path in bot.folder.iterdir() if path.is_file())

    # The log of the database is emptied a moment later.
    await until(lambda: WORDS.encode() not in held())
    assert not bot.rows("select 1 from inbox where sender = ? or chat = ?", READER, READER)
    log = "".join(bot.said)
    assert bot.said
    for word in (WORDS, NAME, WORDS.encode("unicode_escape").decode(), bot.sandbox.token):
        assert word not in log
