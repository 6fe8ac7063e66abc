"""The outbox: who gets a row, in which order rows are claimed, what becomes of them."""

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.engine.database import Database
from storage.outbox import (
    Delivery,
    Done,
    Failed,
    Gone,
    Moved,
    Outbox,
    PutBack,
    Result,
    Sent,
)
from storage.outbox.claiming import CLAIM
from tests.databases import migrated

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
LEASE = timedelta(minutes=5)


async def add_chat(
    database: Database, telegram_id: int, kind: str = "private", *, everything: bool = True
) -> int:
    async with database.transaction() as connection:
        cursor = await connection.execute(
            "insert into chats (telegram_id, kind, everything, joined) values (?, ?, ?, 0)",
            (telegram_id, kind, everything),
        )
        assert cursor.lastrowid
        return cursor.lastrowid


async def add_article(
    database: Database,
    number: int,
    *,
    tags: Sequence[int] = (),
    breaking: bool = False,
    not_before: datetime = NOW,
) -> int:
    async with database.transaction() as connection:
        await connection.execute(
            """
            insert into articles
                (id, site_id, url, title, paragraphs, excerpt, author, language, summary,
                 published, modified, first_seen, content_hash)
            values (?1, ?1, '', 'حديقة جديدة', '[]', '', '', 'ar', '', 0, 0, 0, '')
            """,
            (number,),
        )
        for tag in tags:
            await connection.execute(
                "insert or ignore into tags (id, kind, name, folded) values (?1, 'tag', ?1, ?1)",
                (tag,),
            )
            await connection.execute(
                "insert into article_tags (article_id, tag_id) values (?, ?)", (number, tag)
            )
        return await Outbox(database).address(
            connection, number, breaking=breaking, not_before=not_before, now=NOW
        )


async def choose(database: Database, table: str, chat_id: int, tag_id: int) -> None:
    async with database.transaction() as connection:
        await connection.execute(
            "insert or ignore into tags (id, kind, name, folded) values (?1, 'tag', ?1, ?1)",
            (tag_id,),
        )
        await connection.execute(
            f"insert into {table} (chat_id, tag_id) values (?, ?)", (chat_id, tag_id)
        )


async def states(database: Database) -> list[tuple[int, int, str, str]]:
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select chat_id, article_id, action, state from outbox order by id"
        )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def claim(database: Database, limit: int = 100, at: datetime = NOW) -> list[Delivery]:
    return await Outbox(database).claim(limit, at, LEASE)


async def send_all(database: Database, at: datetime = NOW) -> list[Delivery]:
    """Claim and record until nothing is due; the deliveries in the order of claiming."""
    sent: list[Delivery] = []
    while claimed := await claim(database, at=at):
        sent += claimed
        await Outbox(database).record([Sent(o.id, 1000 + o.id, False) for o in claimed], at)
    return sent


async def test_a_row_for_each_chat_that_wants_the_article(database: Database) -> None:
    """Everything or a followed tag, no muted tag, and active."""
    wants_all = await add_chat(database, 1)
    follows = await add_chat(database, 2, everything=False)
    await choose(database, "follows", follows, 7)
    mutes = await add_chat(database, 3)
    await choose(database, "mutes", mutes, 7)
    await add_chat(database, 4, everything=False)
    gone = await add_chat(database, 5)
    async with database.transaction() as connection:
        await connection.execute("update chats set active = 0 where id = ?", (gone,))
    assert await add_article(database, 1, tags=[7, 8]) == 2
    assert {chat for chat, *_ in await states(database)} == {wants_all, follows}


async def test_addressing_again_adds_nothing(database: Database) -> None:
    """A restart between storing and polling again must not queue anything twice."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await send_all(database)
    async with database.transaction() as connection:
        again = await Outbox(database).address(
            connection, 1, breaking=False, not_before=NOW, now=NOW
        )
    assert again == 0
    assert await claim(database) == []


async def test_rolled_back_with_the_article(database: Database) -> None:
    """What was promised in a transaction that failed was never promised."""
    await add_chat(database, 1)
    with pytest.raises(RuntimeError, match="power"):
        async with database.transaction() as connection:
            await connection.execute(
                """
                insert into articles (id, site_id, url, title, paragraphs, excerpt, author,
                    language, summary, published, modified, first_seen, content_hash)
                values (1, '1', '', '', '', '', '', '', '', 0, 0, 0, '')
                """
            )
            await Outbox(database).address(connection, 1, breaking=True, not_before=NOW, now=NOW)
            raise RuntimeError("power cut")
    assert await states(database) == []


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
    assert (await outbox.statistics()).totals["in_doubt"] == 2


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


async def test_failures_stand_in_a_list_and_can_be_sent_again(database: Database) -> None:
    """With the reason; the next row of the chat is not held up by it."""
    await add_chat(database, 1)
    await add_article(database, 1)
    await add_article(database, 2)
    outbox = Outbox(database)
    [one] = await claim(database)
    await outbox.record([Failed(one.id, "refused: message is too long")], NOW)
    assert [o.article_id for o in await send_all(database)] == [2]
    [row] = await outbox.failed(10)
    assert (row.article_id, row.error) == (1, "refused: message is too long")
    assert await outbox.retry_failed(row.id, NOW)
    assert not await outbox.retry_failed(row.id, NOW)
    assert [o.article_id for o in await send_all(database)] == [1]
    assert await outbox.failed(10) == []


async def test_a_chat_that_has_gone_loses_its_waiting_rows(database: Database) -> None:
    """Deactivated with the reason in the same transaction; others are untouched."""
    gone = await add_chat(database, 1)
    await add_chat(database, 2)
    for number in (1, 2, 3):
        await add_article(database, number)
    outbox = Outbox(database)
    one = next(o for o in await claim(database) if o.telegram_id == 1)
    assert await outbox.record([Gone(one.id, gone, "blocked")], NOW) == [gone]
    assert {state for chat, _, _, state in await states(database) if chat == gone} == {"dropped"}
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall(
            "select active, inactive_reason from chats where id = ?", (gone,)
        )
    assert tuple(row) == (0, "blocked")


async def test_rows_of_a_deactivated_chat_are_never_claimed(database: Database) -> None:
    """Also when a hand-made change left them behind, and when the chat's row is gone."""
    gone = await add_chat(database, 1)
    deleted = await add_chat(database, 2)
    await add_chat(database, 3)
    await add_article(database, 1)
    await add_article(database, 2)
    async with database.transaction() as connection:
        await connection.execute("update chats set active = 0 where id = ?", (gone,))
        await connection.execute("delete from chats where id = ?", (deleted,))
    assert [(o.article_id, o.telegram_id) for o in await claim(database, limit=1)] == [(1, 3)]
    await Outbox(database).recover(NOW)
    assert [o.telegram_id for o in await send_all(database)] == [3, 3]
    assert await Outbox(database).pending_count() == 0


async def test_a_moved_group_goes_on_under_its_new_id(database: Database) -> None:
    """The row that found it out is sent again, with the ones behind it, in order."""
    await add_chat(database, -10, "group")
    await add_article(database, 1)
    await add_article(database, 2)
    [one] = await claim(database)
    await Outbox(database).record([Moved(one.id, -10, -100777)], NOW)
    sent = await send_all(database)
    assert [(o.article_id, o.telegram_id) for o in sent] == [(1, -100777), (2, -100777)]


async def test_finished_rows_are_pruned_after_the_window(database: Database) -> None:
    """Failures stay longer, unfinished rows stay."""
    await add_chat(database, 1)
    for number in (1, 2, 3):
        await add_article(database, number)
    outbox = Outbox(database)
    [one] = await claim(database)
    await outbox.record([Sent(one.id, 1, False)], NOW)
    [two] = await claim(database)
    await outbox.record([Failed(two.id, "refused")], NOW)
    window = timedelta(hours=48)
    assert await outbox.prune(NOW + timedelta(hours=47), window) == 0
    assert await outbox.prune(NOW + timedelta(hours=49), window) == 1
    assert [state for *_, state in await states(database)] == ["failed", "ready"]
    assert await outbox.prune(NOW + timedelta(days=31), window) == 1


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


async def test_claiming_never_scans_or_sorts_the_outbox(database: Database) -> None:
    """With a million rows a scan for each claim would stop everything."""
    async with database.reading() as connection:
        plan = await connection.execute_fetchall(
            f"explain query plan {CLAIM}", {"now": 0, "limit": 1}
        )
    details = [row[3] for row in plan]
    assert sum("USING INDEX outbox_ready" in detail for detail in details) == 9
    assert not [detail for detail in details if "TEMP B-TREE" in detail]


async def test_a_hundred_thousand_chats_in_a_second(database: Database) -> None:
    """One statement addresses all."""
    async with database.transaction() as connection:
        await connection.execute(
            """
            with recursive n(i) as (select 1 union all select i + 1 from n where i < 100000)
            insert into chats (telegram_id, kind, joined) select i, 'private', 0 from n
            """
        )
    # Processor time, because the machine may do something else as well.
    started = time.process_time()
    assert await add_article(database, 1, tags=[1, 2]) == 100_000
    assert time.process_time() - started < 1.5


_STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "claim", "record", "crash"]), st.integers(0, 5)),
    max_size=25,
)
_OUTCOMES = st.lists(st.sampled_from(["sent", "back", "failed", "done"]), min_size=60, max_size=60)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=_STEPS, outcomes=_OUTCOMES)
async def test_order_and_completeness_hold_whatever_happens(
    tmp_path_factory: pytest.TempPathFactory,
    steps: list[tuple[str, int]],
    outcomes: list[str],
) -> None:
    """Each row is finished once, in the order of its chat, through failures and crashes."""
    folder: Path = tmp_path_factory.mktemp("outbox")
    database = await migrated(folder / "khabar.db", readers=1)
    try:
        outbox = Outbox(database)
        for telegram_id in (1, 2, 3):
            await add_chat(database, telegram_id)
        finished: list[Delivery] = []
        out: list[Delivery] = []
        articles = 0
        at = NOW
        for step, number in steps:
            at += timedelta(seconds=1)
            if step == "add":
                articles += 1
                await add_article(database, articles)
            elif step == "claim":
                out += await claim(database, limit=number, at=at)
            elif step == "crash":
                out = []
                await outbox.recover(at)
            elif out:
                results = [_result(one, outcomes.pop() if outcomes else "sent", at) for one in out]
                await outbox.record(results, at)
                finished += [
                    one
                    for one, result in zip(out, results, strict=True)
                    if not isinstance(result, PutBack)
                ]
                out = []
        await outbox.recover(at)
        finished += await send_all(database, at + timedelta(seconds=10))
        for telegram_id in (1, 2, 3):
            order = [one.article_id for one in finished if one.telegram_id == telegram_id]
            assert order == list(range(1, articles + 1))
    finally:
        await database.close()


def _result(one: Delivery, outcome: str, at: datetime) -> Result:
    match outcome:
        case "sent":
            return Sent(one.id, 1, False)
        case "back":
            return PutBack(one.id, at + timedelta(seconds=2), "", counted=True)
        case "failed":
            return Failed(one.id, "refused")
        case _:
            return Done(one.id)
