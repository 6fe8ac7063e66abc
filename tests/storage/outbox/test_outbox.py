"""What becomes of rows: failures, chats that go or move, pruning; order whatever happens."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.engine.database import Database
from storage.models import InactiveReason
from storage.outbox import (
    Deactivated,
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
from tests.databases import migrated
from tests.outbox_counts import pending_count
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, send_all, states


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
    ended = await outbox.record([Gone(one.id, gone, InactiveReason.BLOCKED)], NOW)
    assert ended == [Deactivated(one.id, gone)]
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
    assert await pending_count(database) == 0


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
