"""The order in which rows are claimed, and which may be claimed at all."""

from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.outbox import (
    Outbox,
    PutBack,
    Sent,
)
from storage.outbox.claiming import CLAIM
from storage.outbox.rows import PRIORITIES
from storage.timestamps import from_seconds
from tests.storage.outbox.sample_rows import LEASE, NOW, add_article, add_chat, claim
from tests.stored_articles import insert_article


async def test_breaking_news_then_channels_groups_people(database: Database) -> None:
    """The order of priorities, over all chats."""
    for telegram_id, kind in [(1, "private"), (-2, "group"), (-3, "channel")]:
        await add_chat(database, telegram_id, kind)
    await add_article(database, 1)
    await add_article(database, 2, breaking=True)
    claimed = await claim(database)
    assert [(one.article_id, one.telegram_id) for one in claimed] == [
        (2, -3),
        (2, -2),
        (2, 1),
        (1, -3),
        (1, -2),
        (1, 1),
    ]


async def test_older_news_before_newer_in_a_chat(database: Database) -> None:
    """The newer row is not claimable while the older one is unfinished, even put back."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await add_article(database, 2)
    first = await claim(database)
    assert [one.article_id for one in first] == [1]
    later = NOW + timedelta(minutes=1)
    await Outbox(database).record([PutBack(first[0].id, later, "502", counted=True)], NOW)
    assert await claim(database) == []
    again = await claim(database, at=later)
    assert [(one.article_id, one.attempts) for one in again] == [(1, 1)]
    await Outbox(database).record([Sent(again[0].id, 5, True)], later)
    assert [one.article_id for one in await claim(database, at=later)] == [2]


async def test_settling_news_waits(database: Database) -> None:
    """`not_before` is kept, and known as the next time to look."""
    await add_chat(database, 1)
    settled = NOW + timedelta(minutes=2)
    await add_article(database, 1, not_before=settled)
    assert await claim(database) == []
    assert await Outbox(database).next_due() == settled
    assert len(await claim(database, at=settled)) == 1


async def test_a_held_chat_holds_nobody_else(database: Database) -> None:
    """A hold of twelve hours for one chat leaves the others' rows claimable."""
    for telegram_id in (1, 2):
        await add_chat(database, telegram_id)
    await add_article(database, 1)
    held, other = await claim(database)
    await Outbox(database).record(
        [
            PutBack(held.id, NOW + timedelta(seconds=43837), "429", counted=False),
            Sent(other.id, 1, False),
        ],
        NOW,
    )
    await add_article(database, 2)
    assert [one.telegram_id for one in await claim(database)] == [2]
    [back] = [
        one
        for one in await claim(database, at=NOW + timedelta(seconds=43837))
        if one.telegram_id == 1
    ]
    assert (back.article_id, back.attempts) == (1, 0)


async def test_rows_in_doubt_are_claimable_after_a_crash(database: Database) -> None:
    """Marked rows come again, and are counted; recorded ones do not."""
    for telegram_id in (1, 2, 3):
        await add_chat(database, telegram_id)
    await add_article(database, 1)
    claimed = await claim(database)
    await Outbox(database).record([Sent(claimed[0].id, 9, False)], NOW)
    outbox = Outbox(database)
    assert await outbox.recover(NOW) == 2
    assert {one.telegram_id for one in await claim(database)} == {2, 3}


async def test_released_rows_are_not_in_doubt(database: Database) -> None:
    """A clean stop hands back what was not begun."""
    await add_chat(database, 1)
    await add_article(database, 1)
    outbox = Outbox(database)
    [one] = await claim(database)
    await outbox.release([one.id])
    assert await outbox.recover(NOW) == 0
    assert len(await claim(database)) == 1


async def test_an_expired_lease_is_claimable_again(database: Database) -> None:
    """Whatever has happened to its sender, a row is not lost."""
    await add_chat(database, 1)
    await add_article(database, 1)
    [one] = await claim(database)
    assert await claim(database, at=NOW + LEASE) == []
    [again] = await claim(database, at=NOW + LEASE + timedelta(seconds=1))
    assert again.id == one.id


async def test_a_clock_set_back_stretches_no_wait(database: Database) -> None:
    """While running every wait is moved; after a start what comes from the future is due."""
    await add_chat(database, 1)
    await add_article(database, 1, not_before=NOW + timedelta(minutes=2))
    outbox = Outbox(database)
    an_hour_ago = NOW - timedelta(hours=1)
    assert await outbox.shift(an_hour_ago, -timedelta(hours=1)) == 1
    assert await outbox.next_due() == an_hour_ago + timedelta(minutes=2)
    await outbox.recover(an_hour_ago - timedelta(hours=1))
    assert await outbox.next_due() == an_hour_ago - timedelta(hours=1)


async def test_a_clock_set_forward_puts_off_only_what_the_old_one_wrote(
    database: Database,
) -> None:
    """Others publish and correct by the new clock before the jump is noticed."""
    chats = [await add_chat(database, number) for number in (1, 2, 3, 4)]
    await add_article(database, 1)
    outbox = Outbox(database)
    *sent, refused = await claim(database)
    held = PutBack(refused.id, NOW + timedelta(hours=12), "too many requests", counted=False)
    await outbox.record([held, *(Sent(one.id, 7, has_photo=False) for one in sent)], NOW)
    settling, later = NOW + timedelta(hours=9), NOW + timedelta(hours=8)
    await add_article(database, 2, not_before=settling)
    async with database.transaction() as connection:
        await insert_article(connection, 3, title="حديقة")
        await outbox.address(
            connection, 3, breaking=True, not_before=later + timedelta(minutes=1), now=later
        )
        await outbox.address_edit(
            connection, 1, sent_since=NOW, not_before=later + timedelta(minutes=2)
        )
    await outbox.shift(later + timedelta(seconds=5), timedelta(hours=8))
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            """
            select article_id, action, not_before, count(*) as rows
            from outbox
            group by article_id, action, not_before
            order by article_id, action, not_before
            """
        )
    found = [
        (row["article_id"], row["action"], from_seconds(row["not_before"]) - NOW, row["rows"])
        for row in rows
    ]
    hours, minutes = timedelta(hours=1), timedelta(minutes=1)
    assert found == [
        (1, "edit", 8 * hours + 2 * minutes, len(chats) - 1),
        (1, "post", 20 * hours, 1),
        (2, "post", 17 * hours, len(chats)),
        (3, "post", 8 * hours + minutes, len(chats)),
    ]


async def test_what_is_being_sent_is_not_sent_again_because_the_clock_was_set(
    database: Database,
) -> None:
    """Its lease lies in the past by the new clock, and its answer is still to come."""
    await add_chat(database, 1)
    await add_article(database, 1)
    [_] = await claim(database)
    later = NOW + timedelta(hours=8)
    await Outbox(database).shift(later, timedelta(hours=8))
    assert await claim(database, at=later + LEASE) == []
    assert len(await claim(database, at=later + LEASE + timedelta(seconds=1))) == 1


@pytest.mark.sqlite
async def test_claiming_never_scans_or_sorts_the_outbox(database: Database) -> None:
    """With a million rows a scan for each claim would stop everything."""
    async with database.reading() as connection:
        plan = await connection.execute_fetchall(
            f"explain query plan {CLAIM}",
            {"now": 0, "limit": 1, "doubts": 1, "longest_doubt": 0},
        )
    details = [row[3] for row in plan]
    assert sum("USING INDEX outbox_ready" in detail for detail in details) == len(PRIORITIES)
    assert not [detail for detail in details if "TEMP B-TREE" in detail]
