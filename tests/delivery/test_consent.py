"""What a reader is told counts at once, also for posts that were claimed before."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.consent import Consent, Withheld
from sandbox.server import Sandbox
from storage.alerts import AlertKind
from storage.chats import STOPPED
from storage.database import Database
from storage.outbox import Action, Delivery, Outbox
from storage.store import Store
from tests.delivery.conftest import Deliver, Promised
from tests.delivery.control import Control
from tests.delivery.delivering import InventedPosts, utc_now
from tests.delivery.newsroom import add_article, add_chats
from tests.delivery.test_sender import ROW

SPORT = 9
# While these get theirs, one in a tenth of a second, the others' rows are claimed.
FIRST = 6
HOURS = timedelta(hours=3)


class Claimed:
    """A broadcast of one article that is under way, and what people do in it, by their ids."""

    def __init__(self, database: Database) -> None:
        store = Store(database)
        self.chats, self.desk, self.outbox = store.chats, store.desk, store.outbox
        self.subscriptions, self.alerts = store.subscriptions, store.alerts

    async def row_of(self, telegram_id: int) -> int:
        chat = await self.chats.get(telegram_id)
        assert chat is not None
        return chat.id

    async def stop(self, telegram_id: int) -> None:
        await self.chats.leave(telegram_id, reason=STOPPED, now=utc_now())

    async def disconnect(self, telegram_id: int) -> None:
        await self.chats.leave_topic(await self.row_of(telegram_id), reason=STOPPED, now=utc_now())

    async def forget(self, telegram_id: int) -> None:
        await self.chats.forget(telegram_id)

    async def pause(self, telegram_id: int) -> None:
        await self.chats.pause(await self.row_of(telegram_id), utc_now() + HOURS)

    async def pause_at_the_desk(self, telegram_id: int) -> None:
        chat_id = await self.row_of(telegram_id)
        await self.desk.set_paused(chat_id, utc_now())
        await self.chats.pause(chat_id, utc_now() + HOURS)

    async def mute(self, telegram_id: int) -> None:
        await self.subscriptions.mute(await self.row_of(telegram_id), SPORT)

    async def mute_a_word(self, telegram_id: int) -> None:
        await self.alerts.add(
            await self.row_of(telegram_id), AlertKind.MUTE, "خبر", ["خبر"], now=utc_now(), met=[1]
        )

    async def hold_by_quiet_hours(self, telegram_id: int) -> None:
        chat_id = await self.row_of(telegram_id)
        minute = utc_now().hour * 60
        await self.chats.set_zone(chat_id, "UTC")
        await self.chats.set_quiet(
            chat_id, quiet_from=minute, quiet_until=(minute + 120) % (24 * 60)
        )
        await self.chats.set_quiet_holds(chat_id, holds=True)

    async def take_back(self, telegram_id: int) -> None:
        assert await self.outbox.withdraw_one(1, await self.row_of(telegram_id), now=utc_now())


async def test_what_was_claimed_before_a_wish_does_not_come_after_it(
    database: Database, sandbox: Sandbox, control: Control, deliver: Deliver
) -> None:
    """Stop, forget, pause, mute, quiet hours, the desk's pause and disconnecting, each counts."""
    first = await control.bulk(FIRST, kind="channel")
    channels = await control.bulk(3, kind="channel")
    groups = await control.bulk(2, kind="supergroup")
    readers = await control.bulk(7)
    await add_chats(database, [*first, *channels], "channel")
    await add_chats(database, groups, "group")
    await add_chats(database, readers)
    await add_article(database, 1, utc_now(), tag=SPORT)
    people = Claimed(database)
    deeds = {
        channels[0]: people.pause_at_the_desk,
        channels[1]: people.disconnect,
        channels[2]: people.take_back,
        groups[0]: people.disconnect,
        groups[1]: people.pause,
        readers[0]: people.stop,
        readers[1]: people.forget,
        readers[2]: people.pause,
        readers[3]: people.mute,
        readers[4]: people.hold_by_quiet_hours,
        readers[5]: people.mute_a_word,
    }
    async with deliver(per_second=10) as running:
        running.worker.wake()
        await control.taken(1)
        assert running.worker.in_flight > len(deeds)
        for telegram_id, deed in deeds.items():
            await deed(telegram_id)
        begun = {to for _, to, _, _ in await control.journal()}
        assert not begun & set(deeds)
        # The last of the readers wished for nothing.
        await control.taken(FIRST + 1)
        await running.emptied(pending=3)
        await running.settled()
    assert sorted(to for _, to, _, _ in await control.journal()) == sorted([*first, readers[6]])
    statistics = await people.outbox.statistics()
    # Two pauses and the quiet hours put it off, a row is forgotten, nobody wants the others.
    assert statistics.rows == {"sent": FIRST + 1, "dropped": 7, "ready": 3}
    assert await people.outbox.failed(1) == []


async def test_a_change_of_a_claimed_article_is_sent_as_it_is_now(
    database: Database, sandbox: Sandbox, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """A correction in the worker's window: the new text comes, no edit of an old one."""
    chats = await promised(12)
    posts = InventedPosts()
    outbox = Outbox(database)
    async with deliver(per_second=10, posts=posts) as running:
        running.worker.wake()
        await control.taken(3)
        posts.revision = "2"
        async with database.transaction() as connection:
            await outbox.address_edit(
                connection, 1, sent_since=utc_now() - HOURS, not_before=utc_now() + HOURS
            )
        before = len(await control.journal())
        await control.taken(12)
        await running.settled()
    journal = await control.journal()
    newer = [to for _, to, _, text in journal if text.endswith("نسخة 2")]
    # One request may have been under way at that instant.
    assert len(newer) >= 12 - before - 1
    assert newer
    assert sorted(to for _, to, _, _ in journal) == chats
    # Only who got the old text gets an edit.
    assert await outbox.pending_count() == 12 - len(newer)


@pytest.mark.parametrize("action", [Action.EDIT, Action.DELETE, None])
async def test_a_withdrawn_article_is_sent_to_nobody_more(
    database: Database,
    control: Control,
    deliver: Deliver,
    action: Action | None,
    promised: Promised,
) -> None:
    """Also where the post is in the worker's window already, whatever becomes of posts."""
    await promised(12)
    async with deliver(per_second=10) as running:
        running.worker.wake()
        await control.taken(3)
        await Store(database).withdraw(
            1, action=action, sent_since=utc_now() - HOURS, now=utc_now()
        )
        before = {to for _, to, _, _ in await control.journal()}
        await running.emptied()
    after = {to for method, to, _, _ in await control.journal() if method == "sendMessage"}
    # One request may have been under way at that instant.
    assert len(after - before) <= 1
    rows = (await Outbox(database).statistics()).rows
    deleted = len(after) if action is Action.DELETE else 0
    assert rows["dropped"] == 12 - len(after) + deleted


async def test_all_who_ask_together_are_answered_by_one_query() -> None:
    """While one query runs all who come gather for the next one."""
    asked: list[list[int]] = []

    async def reconsider(deliveries: Sequence[Delivery]) -> set[int]:
        asked.append([one.id for one in deliveries])
        await asyncio.sleep(0.01)
        return {one.id for one in deliveries if one.id % 10 == 0}

    consent = Consent(reconsider)
    answers = await asyncio.gather(
        *[consent.ask(with_id(number)) for number in range(1, 101)], return_exceptions=True
    )
    assert asked == [[1], list(range(2, 101))]
    assert [isinstance(answer, Withheld) for answer in answers] == [
        number % 10 == 0 for number in range(1, 101)
    ]
    with pytest.raises(Withheld):
        await consent.ask(with_id(10))
    assert asked[2] == [10]


async def test_who_gives_up_asking_leaves_the_others_their_answer() -> None:
    """The one that asks for all is cancelled at shut-down: the next one asks."""
    waiting = asyncio.Event()
    asked = 0

    async def reconsider(deliveries: Sequence[Delivery]) -> set[int]:
        nonlocal asked
        asked += 1
        if asked == 1:
            waiting.set()
            await asyncio.sleep(60)
        return set()

    consent = Consent(reconsider)
    first = asyncio.create_task(consent.ask(with_id(1)))
    second = asyncio.create_task(consent.ask(with_id(2)))
    await waiting.wait()
    first.cancel()
    await second
    assert asked == 2


def with_id(row_id: int) -> Delivery:
    return replace(ROW, id=row_id)
