"""Posts pinned and unpinned at the desk, and breaking news by itself."""

from datetime import timedelta
from typing import Any

import pytest

from bot.posts.actions.desk import DeskOpen, DeskPost
from bot.posts.actions.desk_choices import DeskPage, PostAction
from storage.models import Chat
from storage.outbox import Sent
from tests.articles import invented
from tests.handlers.desk.admins import add, press
from tests.handlers.desk.moderation import work_off
from tests.handlers.desk.posted import claimed
from tests.handlers.stage import CITY_CHANNEL, RIMA, Seen, Stage, publish


async def test_pinning(stage: Stage, posted: tuple[Chat, Seen, int, int]) -> None:
    """Pinned and unpinned in the channel; what keeps a post from being pinned is said."""
    chat, seen, article_id, message_id = posted
    await press(stage, seen, DeskOpen(chat.id, DeskPage.POSTS, 0))
    shown = await stage.again(seen, RIMA)
    assert "رقم 70" in shown.text
    await press(stage, seen, shown.data_of("1"))
    shown = await stage.again(seen, RIMA)
    assert "ألغِ التثبيت" not in shown.labels
    await press(stage, seen, shown.data_of("📌"))
    assert "ألغِ التثبيت" in (await stage.again(seen, RIMA)).labels
    assert "📌 ثبّت" not in (await stage.again(seen, RIMA)).labels
    look = await stage.control(f"chats/{CITY_CHANNEL}")
    assert look["chat"]["pinned"] == [message_id]
    await press(stage, seen, DeskPost(chat.id, article_id, PostAction.UNPIN))
    look = await stage.control(f"chats/{CITY_CHANNEL}")
    assert look["chat"]["pinned"] == []
    await add(stage, rights={"can_edit_messages": False})
    answer = await press(stage, seen, DeskPost(chat.id, article_id, PostAction.PIN))
    assert "امنح البوت صلاحية تعديل الرسائل" in answer
    await add(stage, rights={"can_edit_messages": True})
    await stage.control(f"chats/{CITY_CHANNEL}/delete", {"message_ids": [message_id]})
    answer = await press(stage, seen, DeskPost(chat.id, article_id, PostAction.PIN))
    assert "لم يعد هذا المنشور هناك" in answer
    answer = await press(stage, seen, DeskPost(chat.id, article_id, PostAction.UNPIN))
    assert "ألغينا التثبيت" in answer
    refusal = {"kind": "refuse", "code": 400, "description": "Bad Request: no such thing"}
    await stage.control("faults", refusal | {"method": "pinChatMessage", "next": 1})
    answer = await press(stage, seen, DeskPost(chat.id, article_id, PostAction.PIN))
    assert "رفض تلغرام" in answer


async def breaking(stage: Stage, chat: Chat, number: int) -> int:
    """Breaking news is posted; its message."""
    await publish(stage, invented(number, breaking=True))
    stage.clock[0] += timedelta(minutes=2)
    (delivery,) = await claimed(stage, chat_id=chat.id)
    message = await stage.application.bot.send_message(CITY_CHANNEL, "عاجل")
    await stage.store.outbox.record(
        [Sent(delivery.id, message.message_id, has_photo=False)], stage.clock[0]
    )
    await work_off(stage)
    return int(message.message_id)


async def pinned(stage: Stage) -> list[int]:
    return list((await stage.control(f"chats/{CITY_CHANNEL}"))["chat"]["pinned"])


async def test_breaking_news_is_pinned_where_that_is_wanted(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """The newest takes the place of the one before; other news is not pinned."""
    chat, _, _, _ = posted
    await breaking(stage, chat, 71)
    assert await pinned(stage) == []
    await stage.store.channel_settings.set_flag(chat.id, "pin_breaking", on=True)
    stage.clock[0] += timedelta(minutes=30)
    assert await pinned(stage) == []
    first = await breaking(stage, chat, 72)
    assert await pinned(stage) == [first]
    second = await breaking(stage, chat, 73)
    assert await pinned(stage) == [second]


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "server_error", "code": 502},
        {"kind": "drop_before"},
    ],
)
async def test_a_fault_of_the_network_costs_no_pin(
    stage: Stage, posted: tuple[Chat, Seen, int, int], fault: dict[str, Any]
) -> None:
    """The next run of the jobs pins it."""
    chat, _, _, _ = posted
    await stage.store.channel_settings.set_flag(chat.id, "pin_breaking", on=True)
    await stage.control("faults", {**fault, "method": "pinChatMessage", "next": 1})
    message = await breaking(stage, chat, 71)
    assert await pinned(stage) == []
    await work_off(stage)
    assert await pinned(stage) == [message]


async def test_without_the_right_to_pin_the_log_says_so(
    stage: Stage, posted: tuple[Chat, Seen, int, int]
) -> None:
    """Once, and it is not tried again."""
    chat, _, _, _ = posted
    await stage.store.channel_settings.set_flag(chat.id, "pin_breaking", on=True)
    await add(stage, rights={"can_edit_messages": False})
    await breaking(stage, chat, 71)
    await work_off(stage)
    log = [entry.action for entry in await stage.store.audit_log.newest(chat.id, 5)]
    assert log.count("pin failed") == 1
    assert await pinned(stage) == []
