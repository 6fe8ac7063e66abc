"""What is one act of a person is answered once, and what the bot itself has offered not at all."""

from typing import Any

import pytest
from telegram import Update

from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import OpenPostMenu
from handlers.rate_limit import MAX_REQUESTS
from storage.models import Chat
from tests.handlers.desk.admins import add, row
from tests.handlers.reader.test_inline import typed
from tests.handlers.stage import KARIM, LAYLA, MARKET, RIMA, Seen, Stage
from tests.handlers.test_questions import asked_for_signature, signature


async def sent(stage: Stage, person: int, number: int, **fields: Any) -> list[Seen]:
    """A message of any kind is handed over; what the bot says to it."""
    before = stage.newest(person)
    message = {
        "message_id": 9_000 + number,
        "date": 1_800_000_000,
        "chat": {"id": person, "type": "private", "first_name": "x"},
        "from": {"id": person, "is_bot": False, "first_name": "x"},
    }
    update = Update.de_json(
        {"update_id": number, "message": message | fields}, stage.application.bot
    )
    await stage.application.process_update(update)
    return [seen for seen in await stage.transcript(person) if seen.id > before and seen.outgoing]


def photo(album: str = "") -> dict[str, Any]:
    size = {"file_id": "f", "file_unique_id": "u", "width": 9, "height": 9}
    return {"photo": [size]} | ({"media_group_id": album} if album else {})


async def album(stage: Stage, person: int, name: str, *, first: int = 0) -> list[Seen]:
    """Ten photos are sent as one album; what the bot says to them."""
    return [
        seen
        for number in range(first, first + 10)
        for seen in await sent(stage, person, number, **photo(name))
    ]


async def test_an_album_is_answered_once(stage: Stage) -> None:
    """However many photos it has; the next one and a single photo are answered too."""
    await stage.start()
    assert len(await album(stage, LAYLA, "one")) == 1
    assert len(await album(stage, LAYLA, "two", first=10)) == 1
    assert len(await sent(stage, LAYLA, 30, **photo())) == 1
    assert len(await sent(stage, LAYLA, 31, **photo())) == 1


async def test_the_same_album_of_two_people_is_answered_to_both(stage: Stage) -> None:
    """Whatever numbers Telegram gives to albums."""
    await stage.start()
    await stage.start(RIMA)
    assert len(await album(stage, LAYLA, "one")) == 1
    assert len(await album(stage, RIMA, "one", first=10)) == 1


async def test_the_first_of_an_album_is_answered_again_after_a_fault(stage: Stage) -> None:
    """What failed is handled again, with the same number."""
    await stage.start()
    for _ in range(2):
        assert len(await sent(stage, LAYLA, 1, **photo("one"))) == 1


async def test_an_album_counts_as_one_request(stage: Stage) -> None:
    """Nobody is told to wait for having sent some holiday."""
    await stage.start()
    for number in range(5):
        await album(stage, LAYLA, f"{number}", first=number * 10)
    (answer,) = await stage.write("/help")
    assert "/latest" in answer.text


async def test_an_owner_who_answers_with_an_album_is_told_once(stage: Stage) -> None:
    """And the question stays open for one photo of it."""
    await stage.start(KARIM)
    await stage.write("/broadcast", chat=KARIM, person=KARIM)
    (told,) = await album(stage, KARIM, "one")
    assert "ألبومًا" in told.text
    answers = await stage.write("نعود بعد العيد", chat=KARIM, person=KARIM)
    assert any("هكذا تصل" in seen.text for seen in answers)


async def picked(stage: Stage, person: int, words: str) -> list[Seen]:
    """Somebody writes `@bot words` in the bot's own chat and picks a result; what is said to it."""
    offered = await typed(stage, words, person=person)
    before = stage.newest(person)
    await stage.control(
        f"chats/{person}/inline",
        {
            "from": person,
            "inline_query_id": offered["inline_query_id"],
            "result_id": offered["results"][0]["id"],
        },
    )
    await stage.pump()
    return [seen for seen in await stage.transcript(person) if seen.id > before and seen.outgoing]


async def test_what_the_bot_has_offered_is_not_searched_for(stage: Stage) -> None:
    """A result of `@bot words` in the bot's own chat is the answer already."""
    await stage.start()
    assert await picked(stage, LAYLA, "الحديقة") == []
    assert stage.newest(LAYLA)


@pytest.fixture
async def channel(stage: Stage) -> Chat:
    await stage.start(RIMA)
    await add(stage)
    return await row(stage)


async def test_what_the_bot_has_offered_answers_no_question(stage: Stage, channel: Chat) -> None:
    """It stays open for what the person writes."""
    await asked_for_signature(stage, channel)
    await picked(stage, RIMA, "الحديقة")
    assert await signature(stage, channel) == ""
    await stage.write("تابعونا", chat=RIMA, person=RIMA)
    assert await signature(stage, channel) == "تابعونا"


DIRECT_MESSAGES = -1_001_000_000_777


def in_direct_messages(number: int, **fields: Any) -> dict[str, Any]:
    """An update from where a channel's readers write to its administrators."""
    chat = {
        "id": DIRECT_MESSAGES,
        "type": "supergroup",
        "title": "المدينة",
        "is_forum": True,
        "is_direct_messages": True,
    }
    someone = {"id": LAYLA, "is_bot": False, "first_name": "ليلى"}
    base = {"chat": chat, "from": someone, "date": 1_800_000_000}
    topic = {"topic_id": LAYLA, "user": someone}
    message = base | {"message_id": 9, "direct_messages_topic": topic}
    if "text" in fields:
        command = [{"type": "bot_command", "offset": 0, "length": len(fields["text"])}]
        return {"update_id": number, "message": message | {"entities": command} | fields}
    if "data" in fields:
        press = {"id": "1", "from": someone, "chat_instance": "1", "message": message}
        return {"update_id": number, "callback_query": press | fields}
    me = {"id": 1, "is_bot": True, "first_name": "خبر"}
    change = {
        "old_chat_member": {"status": "left", "user": me},
        "new_chat_member": {"status": "member", "user": me},
    }
    return {"update_id": number, "my_chat_member": base | change}


async def test_what_is_written_to_a_channels_administrators_is_not_written_to_the_bot(
    stage: Stage,
) -> None:
    """Nothing is asked of Telegram, which would refuse it, and no news is promised there."""
    bot, before = stage.application.bot, dict(stage.sandbox.telegram.counters.calls)
    updates: list[dict[str, Any]] = [
        in_direct_messages(1),
        in_direct_messages(2, text="/start"),
        in_direct_messages(3, text="/start@sandbox_bot"),
        in_direct_messages(4, data=encode(OpenPostMenu(1))),
    ]
    for update in updates:
        await stage.application.process_update(Update.de_json(update, bot))
    assert dict(stage.sandbox.telegram.counters.calls) == before
    assert await stage.store.chats.known(DIRECT_MESSAGES) is None


async def test_a_command_for_another_bot_is_none_of_ours(stage: Stage) -> None:
    """It ends no question of the same person, and counts for nobody's limit."""
    await add(stage, MARKET)
    await stage.write("/search@sandbox_bot", chat=MARKET, person=RIMA)
    question = await stage.last(MARKET)
    for number in range(MAX_REQUESTS + 1):
        play = Update.de_json(
            {
                "update_id": number,
                "message": {
                    "message_id": 9_000 + number,
                    "date": 1_800_000_000,
                    "chat": {"id": MARKET, "type": "supergroup", "title": "x"},
                    "from": {"id": RIMA, "is_bot": False, "first_name": "x"},
                    "text": "/play@other_bot",
                    "entities": [{"type": "bot_command", "offset": 0, "length": 15}],
                },
            },
            stage.application.bot,
        )
        await stage.application.process_update(play)
    assert await stage.last(MARKET) == question
    asked = await stage.store.prompts.open(RIMA, MARKET, stage.clock[0])
    assert asked is not None
    (answer,) = await stage.write("/latest@SANDBOX_bot", chat=MARKET, person=RIMA)
    assert answer.labels


@pytest.mark.parametrize("command", ["/latest@sandbox_bot", "/stop@sandbox_bot"])
async def test_another_bot_is_not_answered(stage: Stage, command: str) -> None:
    """Two bots that answer each other never end; an anonymous administrator is a person."""
    await add(stage, MARKET)
    before = await stage.last(MARKET)
    update: dict[str, Any] = {
        "update_id": 1,
        "message": {
            "message_id": 9_000,
            "date": 1_800_000_000,
            "chat": {"id": MARKET, "type": "supergroup", "title": "x"},
            "from": {"id": 99_999, "is_bot": True, "first_name": "x", "username": "x_bot"},
            "text": command,
            "entities": [{"type": "bot_command", "offset": 0, "length": len(command)}],
        },
    }
    bot = stage.application.bot
    await stage.application.process_update(Update.de_json(update, bot))
    assert await stage.last(MARKET) == before
    update["update_id"] = 2
    update["message"]["sender_chat"] = update["message"]["chat"]
    await stage.application.process_update(Update.de_json(update, bot))
    assert await stage.last(MARKET) != before
