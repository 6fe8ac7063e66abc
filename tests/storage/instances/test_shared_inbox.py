"""Several instances on one PostgreSQL: one handles each update, also those of a dead one."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.errors import UpdateTakenOver
from storage.inbox import Inbox
from storage.instances.shared_inbox import SharedInbox
from storage.models import ReceivedUpdate
from tests.storage.instances.conftest import LONG, OVER, Named
from tests.storage.outbox.sample_rows import NOW

pytestmark = pytest.mark.postgresql


def update(number: int, sender: int = 1) -> ReceivedUpdate:
    return ReceivedUpdate(
        update_id=number, sender=sender, chat=sender, kind="message", payload=str(number)
    )


@pytest.fixture
async def inboxes(database: Database, named: Named) -> list[Inbox]:
    """Those of two instances that live."""
    names = ["one", "two"]
    for name in names:
        await named(name, LONG).renew()
    return [SharedInbox(database, name) for name in names]


async def test_a_person_is_answered_in_order_by_two_instances(inboxes: list[Inbox]) -> None:
    """The later update waits for the earlier, wherever that is; others wait for nobody."""
    one, two = inboxes
    await one.add([update(1)], NOW)
    await two.add([update(2), update(3, sender=2)], NOW)
    claims = await two.claim([2, 3])
    assert [one.update_id for one in claims.claimed] == [3]
    assert set(claims.behind) == {2}
    assert [one.update_id for one in (await one.claim([1])).claimed] == [1]
    assert set((await two.claim([2])).behind) == {2}
    await one.finish([1])
    assert [one.update_id for one in (await two.claim([2])).claimed] == [2]


async def test_what_failed_is_settled_before_what_the_person_sent_later(
    inboxes: list[Inbox],
) -> None:
    """Whichever instance tries it again, and at what time; other persons do not wait for it."""
    one, two = inboxes
    again = NOW + timedelta(seconds=20)
    await one.add([update(1)], NOW)
    await two.add([update(2), update(3, sender=2)], NOW)
    await one.claim([1])
    await one.retry(1, again)
    claims = await two.claim([2, 3])
    assert [one.update_id for one in claims.claimed] == [3]
    assert claims.behind == {2: again}
    await one.claim([1])
    await one.set_aside(1)
    assert [one.update_id for one in (await two.claim([2])).claimed] == [2]


async def test_the_updates_of_a_dead_instance_are_shared_out(
    database: Database, inboxes: list[Inbox], named: Named
) -> None:
    """Each goes to one of the living, and from then on the dead one can't handle it."""
    dead = SharedInbox(database, "dead")
    await named("dead", LONG).renew()
    await dead.add([update(number, sender=number) for number in range(1, 41)], NOW)
    assert await inboxes[0].take_over(100) == []
    await named("dead", LONG).leave()
    taken = await asyncio.gather(*(inboxes[at % 2].take_over(5) for at in range(10)))
    taken.append(await inboxes[0].take_over(100))
    numbers = sorted(one.update_id for some in taken for one in some)
    assert numbers == list(range(1, 41))
    claims = await dead.claim([1, 2])
    assert (claims.claimed, claims.aside, dict(claims.behind)) == ((), frozenset(), {})


async def test_who_starts_takes_nothing_from_those_who_could_not_say_that_they_live(
    database: Database, inboxes: list[Inbox], named: Named
) -> None:
    """The database was away for longer than their lease; what is left behind is taken at once."""
    for name, sender in (("silent", 1), ("left", 2)):
        await SharedInbox(database, name).add([update(sender, sender=sender)], NOW)
    await named("silent", OVER).renew()
    await named("left", LONG).renew()
    await named("left", LONG).leave()
    begun = await inboxes[0].waiting(10)
    assert [one.update_id for one in begun] == [2]
    assert [one.update_id for one in await inboxes[0].take_over(10)] == [1]


Writes = Callable[[Inbox], Awaitable[None]]
LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    "writes",
    [
        lambda inbox: inbox.keep_steps(1, "its own"),
        lambda inbox: inbox.retry(1, LATER, "its own"),
        lambda inbox: inbox.put_back({1: "its own"}),
        lambda inbox: inbox.set_aside(1),
        lambda inbox: inbox.finish([1]),
    ],
    ids=["keep steps", "retry", "put back", "set aside", "finish"],
)
async def test_who_wakes_writes_nothing_over_an_update_that_was_taken_over(
    database: Database, inboxes: list[Inbox], named: Named, writes: Writes
) -> None:
    """It froze in a handler for longer than its lease: what the other has done counts."""
    frozen, awake = SharedInbox(database, "frozen"), inboxes[0]
    await frozen.add([update(1)], NOW)
    await named("frozen", OVER).renew()
    assert [one.update_id for one in (await frozen.claim([1])).claimed] == [1]
    assert [one.update_id for one in await awake.take_over(10)] == [1]
    assert [one.attempt for one in (await awake.claim([1])).claimed] == [2]
    await awake.keep_steps(1, "the other's")
    before = await row_of(database, 1)
    with contextlib.suppress(UpdateTakenOver):
        await writes(frozen)
    assert await row_of(database, 1) == before
    await writes(awake)
    assert await row_of(database, 1) != before


async def row_of(database: Database, update_id: int) -> tuple[object, ...]:
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall(
            "select * from inbox where update_id = ?", (update_id,)
        )
    return tuple(row)


async def test_who_wakes_learns_that_another_handles_the_update(
    database: Database, inboxes: list[Inbox], named: Named
) -> None:
    """When he keeps a step; not who has erased the update himself, as /forget does."""
    frozen = SharedInbox(database, "frozen")
    await frozen.add([update(1), update(2, sender=2)], NOW)
    await frozen.claim([1, 2])
    await frozen.forget(2)
    await frozen.keep_steps(2, "forgotten")
    await named("frozen", OVER).renew()
    await inboxes[0].take_over(10)
    for _ in range(2):
        with pytest.raises(UpdateTakenOver):
            await frozen.keep_steps(1, "its own")
        await inboxes[0].finish([1])
