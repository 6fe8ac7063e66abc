"""Attempts at an update: whatever fails in between, it has one effect and one answer."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from telegram import Update
from telegram.error import TimedOut
from telegram.ext import ApplicationHandlerStop

from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import ReadArticle, WhySent
from bot.posts.actions.settings import Choose, Setting
from bot.posts.actions.subscriptions import EndListedWords, Unwatch
from bot.telegram.attempt import CURRENT, Attempt
from handlers.context import KhabarContext
from handlers.errors import ApologyLimiter, ErrorHandler
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from tests.articles import NOON
from tests.databases import as_if, look
from tests.handlers.desk.admins import add
from tests.handlers.handling import handling
from tests.handlers.hostile import inline, private
from tests.handlers.stage import CATALOGUES, KARIM, LAYLA, MARKET, RIMA, SAMI, Stage
from tests.waiting import until

ARABIC = CATALOGUES.translator("ar")
ALL_NEWS = ARABIC.gettext("All news")


async def test_a_newcomer_is_welcomed_though_the_answer_fails_at_first(stage: Stage) -> None:
    """By a fault on the way, or by Telegram's asking for patience."""
    async with handling(stage) as bot:
        await bot.fault("server_error", code=502)
        (welcome,) = await bot.write("/start")
        assert ALL_NEWS in welcome.labels
        await bot.fault("too_many_requests", retry_after=1)
        (welcome,) = await bot.write("/start", person=RIMA)
        assert ALL_NEWS in welcome.labels


async def test_a_newcomer_is_welcomed_by_the_next_process(stage: Stage) -> None:
    """A deploy cuts the answer off, which waits; the chat is subscribed already."""
    await stage.control("faults", {"kind": "delay", "method": "sendMessage", "seconds": 60})
    async with handling(stage) as bot:
        await stage.control(f"chats/{LAYLA}/messages", {"from": LAYLA, "text": "/start"})
        await bot.taken_in()
        await until(lambda: not len(stage.sandbox.telegram.faults))
        await bot.worker.stop(timedelta(0))
    async with handling(stage) as bot:
        await bot.settled()
        assert ALL_NEWS in (await stage.last()).labels


@pytest.mark.parametrize(
    ("before", "greeted"),
    [
        ((), ALL_NEWS),
        (("/timezone",), ALL_NEWS),
        (("/start", "/stop"), "أهلًا بعودتك"),
        (("/start",), "أخبار عنب بلدي تصلك."),
    ],
    ids=["unknown", "never started", "stopped", "subscribed"],
)
@pytest.mark.parametrize("seconds", [0, 60], ids=["at once", "a minute later"])
async def test_a_kill_between_joining_and_its_note_does_not_change_the_greeting(
    stage: Stage, tmp_path: Path, before: tuple[str, ...], greeted: str, seconds: int
) -> None:
    """Who joins is greeted by what the chat was before, however short a time it had been that."""
    async with handling(stage) as bot:
        for text in before:
            await bot.write(text)
    stage.clock[0] += timedelta(seconds=seconds)
    faults = stage.sandbox.telegram.faults
    await stage.control("faults", {"kind": "delay", "method": "sendMessage", "seconds": 60})
    async with handling(stage) as bot:
        await stage.control(f"chats/{LAYLA}/messages", {"from": LAYLA, "text": "/start"})
        await bot.taken_in()
        await until(lambda: not len(faults))
        await bot.worker.stop(timedelta(0))
    database = tmp_path / "khabar.db"
    [(steps,)] = look(database, "select steps from inbox where state = 'waiting'")
    noted = json.loads(steps)
    del noted["joined"]
    kept = f"update inbox set attempts = 1, steps = '{json.dumps(noted)}' where state = 'waiting'"
    await as_if(database, kept)
    async with handling(stage) as bot:
        await bot.settled()
        last = await stage.last()
        assert greeted in last.labels or greeted in last.text


async def test_who_comes_back_and_goes_is_answered_by_what_was_done(stage: Stage) -> None:
    """Not by what the further attempt finds."""
    async with handling(stage) as bot:
        await bot.write("/start")
        await bot.fault("server_error", code=502)
        (left,) = await bot.write("/stop")
        assert "/forget" in left.text
        await bot.fault("server_error", code=502)
        (back,) = await bot.write("/start")
        assert "من جديد" in back.text or "مجددًا" in back.text, back.text
        chat = await stage.store.chats.get(LAYLA)
        assert chat is not None
        assert chat.active


async def test_words_that_were_ended_are_said_to_have_been(stage: Stage) -> None:
    """By either of their buttons, of which the first attempt took the words away."""
    async with handling(stage) as bot:
        (welcome,) = await bot.write("/start")
        chat = await stage.store.chats.get(LAYLA)
        assert chat is not None
        for action in (Unwatch, EndListedWords):
            now = stage.clock[0]
            await stage.store.alerts.add(
                chat.id, AlertKind.ALERT, "ماء", Conditions.of_terms(["ماء"]), now=now
            )
            (alert,) = await stage.store.alerts.of_chat(chat.id)
            await bot.fault("server_error", "answerCallbackQuery", code=502)
            await bot.press(welcome, encode(action(alert.id)))
            said = [seen.text for seen in await stage.transcript()]
            assert ARABIC.gettext("These words were not on your list.") not in said
            assert await stage.store.alerts.of_chat(chat.id) == []


async def test_an_answer_is_no_search_though_it_fails_at_first(stage: Stage) -> None:
    """The question takes it at the next attempt; one draft and one preview come of it."""
    async with handling(stage) as bot:
        await bot.write("/broadcast", person=KARIM)
        await bot.fault("delay", seconds=0)
        await bot.fault("server_error", code=502)
        preview, page = await bot.write("إلى الجميع", person=KARIM)
        assert preview.text == "إلى الجميع"
        assert page.buttons
        assert await stage.store.announcements.get(2) is None
        assert await stage.store.saved_searches.words(KARIM, 1) is None


async def test_an_answer_is_no_search_though_the_question_is_closed(stage: Stage) -> None:
    """The process ends while it takes «إلغاء» from the question."""
    async with handling(stage) as bot:
        await bot.write("/alert")
        await bot.fault("delay", "editMessageReplyMarkup", seconds=60)
        before = stage.newest(LAYLA)
        await stage.control(f"chats/{LAYLA}/messages", {"from": LAYLA, "text": "الحديقة"})
        await bot.taken_in()
        await until(lambda: not len(stage.sandbox.telegram.faults))
        await bot.worker.stop(timedelta(0))
    async with handling(stage) as bot:
        await bot.settled()
        said = [seen.text for seen in await stage.transcript() if seen.id > before + 1]
        assert len(said) == 1
        assert "لننبّهك" in said[0]


async def test_a_question_is_cancelled_though_that_cant_be_said_at_first(stage: Stage) -> None:
    """The word is searched for by no further attempt."""
    async with handling(stage) as bot:
        await bot.write("/alert")
        await bot.fault("server_error", code=502)
        (said,) = await bot.write("إلغاء")
        assert said.text == ARABIC.gettext("Cancelled.")


async def test_a_refusal_that_was_lost_on_its_way_answers_the_press_anew(stage: Stage) -> None:
    """In a group nothing else says it, and the button would look busy."""
    await stage.control(f"chats/{MARKET}/members", {"user": "bot", "status": "member", "by": RIMA})
    await stage.pump()
    (seen,) = await stage.write("/settings", chat=MARKET, person=RIMA)
    async with handling(stage) as bot:
        await bot.fault("server_error", "answerCallbackQuery", code=502)
        said = await bot.answered(seen, encode(Choose(Setting.SOUND, 1)), SAMI, chat=MARKET)
    assert said == ARABIC.gettext("Only this group's administrators can change its settings.")


async def test_a_group_is_greeted_once_though_its_administrator_cant_be_told_at_first(
    stage: Stage,
) -> None:
    async with handling(stage) as bot:
        await bot.write("/start", person=RIMA)
        await bot.fault("server_error", code=502, chat_id=RIMA)
        body = {"user": "bot", "status": "member", "by": RIMA}
        await stage.control(f"chats/{MARKET}/members", body)
        await bot.settled()
        assert len([seen for seen in await stage.transcript(MARKET) if seen.outgoing]) == 1
        told = [seen for seen in await stage.transcript(RIMA) if "ارتبطت" in seen.text]
        assert len(told) == 1


async def test_start_is_answered_once_though_what_follows_it_fails(stage: Stage) -> None:
    """An administrator hears of the channel that was connected before, after the welcome."""
    await add(stage)
    async with handling(stage) as bot:
        await bot.fault("delay", seconds=0)
        await bot.fault("server_error", code=502)
        welcome, connected = await bot.write("/start", person=RIMA)
        assert ALL_NEWS in welcome.labels
        assert "ارتبطت" in connected.text


async def test_an_inline_query_that_failed_is_not_handled_again(stage: Stage) -> None:
    """What was typed after it would wait, and Telegram takes no late answer to it."""
    attempt = Attempt(number=1, last=False)
    CURRENT.set(attempt)
    bot = stage.application.bot
    for asked, again in ((inline("سوق"), False), (private("سوق"), True)):
        attempt.failed = False
        update = Update.de_json(asked, bot)
        context = KhabarContext.from_error(update, TimedOut(), stage.application)
        with pytest.raises(ApplicationHandlerStop):
            await ErrorHandler(ApologyLimiter(), lambda: NOON)(update, context)
        assert attempt.failed is again


@pytest.mark.parametrize("action", [ReadArticle(3), WhySent(3)])
async def test_what_a_press_brings_comes_once_though_its_answer_fails(
    stage: Stage, action: ReadArticle | WhySent
) -> None:
    """An answer without words ends the waiting, and is no reason to send anything again."""
    async with handling(stage) as bot:
        (welcome,) = await bot.write("/start")
        await bot.fault("server_error", "answerCallbackQuery", code=502)
        await bot.press(welcome, encode(action))
        brought = [seen for seen in await stage.transcript() if seen.id > welcome.id]
        assert len(brought) == 1
