"""Many articles that wait for approval are proposed in one message."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.posts.actions.approvals import Decide, DecideAll
from bot.posts.actions.desk_choices import ApprovalDecision, BulkDecision
from storage.channels.approval_rows import ApprovalState
from storage.models import Chat
from storage.outbox import Action
from tests.articles import invented
from tests.handlers.desk.admins import press
from tests.handlers.desk.moderation import (
    LEASE,
    addressed,
    flooded,
    moderate,
    state,
    work_off,
)
from tests.handlers.stage import KARIM, RIMA, Stage, publish


async def test_many_at_once_are_one_message(stage: Stage, channel: Chat) -> None:
    """With all headlines; one press publishes them as one digest, and the other sees who."""
    approvals, seen, also = await flooded(stage)
    assert "6 أخبار تنتظر قرارك" in seen.text
    assert "الحديقة رقم 65" in seen.text
    assert "نشرنا: 6" in await press(stage, seen, seen.data_of("📰"))
    assert {await state(stage, one) for one in approvals} == {ApprovalState.PUBLISHED}
    (digest,) = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    assert len(digest.articles) == 6
    assert "ريما العلي" in " ".join((await stage.again(also, KARIM)).labels)
    assert "ريما العلي" in await press(
        stage, also, DecideAll(approvals[0].id, BulkDecision.SKIP), KARIM
    )


async def test_many_at_once_one_by_one(stage: Stage, channel: Chat) -> None:
    """For the one who wants it so; what he decides counts for the others' message, too."""
    approvals, seen, also = await flooded(stage, 4)
    await press(stage, seen, seen.data_of("👁"))
    single = await stage.last(RIMA)
    await press(stage, single, single.data_of("❌"))
    assert [await state(stage, one) for one in approvals].count(ApprovalState.SKIPPED) == 1
    assert len((await stage.again(also, KARIM)).buttons) > 1
    await press(stage, also, also.data_of("❌"), KARIM)
    assert {await state(stage, one) for one in approvals} == {ApprovalState.SKIPPED}


async def test_many_that_nobody_answers_are_one_digest(stage: Stage, channel: Chat) -> None:
    """The clock publishes no flood either, and the time to answer began with the question."""
    approvals, seen, _ = await flooded(stage)
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert {await state(stage, one) for one in approvals} == {ApprovalState.PUBLISHED}
    assert await addressed(stage) == 1
    assert "نشرنا: 6" in " ".join((await stage.again(seen, RIMA)).labels)


async def test_time_to_answer_after_an_outage(stage: Stage, channel: Chat) -> None:
    """Proposed hours late: the administrators still have their half hour."""
    await publish(stage, invented(95, photo=None))
    stage.clock[0] += timedelta(hours=5)
    await moderate(stage)
    (approval,) = await stage.store.approvals.overdue(stage.clock[0] + timedelta(days=1), 10)
    stage.clock[0] += timedelta(minutes=29)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PENDING
    stage.clock[0] += timedelta(minutes=1)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PUBLISHED


@pytest.mark.parametrize("first", [0, 3])
async def test_a_list_is_decided_on_when_the_site_withdraws_one_of_it(
    stage: Stage, channel: Chat, first: int
) -> None:
    """Whichever it is, the first too: the others are published."""
    approvals, seen, _ = await flooded(stage, 5)
    now = stage.clock[0]
    await stage.store.withdraw(approvals[first].article_id, action=None, sent_since=now, now=now)
    await work_off(stage)
    await work_off(stage)
    await press(stage, seen, seen.data_of("📰"))
    (digest,) = await stage.store.outbox.claim(10, now, LEASE)
    assert len(digest.articles) == 4


async def test_a_list_is_decided_on_when_its_first_is_shown_by_itself(
    stage: Stage, channel: Chat
) -> None:
    """With another headline, for all; the rest stays in the list."""
    approvals, seen, also = await flooded(stage, 5)
    await press(stage, seen, seen.data_of("👁"))
    single = await stage.last(RIMA)
    first = Decide(approvals[0].id, ApprovalDecision.HEADLINE)
    (own,) = {
        message
        for person, message in await stage.store.proposals.messages(first.approval_id)
        if person == RIMA
    }
    await press(stage, replace(single, id=own), first)
    asked = await stage.last(RIMA)
    await stage.write("عنوان آخر", chat=RIMA, person=RIMA, reply_to=asked.id)
    await press(stage, also, also.data_of("📰"), KARIM)
    assert await state(stage, approvals[0]) is ApprovalState.PENDING
    (digest,) = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    assert len(digest.articles) == 4


async def test_breaking_news_that_nobody_answered_comes_by_itself(
    stage: Stage, channel: Chat
) -> None:
    """The others come as one digest; where a person wants one of them all, it is in it."""
    for number in (60, 61, 62):
        await publish(stage, invented(number, photo=None))
    await publish(stage, invented(63, photo=None, breaking=True))
    stage.clock[0] += timedelta(minutes=2)
    approvals = await stage.store.proposals.due(stage.clock[0], 50)
    await moderate(stage)
    stage.clock[0] += timedelta(minutes=31)
    await moderate(stage)
    breaking, *others = sorted(one.article_id for one in approvals)[::-1]
    claimed = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    assert [(one.action, one.article_id, sorted(one.articles)) for one in claimed] == [
        (Action.POST, breaking, []),
        (Action.DIGEST, others[-1], others[::-1]),
    ]
