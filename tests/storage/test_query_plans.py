"""What runs for every article, every post, every command or every few seconds reads by an index.

Without gathered statistics SQLite plans from the schema alone, so an empty database has the plans
of a large one.
"""

import contextlib
import re
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from storage.engine.sqlite.database import SqliteDatabase
from storage.models import ChatKind, IndexTerms, Publication
from storage.outbox import Sent
from storage.store import Store
from tests.articles import NOON, invented
from tests.databases import prepared

pytestmark = pytest.mark.sqlite

LEASE = timedelta(minutes=1)
STATEMENTS = {"select", "insert", "update", "delete", "with"}


async def publish(store: Store) -> None:
    known = await store.articles.count()
    article = invented(known + 1)
    publication = Publication(
        article=article,
        summary=article.paragraphs,
        terms=IndexTerms(
            title="حديقة", title_stems="حديق", text="حديقة", text_stems="حديق", prominent="حديق"
        ),
        content_hash="1",
        minhash=(1, 2),
        links=("https://news.example/2/",),
        not_before=NOON,
    )
    await store.publish(publication, feed=None, now=NOON)


async def deliver(store: Store) -> None:
    await publish(store)
    claimed = await store.outbox.claim(5, NOON, LEASE)
    await store.outbox.no_longer_wanted(claimed, NOON)
    await store.outbox.record([Sent(one.id, 7, False) for one in claimed], NOON)


async def release(store: Store) -> None:
    await store.scheduled_posts.release(NOON + timedelta(hours=1))


async def send_of_a_flood(store: Store) -> None:
    async with store.outbox.database.transaction() as connection:
        await store.floods.take_out(connection, 1)


@dataclass(frozen=True, slots=True)
class Often:
    """An operation, and why what it sorts, if anything, is never much."""

    run: Callable[[Store], Awaitable[object]]
    sorts: str = ""


PAGE = "one page"
OFTEN = {
    "publish": Often(publish, "the stems of one article, the hours that chats have chosen"),
    "deliver": Often(deliver, "the stems of one article, the hours that chats have chosen"),
    "release": Often(release),
    "send of a flood": Often(send_of_a_flood),
    "next due": Often(lambda store: store.outbox.next_due()),
    "latest": Often(lambda store: store.articles.latest(5), PAGE),
    "count": Often(lambda store: store.articles.count()),
    "under a tag": Often(lambda store: store.articles.by_tag(1, 5), PAGE),
    "count under a tag": Often(lambda store: store.articles.count_by_tag(1)),
    "known": Often(lambda store: store.articles.known(["1"])),
    "known at": Often(lambda store: store.articles.known_at(["1"], NOON)),
    "published at": Often(lambda store: store.articles.published_at(NOON), PAGE),
    "published since": Often(lambda store: store.articles.published_since(NOON)),
    "to recheck": Often(lambda store: store.rechecks.due(NOON, 5), PAGE),
    "alike": Often(
        lambda store: store.articles.alike([1, 2], at_least=1, near=NOON),
        "articles with the same text",
    ),
    "tags in use": Often(lambda store: store.tags.in_use(12), "the tags of 1,000 articles"),
    "count of tags": Often(lambda store: store.tags.count_in_use(), "the tags of 1,000 articles"),
    "to pin": Often(lambda store: store.pins.due(NOON)),
    "to propose": Often(lambda store: store.proposals.due(NOON, 5)),
    "overdue": Often(lambda store: store.approvals.overdue(NOON, 5)),
    "chat": Often(lambda store: store.chats.get(1)),
    "follows": Often(lambda store: store.subscriptions.followed(1), "200 tags"),
    "alerts": Often(lambda store: store.alerts.of_chat(1), "50 alerts"),
    "templates": Often(lambda store: store.channel_settings.post_overrides([(1, 1)])),
    "threads": Often(lambda store: store.threads.earlier([(1, 1)], NOON), "a chat's two days"),
    "saved search": Often(lambda store: store.saved_searches.words(1, 1)),
    "posts of a channel": Often(
        lambda store: store.channel_statistics.newest(1, 5), "a chat's sixteen days"
    ),
    "photo": Often(lambda store: store.photos.file_id(1, "https://news.example/1.jpg")),
    "administered": Often(lambda store: store.administrators.chats_of(1), "100 chats"),
}
# Whole indexes that are read for a reason.
READ_WHOLE = {
    "articles_live": "its entries are counted, or read in their order up to a limit",
    "chats_with_everything": "it holds the chats that get the article",
    "channels_with_limit": "it holds the channels that the article may have to wait for",
    "chats_deferring": "it holds the chats that the article is deferred for",
}
# Not tables: parameters, and what another step of the same plan has found.
BOUNDED = re.compile(
    r"SCAN (\(subquery-\d+\)|\w+ VIRTUAL TABLE INDEX 1:"
    r"|wanting|recent|o|one|meeting|of_priority_\d+)$"
)


@pytest.fixture
async def traced(tmp_path: Path) -> AsyncIterator[tuple[Store, list[str]]]:
    """A store with a channel and an article, and each statement that it runs."""
    statements: list[str] = []
    path = tmp_path / "khabar.db"
    prepared(path)
    database = await SqliteDatabase.open(path)
    store = Store(database)
    chat = await store.chats.add(
        1,
        kind=ChatKind.CHANNEL,
        title="قناة",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
    await publish(store)
    await store.channel_settings.set_flag(chat.id, "threads", on=True)
    for connection in database.connections:
        await connection.inner.set_trace_callback(statements.append)
    statements.clear()
    yield store, statements
    await database.close()


def faults(plan: Iterable[str], *, sorts: bool) -> list[str]:
    """The steps that read a whole table or sort what may be large."""
    found = []
    for step in plan:
        if step.startswith("SCAN"):
            index = step.rpartition(" ")[2]
            if index not in READ_WHOLE and not BOUNDED.fullmatch(step):
                found.append(step)
        elif step.startswith("USE TEMP B-TREE") and not sorts:
            found.append(step)
    return found


@pytest.mark.parametrize("name", OFTEN)
async def test_what_runs_often_neither_scans_nor_sorts_a_table(
    traced: tuple[Store, list[str]], tmp_path: Path, name: str
) -> None:
    """A new statement that does, or a missing index, is named with its plan."""
    store, statements = traced
    await OFTEN[name].run(store)
    ran = [sql for sql in dict.fromkeys(statements) if sql.split()[0].lower() in STATEMENTS]
    assert ran
    with contextlib.closing(sqlite3.connect(tmp_path / "khabar.db")) as connection:
        found = {
            sql: bad
            for sql in ran
            if "_config'" not in sql
            and (
                bad := faults(
                    [row[3] for row in connection.execute(f"explain query plan {sql}")],
                    sorts=bool(OFTEN[name].sorts),
                )
            )
        }
    assert not found


def test_a_scan_and_a_sort_are_seen(tmp_path: Path) -> None:
    """The measure itself: without an index both are found."""
    with contextlib.closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("create table posts (id integer primary key, at integer)")
        plan = [
            row[3]
            for row in connection.execute("explain query plan select * from posts order by at")
        ]
    assert faults(plan, sorts=False) == ["SCAN posts", "USE TEMP B-TREE FOR ORDER BY"]
