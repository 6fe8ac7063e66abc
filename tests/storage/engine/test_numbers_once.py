"""The number of a deleted row comes no more: a button in Telegram may hold it for years."""

import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storage.chats.alerts import AlertKind, Alerts
from storage.chats.chats import Chats
from storage.chats.saved_searches import SavedSearches
from storage.chats.search_conditions import Conditions
from storage.engine.database import Database, Engine
from storage.engine.migrations import all_migrations
from storage.engine.sqlite.migrations import APPLICATION_ID
from storage.engine.upgrade import open_migrated
from storage.models import ChatKind

NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)
BEFORE = 34
# Whose rows stay, or whose numbers leave the database in nothing that lasts.
GIVEN_AGAIN = {
    "feeds": "named by their address",
    "articles": "none is deleted",
    "announcements": "the newest stays",
    "outbox": "a button names one that has failed, which is looked at first",
    "audit_log": "shown, never named",
    "channel_posts": "counted, never named",
    "search_documents": "those of the articles",
    "instances": "names",
    "leader": "one row",
    "sending_pace": "one row",
}


async def join(database: Database, person: int) -> int:
    chat = await Chats(database).add(
        person, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="UTC", now=NOW
    )
    return chat.id


async def test_the_next_chat_has_another_number_than_the_forgotten_one(database: Database) -> None:
    """An old button of its desk would else set what the new one gets."""
    first = await join(database, 1)
    await Chats(database).forget(1)
    assert await join(database, 2) != first


async def test_the_next_words_have_another_number_than_the_ended_ones(database: Database) -> None:
    """The list that was sent before still offers to end the old ones."""
    chat, alerts = await join(database, 1), Alerts(database)
    numbers = []
    for word in ("دمشق", "حلب"):
        await alerts.add(chat, AlertKind.MUTE, word, Conditions.of_terms([word]), now=NOW)
        [one] = await alerts.of_chat(chat)
        numbers.append(one.id)
        if word == "دمشق":
            assert await alerts.remove(chat, one.id)
    assert len(set(numbers)) == len(numbers)
    assert not await alerts.remove(chat, numbers[0])


async def test_the_next_search_has_another_number_than_the_erased_one(database: Database) -> None:
    searches = SavedSearches(database)
    first = await searches.save(1, "دمشق", now=NOW)
    await Chats(database).forget(1)
    assert await searches.save(1, "حلب", now=NOW) != first


@pytest.mark.sqlite
async def test_each_table_with_numbers_says_whether_they_come_again(database: Database) -> None:
    """Whoever adds a table decides: `autoincrement`, or the reason why not stands here."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            """
            select name, lower(sql) as sql
            from sqlite_schema
            where type = 'table' and name not like 'search_%'
            """
        )
    numbered = {row["name"]: row["sql"] for row in rows if "id integer primary key" in row["sql"]}
    named = re.compile(r"^\s*id integer primary key(?! autoincrement)", re.MULTILINE)
    assert {one for one, sql in numbered.items() if named.search(sql)} <= set(GIVEN_AGAIN)


@pytest.mark.sqlite
async def test_an_older_database_keeps_its_rows_and_all_that_hangs_on_them(tmp_path: Path) -> None:
    """A table that was written anew would take the rows of others with it."""
    path = tmp_path / "khabar.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as older:
        for migration in all_migrations(Engine.SQLITE)[:BEFORE]:
            for statement in migration.statements:
                older.execute(statement)
        older.executescript(
            f"""
            pragma user_version = {BEFORE};
            pragma application_id = {APPLICATION_ID};
            insert into chats (id, telegram_id, kind, joined) values (7, 1, 'private', 0);
            insert into alerts (id, chat_id, kind, words, term_count, created)
            values (5, 7, 'mute', 'دمشق', 1, 0);
            insert into alert_terms (term, alert_id) values ('دمشق', 5);
            """
        )
    database = await open_migrated(path)
    try:
        [kept] = await Alerts(database).of_chat(7)
        async with database.transaction() as connection:
            terms = await connection.execute_fetchall("select alert_id from alert_terms")
            assert [row["alert_id"] for row in terms] == [kept.id] == [5]
            assert list(await connection.execute_fetchall("pragma foreign_key_check")) == []
            [sound] = await connection.execute_fetchall("pragma integrity_check")
            assert sound[0] == "ok"
        await Chats(database).forget(1)
        assert await join(database, 1) == 8
    finally:
        await database.close()
