"""Approval: proposals, the first answer, the clock, a headline of one's own, and attacks."""

import asyncio
from datetime import timedelta

import pytest

from bot.posts.desk_actions import (
    ApprovalDecision,
    BulkDecision,
    Decide,
    DecideAll,
    DecideAt,
    DeskAction,
    DeskDo,
)
from bot.posts.keyboard import encode
from handlers.desk import lost_chats
from handlers.desk.jobs import Moderation
from storage.channels.approvals import Approval, State
from storage.models import Chat
from storage.outbox import Gone
from tests.articles import invented
from tests.handlers.desk.test_desk import add, member, press, row
from tests.handlers.stage import KARIM, LAYLA, RIMA, Seen, Stage, told

LEASE = timedelta(minutes=5)
ISOLATES = dict.fromkeys((0x2067, 0x2068, 0x2069))


@pytest.fixture
async def channel(stage: Stage) -> Chat:
    """A moderated channel of Rima and Karim, who both talk to the bot but get no news there."""
    for person in (RIMA, KARIM):
        await stage.start(person)
        await stage.write("/stop", chat=person, person=person)
    await add(stage)
    chat = await row(stage)
    await stage.store.desk.set_flag(chat.id, "moderated", on=True)
    return chat


async def moderate(stage: Stage) -> None:
    await Moderation(stage.application.bot, stage.application.bot_data).run()


async def proposed(stage: Stage, number: int = 90) -> tuple[Approval, Seen, Seen]:
    """An article is proposed; the approval, and what Rima and Karim see of it."""
    assert await told(stage, invented(number, photo=None)) == 0
    stage.clock[0] += timedelta(minutes=2)
    (approval,) = await stage.store.approvals.to_propose(stage.clock[0], 10)
    await moderate(stage)
    return approval, await stage.last(RIMA), await stage.last(KARIM)


async def addressed(stage: Stage) -> int:
    """How many posts are promised to the channel."""
    return len(await stage.store.outbox.claim(10, stage.clock[0], LEASE))


async def state(stage: Stage, approval: Approval) -> State:
    found = await stage.store.approvals.get(approval.id)
    assert found is not None
    return found.state


async def test_a_proposal_looks_like_the_post(stage: Stage, channel: Chat) -> None:
    """With the channel's template, the chat's name, the time it waits until, and four answers."""
    await stage.store.desk.set_signature(channel.id, "قناة المدينة دائمًا")
    _, seen, also = await proposed(stage)
    assert seen.text.endswith("قناة المدينة دائمًا")
    (waits,) = [label for label in seen.labels if "قناة المدينة" in label and "، حتى" in label]
    assert waits.endswith("ثم يُنشر")
    assert {"✅ انشر", "❌ تجاوز", "✏️ عدّل العنوان", "⏰ بعد ساعة"} <= set(seen.labels)
    assert any("Publish" in label or "انشر" in label for label in also.labels)
    assert await addressed(stage) == 0


async def test_publishing(stage: Stage, channel: Chat) -> None:
    """It goes out; the other sees who decided, in place of the buttons."""
    approval, seen, also = await proposed(stage)
    assert "ريما العلي" in await press(stage, seen, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert await state(stage, approval) is State.PUBLISHED
    assert await addressed(stage) == 1
    assert "ريما العلي" in " ".join((await stage.again(also, KARIM)).labels)
    assert len((await stage.again(seen, RIMA)).buttons[-1]) == 1


async def test_skipping(stage: Stage, channel: Chat) -> None:
    """Nothing goes out, and the log says so."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    assert await state(stage, approval) is State.SKIPPED
    assert await addressed(stage) == 0
    (entry, *_) = await stage.store.desk_log.newest(channel.id, 5)
    assert entry.what == "skip"


async def test_two_press_at_once(stage: Stage, channel: Chat) -> None:
    """The first word counts; the second is told whose it was; one post at the most."""
    approval, seen, also = await proposed(stage)
    publish, skip = (
        Decide(approval.id, ApprovalDecision.PUBLISH),
        Decide(approval.id, ApprovalDecision.SKIP),
    )
    bodies = [
        (RIMA, {"from": RIMA, "message_id": seen.id, "data": encode(publish), "wait_seconds": 5}),
        (KARIM, {"from": KARIM, "message_id": also.id, "data": encode(skip), "wait_seconds": 5}),
    ]
    presses = [
        asyncio.ensure_future(stage.control(f"chats/{person}/press", body))
        for person, body in bodies
    ]
    updates = ()
    while len(updates) < 2:
        updates = await stage.application.bot.get_updates(offset=stage._offset, timeout=1)
    stage._offset = updates[-1].update_id + 1
    await asyncio.gather(*map(stage.application.process_update, updates))
    answers = [press.result()["text"] for press in presses if await press]
    decided = await stage.store.approvals.get(approval.id)
    assert decided is not None
    assert all(decided.person_name in answer for answer in answers)
    assert await addressed(stage) == (1 if decided.state is State.PUBLISHED else 0)


async def test_pressed_again_after_the_decision(stage: Stage, channel: Chat) -> None:
    """A late press changes nothing."""
    approval, seen, also = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    for verdict in ApprovalDecision:
        answer = await press(stage, also, Decide(approval.id, verdict), KARIM)
        assert "ريما العلي" in answer
    assert await state(stage, approval) is State.SKIPPED


async def test_nobody_answers_and_it_is_published(stage: Stage, channel: Chat) -> None:
    """After half an hour, as set; those who were asked see it."""
    approval, seen, _ = await proposed(stage)
    stage.clock[0] += timedelta(minutes=27)
    await moderate(stage)
    assert await state(stage, approval) is State.PENDING
    stage.clock[0] += timedelta(minutes=3)
    await moderate(stage)
    assert await state(stage, approval) is State.PUBLISHED
    assert await addressed(stage) == 1
    assert "لم يرد أحد" in " ".join((await stage.again(seen, RIMA)).labels)


async def test_nobody_answers_and_it_is_skipped(stage: Stage, channel: Chat) -> None:
    """The channel can have it the other way."""
    await stage.store.desk.set_flag(channel.id, "publish_unanswered", on=False)
    approval, _, _ = await proposed(stage)
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert await state(stage, approval) is State.SKIPPED
    assert await addressed(stage) == 0


async def test_later(stage: Stage, channel: Chat) -> None:
    """The buttons go, and after an hour it is proposed anew."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.LATER))
    assert "يُعرض من جديد" in " ".join((await stage.again(seen, RIMA)).labels)
    await moderate(stage)
    assert (await stage.last(RIMA)).id == seen.id
    stage.clock[0] += timedelta(hours=1)
    await moderate(stage)
    again = await stage.last(RIMA)
    assert again.id != seen.id
    await press(stage, again, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert await state(stage, approval) is State.PUBLISHED


async def test_a_headline_of_ones_own(stage: Stage, channel: Chat) -> None:
    """Asked for by a reply; hostile text is text; the proposal comes anew with it."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.HEADLINE))
    asked = await stage.last(RIMA)
    await stage.write("<جديد> & عاجل", chat=RIMA, person=RIMA, reply_to=asked.id)
    again = await stage.last(RIMA)
    assert again.text.startswith("<جديد> & عاجل")
    assert (await stage.again(seen, RIMA)).labels[-1] == "↪️ عُرض من جديد في الأسفل ⬇️"
    await press(stage, again, Decide(approval.id, ApprovalDecision.HEADLINE))
    assert "<جديد> & عاجل" in (await stage.last(RIMA)).text
    await press(stage, again, Decide(approval.id, ApprovalDecision.PUBLISH))
    found = await stage.store.desk.dressings([(approval.article_id, channel.id)])
    assert found[approval.article_id, channel.id].headline == "<جديد> & عاجل"


async def test_a_summary_of_ones_own(stage: Stage, channel: Chat) -> None:
    """In the proposal and in the post; the headline stays the newsroom's."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SUMMARY))
    asked = await stage.last(RIMA)
    assert "افتتح المجلس البلدي" in asked.text
    await stage.write("ملخص <من> عندنا.", chat=RIMA, person=RIMA, reply_to=asked.id)
    again = await stage.last(RIMA)
    assert "ملخص <من> عندنا." in again.text
    assert "افتتح المجلس البلدي" not in again.text
    (entry, *_) = await stage.store.desk_log.newest(channel.id, 1)
    assert entry.what == "summary"
    await press(stage, again, Decide(approval.id, ApprovalDecision.SUMMARY))
    assert "ملخص <من> عندنا." in (await stage.last(RIMA)).text


async def asked_when(stage: Stage, approval: Approval, seen: Seen, text: str) -> Seen:
    """Rima wants another time and writes it; what she is answered."""
    await press(stage, seen, Decide(approval.id, ApprovalDecision.AT))
    asked = await stage.last(RIMA)
    (answer,) = await stage.write(text, chat=RIMA, person=RIMA, reply_to=asked.id)
    return answer


async def test_published_at_a_time_that_was_written(stage: Stage, channel: Chat) -> None:
    """By the channel's clock; nothing goes out before it."""
    approval, seen, also = await proposed(stage)
    answer = await asked_when(stage, approval, seen, "١٨:٣٠")
    assert "عند 18:30" in answer.text
    assert "عند 18:30" in await press(stage, answer, answer.data_of("✅"))
    assert await state(stage, approval) is State.PUBLISHED
    assert "ريما العلي" in " ".join((await stage.again(also, KARIM)).labels)
    assert "يُنشر عند 18:30" in " ".join((await stage.again(also, KARIM)).labels)
    assert not (await stage.again(answer, RIMA)).buttons
    await stage.write("19:00", chat=RIMA, person=RIMA, reply_to=answer.id - 2)
    assert "سبق أن اتُّخذ القرار" in (await stage.last(RIMA)).text
    await stage.store.waits.release(stage.clock[0])
    assert await addressed(stage) == 0
    # 18:30 in Damascus.
    stage.clock[0] = stage.clock[0].replace(hour=15, minute=30)
    await stage.store.waits.release(stage.clock[0])
    assert await addressed(stage) == 1


async def test_asked_again_at_a_time_that_was_written(stage: Stage, channel: Chat) -> None:
    """The proposal comes anew then."""
    approval, seen, _ = await proposed(stage)
    answer = await asked_when(stage, approval, seen, "غدًا 9")
    assert "غدًا عند 09:00" in answer.text
    await press(stage, answer, answer.data_of("⏰"))
    assert await state(stage, approval) is State.PENDING
    newest = stage.newest(RIMA)
    stage.clock[0] += timedelta(hours=12)
    await moderate(stage)
    assert stage.newest(RIMA) == newest
    stage.clock[0] += timedelta(hours=12)
    await moderate(stage)
    assert stage.newest(RIMA) > newest


async def test_a_time_that_is_none_is_asked_for_again(stage: Stage, channel: Chat) -> None:
    """Nothing is decided by words that mean no time, or one in a year."""
    approval, seen, _ = await proposed(stage)
    for words in ("لا أعرف", "بعد 300 يوم"):
        answer = await asked_when(stage, approval, seen, words)
        assert "18:30" in answer.text
        assert not answer.buttons
    assert await state(stage, approval) is State.PENDING


async def flooded(stage: Stage, count: int = 6) -> tuple[list[Approval], Seen, Seen]:
    """So many articles come at once, as after an outage; what Rima and Karim see."""
    for number in range(60, 60 + count):
        await told(stage, invented(number, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    approvals = await stage.store.approvals.to_propose(stage.clock[0], 50)
    before = stage.newest(RIMA)
    await moderate(stage)
    assert len([one for one in await stage.transcript(RIMA) if one.id > before]) == 1
    return approvals, await stage.last(RIMA), await stage.last(KARIM)


async def test_many_at_once_are_one_message(stage: Stage, channel: Chat) -> None:
    """With all headlines; one press publishes them as one digest, and the other sees who."""
    approvals, seen, also = await flooded(stage)
    assert "6 أخبار تنتظر قرارك" in seen.text
    assert "الحديقة رقم 65" in seen.text
    assert "نُشر: 6" in await press(stage, seen, seen.data_of("📰"))
    assert {await state(stage, one) for one in approvals} == {State.PUBLISHED}
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
    assert [await state(stage, one) for one in approvals].count(State.SKIPPED) == 1
    assert len((await stage.again(also, KARIM)).buttons) > 1
    await press(stage, also, also.data_of("❌"), KARIM)
    assert {await state(stage, one) for one in approvals} == {State.SKIPPED}


async def test_many_that_nobody_answers_are_one_digest(stage: Stage, channel: Chat) -> None:
    """The clock publishes no flood either, and the time to answer began with the question."""
    approvals, seen, _ = await flooded(stage)
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert {await state(stage, one) for one in approvals} == {State.PUBLISHED}
    assert await addressed(stage) == 1
    assert "نُشر: 6" in " ".join((await stage.again(seen, RIMA)).labels)


async def test_time_to_answer_after_an_outage(stage: Stage, channel: Chat) -> None:
    """Proposed hours late: the administrators still have their half hour."""
    await told(stage, invented(95, photo=None))
    stage.clock[0] += timedelta(hours=5)
    await moderate(stage)
    (approval,) = await stage.store.approvals.overdue(stage.clock[0] + timedelta(days=1), 10)
    stage.clock[0] += timedelta(minutes=29)
    await moderate(stage)
    assert await state(stage, approval) is State.PENDING
    stage.clock[0] += timedelta(minutes=1)
    await moderate(stage)
    assert await state(stage, approval) is State.PUBLISHED


async def test_a_reply_to_anything_else_is_a_search(stage: Stage, channel: Chat) -> None:
    """Only a reply to a question of the desk is its answer."""
    _, seen, _ = await proposed(stage)
    answers = await stage.write("الحديقة", chat=RIMA, person=RIMA, reply_to=seen.id)
    assert any("الحديقة" in one.text for one in answers)


async def test_nobody_can_be_reached(stage: Stage) -> None:
    """No administrator has ever talked to the bot: the clock decides, nothing breaks."""
    await add(stage)
    chat = await row(stage)
    await stage.store.desk.set_flag(chat.id, "moderated", on=True)
    await told(stage, invented(91, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    await moderate(stage)
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert await addressed(stage) == 1


async def test_a_chat_that_takes_no_posts_is_not_published_to(stage: Stage, channel: Chat) -> None:
    """Disconnected in the meantime: it is said, and nothing is promised."""
    approval, seen, _ = await proposed(stage)
    await stage.store.chats.leave_topic(channel.id, reason="stopped", now=stage.clock[0])
    answer = await press(stage, seen, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert "لا تُرسل الأخبار" in answer
    assert await state(stage, approval) is State.PENDING


async def test_telegram_does_not_say_who_administers(stage: Stage, channel: Chat) -> None:
    """A minute later it is asked again, and nothing is decided in between."""
    await told(stage, invented(92, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    await stage.control(
        "faults",
        {"kind": "server_error", "code": 502, "method": "getChatAdministrators", "next": 1},
    )
    before = stage.newest(RIMA)
    await moderate(stage)
    assert stage.newest(RIMA) == before
    stage.clock[0] += timedelta(minutes=1)
    await moderate(stage)
    assert "✅ انشر" in (await stage.last(RIMA)).labels


# Attacks.


async def test_attack_one_who_was_just_demoted_approves(stage: Stage, channel: Chat) -> None:
    """Karim's buttons are still there when he loses his rights."""
    approval, _, also = await proposed(stage)
    await member(stage, KARIM, "member")
    for verdict in ApprovalDecision:
        await press(stage, also, Decide(approval.id, verdict), KARIM)
    assert await state(stage, approval) is State.PENDING
    assert await addressed(stage) == 0


async def test_attack_a_stranger_approves(stage: Stage, channel: Chat) -> None:
    """Layla forges the button under a message of her own."""
    approval, _, _ = await proposed(stage)
    (welcome, *_) = await stage.start(LAYLA)
    for verdict in ApprovalDecision:
        await press(stage, welcome, Decide(approval.id, verdict), LAYLA)
    await press(stage, welcome, Decide(2**63 - 1, ApprovalDecision.PUBLISH), LAYLA)
    assert await state(stage, approval) is State.PENDING


async def test_attack_a_time_forged(stage: Stage, channel: Chat) -> None:
    """A stranger's, one of the past, one in years, one that was just decided: all are refused."""
    approval, seen, _ = await proposed(stage)
    (welcome, *_) = await stage.start(LAYLA)
    minute = int(stage.clock[0].timestamp()) // 60
    for at, person, message in (
        (minute + 60, LAYLA, welcome),
        (minute - 60, RIMA, seen),
        (minute + 60 * 24 * 400, RIMA, seen),
        (2**62, RIMA, seen),
    ):
        for verdict in ApprovalDecision:
            await press(stage, message, DecideAt(approval.id, verdict, at), person)
    assert await state(stage, approval) is State.PENDING
    found = await stage.store.approvals.get(approval.id)
    assert found is not None
    assert found.due == approval.due
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    answer = await press(stage, seen, DecideAt(approval.id, ApprovalDecision.PUBLISH, minute + 60))
    assert "ريما العلي" in answer
    assert await state(stage, approval) is State.SKIPPED


async def test_attack_many_at_once(stage: Stage, channel: Chat) -> None:
    """A stranger, one demoted, and an administrator under a message that shows none of them."""
    approvals, seen, also = await flooded(stage, 4)
    (welcome, *_) = await stage.start(LAYLA)
    other = next(one for one in await stage.transcript(RIMA) if one.outgoing)
    await member(stage, KARIM, "member")
    for verdict in BulkDecision:
        action = DecideAll(approvals[0].id, verdict)
        await press(stage, welcome, action, LAYLA)
        await press(stage, other, action)
        await press(stage, also, action, KARIM)
        await press(stage, seen, DecideAll(2**62, verdict))
    assert {await state(stage, one) for one in approvals} == {State.PENDING}


async def test_attack_a_button_under_another_message(stage: Stage, channel: Chat) -> None:
    """An administrator's client sends the data under a message that is not the proposal."""
    approval, _, _ = await proposed(stage)
    other = next(seen for seen in await stage.transcript(RIMA) if seen.outgoing)
    answer = await press(stage, other, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert "لم يعد هذا الزر يعمل" in answer
    assert await state(stage, approval) is State.PENDING


async def test_attack_a_reply_after_losing_the_right(stage: Stage, channel: Chat) -> None:
    """The question was put to an administrator; who answers is none any more."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.HEADLINE))
    asked = await stage.last(RIMA)
    await member(stage, RIMA, "member")
    await stage.write("عنوان دخيل", chat=RIMA, person=RIMA, reply_to=asked.id)
    words = await stage.store.own_words.get(approval.article_id, approval.chat_id)
    assert words.headline == ""


async def test_attack_a_headline_without_end(stage: Stage, channel: Chat) -> None:
    """Refused with the bound; the headline stays."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.HEADLINE))
    asked = await stage.last(RIMA)
    (answer,) = await stage.write("ا" * 4000, chat=RIMA, person=RIMA, reply_to=asked.id)
    assert "300" in answer.text
    words = await stage.store.own_words.get(approval.article_id, approval.chat_id)
    assert words.headline == ""


RIGHTS_GONE = {"can_post_messages": False}


async def lose(stage: Stage) -> None:
    """Delivery finds, with the next post to the channel, that the right to post is gone."""
    for delivery in await stage.store.outbox.claim(10, stage.clock[0], LEASE):
        await stage.store.outbox.record(
            [Gone(delivery.id, delivery.chat_id, "no rights")], stage.clock[0]
        )


async def given_back(stage: Stage) -> None:
    """The channel's owner takes the right away and gives it back."""
    await add(stage, rights=RIGHTS_GONE)
    await add(stage, rights={"can_post_messages": True})
    await stage.store.waits.release(stage.clock[0])


async def test_what_was_approved_waits_for_the_right(stage: Stage, channel: Chat) -> None:
    """Delivery was refused: it stands among the planned, and goes when the right is back."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.PUBLISH))
    await lose(stage)
    (waiting,) = await stage.store.waits.scheduled(channel.id, 5)
    assert waiting.article_id == approval.article_id
    await lost_chats.announce_loss(stage.application.bot, stage.application.bot_data, channel)
    assert waiting.title in (await stage.last(RIMA)).text
    assert (await stage.again(seen, RIMA)).labels[-1].startswith("⏳ نال الموافقة")
    await stage.store.waits.release(stage.clock[0])
    assert await addressed(stage) == 0
    await given_back(stage)
    assert "موافقة · ريما العلي" in (await stage.again(seen, RIMA)).labels[-1].translate(ISOLATES)
    assert await addressed(stage) == 1
    assert await stage.store.waits.scheduled(channel.id, 5) == []


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
    await stage.store.desk.set_flag(channel.id, "publish_unanswered", on=False)
    approval, seen, _ = await proposed(stage)
    await add(stage, rights=RIGHTS_GONE)
    stage.clock[0] += timedelta(hours=2)
    await moderate(stage)
    assert await state(stage, approval) is State.PENDING
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
    await told(stage, invented(91, photo=None))
    assert await stage.store.approvals.to_propose(stage.clock[0] + timedelta(hours=1), 9) == []
    await given_back(stage)
    (missed,) = await stage.store.approvals.to_propose(stage.clock[0], 9)
    assert missed.article_id != approval.article_id
    assert await addressed(stage) == 0


async def paused_with(stage: Stage, channel: Chat, count: int) -> str:
    """So many articles come in a pause that Rima ends; what she is told."""
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    stage.clock[0] += timedelta(minutes=5)
    await press(stage, listing, DeskDo(channel.id, DeskAction.PAUSE))
    stage.clock[0] += timedelta(minutes=5)
    for number in range(60, 60 + count):
        await told(stage, invented(number, photo=None))
    return await press(stage, listing, DeskDo(channel.id, DeskAction.CATCH_UP))


@pytest.mark.parametrize(("count", "messages"), [(2, 2), (4, 1)])
async def test_catching_up_after_a_pause_asks_first(
    stage: Stage, channel: Chat, count: int, messages: int
) -> None:
    """What was missed is proposed, one by one or four and more in one message, and not posted."""
    answer = await paused_with(stage, channel, count)
    assert "يُعرض عليك خبران" in answer or "تُعرض عليك 4 أخبار" in answer
    assert await addressed(stage) == 0
    before = stage.newest(RIMA)
    await moderate(stage)
    assert len([one for one in await stage.transcript(RIMA) if one.id > before]) == messages
    assert await addressed(stage) == 0
