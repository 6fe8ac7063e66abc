"""Approved and proposed articles while the bot may not post or the chat is paused."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.arabic.tag_names import tag_key
from bot.posts.actions.approvals import Decide
from bot.posts.actions.desk import DeskDo
from bot.posts.actions.desk_choices import ApprovalDecision, DeskAction
from bot.posts.actions.encoding import encode
from handlers.desk import lost_chats
from handlers.desk.jobs import DeskJobs
from handlers.desk.proposals import RETRY_AFTER, propose_to
from storage.channels.approval_rows import Approval, ApprovalState
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.models import Chat, InactiveReason
from tests.articles import invented
from tests.handlers.desk.admins import add, press
from tests.handlers.desk.moderation import (
    LEASE,
    RIGHTS_GONE,
    addressed,
    flooded,
    given_back,
    lose,
    moderate,
    proposed,
    state,
    work_off,
)
from tests.handlers.desk.test_approval import ISOLATES
from tests.handlers.stage import KARIM, RIMA, Stage, publish


async def test_a_chat_that_takes_no_posts_is_not_published_to(stage: Stage, channel: Chat) -> None:
    """Disconnected in the meantime: it is said, and nothing is promised."""
    approval, seen, _ = await proposed(stage)
    await stage.store.chats.deactivate_topic(
        channel.id, reason=InactiveReason.STOPPED, now=stage.clock[0]
    )
    answer = await press(stage, seen, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert "لا تصل أخبار" in answer
    assert await state(stage, approval) is ApprovalState.PENDING


async def test_what_was_approved_waits_for_the_right(stage: Stage, channel: Chat) -> None:
    """Delivery was refused: it stands among the planned, and goes when the right is back."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.PUBLISH))
    await lose(stage)
    (waiting,) = await stage.store.scheduled_posts.planned(channel.id, 5)
    assert waiting.article_id == approval.article_id
    await lost_chats.announce_loss(stage.application.bot, stage.application.bot_data, channel)
    assert waiting.title in (await stage.last(RIMA)).text
    assert (await stage.again(seen, RIMA)).labels[-1].startswith("⏳ وافقت")
    await stage.store.scheduled_posts.release(stage.clock[0])
    assert await addressed(stage) == 0
    await given_back(stage)
    assert "وافق ريما العلي" in (await stage.again(seen, RIMA)).labels[-1].translate(ISOLATES)
    assert await addressed(stage) == 1
    assert await stage.store.scheduled_posts.planned(channel.id, 5) == []


async def test_a_digest_that_was_approved_waits_for_the_right(stage: Stage, channel: Chat) -> None:
    """It comes as one digest again."""
    _, seen, _ = await flooded(stage)
    await press(stage, seen, seen.data_of("📰"))
    await lose(stage)
    await given_back(stage)
    (digest,) = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    assert len(digest.articles) == 6


async def test_what_is_proposed_waits_for_the_right(stage: Stage, channel: Chat) -> None:
    """The clock decides nothing without the right; with it, the administrators are asked anew."""
    await stage.store.channel_settings.set_flag(channel.id, "publish_unanswered", on=False)
    approval, seen, _ = await proposed(stage)
    await add(stage, rights=RIGHTS_GONE)
    stage.clock[0] += timedelta(hours=2)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PENDING
    await add(stage, rights={"can_post_messages": True})
    await moderate(stage)
    again = await stage.last(RIMA)
    assert again.id > seen.id
    await press(stage, again, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert await addressed(stage) == 1


async def test_what_is_published_without_the_right_is_proposed_with_it(
    stage: Stage, channel: Chat
) -> None:
    """As after a pause; and what was skipped before is not asked about again."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    await add(stage, rights=RIGHTS_GONE)
    stage.clock[0] += timedelta(minutes=5)
    await publish(stage, invented(91, photo=None))
    assert await stage.store.proposals.due(stage.clock[0] + timedelta(hours=1), 9) == []
    await given_back(stage)
    (missed,) = await stage.store.proposals.due(stage.clock[0], 9)
    assert missed.article_id != approval.article_id
    assert await addressed(stage) == 0


async def paused_with(stage: Stage, channel: Chat, count: int) -> str:
    """So many articles come in a pause that Rima ends; what she is told."""
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    stage.clock[0] += timedelta(minutes=5)
    await press(stage, listing, DeskDo(channel.id, DeskAction.PAUSE))
    stage.clock[0] += timedelta(minutes=5)
    for number in range(60, 60 + count):
        await publish(stage, invented(number, photo=None))
    return await press(stage, listing, DeskDo(channel.id, DeskAction.CATCH_UP))


@pytest.mark.parametrize(("count", "messages"), [(2, 2), (4, 1)])
async def test_catching_up_after_a_pause_asks_first(
    stage: Stage, channel: Chat, count: int, messages: int
) -> None:
    """What was missed is proposed, one by one or four and more in one message, and not posted."""
    answer = await paused_with(stage, channel, count)
    assert "نعرض عليك خبرين" in answer or "نعرض عليك 4 أخبار" in answer
    assert await addressed(stage) == 0
    before = stage.newest(RIMA)
    await moderate(stage)
    assert len([one for one in await stage.transcript(RIMA) if one.id > before]) == messages
    assert await addressed(stage) == 0


async def test_the_clock_decides_nothing_in_a_pause(stage: Stage, channel: Chat) -> None:
    """And nobody is asked in it; after it all are asked anew, with their whole time."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, DeskDo(channel.id, DeskAction.PAUSE))
    stage.clock[0] += timedelta(hours=2)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PENDING
    assert (await stage.last(RIMA)).id == seen.id
    await press(stage, seen, DeskDo(channel.id, DeskAction.CATCH_UP))
    await moderate(stage)
    assert (await stage.last(RIMA)).id > seen.id
    stage.clock[0] += timedelta(minutes=29)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PENDING
    stage.clock[0] += timedelta(minutes=1)
    await moderate(stage)
    assert await addressed(stage) == 1


async def pause_for_an_hour(stage: Stage, channel: Chat) -> None:
    """One that ends by itself."""
    until = stage.clock[0] + timedelta(hours=1)
    await stage.store.pauses.begin_until(channel.id, until, stage.clock[0])


async def loss_of_the_right(stage: Stage, channel: Chat) -> None:
    del channel
    await add(stage, rights=RIGHTS_GONE)


HOLDS = [pause_for_an_hour, loss_of_the_right]


async def over_after_hours(stage: Stage) -> None:
    """The pause or the loss that holds the channel's posts is over."""
    stage.clock[0] += timedelta(hours=2)
    await add(stage, rights={"can_post_messages": True})


async def times_asked(stage: Stage, person: int, approval: Approval) -> int:
    """How often a person was asked about this approval alone."""
    data = encode(Decide(approval.id, ApprovalDecision.LATER))
    return sum(
        data in {button.get("callback_data") for row in seen.buttons for button in row}
        for seen in await stage.transcript(person)
    )


@pytest.mark.parametrize("later", [timedelta(0), timedelta(seconds=3)])
@pytest.mark.parametrize("hold", HOLDS)
async def test_who_was_just_being_asked_when_posts_were_held_is_asked_anew(
    stage: Stage,
    channel: Chat,
    hold: Callable[[Stage, Chat], Awaitable[None]],
    later: timedelta,
) -> None:
    """The note that all have the proposal comes after it, and the clock decides nothing by it."""
    await publish(stage, invented(90, photo=None))
    (approval,) = await stage.store.proposals.due(stage.clock[0] + timedelta(minutes=2), 10)
    assert approval.postponed_until is not None
    stage.clock[0] = approval.postponed_until + later
    bot, services = stage.application.bot, stage.application.bot_data
    await propose_to(bot, services, RIMA, channel, approval)
    await hold(stage, channel)
    await stage.store.proposals.mark_asked(approval, stage.clock[0] + timedelta(minutes=30))
    before = await times_asked(stage, RIMA, approval)
    await over_after_hours(stage)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PENDING
    assert await times_asked(stage, RIMA, approval) == before + 1


@pytest.mark.parametrize("hold", HOLDS)
async def test_whom_a_fault_kept_out_is_not_asked_while_posts_are_held_and_once_after_it(
    stage: Stage, channel: Chat, hold: Callable[[Stage, Chat], Awaitable[None]]
) -> None:
    """Then all are asked anew, this person with the others."""
    jobs = DeskJobs(stage.application.bot, stage.application.bot_data)
    await publish(stage, invented(90, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    (approval,) = await stage.store.proposals.due(stage.clock[0], 10)
    await stage.control("faults", {"kind": "drop_before", "chat_id": KARIM, "next": 1000})
    await work_off(stage, jobs)
    await stage.http.delete(f"{stage.sandbox.control_url}/faults")
    await hold(stage, channel)
    stage.clock[0] += RETRY_AFTER
    await work_off(stage, jobs)
    assert await times_asked(stage, KARIM, approval) == 0
    assert await times_asked(stage, RIMA, approval) == 1
    await over_after_hours(stage)
    for _ in range(2):
        await work_off(stage, jobs)
        stage.clock[0] += RETRY_AFTER
    assert await times_asked(stage, KARIM, approval) == 1
    assert await times_asked(stage, RIMA, approval) == 2


async def test_what_is_muted_after_its_proposal_is_not_posted_by_the_clock(
    stage: Stage, channel: Chat
) -> None:
    """It is skipped, and that is said; a person's decision would count more than the rule."""
    approval, seen, _ = await proposed(stage)
    (article,) = await stage.store.articles.get([approval.article_id])
    (tag,) = await stage.store.tags.find(tag_key(article.article.tags[0].name))
    await stage.store.subscriptions.mute(channel.id, tag.id)
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert await addressed(stage) == 0
    assert await state(stage, approval) is ApprovalState.SKIPPED
    assert (await stage.again(seen, RIMA)).labels == ["❌ تجاوزناه، لم يرد أحد"]


async def test_of_several_that_nobody_answered_only_the_muted_one_is_skipped(
    stage: Stage, channel: Chat
) -> None:
    """The others come as one digest."""
    approvals = (await flooded(stage, 4))[0]
    muted, *others = approvals
    await stage.store.alerts.add(
        channel.id,
        AlertKind.MUTE,
        "حدائق",
        Conditions.of_terms(("حدايق",)),
        now=stage.clock[0],
        met=[muted.article_id],
    )
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert await state(stage, muted) is ApprovalState.SKIPPED
    assert {await state(stage, one) for one in others} == {ApprovalState.PUBLISHED}
    (digest,) = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    assert digest.articles == tuple(sorted(one.article_id for one in others))


@pytest.mark.parametrize("together", [False, True])
async def test_what_the_clock_published_says_that_it_waits_for_the_right(
    stage: Stage, channel: Chat, *, together: bool
) -> None:
    """And no longer once it is on its way; also where it comes in a digest with what was missed."""
    approval, seen, _ = await proposed(stage)
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert (await stage.again(seen, RIMA)).labels[-1].startswith("✅")
    await lose(stage)
    await lost_chats.announce_loss(stage.application.bot, stage.application.bot_data, channel)
    waits = (await stage.again(seen, RIMA)).labels
    assert waits == ["⏳ لم يرد أحد، وننتظر صلاحية النشر هناك"]
    if together:
        await stage.store.channel_settings.set_flag(channel.id, "moderated", on=False)
        stage.clock[0] += timedelta(minutes=1)
        for number in (60, 61):
            await publish(stage, invented(number, photo=None))
    await given_back(stage)
    assert (await stage.again(seen, RIMA)).labels[-1].startswith("✅")
    (delivery,) = await stage.store.outbox.claim(10, stage.clock[0], LEASE)
    assert approval.article_id in (delivery.articles or (delivery.article_id,))


@pytest.mark.parametrize("count", [1, 4])
async def test_the_clock_posts_nothing_in_quiet_hours_that_hold_posts_back(
    stage: Stage, channel: Chat, count: int
) -> None:
    """They have begun while the administrators were asked; it goes in the morning."""
    # In Damascus the stage's clock shows 17:00.
    chats = stage.store.chats
    await chats.set_quiet(channel.id, quiet_from=17 * 60 + 10, quiet_until=7 * 60)
    await chats.set_quiet_holds(channel.id, holds=True)
    approvals = (await flooded(stage, count))[0]
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert {await state(stage, one) for one in approvals} == {ApprovalState.PUBLISHED}
    assert await addressed(stage) == 0
    stage.clock[0] += timedelta(hours=14)
    assert await addressed(stage) == 1
