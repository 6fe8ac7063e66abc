"""One line for each article that has reached its chats, when it has."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.delivery_log import MOST_OPEN, QUIET, SOON, DeliveryLog
from storage.engine.database import Database
from storage.outbox import Delivery, Failed, Outbox, PutBack, Result, Sent
from tests.bot.delivery.delivery_process import utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats


async def claim_all(outbox: Outbox) -> list[Delivery]:
    return list(await outbox.claim(100, utc_now(), timedelta(minutes=1)))


async def record(outbox: Outbox, kept: DeliveryLog, pairs: list[tuple[Delivery, Result]]) -> None:
    await outbox.record([result for _, result in pairs], utc_now())
    kept.recorded(pairs)


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [one.getMessage() for one in caplog.records if one.name == "bot.delivery.delivery_log"]


async def test_an_article_is_logged_once_when_the_last_chat_has_it(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    """With chats, seconds and failures; not while a post is still tried again."""
    caplog.set_level(logging.INFO, "bot.delivery.delivery_log")
    outbox, moment = Outbox(database), [utc_now()]
    kept = DeliveryLog(outbox.article_progress, lambda: moment[0])
    await add_chats(database, [1, 2, 3, 4])
    await add_article(database, 1, utc_now())
    first, second, third, fourth = await claim_all(outbox)
    soon = utc_now() + SOON / 2
    await record(
        outbox,
        kept,
        [
            (first, Sent(first.id, 11, has_photo=False)),
            (second, Failed(second.id, "refused")),
            (third, PutBack(third.id, soon, "timed out", counted=True)),
            (fourth, PutBack(fourth.id, utc_now() + timedelta(hours=9), "", counted=False)),
        ],
    )
    assert await kept.check() == 0
    moment[0] += 2 * QUIET
    assert await kept.check() == 0
    async with database.transaction() as connection:
        await connection.execute("update outbox set not_before = 0 where id = ?", (third.id,))
    (again,) = await claim_all(outbox)
    await record(outbox, kept, [(again, Sent(again.id, 12, has_photo=False))])
    assert await kept.check() == 0
    moment[0] += 2 * QUIET
    assert await kept.check() == 1
    (line,) = lines(caplog)
    assert line.startswith("article delivered to 2 chats in ")
    assert "1 failed, 1 later: خبر (https://news.example/)" in line
    moment[0] += 2 * QUIET
    assert await kept.check() == 0


async def test_an_article_that_is_gone_meanwhile_is_no_fault(database: Database) -> None:
    """Old rows are deleted while the log waits for quiet."""
    outbox, moment = Outbox(database), [utc_now()]
    kept = DeliveryLog(outbox.article_progress, lambda: moment[0])
    await add_chats(database, [1])
    await add_article(database, 1, utc_now())
    (only,) = await claim_all(outbox)
    await record(outbox, kept, [(only, Sent(only.id, 11, has_photo=False))])
    async with database.transaction() as connection:
        await connection.execute("delete from articles")
    moment[0] += 2 * QUIET
    assert await kept.check() == 0


async def test_never_more_than_the_bound_is_followed(database: Database) -> None:
    """A newsroom that publishes without end fills no memory."""
    outbox = Outbox(database)
    kept = DeliveryLog(outbox.article_progress, utc_now)
    await add_chats(database, [1])
    await add_article(database, 1, utc_now())
    (one,) = await claim_all(outbox)
    kept.recorded(
        (replace(one, article_id=number), Sent(one.id, 1, has_photo=False))
        for number in range(3 * MOST_OPEN)
    )
    assert len(kept) == MOST_OPEN
