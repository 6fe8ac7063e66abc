"""Refusals that say the bot may not write where, by Telegram's own word, it may."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.delivery.retry import LONGEST_LOCK, SHORTEST_LOCKED_WAIT
from storage.engine.database import Database
from tests.bot.delivery.conftest import Deliver
from tests.bot.delivery.delivery_process import InventedPosts, utc_now
from tests.bot.delivery.refusals.test_locked_groups import (
    PHOTO,
    ended,
    got,
    locked,
    picture,
    put_off,
    put_off_again,
)
from tests.bot.delivery.sample_rows import add_article, add_chats
from tests.bot.delivery.sandbox_control import Control
from tests.outbox_counts import rows_by_state

OWNER = 103


def later(by: timedelta) -> Callable[[], datetime]:
    return lambda: utc_now() + by


async def joined(control: Control, database: Database, kind: str, role: str) -> int:
    made = await control.post("/chats", type=kind, title="جيران الحي", owner=OWNER)
    chat = int(made["chat"]["id"])
    await rights(control, chat, role)
    await add_chats(database, [chat], "channel" if kind == "channel" else "group")
    return chat


async def rights(control: Control, chat: int, role: str, *, posts: bool = True) -> None:
    more = {"rights": {"can_post_messages": posts}} if role == "administrator" else {}
    await control.post(f"/chats/{chat}/members", user="bot", status=role, by=OWNER, **more)


async def refuse(control: Control, chat: int, code: int, words: str) -> None:
    photos = words.replace("send text messages", "send photos")
    for method, told in (("sendMessage", words), ("sendPhoto", photos)):
        asked = {"code": code, "description": told, "chat_id": chat, "method": method}
        await control.fault("refuse", share=1, **asked)


@pytest.mark.parametrize("photo", [PHOTO, ""])
@pytest.mark.parametrize(
    ("kind", "code", "words"),
    [
        ("channel", 400, "Bad Request: not enough rights to send text messages to the chat"),
        ("channel", 400, "Bad Request: need administrator rights in the channel chat"),
        ("channel", 400, "Bad Request: CHAT_WRITE_FORBIDDEN"),
        ("channel", 403, "Forbidden: bot is not a member of the channel chat"),
        ("supergroup", 400, "Bad Request: CHANNEL_PRIVATE"),
        ("supergroup", 403, "Forbidden: bot was kicked from the supergroup chat"),
    ],
)
async def test_a_chat_is_not_lost_by_words_that_telegram_contradicts(  # noqa: PLR0917 - one case
    database: Database,
    control: Control,
    deliver: Deliver,
    kind: str,
    code: int,
    words: str,
    photo: str,
) -> None:
    """It waits as a locked group does, and its news comes when Telegram takes it again."""
    role = "administrator" if kind == "channel" else "member"
    chat = await joined(control, database, kind, role)
    await refuse(control, chat, code, words)
    for number in (1, 2):
        await add_article(database, number, utc_now())
    posts = InventedPosts(photo_url=photo)
    async with deliver(posts=posts, fetch=picture) as running:
        await put_off(running)
    assert (await ended(database), await locked(database)) == ([], True)
    await control.heal()
    soon = later(SHORTEST_LOCKED_WAIT + timedelta(minutes=1))
    async with deliver(posts=posts, fetch=picture, now=soon) as again:
        await again.emptied()
    assert await got(control, chat) == ["خبر 1", "خبر 2"]
    assert not await locked(database)


async def test_where_telegram_does_not_tell_the_rights_the_post_is_tried_again(
    database: Database, control: Control, deliver: Deliver
) -> None:
    chat = await joined(control, database, "channel", "administrator")
    await refuse(control, chat, 400, "Bad Request: need administrator rights in the channel chat")
    await control.fault("server_error", method="getChatMember", share=1)
    await add_article(database, 1, utc_now())
    async with deliver() as running:
        await put_off(running)
    assert (await ended(database), await locked(database)) == ([], True)


@pytest.mark.parametrize("role", ["member", "left", "administrator"])
async def test_a_channel_ends_where_the_rights_say_the_same(
    database: Database, control: Control, deliver: Deliver, role: str
) -> None:
    chat = await joined(control, database, "channel", "administrator")
    await rights(control, chat, role, posts=False)
    await add_article(database, 1, utc_now())
    async with deliver() as running:
        await running.emptied()
    assert [one for one, _ in await ended(database)] == [chat]


async def test_a_channel_that_stays_refused_is_ended_after_a_week(
    database: Database, control: Control, deliver: Deliver
) -> None:
    chat = await joined(control, database, "channel", "administrator")
    await refuse(control, chat, 400, "Bad Request: CHAT_RESTRICTED")
    await add_article(database, 1, utc_now())
    async with deliver() as running:
        await put_off(running)
    async with deliver(now=later(LONGEST_LOCK - timedelta(hours=1))) as running:
        await put_off_again(running)
    assert await locked(database)
    async with deliver(now=later(LONGEST_LOCK + timedelta(hours=1))) as running:
        await running.emptied()
    assert await ended(database) == [(chat, "no rights")]
    assert await rows_by_state(database) == {"dropped": 1}
