"""Chats that delivery finds lost: administrators hear of it, and delivery waits for nobody."""

import asyncio
from datetime import timedelta

from handlers.desk.jobs import DeskJobs
from storage.models import Chat, InactiveReason
from storage.outbox import Gone
from tests.articles import invented
from tests.handlers.desk.admins import add, connected, row
from tests.handlers.desk.moderation import LEASE, proposed, work_off
from tests.handlers.stage import CITY_CHANNEL, KARIM, MARKET, RIMA, Stage, publish
from tests.waiting import until

LOST = "لم نعد نستطيع النشر"


async def lose(stage: Stage, *chats: int) -> None:
    """Delivery finds with the next post that nobody lets it into these chats."""
    await publish(stage, invented(80, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    claimed = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    results = [
        Gone(one.id, one.chat_id, InactiveReason.KICKED)
        for one in claimed
        if one.telegram_id in chats
    ]
    assert len(results) == len(chats)
    await stage.store.outbox.record(results, stage.clock[0])


async def told(stage: Stage, person: int = RIMA) -> int:
    """How often a person was told of a loss."""
    return len([one for one in await stage.transcript(person) if LOST in one.text])


async def test_an_administrator_of_several_is_told_of_each_once(stage: Stage) -> None:
    """Not by delivery, whose record asks Telegram nothing; the desk tells it when it can."""
    await connected(stage)
    await add(stage, MARKET)
    await lose(stage, CITY_CHANNEL, MARKET)
    assert await told(stage) == 0
    await stage.control(
        "faults", {"kind": "server_error", "code": 502, "chat_id": RIMA, "next": 1000}
    )
    await work_off(stage)
    await stage.http.delete(f"{stage.sandbox.control_url}/faults")
    for _ in range(2):
        await work_off(stage)
    assert await told(stage) == 2


async def test_a_chat_that_came_back_meanwhile_is_not_said_to_be_lost(stage: Stage) -> None:
    await connected(stage)
    await lose(stage, CITY_CHANNEL)
    await stage.store.missed_articles.resume_chat(CITY_CHANNEL, stage.clock[0])
    await work_off(stage)
    assert await told(stage) == 0
    assert await stage.store.loss_notices.untold(9) == []


async def test_who_is_forgotten_as_an_administrator_is_told_nothing(stage: Stage) -> None:
    """Nor is kept among those to be told."""
    await connected(stage)
    await lose(stage, CITY_CHANNEL)
    assert RIMA in {one.person_id for one in await stage.store.loss_notices.untold(9)}
    await stage.store.administrators.forget(RIMA)
    assert RIMA not in {one.person_id for one in await stage.store.loss_notices.untold(9)}


async def test_a_planned_post_waits_for_no_administrator(stage: Stage, channel: Chat) -> None:
    """One whose answer takes long holds up what is proposed, and no post that is due."""
    await proposed(stage)
    at = stage.clock[0] + timedelta(hours=1)
    await stage.store.manual_posts.post(3, channel.id, not_before=at, now=stage.clock[0])
    await publish(stage, invented(91, photo=None))
    stage.clock[0] = at + timedelta(minutes=1)
    await stage.control("faults", {"kind": "delay", "chat_id": KARIM, "seconds": 600, "next": 1})
    jobs = DeskJobs(stage.application.bot, stage.application.bot_data)
    proposals, *others = jobs.periodic_jobs(timedelta(seconds=3))
    slow = asyncio.ensure_future(proposals.work())
    await until(lambda: not len(stage.sandbox.telegram.faults))
    for job in others:
        await job.work()
    assert not slow.done()
    claimed = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    assert [one.article_id for one in claimed if one.chat_id == channel.id] == [3]
    slow.cancel()
    await asyncio.gather(slow, return_exceptions=True)
    assert (await row(stage)).active


async def test_who_can_not_be_told_is_asked_nothing_before_start(stage: Stage) -> None:
    """A loss that meets a closed door says the same of a proposal."""
    await connected(stage)
    await lose(stage, CITY_CHANNEL)
    blocked = {
        "kind": "refuse",
        "method": "sendMessage",
        "chat_id": RIMA,
        "description": "Forbidden: bot was blocked by the user",
    }
    await stage.control("faults", blocked)
    await work_off(stage)
    assert await stage.store.administrators.unreachable([RIMA]) == {RIMA}
    assert await stage.store.loss_notices.untold(9) == []
