"""A group that lets nobody write for a night, as the sandbox's Telegram gives it."""

import asyncio
import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from PIL import Image

from bot.delivery.retry import LONGEST_LOCK, LONGEST_LOCKED_WAIT, SHORTEST_LOCKED_WAIT
from bot.delivery.retry import wait_while_locked as wait
from sandbox.telegram.rights import PERMISSIONS
from storage.engine.database import Database
from storage.outbox import Outbox
from tests.bot.delivery.conftest import Deliver
from tests.bot.delivery.delivery_process import InventedPosts, Running, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats, add_together
from tests.bot.delivery.sandbox_control import Control
from tests.outbox_counts import rows_by_state

OWNER = 103
PHOTO = "https://news.example/photo.jpg"
EVERYTHING = tuple(one for one in PERMISSIONS if one.startswith("can_send"))
WITH_PHOTOS = tuple(one for one in EVERYTHING if one != "can_send_photos")


async def group(control: Control, database: Database) -> int:
    made = await control.post("/chats", type="supergroup", title="جيران الحي", owner=OWNER)
    chat = int(made["chat"]["id"])
    await control.post(f"/chats/{chat}/members", user="bot", status="member", by=OWNER)
    await add_chats(database, [chat], "group")
    return chat


async def permit(
    control: Control, chat: int, *, allowed: bool, names: tuple[str, ...] = EVERYTHING
) -> None:
    await control.post(f"/chats/{chat}", permissions=dict.fromkeys(names, allowed))


async def picture(_url: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(out, "PNG")
    return out.getvalue()


def later(by: timedelta) -> Callable[[], datetime]:
    return lambda: utc_now() + by


async def locked(database: Database) -> bool:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select 1 from chats where active = 1 and locked_since is not null"
        )
    return bool(list(rows))


async def put_off(running: Running) -> None:
    """Until what is due was tried, and waits.

    Raises:
        TimeoutError: it took longer.
    """
    running.worker.wake()
    async with asyncio.timeout(60):
        while (due := await running.outbox.next_due()) is None or due <= utc_now():  # noqa: ASYNC110 - the worker rings no bell
            await asyncio.sleep(0.02)
    await running.settled()


async def got(control: Control, chat: int) -> list[str]:
    return [text.split(" نسخة")[0] for _, to, _, text in await control.journal() if to == chat]


async def ended(database: Database) -> list[tuple[int, str]]:
    """The chats that get no posts any more, and why."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select telegram_id, inactive_reason from chats where active = 0"
        )
    return [(row["telegram_id"], row["inactive_reason"]) for row in rows]


@pytest.mark.parametrize("photo", [PHOTO, ""])
async def test_a_group_that_is_locked_for_the_night_gets_its_news_when_it_opens(
    database: Database, control: Control, deliver: Deliver, photo: str
) -> None:
    """No update tells that it opens: it goes on by itself, and nobody was told of an end."""
    chat = await group(control, database)
    await permit(control, chat, allowed=False)
    for number in (1, 2):
        await add_article(database, number, utc_now())
    posts = InventedPosts(photo_url=photo)
    async with deliver(posts=posts) as running:
        await put_off(running)
    assert await locked(database)
    assert await control.journal() == []
    await permit(control, chat, allowed=True)
    async with deliver(
        posts=posts, now=later(SHORTEST_LOCKED_WAIT + timedelta(minutes=1))
    ) as again:
        await again.emptied()
    assert await got(control, chat) == ["خبر 1", "خبر 2"]
    assert not await locked(database)


@pytest.mark.parametrize(
    "words", ["CHAT_WRITE_FORBIDDEN", "CHAT_RESTRICTED", "have no rights to send a message"]
)
async def test_whatever_the_words_no_attempt_is_counted(
    database: Database, control: Control, deliver: Deliver, words: str
) -> None:
    chat = await group(control, database)
    await control.fault("refuse", code=400, description=f"Bad Request: {words}", chat_id=chat)
    await add_article(database, 1, utc_now())
    async with deliver() as running:
        await put_off(running)
    assert await locked(database)
    [held] = await Outbox(database).claim(5, later(LONGEST_LOCKED_WAIT)(), timedelta(minutes=1))
    assert held.attempts == 0


async def test_what_waits_for_a_locked_group_becomes_one_digest(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """While it is locked, however long the bot runs."""
    chat = await group(control, database)
    await permit(control, chat, allowed=False)
    async with deliver(catch_up_after=timedelta(hours=3)) as running:
        await add_together(database, range(1, 5), later(-timedelta(hours=4))())
        await put_off(running)
        await running.emptied(pending=1)
    await permit(control, chat, allowed=True)
    async with deliver(now=later(LONGEST_LOCKED_WAIT)) as again:
        await again.emptied()
    assert await got(control, chat) == ["ما فاتك [1, 2, 3, 4]"]


async def test_a_chat_that_is_slower_than_the_news_gets_digests(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """A group in slow mode takes one post an hour: its queue has an end."""
    chat = await group(control, database)
    await control.fault("too_many_requests", retry_after=3600, chat_id=chat)
    async with deliver(catch_up_after=timedelta(hours=3)) as running:
        await add_together(database, range(1, 9), later(-timedelta(hours=4))())
        await put_off(running)
        await running.emptied(pending=1)
    assert await rows_by_state(database) == {"ready": 1, "digested": 7}


async def test_a_group_that_stays_locked_is_ended_after_a_week(
    database: Database, control: Control, deliver: Deliver
) -> None:
    chat = await group(control, database)
    await permit(control, chat, allowed=False)
    await add_article(database, 1, utc_now())
    async with deliver() as running:
        await put_off(running)
    async with deliver(now=later(LONGEST_LOCK - timedelta(hours=1))) as running:
        await put_off_again(running)
    assert await locked(database)
    async with deliver(now=later(LONGEST_LOCK + timedelta(hours=1))) as running:
        await running.emptied()
    assert await ended(database) == [(chat, "no rights")]


async def put_off_again(running: Running) -> None:
    """Until the row that waits was tried once more.

    Raises:
        TimeoutError: it was not.
    """
    before = await running.outbox.next_due()
    running.worker.wake()
    async with asyncio.timeout(60):
        while await running.outbox.next_due() in {before, None}:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)


async def test_a_lock_of_long_ago_does_not_end_a_group_at_once(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """It may have been open since: what waited then was withdrawn, and nothing was tried."""
    chat = await group(control, database)
    await permit(control, chat, allowed=False)
    async with database.transaction() as connection:
        await connection.execute(
            "update chats set locked_since = ?", (int((utc_now() - 2 * LONGEST_LOCK).timestamp()),)
        )
    await add_article(database, 1, utc_now())
    async with deliver() as running:
        await put_off(running)
    assert await locked(database)


async def test_where_photos_are_allowed_a_text_alone_has_failed(
    database: Database, control: Control, deliver: Deliver
) -> None:
    """The news with photos goes on meanwhile."""
    chat = await group(control, database)
    await permit(control, chat, allowed=False, names=WITH_PHOTOS)
    for number in (1, 2):
        await add_article(database, number, utc_now())
    posts = InventedPosts(photo_url=PHOTO, without_photo={1})
    async with deliver(posts=posts, fetch=picture) as running:
        await running.emptied()
    assert await got(control, chat) == ["خبر 2"]
    assert await rows_by_state(database) == {"failed": 1, "sent": 1}
    assert not await locked(database)


def test_the_wait_grows_and_is_bounded() -> None:
    """A night in which the group opens at any minute costs its readers an hour at the most."""
    waits = [wait(timedelta(minutes=minutes)) for minutes in range(0, 3 * 24 * 60, 7)]
    assert waits == sorted(waits)
    assert waits[0] == SHORTEST_LOCKED_WAIT
    assert waits[-1] == LONGEST_LOCKED_WAIT
