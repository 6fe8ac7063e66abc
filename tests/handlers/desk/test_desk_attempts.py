"""Presses at the desk whose answer fails at first: what they do is done, and said, once."""

from datetime import timedelta

import pytest

from bot.posts.actions.approvals import Decide, DecideAll
from bot.posts.actions.desk import DeskDo, DeskPost, PlanDrop, PlanMove
from bot.posts.actions.desk_choices import (
    ApprovalDecision,
    BulkDecision,
    DeskAction,
    PostAction,
)
from bot.posts.actions.encoding import Action, encode
from storage.channels.approval_rows import ApprovalState
from storage.models import Chat
from tests.articles import invented
from tests.handlers.desk.admins import connected
from tests.handlers.desk.moderation import flooded, proposed, state
from tests.handlers.desk.posted import posted_article
from tests.handlers.desk.test_approval import asked_when
from tests.handlers.handling import handling
from tests.handlers.stage import CATALOGUES, CITY_CHANNEL, KARIM, RIMA, Seen, Stage, publish
from tests.waiting import until

ARABIC = CATALOGUES.translator("ar")


async def failing(stage: Stage, seen: Seen, action: Action) -> str:
    """Press a button whose answer fails at first; what was said in the end, wherever."""
    before = stage.newest(RIMA)
    async with handling(stage) as bot:
        await bot.fault("server_error", "answerCallbackQuery", code=502)
        said = await bot.answered(seen, encode(action), RIMA)
    return " ".join([said, *(m.text for m in await stage.transcript(RIMA) if m.id > before)])


async def test_a_pause_that_ends_brings_what_was_missed(stage: Stage) -> None:
    """The further attempt finds no pause any more, and yet drops nothing of it."""
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    await stage.store.channel_settings.set_hourly(chat.id, 1)
    await failing(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    for number in range(80, 83):
        await publish(stage, invented(number))
    stage.clock[0] += timedelta(hours=1)
    said = await failing(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    assert "فات" in said


async def test_a_planned_post_is_moved_once_for_one_press(stage: Stage) -> None:
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    at = stage.clock[0] + timedelta(hours=5)
    await stage.store.manual_posts.post(3, chat.id, not_before=at, now=stage.clock[0])
    await failing(stage, seen, PlanMove(chat.id, 3, 3))
    (planned,) = await stage.store.week_plan.of_chat(chat.id, 9)
    assert planned.at == at + timedelta(hours=3)
    said = await failing(stage, seen, PlanDrop(chat.id, 3))
    assert "لم يعد" not in said
    assert await stage.store.week_plan.of_chat(chat.id, 9) == []


async def test_a_post_that_is_taken_back_is_said_to_be(stage: Stage) -> None:
    """Not that it is no longer there, and in the log it stands once."""
    chat, seen, article_id, _ = await posted_article(stage)
    said = await failing(stage, seen, DeskPost(chat.id, article_id, PostAction.WITHDRAW_SURE))
    assert "لم يعد" not in said
    entries = await stage.store.audit_log.newest(chat.id, 9)
    assert [one.action for one in entries].count("withdraw") == 1


@pytest.mark.parametrize("decision", [ApprovalDecision.PUBLISH, ApprovalDecision.SKIP])
async def test_the_others_see_a_decision_whose_answer_failed_at_first(
    stage: Stage, channel: Chat, decision: ApprovalDecision
) -> None:
    """Their buttons go, and whoever pressed is told of no earlier decision but of this one."""
    approval, seen, also = await proposed(stage)
    assert "ريما العلي" in await failing(stage, seen, Decide(approval.id, decision))
    assert await state(stage, approval) is not ApprovalState.PENDING
    assert "ريما العلي" in " ".join((await stage.again(also, KARIM)).labels)
    assert len((await stage.again(seen, RIMA)).labels) == 1
    entries = await stage.store.audit_log.newest(channel.id, 9)
    assert [one.action for one in entries].count(decision.name.lower()) == 1


async def test_the_others_see_what_was_decided_on_many_though_its_answer_failed_at_first(
    stage: Stage, channel: Chat
) -> None:
    approvals, seen, also = await flooded(stage, 4)
    await failing(stage, seen, DecideAll(approvals[0].id, BulkDecision.SKIP))
    assert {await state(stage, one) for one in approvals} == {ApprovalState.SKIPPED}
    assert "ريما العلي" in " ".join((await stage.again(also, KARIM)).labels)


async def test_a_test_post_is_said_to_have_been_posted(stage: Stage) -> None:
    """Not that the article stands there already, and it stands there once."""
    chat, seen = await connected(stage)
    before = stage.newest(CITY_CHANNEL)
    said = await failing(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    assert ARABIC.gettext("The newest article was posted there as a test.") in said
    posts = [one for one in await stage.transcript(CITY_CHANNEL) if one.id > before]
    assert len(posts) == 1


async def test_a_test_post_that_could_not_be_stored_at_once_stands_there_once(stage: Stage) -> None:
    """The database fails between sending it and noting it; the further attempt only notes it."""
    chat, seen = await connected(stage)
    before = stage.newest(CITY_CHANNEL)
    full = "create trigger full before insert on outbox begin select raise(abort, 'full'); end"
    async with stage.store._database.transaction() as connection:
        await connection.execute(full)
    async with handling(stage) as bot:
        data = encode(DeskDo(chat.id, DeskAction.TEST))
        body = {"from": RIMA, "message_id": seen.id, "data": data, "wait_seconds": 0}
        await stage.control(f"chats/{RIMA}/press", body)
        await bot.taken_in()
        await until(lambda: stage.newest(CITY_CHANNEL) > before)
        async with stage.store._database.transaction() as connection:
            await connection.execute("drop trigger full")
        await bot.settled()
    posts = [one for one in await stage.transcript(CITY_CHANNEL) if one.id > before]
    assert len(posts) == 1
    (newest,) = await stage.store.articles.latest(1)
    assert await stage.store.manual_posts.has_post(newest.id, chat.id)


@pytest.mark.parametrize("button", ["✅", "⏰"])
async def test_the_others_see_a_decision_whose_time_comes_before_they_are_told(
    stage: Stage, channel: Chat, button: str
) -> None:
    """A deploy in between: their buttons go, and nobody is told that a button works no more."""
    approval, seen, also = await proposed(stage)
    answer = await asked_when(stage, approval, seen, "١٨:٣٠")
    await stage.control(
        "faults", {"kind": "delay", "method": "editMessageReplyMarkup", "seconds": 600, "next": 1}
    )
    async with handling(stage) as bot:
        data = answer.data_of(button)
        body = {"from": RIMA, "message_id": answer.id, "data": data, "wait_seconds": 0}
        await stage.control(f"chats/{RIMA}/press", body)
        await bot.taken_in()
        await until(lambda: not len(stage.sandbox.telegram.faults))
        await bot.worker.stop(timedelta(0))
    stage.clock[0] += timedelta(days=1)
    async with handling(stage) as bot:
        await bot.settled()
    assert len((await stage.again(also, KARIM)).labels) == 1
    assert len((await stage.again(seen, RIMA)).labels) == 1
    entries = await stage.store.audit_log.newest(channel.id, 9)
    assert [one.action for one in entries].count("publish" if button == "✅" else "later") == 1
