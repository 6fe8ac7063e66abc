"""What waits, is in doubt or has failed is counted."""

from datetime import timedelta

from storage.engine.database import Database
from storage.outbox import Failed, Outbox, Sent
from tests.bot.delivery.delivery_process import utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats


async def test_each_waiting_post_is_counted_once(database: Database) -> None:
    outbox, now = Outbox(database), utc_now()
    empty = await outbox.backlog(now)
    assert (empty.due, empty.later, empty.in_doubt, empty.failed) == (0, 0, 0, 0)
    assert empty.oldest_due is None
    await add_chats(database, [1, 2, 3, 4])
    await add_article(database, 1, now)
    await add_article(database, 2, now, not_before=now + timedelta(hours=1))
    first, second, *_ = await outbox.claim(4, now, timedelta(minutes=1))
    await outbox.record([Sent(first.id, 11, has_photo=False), Failed(second.id, "refused")], now)
    found = await outbox.backlog(now + timedelta(seconds=30))
    assert (found.due, found.later, found.failed) == (2, 4, 1)
    assert found.oldest_due is not None
    assert abs(found.oldest_due - now) <= timedelta(seconds=1)


async def test_the_hours_before_a_digest_are_no_waiting(database: Database) -> None:
    """When quiet hours end, posts of the night are due since then, not since the evening."""
    outbox, now = Outbox(database), utc_now()
    await add_chats(database, [1])
    morning = now + timedelta(hours=8)
    await add_article(database, 1, now, not_before=morning)
    found = await outbox.backlog(morning + timedelta(seconds=5))
    assert found.due == 1
    assert found.oldest_due is not None
    assert abs(found.oldest_due - morning) <= timedelta(seconds=1)
