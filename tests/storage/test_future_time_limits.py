"""Moments far ahead: whatever a wrong clock has written, nothing waits for years."""

import contextlib
import re
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.engine.database import Database
from storage.engine.schema import columns
from storage.future_time_limits import (
    LONGEST_FEED_WAIT,
    PAST_EVENTS,
    WAITS,
    Horizon,
    still_waits,
)
from storage.store import Store
from tests.articles import NOON
from tests.databases import migrated

YEARS = timedelta(days=3650)
# Numbers that are no moments.
OTHER = """
    id, *_id, failures, not_modified, breaking, revision, copy_of, misses, hash, position, active,
    was_held, common, in_flood,
    everything, silent, catch_up, quiet_*, term_count, priority, attempts, has_photo, manual,
    asked_in, posted_in, is_open, album, doubts, marked, taken_back, value, edits, summary,
    photo_line, hashtags, buttons, link, moderated,
    wait_minutes, publish_unanswered, threads, hourly, pin_*, key, documents, chats, kills, sender,
    chat, reactions, preview_above, everywhere, administrators.notified, unreachable,
    parser_kills.notified, leader.epoch, shown, by_rest
    """
# Moments that are shown or compared with each other, and neither waited for nor counted from.
SHOWN = """
    articles.corrected, article_tags.listed, chats.joined, alerts.created, outbox.sent,
    instances.alive_until, sending_pace.*
    """
HORIZONS = (*WAITS, *PAST_EVENTS)


def named(patterns: str, table: str, column: str) -> bool:
    return any(
        re.fullmatch(pattern.strip().replace("*", ".*"), name)
        for pattern in patterns.split(",")
        for name in (column, f"{table}.{column}")
    )


def test_each_moment_of_the_schema_has_its_longest_distance() -> None:
    """A new column is sorted by whoever adds it: a moment with a horizon, or none at all."""
    migrations = Path(__file__).parents[2].joinpath("storage/migrations/sqlite")
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        for file in sorted(migrations.glob("*.sql")):
            database.executescript(file.read_text("utf-8"))
        found = database.execute(
            "select t.name, c.name from sqlite_master t, pragma_table_info(t.name) c "
            "where t.type = 'table' and lower(c.type) = 'integer' and t.sql not like '%virtual%'"
        ).fetchall()
    known = {(one.table, one.column) for one in HORIZONS}
    forgotten = {
        (table, column)
        for table, column in found
        if not table.startswith(("sqlite_", "search_"))
        and (table, column) not in known
        and not named(OTHER, table, column)
        and not named(SHOWN, table, column)
    }
    assert not forgotten
    assert known <= set(found)


@pytest.mark.parametrize("horizon", HORIZONS, ids=lambda one: f"{one.table}.{one.column}")
async def test_what_lies_too_far_ahead_is_brought_near(horizon: Horizon, tmp_path: Path) -> None:
    """The clock was ten years ahead when it was written, and is right again."""
    near = await brought_near(tmp_path, horizon, NOON + YEARS)
    assert near <= NOON + max(horizon.longest, timedelta(hours=1))


@pytest.mark.parametrize("behind", [timedelta(days=1), YEARS])
async def test_a_clock_that_is_behind_dates_no_article_anew(
    tmp_path: Path, behind: timedelta
) -> None:
    """However often it starts; the site has dated them, and waits are ended all the same."""
    database = await migrated(tmp_path / "khabar.db")
    published, seen = int(NOON.timestamp()), int(NOON.timestamp()) + 60
    async with database.transaction() as connection:
        for number, dated in enumerate((published, seen)):
            await connection.execute(
                "insert into articles (site_id, url, title, paragraphs, excerpt, author, language,"
                " summary, published, modified, first_seen, next_recheck, content_hash)"
                " values (?, '', '', '[]', '', '', 'ar', '[]', ?, ?, ?, ?, '')",
                (str(number), dated, dated, seen, seen),
            )
        await connection.execute(
            "insert into feeds (url, next_check) values ('https://news.example/feed', ?)", (seen,)
        )
    for _ in range(2):
        await Store(database).repair_future_times(NOON - behind)
    dates = "select published, modified, first_seen from articles order by site_id"
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(dates)
        [(next_check,)] = await connection.execute_fetchall("select next_check from feeds")
    await database.close()
    assert [tuple(row) for row in rows] == [(published, published, seen), (seen, seen, seen)]
    assert next_check <= (NOON - behind + LONGEST_FEED_WAIT).timestamp()


async def test_what_a_clock_that_was_ahead_has_dated_itself_is_dated_anew(tmp_path: Path) -> None:
    """The article had no date, and was stored some seconds after it had been read."""
    database = await migrated(tmp_path / "khabar.db")
    ahead = int((NOON + YEARS).timestamp())
    async with database.transaction() as connection:
        await connection.execute(
            "insert into articles (site_id, url, title, paragraphs, excerpt, author, language,"
            " summary, published, modified, first_seen, next_recheck, content_hash)"
            " values ('1', '', '', '[]', '', '', 'ar', '[]', ?, ?, ?, ?, '')",
            (ahead, ahead, ahead + 5, ahead),
        )
    await Store(database).repair_future_times(NOON)
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall(
            "select published, modified, first_seen from articles"
        )
    await database.close()
    assert set(row) == {int(NOON.timestamp())}


@pytest.mark.parametrize("horizon", WAITS, ids=lambda one: f"{one.table}.{one.column}")
async def test_an_honest_wait_is_kept(horizon: Horizon, tmp_path: Path) -> None:
    """The longest that anybody may ask for."""
    asked = NOON + horizon.longest
    assert await brought_near(tmp_path, horizon, asked) == asked


async def brought_near(folder: Path, horizon: Horizon, moment: datetime) -> datetime:
    """The moment after `repair_future_times`, in a row with everything else that it needs."""
    database = await migrated(folder / "khabar.db")
    try:
        await insert(database, horizon, int(moment.timestamp()) * horizon.per_second)
        await Store(database).repair_future_times(NOON)
        async with database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"select {horizon.column} from {horizon.table} where {horizon.where or 'true'}"
            )
    finally:
        await database.close()
    (row,) = rows
    return datetime.fromtimestamp(row[0] / horizon.per_second, NOON.tzinfo)


async def insert(database: Database, horizon: Horizon, value: int) -> None:
    """One row with this value, and in its other columns what the schema and `where` ask for."""
    async with database.reading() as connection:
        known = [one for one in await columns(connection) if one.table == horizon.table]
    given_: dict[str, object] = {
        one.name: ("x" if one.is_text else 1) for one in known if one.needed
    }
    given_ |= {"state": "pending"} if horizon.table == "approvals" else {}
    given_ |= {"state": "ready", "article_id": 1} if horizon.table == "outbox" else {}
    given_ |= {"kind": "private"} if horizon.table == "chats" else {}
    given_ |= {"event": "post"} if horizon.table == "channel_posts" else {}
    given_ |= dict.fromkeys(re.findall(r"(\w+) is not null", horizon.where), 1)
    for name, wanted in re.findall(r"(\w+) = (?:')?(\w+)", horizon.where):
        given_[name] = int(wanted) if wanted.isdigit() else wanted
    given_[horizon.column] = value
    marks = ", ".join("?" * len(given_))
    async with database.transaction() as connection:
        await _parents(connection_of=connection, table=horizon.table)
        await connection.execute(
            f"insert into {horizon.table} ({', '.join(given_)}) values ({marks})",
            list(given_.values()),
        )


async def _parents(*, connection_of: object, table: str) -> None:
    """The chat and the article that rows of other tables belong to, both number 1."""
    run = connection_of.execute  # type: ignore[attr-defined]
    if table != "articles":
        await run(
            "insert into articles (id, site_id, url, title, paragraphs, excerpt, author, language,"
            " summary, published, modified, first_seen, content_hash)"
            " values (1, '1', '', '', '[]', '', '', 'ar', '[]', 1, 1, 1, '')"
        )
    if table == "mass_withdrawal_articles":
        await run("insert into mass_withdrawals (id, began) values (1, 1)")
    if table != "chats":
        await run("insert into chats (id, telegram_id, kind, joined) values (1, 7, 'group', 1)")


@given(
    ahead=st.timedeltas(timedelta(days=-9000), timedelta(days=9000)),
    longest=st.timedeltas(timedelta(seconds=1), timedelta(days=60)),
)
def test_a_wait_is_over_when_it_ends_or_can_not_be_true(
    ahead: timedelta, longest: timedelta
) -> None:
    """So that no clock makes one last longer than `longest`."""
    assert still_waits(NOON + ahead, NOON, longest) == (timedelta(0) < ahead <= longest)
    assert not still_waits(None, NOON, longest)
