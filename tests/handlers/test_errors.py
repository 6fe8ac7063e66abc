"""The one error handler: what is logged, and who is told."""

import logging
import re
from datetime import timedelta

import pytest
from telegram import Update
from telegram.error import BadRequest, Conflict, Forbidden, NetworkError, TimedOut
from telegram.ext import ApplicationHandlerStop

from bot.posts.actions.encoding import Action, encode
from bot.posts.actions.reading import ReadArticle, ShowArticle
from bot.telegram.attempt import CURRENT, Attempt
from handlers.context import KhabarContext
from handlers.errors import APOLOGY_INTERVAL, ApologyLimiter, ErrorHandler
from storage.errors import UpdateTakenOver
from tests.articles import NOON
from tests.handlers.stage import CATALOGUES, LAYLA, MARKET, RIMA, Stage


async def broken(stage: Stage) -> None:
    """Make the database refuse one kind of question."""
    async with stage.store.chats._database.transaction() as connection:
        await connection.execute("alter table articles rename to elsewhere")


async def test_a_reader_is_told_once_and_the_log_says_what_it_was(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Then again only after a while."""
    await broken(stage)
    (told,) = await stage.write("/latest")
    assert told.text == CATALOGUES.translator("ar").gettext(
        "Something went wrong on our side. Please try again in a little while."
    )
    assert re.search(r"no such table|relation .* does not exist", caplog.text)
    assert await stage.write("/latest") == []
    stage.clock[0] += APOLOGY_INTERVAL
    assert len(await stage.write("/latest")) == 1


async def test_what_failed_is_not_taken_for_something_else(stage: Stage) -> None:
    """Whether it answers a question can't be read: it is not searched for in the meantime."""
    await stage.start()
    async with stage.store.chats._database.transaction() as connection:
        await connection.execute("alter table prompts rename to elsewhere")
    (told,) = await stage.write("حدائق")
    assert told.text == CATALOGUES.translator("ar").gettext(
        "Something went wrong on our side. Please try again in a little while."
    )
    assert await stage.store.saved_searches.words(LAYLA, 1) is None


async def test_a_press_is_answered_when_something_goes_wrong(stage: Stage) -> None:
    """In words, and no message is sent beside."""
    (welcome,) = await stage.start()
    await broken(stage)
    answer = await stage.press(welcome, data="a:1")
    assert "حدث خطأ عندنا" in answer["text"]
    assert await stage.last() == welcome


async def test_a_group_is_not_told(stage: Stage) -> None:
    """No error spam where many read."""
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    await stage.pump()
    await broken(stage)
    assert await stage.write("/latest@sandbox_bot", chat=MARKET, person=RIMA) == []


async def test_the_token_is_not_in_the_log(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever went wrong, with Telegram too."""
    with caplog.at_level(logging.WARNING):
        await stage.control("faults", {"kind": "server_error", "code": 502, "next": 3})
        await stage.write("/latest")
        await stage.control("faults", {"kind": "drop_before", "method": "sendMessage", "next": 3})
        await stage.write("/latest")
    assert caplog.records
    assert stage.sandbox.token not in caplog.text


@pytest.mark.parametrize(
    ("error", "level"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), logging.INFO),
        (BadRequest("not enough rights to send text messages to the chat"), logging.INFO),
        (BadRequest("TOPIC_CLOSED"), logging.INFO),
        (BadRequest("can't parse entities: unsupported start tag"), logging.WARNING),
        (NetworkError("connection lost"), logging.WARNING),
        (TimedOut(), logging.WARNING),
        (Conflict("terminated by other getUpdates request"), logging.ERROR),
    ],
)
async def test_telegrams_own_trouble_is_logged_by_its_weight(
    error: Exception, level: int, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody is told of it; who blocked the bot is no error at all."""
    context = KhabarContext.from_error(None, error, stage.application)
    with caplog.at_level(logging.INFO, "handlers.errors"):
        await ErrorHandler(ApologyLimiter(), lambda: NOON)(None, context)
    (record,) = (record for record in caplog.records if record.name == "handlers.errors")
    assert record.levelno == level
    assert record.exc_info is None
    assert await stage.transcript(LAYLA) == []


def test_apologies_are_bounded() -> None:
    """A thousand chats are remembered, then the oldest may be told again."""
    apologies = ApologyLimiter()
    for chat in range(1, 1_002):
        assert apologies.due(chat, NOON)
    assert not apologies.due(1_001, NOON + timedelta(seconds=1))
    assert apologies.due(1, NOON + timedelta(seconds=1))


@pytest.mark.parametrize("action", [ReadArticle(1), ShowArticle(1)])
async def test_who_presses_where_the_bot_may_not_write_is_told_so(
    stage: Stage, caplog: pytest.LogCaptureFixture, action: Action
) -> None:
    """It is no fault of the bot's, and trying again does not help."""
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    await stage.pump()
    (listing,) = await stage.write("/latest@sandbox_bot", chat=MARKET, person=RIMA)
    nothing = {"can_send_messages": False, "can_send_photos": False}
    await stage.control(f"chats/{MARKET}", {"permissions": nothing})
    with caplog.at_level(logging.WARNING, "handlers.errors"):
        answer = await stage.press(listing, chat=MARKET, person=RIMA, data=encode(action))
    assert "لا تسمح هذه المحادثة للبوت بالكتابة" in answer["text"]
    assert not caplog.records


async def test_nobody_is_told_of_an_update_that_another_instance_handles(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither an apology nor another attempt: it is no fault, and the other one answers."""
    update = Update.de_json(
        {
            "update_id": 7,
            "message": {
                "message_id": 7,
                "date": int(NOON.timestamp()),
                "chat": {"id": LAYLA, "type": "private", "first_name": "ليلى"},
                "text": "/latest",
            },
        },
        stage.application.bot,
    )
    attempt = Attempt(number=3, last=True)
    CURRENT.set(attempt)
    context = KhabarContext.from_error(update, UpdateTakenOver("taken"), stage.application)
    with caplog.at_level(logging.INFO), pytest.raises(ApplicationHandlerStop):
        await ErrorHandler(ApologyLimiter(), lambda: NOON)(update, context)
    assert not attempt.failed
    assert await stage.transcript(LAYLA) == []
    assert [one.levelno for one in caplog.records if one.name == "handlers.errors"] == [
        logging.INFO
    ]
