"""Approval: proposals, the first answer, the clock, a headline of one's own, and attacks."""

import asyncio
from datetime import timedelta

from bot.posts.actions.approvals import Decide
from bot.posts.actions.desk_choices import ApprovalDecision
from bot.posts.actions.encoding import encode
from storage.channels.approval_rows import Approval, ApprovalState
from storage.models import Chat
from tests.articles import invented
from tests.handlers.desk.admins import add, press, row
from tests.handlers.desk.moderation import (
    addressed,
    moderate,
    proposed,
    state,
)
from tests.handlers.stage import KARIM, RIMA, Seen, Stage, publish

ISOLATES = dict.fromkeys((0x2067, 0x2068, 0x2069))


async def test_a_proposal_looks_like_the_post(stage: Stage, channel: Chat) -> None:
    """With the channel's template, the chat's name, the time it waits until, and four answers."""
    await stage.store.channel_settings.set_signature(channel.id, "قناة المدينة دائمًا")
    _, seen, also = await proposed(stage)
    assert seen.text.endswith("قناة المدينة دائمًا")
    (waits,) = [label for label in seen.labels if "قناة المدينة" in label and "، حتى" in label]
    assert waits.endswith("ثم ننشره")
    assert {"✅ انشر", "❌ تجاوز", "✏️ عدّل العنوان", "⏰ بعد ساعة"} <= set(seen.labels)
    assert any("Publish" in label or "انشر" in label for label in also.labels)
    assert await addressed(stage) == 0


async def test_publishing(stage: Stage, channel: Chat) -> None:
    """It goes out; the other sees who decided, in place of the buttons."""
    approval, seen, also = await proposed(stage)
    assert "ريما العلي" in await press(stage, seen, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert await state(stage, approval) is ApprovalState.PUBLISHED
    assert await addressed(stage) == 1
    assert "ريما العلي" in " ".join((await stage.again(also, KARIM)).labels)
    assert len((await stage.again(seen, RIMA)).buttons[-1]) == 1


async def test_skipping(stage: Stage, channel: Chat) -> None:
    """Nothing goes out, and the log says so."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    assert await state(stage, approval) is ApprovalState.SKIPPED
    assert await addressed(stage) == 0
    (entry, *_) = await stage.store.audit_log.newest(channel.id, 5)
    assert entry.action == "skip"


async def test_two_press_at_once(stage: Stage, channel: Chat) -> None:
    """The first word counts; the second is told whose it was; one post at the most."""
    approval, seen, also = await proposed(stage)
    publish, skip = (
        Decide(approval.id, ApprovalDecision.PUBLISH),
        Decide(approval.id, ApprovalDecision.SKIP),
    )
    bodies = [
        (RIMA, {"from": RIMA, "message_id": seen.id, "data": encode(publish), "wait_seconds": 30}),
        (KARIM, {"from": KARIM, "message_id": also.id, "data": encode(skip), "wait_seconds": 30}),
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
    assert await addressed(stage) == (1 if decided.state is ApprovalState.PUBLISHED else 0)


async def test_pressed_again_after_the_decision(stage: Stage, channel: Chat) -> None:
    """A late press changes nothing."""
    approval, seen, also = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.SKIP))
    for decision in ApprovalDecision:
        answer = await press(stage, also, Decide(approval.id, decision), KARIM)
        assert "ريما العلي" in answer
    assert await state(stage, approval) is ApprovalState.SKIPPED


async def test_nobody_answers_and_it_is_published(stage: Stage, channel: Chat) -> None:
    """After half an hour, as set; those who were asked see it."""
    approval, seen, _ = await proposed(stage)
    stage.clock[0] += timedelta(minutes=27)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PENDING
    stage.clock[0] += timedelta(minutes=3)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.PUBLISHED
    assert await addressed(stage) == 1
    assert "لم يرد أحد" in " ".join((await stage.again(seen, RIMA)).labels)


async def test_nobody_answers_and_it_is_skipped(stage: Stage, channel: Chat) -> None:
    """The channel can have it the other way."""
    await stage.store.channel_settings.set_flag(channel.id, "publish_unanswered", on=False)
    approval, _, _ = await proposed(stage)
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert await state(stage, approval) is ApprovalState.SKIPPED
    assert await addressed(stage) == 0


async def test_later(stage: Stage, channel: Chat) -> None:
    """The buttons go, and after an hour it is proposed anew."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.LATER))
    assert "نعرضه من جديد" in " ".join((await stage.again(seen, RIMA)).labels)
    await moderate(stage)
    assert (await stage.last(RIMA)).id == seen.id
    stage.clock[0] += timedelta(hours=1)
    await moderate(stage)
    again = await stage.last(RIMA)
    assert again.id != seen.id
    await press(stage, again, Decide(approval.id, ApprovalDecision.PUBLISH))
    assert await state(stage, approval) is ApprovalState.PUBLISHED


async def test_a_headline_of_ones_own(stage: Stage, channel: Chat) -> None:
    """Asked for by a reply; hostile text is text; the proposal comes anew with it."""
    approval, seen, _ = await proposed(stage)
    await press(stage, seen, Decide(approval.id, ApprovalDecision.HEADLINE))
    asked = await stage.last(RIMA)
    await stage.write("<جديد> & عاجل", chat=RIMA, person=RIMA, reply_to=asked.id)
    again = await stage.last(RIMA)
    assert again.text.startswith("<جديد> & عاجل")
    assert (await stage.again(seen, RIMA)).labels[-1] == "↪️ عرضناه من جديد في الأسفل ⬇️"
    await press(stage, again, Decide(approval.id, ApprovalDecision.HEADLINE))
    assert "<جديد> & عاجل" in (await stage.last(RIMA)).text
    await press(stage, again, Decide(approval.id, ApprovalDecision.PUBLISH))
    found = await stage.store.channel_settings.post_overrides([(approval.article_id, channel.id)])
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
    (entry, *_) = await stage.store.audit_log.newest(channel.id, 1)
    assert entry.action == "summary"
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
    assert await state(stage, approval) is ApprovalState.PUBLISHED
    assert "ريما العلي" in " ".join((await stage.again(also, KARIM)).labels)
    assert "ننشره عند 18:30" in " ".join((await stage.again(also, KARIM)).labels)
    assert not (await stage.again(answer, RIMA)).buttons
    await stage.write("19:00", chat=RIMA, person=RIMA, reply_to=answer.id - 2)
    assert "سبق القرار" in (await stage.last(RIMA)).text
    await stage.store.scheduled_posts.release(stage.clock[0])
    assert await addressed(stage) == 0
    # 18:30 in Damascus.
    stage.clock[0] = stage.clock[0].replace(hour=15, minute=30)
    await stage.store.scheduled_posts.release(stage.clock[0])
    assert await addressed(stage) == 1


async def test_asked_again_at_a_time_that_was_written(stage: Stage, channel: Chat) -> None:
    """The proposal comes anew then."""
    approval, seen, _ = await proposed(stage)
    answer = await asked_when(stage, approval, seen, "غدًا 9 صباحًا")
    assert "غدًا عند 09:00" in answer.text
    await press(stage, answer, answer.data_of("⏰"))
    assert await state(stage, approval) is ApprovalState.PENDING
    newest = stage.newest(RIMA)
    stage.clock[0] += timedelta(hours=12)
    await moderate(stage)
    assert stage.newest(RIMA) == newest
    stage.clock[0] += timedelta(hours=12)
    await moderate(stage)
    assert stage.newest(RIMA) > newest


async def test_a_time_of_two_is_asked_back(stage: Stage, channel: Chat) -> None:
    """Morning or evening, each to publish or to be asked again; a press decides."""
    approval, seen, _ = await proposed(stage)
    answer = await asked_when(stage, approval, seen, "بكرا تسعة")
    assert answer.labels == [
        "✅ غدًا عند 09:00",
        "⏰ غدًا عند 09:00",
        "✅ غدًا عند 21:00",
        "⏰ غدًا عند 21:00",
    ]
    await press(stage, answer, answer.data_of("✅ غدًا عند 21:00"))
    assert await state(stage, approval) is ApprovalState.PUBLISHED


async def test_a_time_that_is_none_is_asked_for_again(stage: Stage, channel: Chat) -> None:
    """Nothing is decided by words that mean no time, or one in a year."""
    approval, seen, _ = await proposed(stage)
    for words, said in (("لا أعرف", "18:30"), ("بعد 300 يوم", "خلال سبعة أيام")):
        answer = await asked_when(stage, approval, seen, words)
        assert said in answer.text
        assert not answer.buttons
    assert await state(stage, approval) is ApprovalState.PENDING


async def test_a_reply_to_anything_else_is_a_search(stage: Stage, channel: Chat) -> None:
    """Only a reply to a question of the desk is its answer."""
    _, seen, _ = await proposed(stage)
    answers = await stage.write("الحديقة", chat=RIMA, person=RIMA, reply_to=seen.id)
    assert any("الحديقة" in one.text for one in answers)


async def test_nobody_can_be_reached(stage: Stage) -> None:
    """No administrator has ever talked to the bot: the clock decides, nothing breaks."""
    await add(stage)
    chat = await row(stage)
    await stage.store.channel_settings.set_flag(chat.id, "moderated", on=True)
    await publish(stage, invented(91, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    await moderate(stage)
    stage.clock[0] += timedelta(minutes=30)
    await moderate(stage)
    assert await addressed(stage) == 1


async def test_telegram_does_not_say_who_administers(stage: Stage, channel: Chat) -> None:
    """A minute later it is asked again, and nothing is decided in between."""
    await publish(stage, invented(92, photo=None))
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
