"""What a reader is told counts at once, also for posts that were claimed before."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.delivery.recheck_before_send import FRESH_SECONDS, NoLongerWanted, RecheckBeforeSend
from sandbox.server import Sandbox
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.engine.database import Database
from storage.models import InactiveReason
from storage.outbox import Action, Delivery, Outbox
from storage.store import Store
from tests.bot.delivery.conftest import Deliver, Promised
from tests.bot.delivery.delivery_process import InventedPosts, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats
from tests.bot.delivery.sandbox_control import Control
from tests.bot.delivery.sending.test_sender import ROW
from tests.outbox_counts import pending_count, rows_by_state

SPORT = 9
# Some of these get theirs before the others' rows are held back.
FIRST = 12
HOURS = timedelta(hours=3)


class Held(Outbox):
    """The real outbox, whose answers wait after the first ones, until the gate is opened."""

    def __init__(self, database: Database, *, after: int) -> None:
        super().__init__(database)
        self._free = after
        self._reached = asyncio.Event()
        self.gate = asyncio.Event()

    async def no_longer_wanted(self, deliveries: Sequence[Delivery], now: datetime) -> set[int]:
        if self._free:
            self._free -= 1
        else:
            self._reached.set()
            await self.gate.wait()
        return await super().no_longer_wanted(deliveries, now)

    async def reached(self) -> None:
        """Until a row that was claimed is about to be sent, and held."""
        async with asyncio.timeout(60):
            await self._reached.wait()


class Claimed:
    """A broadcast of one article that is under way, and what people do in it, by their ids."""

    def __init__(self, database: Database) -> None:
        store = Store(database)
        self.chats, self.pauses, self.outbox = store.chats, store.pauses, store.outbox
        self.subscriptions, self.alerts = store.subscriptions, store.alerts

    async def row_of(self, telegram_id: int) -> int:
        chat = await self.chats.get(telegram_id)
        assert chat is not None
        return chat.id

    async def stop(self, telegram_id: int) -> None:
        await self.chats.deactivate(telegram_id, reason=InactiveReason.STOPPED, now=utc_now())

    async def disconnect(self, telegram_id: int) -> None:
        await self.chats.deactivate_topic(
            await self.row_of(telegram_id), reason=InactiveReason.STOPPED, now=utc_now()
        )

    async def forget(self, telegram_id: int) -> None:
        await self.chats.forget(telegram_id)

    async def pause(self, telegram_id: int) -> None:
        now = utc_now()
        await self.pauses.begin_until(await self.row_of(telegram_id), now + HOURS, now)

    async def pause_at_the_desk(self, telegram_id: int) -> None:
        await self.pauses.begin(await self.row_of(telegram_id), utc_now())

    async def mute(self, telegram_id: int) -> None:
        await self.subscriptions.mute(await self.row_of(telegram_id), SPORT)

    async def mute_a_word(self, telegram_id: int) -> None:
        await self.alerts.add(
            await self.row_of(telegram_id),
            AlertKind.MUTE,
            "خبر",
            Conditions.of_terms(["خبر"]),
            now=utc_now(),
            met=[1],
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


async def test_what_was_claimed_before_a_change_does_not_come_after_it(
    database: Database, sandbox: Sandbox, control: Control, deliver: Deliver
) -> None:
    """Stop, forget, pause, mute, quiet hours, the desk's pause and disconnecting, each counts."""
    first = await control.bulk(FIRST, kind="channel")
    channels = await control.bulk(3, kind="channel")
    groups = await control.bulk(3, kind="supergroup")
    readers = await control.bulk(7)
    await add_chats(database, [*first, *channels], "channel")
    await add_chats(database, groups, "group")
    await add_chats(database, readers)
    await add_article(database, 1, utc_now(), tag=SPORT)
    people = Claimed(database)
    actions = {
        channels[0]: people.pause_at_the_desk,
        channels[1]: people.disconnect,
        channels[2]: people.take_back,
        groups[0]: people.disconnect,
        groups[1]: people.pause,
        groups[2]: people.mute,
        readers[0]: people.stop,
        readers[1]: people.forget,
        readers[2]: people.pause,
        readers[3]: people.mute,
        readers[4]: people.hold_by_quiet_hours,
        readers[5]: people.mute_a_word,
    }
    held = Held(database, after=1)
    async with deliver(per_second=10, outbox=held) as running:
        running.worker.wake()
        await held.reached()
        await control.taken(1)
        await control.quiet()
        assert running.worker.in_flight > len(actions)
        for telegram_id, action in actions.items():
            await action(telegram_id)
        begun = {to for _, to, _, _ in await control.journal()}
        assert not begun & set(actions)
        held.gate.set()
        # The last of the readers changed nothing.
        await control.taken(FIRST + 1)
        await running.emptied(pending=3)
        await running.settled()
    assert sorted(to for _, to, _, _ in await control.journal()) == sorted([*first, readers[6]])
    rows = await rows_by_state(people.outbox.database)
    # Two pauses and the quiet hours put it off, a row is forgotten, nobody wants the others.
    assert rows == {"sent": FIRST + 1, "dropped": 8, "ready": 3}
    assert await people.outbox.failed(1) == []


async def test_a_change_of_a_claimed_article_is_sent_as_it_is_now(
    database: Database, sandbox: Sandbox, control: Control, deliver: Deliver, promised: Promised
) -> None:
    """A correction in the worker's window: the new text comes, no edit of an old one."""
    chats = await promised(12)
    posts = InventedPosts()
    outbox = Held(database, after=3)
    async with deliver(per_second=10, posts=posts, outbox=outbox) as running:
        running.worker.wake()
        await outbox.reached()
        await control.taken(3)
        await control.quiet()
        posts.revision = "2"
        async with database.transaction() as connection:
            await outbox.address_edit(
                connection, 1, sent_since=utc_now() - HOURS, not_before=utc_now() + HOURS
            )
        before = len(await control.journal())
        outbox.gate.set()
        await control.taken(12)
        await running.settled()
    journal = await control.journal()
    newer = [to for _, to, _, text in journal if text.endswith("نسخة 2")]
    # One request may have been under way at that instant.
    assert len(newer) >= 12 - before - 1
    assert newer
    assert sorted(to for _, to, _, _ in journal) == chats
    # Only who got the old text gets an edit.
    assert await pending_count(outbox.database) == 12 - len(newer)


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
    held = Held(database, after=3)
    async with deliver(per_second=10, outbox=held) as running:
        running.worker.wake()
        await held.reached()
        await control.taken(3)
        await control.quiet()
        await Store(database).withdraw(
            1, action=action, sent_since=utc_now() - HOURS, now=utc_now()
        )
        before = {to for _, to, _, _ in await control.journal()}
        held.gate.set()
        await running.emptied()
    after = {to for method, to, _, _ in await control.journal() if method == "sendMessage"}
    # One request may have been under way at that instant.
    assert len(after - before) <= 1
    rows = await rows_by_state(database)
    deleted = len(after) if action is Action.DELETE else 0
    assert rows["dropped"] == 12 - len(after) + deleted


class Asked:
    """Says no to each tenth row; notes what it is asked for; `now` is its clock."""

    def __init__(self) -> None:
        self.questions: list[set[int]] = []
        self.now = 100.0
        self.begun = asyncio.Event()
        self.open = asyncio.Event()
        self.open.set()

    async def no_longer_wanted(self, deliveries: Sequence[Delivery]) -> set[int]:
        self.questions.append({one.id for one in deliveries})
        self.begun.set()
        await self.open.wait()
        return {one.id for one in deliveries if one.id % 10 == 0}


async def test_one_query_answers_all_that_is_under_way() -> None:
    """Whether they ask while it runs or soon after; later it is asked again."""
    asked = Asked()
    recheck = RecheckBeforeSend(asked.no_longer_wanted, lambda: asked.now)
    rows = [replace(ROW, id=number) for number in range(1, 31)]
    answers = await asyncio.gather(
        *[recheck.ask(row, rows) for row in rows], return_exceptions=True
    )
    assert [isinstance(answer, NoLongerWanted) for answer in answers] == [
        row.id % 10 == 0 for row in rows
    ]
    asked.now += FRESH_SECONDS * 0.9
    await recheck.ask(rows[0], rows)
    assert asked.questions == [set(range(1, 31))]
    asked.now += FRESH_SECONDS * 0.2
    with pytest.raises(NoLongerWanted):
        await recheck.ask(rows[9], rows[9:12])
    assert asked.questions[1:] == [{10, 11, 12}]


async def test_a_slow_answer_is_one_for_all_who_came_before_it_was_asked_for() -> None:
    """Else each of them would ask anew, one after the other, while the database is busy."""
    asked = Asked()
    asked.open.clear()
    recheck = RecheckBeforeSend(asked.no_longer_wanted, lambda: asked.now)
    rows = [replace(ROW, id=number) for number in range(11, 20)]
    asking = [asyncio.create_task(recheck.ask(rows[0], rows))]
    await asked.begun.wait()
    asked.begun.clear()
    asking += [asyncio.create_task(recheck.ask(row, rows)) for row in rows[1:]]
    asked.now += FRESH_SECONDS * 2
    asked.open.set()
    await asked.begun.wait()
    asked.now += FRESH_SECONDS * 2
    await asyncio.gather(*asking)
    # The one under way when they came may not know of what had changed by then.
    assert asked.questions == [set(range(11, 20))] * 2


async def test_a_row_that_was_claimed_since_is_asked_for() -> None:
    """A fresh answer is none for a row that it does not know."""
    asked = Asked()
    recheck = RecheckBeforeSend(asked.no_longer_wanted, lambda: asked.now)
    await recheck.ask(ROW, [ROW])
    with pytest.raises(NoLongerWanted):
        await recheck.ask(replace(ROW, id=20), [])
    assert asked.questions == [{1}, {20}]


async def test_who_gives_up_asking_leaves_the_others_their_answer() -> None:
    """The one that asks for all is cancelled at shut-down: the next one asks."""
    asked = Asked()
    asked.open.clear()
    recheck = RecheckBeforeSend(asked.no_longer_wanted, lambda: asked.now)
    rows = [ROW, replace(ROW, id=2)]
    first, second = [asyncio.create_task(recheck.ask(row, rows)) for row in rows]
    await asked.begun.wait()
    first.cancel()
    asked.open.set()
    await second
    assert len(asked.questions) == 2
