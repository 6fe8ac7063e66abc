"""Chats that the bot loses, that are closed, renamed or moved, and that come back."""

from datetime import timedelta

from bot.posts.actions.desk import DeskDo, DeskOpen
from bot.posts.actions.desk_choices import DeskAction, DeskPage
from storage.models import InactiveReason
from storage.outbox import Gone, Sent
from tests.articles import invented
from tests.handlers.desk.admins import add, connected, member, press, row
from tests.handlers.desk.moderation import work_off
from tests.handlers.stage import (
    CAFE,
    CITY_CHANNEL,
    KARIM,
    LAYLA,
    MARKET,
    NEIGHBOURS,
    RIMA,
    Stage,
    publish,
)


async def test_the_bot_taken_out_is_told_to_the_others(stage: Stage) -> None:
    """Karim removes it; Rima hears that nothing comes any more, and her settings stay."""
    await member(stage, KARIM, "administrator")
    await connected(stage)
    await stage.control(
        f"chats/{CITY_CHANNEL}/members", {"user": "bot", "status": "kicked", "by": KARIM}
    )
    await stage.pump()
    assert "لم نعد نستطيع النشر" in (await stage.last(RIMA)).text
    assert not (await row(stage)).active


async def test_a_topic_that_was_closed(stage: Stage) -> None:
    """Delivery finds it; the administrators hear so, and the settings send news there again."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    topic = await row(stage, CAFE, 2)
    await stage.control(f"chats/{CAFE}/topics/2", {"state": "closed"})
    await publish(stage, invented(80, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    rows = await stage.store.outbox.claim(10, stage.clock[0], timedelta(minutes=5))
    (delivery,) = [one for one in rows if one.chat_id == topic.id]
    reason = InactiveReason.TOPIC_CLOSED
    await stage.store.outbox.record(
        [Gone(delivery.id, topic.id, reason, whole_chat=False)], stage.clock[0]
    )
    await work_off(stage)
    heard = await stage.last(RIMA)
    assert "الموضوع" in heard.text
    assert (await row(stage, CAFE)).active
    await press(stage, heard, heard.data_of("⚙️"))
    opened = await stage.again(heard, RIMA)
    await press(stage, opened, opened.data_of("▶️"))
    assert (await row(stage, CAFE, 2)).active


async def test_the_administrators_of_a_locked_group_hear_what_brings_the_news_back(
    stage: Stage,
) -> None:
    """The bot is there still, so nobody can add it again."""
    await stage.start(RIMA)
    await add(stage, MARKET)
    await publish(stage, invented(80, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    (delivery,) = [
        one
        for one in await stage.store.outbox.claim(10, stage.clock[0], timedelta(minutes=5))
        if one.telegram_id == MARKET
    ]
    reason = InactiveReason.NO_RIGHTS
    await stage.store.outbox.record([Gone(delivery.id, delivery.chat_id, reason)], stage.clock[0])
    await work_off(stage)
    heard = await stage.last(RIMA)
    assert "مشرفًا" in heard.text
    await press(stage, heard, heard.data_of("⚙️"))
    assert "صفة مشرف" in (await stage.again(heard, RIMA)).text


async def test_the_administrators_hear_which_topic_goes_on_without_topics(stage: Stage) -> None:
    """As the desk names it, with the way to its settings."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    for topic in (2, 3):
        await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=topic)
    group = await row(stage, CAFE)
    await stage.store.chats.deactivate_topic(
        group.id, reason=InactiveReason.STOPPED, now=stage.clock[0]
    )
    await publish(stage, invented(80, photo=None))
    stage.clock[0] += timedelta(minutes=2)
    claimed = await stage.store.outbox.claim(10, stage.clock[0], timedelta(minutes=5))
    last = max(claimed, key=lambda one: one.thread_id)
    assert last.thread_id == 3
    (ended,) = await stage.store.outbox.record(
        [Sent(last.id, 70, has_photo=False, topic_ignored=True)], stage.clock[0]
    )
    assert ended.chat_id == last.chat_id
    await work_off(stage)
    heard = await stage.last(RIMA)
    assert "أُوقفت المواضيع" in heard.text
    assert "2" in heard.text
    await press(stage, heard, heard.data_of("⚙️"))


async def test_a_topic_that_is_opened_again(stage: Stage) -> None:
    """Takes up what it had by itself; one that somebody has stopped stays so."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    topic = await row(stage, CAFE, 2)
    for reason, active in ((InactiveReason.TOPIC_CLOSED, True), (InactiveReason.STOPPED, False)):
        await stage.control(f"chats/{CAFE}/topics/2", {"state": "closed"})
        await stage.store.chats.deactivate_topic(topic.id, reason=reason, now=stage.clock[0])
        await stage.control(f"chats/{CAFE}/topics/2", {"state": "open"})
        await stage.pump()
        assert (await row(stage, CAFE, 2)).active is active
        if active:
            assert "وعادت أخباره" in (await stage.last(RIMA)).text


async def test_a_topic_of_a_group_that_gets_everything_is_warned(stage: Stage) -> None:
    """Each article would come twice; in a forum that stopped its own news nothing is said."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    (answer,) = await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    assert "كل خبر مرتين" in answer.text
    general = await row(stage, CAFE)
    await stage.store.chats.deactivate_topic(
        general.id, reason=InactiveReason.STOPPED, now=stage.clock[0]
    )
    (answer,) = await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    assert "كل خبر مرتين" not in answer.text


async def test_a_renamed_channel_is_called_by_its_new_name(stage: Stage) -> None:
    """As soon as somebody opens its desk."""
    chat, seen = await connected(stage)
    await stage.control(f"chats/{CITY_CHANNEL}", {"title": "قناة المدينة والريف"})
    await press(stage, seen, DeskOpen(chat.id, DeskPage.MAIN, 0))
    assert "قناة المدينة والريف" in (await stage.again(seen, RIMA)).text


async def test_a_channel_that_turns_private_keeps_all(stage: Stage) -> None:
    """Its address goes; its number stays, and with it posts, settings and desk."""
    chat, seen = await connected(stage)
    await stage.store.channel_settings.set_signature(chat.id, "قناة المدينة")
    await stage.control(f"chats/{CITY_CHANNEL}", {"username": ""})
    await stage.pump()
    await press(stage, seen, DeskDo(chat.id, DeskAction.TEST))
    assert (await stage.last(CITY_CHANNEL)).text.endswith("قناة المدينة")
    await press(stage, seen, DeskOpen(chat.id, DeskPage.TEMPLATE, 0))
    assert "قناة المدينة" in (await stage.again(seen, RIMA)).text


async def test_a_group_that_restricts_the_bot_and_lets_it_speak_again(stage: Stage) -> None:
    """Told which right is missing, then that it is there; the settings stay."""
    await stage.start(RIMA)
    await add(stage, MARKET)
    chat = await row(stage, MARKET)
    await stage.store.channel_settings.set_signature(chat.id, "سوق الجمعة")
    restricted = {"user": "bot", "status": "restricted", "by": RIMA}
    await stage.control(
        f"chats/{MARKET}/members", restricted | {"rights": {"can_send_messages": False}}
    )
    await stage.pump()
    assert "إرسال الرسائل" in (await stage.last(RIMA)).text
    assert not (await row(stage, MARKET)).active
    await add(stage, MARKET)
    assert "ارتبطت مجموعتك" in (await stage.last(RIMA)).text
    assert (await row(stage, MARKET)).active
    assert (await stage.store.channel_settings.get(chat.id)).template.signature == "سوق الجمعة"


async def test_a_group_that_moves_stays_on_the_desk(stage: Stage) -> None:
    """The supergroup has the group's settings and administrators."""
    await stage.start(RIMA)
    await add(stage, NEIGHBOURS)
    chat = await row(stage, NEIGHBOURS)
    await stage.store.channel_settings.set_signature(chat.id, "جيران")
    moved = (await stage.control(f"chats/{NEIGHBOURS}/migrate", {}))["chat_id"]
    await stage.pump()
    now = await row(stage, moved)
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    await press(stage, listing, DeskOpen(now.id, DeskPage.TEMPLATE, 0))
    assert "جيران" in (await stage.again(listing, RIMA)).text


async def test_a_fault_of_the_database_keeps_no_administrator_from_hearing_of_a_loss(
    stage: Stage,
) -> None:
    """That one of them has blocked the bot can't be stored; those after them hear of it still."""
    refusing, hearing = sorted((RIMA, KARIM))
    await member(stage, KARIM, "administrator")
    await stage.start(KARIM)
    await connected(stage)
    await stage.control(f"chats/{refusing}/block", {})
    await stage.pump()
    async with stage.store.chats._database.transaction() as connection:
        await connection.execute(
            "alter table administrators rename column unreachable to elsewhere"
        )
    await stage.control(
        f"chats/{CITY_CHANNEL}/members", {"user": "bot", "status": "kicked", "by": LAYLA}
    )
    await stage.pump()
    heard = [one.text for one in await stage.transcript(hearing)]
    assert sum("لم نعد نستطيع النشر" in one for one in heard) == 1
