"""`khabar move-database`: there and back, refused where anything runs, killed and taken up."""

import asyncio
import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from bot.arabic.terms import parse_query
from bot.cli import move_database
from bot.cli.doctor import check_database
from bot.cli.resources import open_store
from bot.config.settings import Settings
from bot.ingest.publications import build_publication
from khabar import app
from storage.engine.address import DatabaseAddress, PostgresqlAddress
from storage.engine.database import Database, Engine
from storage.engine.migrations import newest_schema
from storage.engine.move_mark import MOVE
from storage.engine.opening import open_database
from storage.engine.running import ensure_kept, kept_from_others
from storage.engine.sqlite.running_lock import running_lock
from storage.engine.upgrade import open_migrated
from storage.errors import AlreadyRunning, DatabaseMoved, StorageError
from storage.store import Store
from tests.articles import NOON, invented
from tests.databases import address_of, look
from tests.storage.moving.filled import MANY, fill
from tests.waiting import PATIENCE_SECONDS

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("own_logs")]

ARTICLES = 12
OTHERS = (
    "select count(*) from pg_stat_activity where datname = current_database() "
    "and backend_type = 'client backend' and pid <> pg_backend_pid()"
)

# Of a file, and of a server.
_NUMBER = {True: "pragma user_version", False: "select version from khabar_schema"}
_SET_NUMBER = {True: "pragma user_version", False: "update khabar_schema set version"}


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "khabar_env", "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server(tmp_path: Path) -> PostgresqlAddress:
    """An empty database, without tables."""
    found = address_of(tmp_path / "server")
    assert isinstance(found, PostgresqlAddress)
    return PostgresqlAddress(found.secret.replace("khabar@", "khabar:pass-word@"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "khabar.db"


def run(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    return result.exit_code, result.output


def move(source: DatabaseAddress, target: DatabaseAddress, *more: str) -> tuple[int, str]:
    return run("move-database", *options(source, target), *more)


def options(source: DatabaseAddress, target: DatabaseAddress) -> list[str]:
    written = [
        one.secret if isinstance(one, PostgresqlAddress) else str(one) for one in (source, target)
    ]
    return ["--from", written[0], "--to", written[1]]


def within(address: DatabaseAddress, work: Callable[[Database], Awaitable[None]]) -> None:
    async def opened() -> None:
        database = await open_migrated(address)
        try:
            await work(database)
        finally:
            await database.close()

    asyncio.run(opened())


async def publish(database: Database) -> None:
    for number in range(ARTICLES):
        await Store(database).publish(build_publication(invented(number)), feed=None, now=NOON)


def found(address: DatabaseAddress) -> list[str]:
    async def searched() -> list[str]:
        async with open_store(address) as store:
            page = await store.search.find(parse_query("الحديقة"), now=NOON, limit=50)
            hits = await store.articles.get([hit.article_id for hit in page.hits])
            return [one.article.title for one in hits]

    return asyncio.run(searched())


def refused(address: DatabaseAddress, error: type[Exception], words: str) -> str:
    with pytest.raises(error, match=words) as told:
        asyncio.run(_opened_once(address))
    return str(told.value)


async def _opened_once(address: DatabaseAddress) -> None:
    await (await open_migrated(address)).close()


def made_older(address: DatabaseAddress) -> int:
    """Number the schema as the version before would; returns the number."""
    on_file = isinstance(address, Path)
    older = newest_schema(Engine.SQLITE if on_file else Engine.POSTGRESQL) - 1
    asyncio.run(_run(address, f"{_SET_NUMBER[on_file]} = {older}"))
    assert schema_at(address) == older
    return older


def schema_at(address: DatabaseAddress) -> int:
    (number,) = asyncio.run(_run(address, _NUMBER[isinstance(address, Path)]))
    return int(number)


async def _run(address: DatabaseAddress, sql: str) -> list[Any]:
    """The first value of each row that a statement gives."""
    database = await open_database(address, moving=True)
    try:
        async with database.transaction() as connection:
            if sql.startswith("update"):
                await connection.execute(sql)
                return []
            return [row[0] for row in await connection.execute_fetchall(sql)]
    finally:
        await database.close()


def test_there_and_back(
    server: PostgresqlAddress, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search finds the same in the same order; the old one says where everything went."""
    within(file, publish)
    before = found(file)
    code, output = move(file, server)
    assert code == 0, output
    assert f"{ARTICLES} articles indexed" in output
    assert "pass-word" not in output
    assert found(server) == before
    told = refused(file, DatabaseMoved, "was moved to postgresql://")
    assert "pass-word" not in told
    monkeypatch.setenv("DATABASE", str(file))
    code, output = run("search", "الحديقة")
    assert (code, "was moved to" in output, "pass-word" in output) == (1, True, False)
    monkeypatch.delenv("DATABASE")

    home = tmp_path / "home.db"
    code, output = move(server, home, "--json")
    assert code == 0, output
    assert json.loads(output[output.index("{") :])["articles"] == ARTICLES
    assert found(home) == before
    refused(server, DatabaseMoved, "was moved to .*home.db")
    within(home, publish_late)
    assert len(found(home)) == len(before) + 1


def test_the_doctor_says_where_the_old_one_went(server: PostgresqlAddress, file: Path) -> None:
    """And that a move into the new one is not complete; of a server without tables nothing."""
    assert asyncio.run(check_database(server)).ok
    within(file, publish)
    assert asyncio.run(check_database(file)).ok
    assert move(file, server)[0] == 0
    assert asyncio.run(check_database(server)).ok
    finding = asyncio.run(check_database(file))
    assert not finding.ok
    assert "was moved to" in finding.words
    assert move(server, file.with_name("home.db"))[0] == 0
    assert "was moved to" in asyncio.run(check_database(server)).words


async def publish_late(database: Database) -> None:
    late = build_publication(invented(900, title="طائرة ورقية فوق الحديقة"))
    await Store(database).publish(late, feed=None, now=NOON)


def test_refused_where_nothing_can_come_of_it(server: PostgresqlAddress, file: Path) -> None:
    """One sentence each, and nothing is made or changed."""
    code, output = move(file, server)
    assert (code, output.strip()) == (1, f"khabar: there is no database at {file}")
    assert not file.exists()
    within(file, publish)
    code, output = move(file, file)
    assert (code, "is named twice" in output) == (1, True)
    nowhere = PostgresqlAddress("postgresql://khabar:pass-word@127.0.0.1:1/x")
    code, output = move(file, nowhere)
    assert (code, "no database answers" in output, "pass-word" in output) == (1, True, False)
    within(server, publish)
    code, output = move(file, server)
    assert (code, "holds what is not of this move" in output) == (1, True)
    assert len(found(file)) == ARTICLES


@pytest.mark.parametrize("from_file", [True, False], ids=["a file", "a server"])
def test_what_was_moved_already_is_refused_as_it_is(
    server: PostgresqlAddress, file: Path, tmp_path: Path, *, from_file: bool
) -> None:
    """Its own version can still read it, and no room is needed for a copy."""
    within(file, publish)
    assert move(file, server)[0] == 0
    gone: DatabaseAddress = file
    if not from_file:
        assert move(server, tmp_path / "home.db")[0] == 0
        gone = server
    older = made_older(gone)
    code, output = move(gone, tmp_path / "third.db")
    assert (code, "the database was moved to" in output) == (1, True), output
    assert schema_at(gone) == older
    assert not list(tmp_path.glob("*.schema-*"))
    assert not (tmp_path / "third.db").exists()


def test_a_target_that_holds_something_else_is_refused_as_it_is(
    server: PostgresqlAddress, file: Path, tmp_path: Path
) -> None:
    """Such as the newsroom's own, which an older version goes on with."""
    other = tmp_path / "other.db"
    within(file, publish)
    for target in (server, other):
        within(target, publish)
        older = made_older(target)
        code, output = move(file, target)
        assert (code, "holds what is not of this move" in output) == (1, True), output
        assert schema_at(target) == older
    assert not list(tmp_path.glob("*.schema-*"))
    assert len(found(file)) == ARTICLES


def test_refused_while_a_bot_runs_on_the_file(server: PostgresqlAddress, file: Path) -> None:
    """As its source, and as its target."""
    within(file, publish)
    within(server, publish)
    with running_lock(file):
        for sides in ((file, server), (server, file)):
            code, output = move(*sides)
            assert (code, "a bot is running on" in output) == (1, True), output


@pytest.mark.parametrize("name", ["machine:1:abc", ""], ids=["an instance", "a command"])
def test_refused_while_another_is_connected(
    name: str, server: PostgresqlAddress, file: Path
) -> None:
    """Also one that is frozen and lives no more: it would wake up on the old database.

    Some commands write without a lock, and what they write behind the copy would be lost.
    """
    within(file, publish)

    async def beside() -> None:
        instance = await open_database(server, instance=name)
        try:
            for sides in ((file, server), (server, file)):
                ended = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *("-m", "khabar", "move-database", *options(*sides)),
                    stderr=asyncio.subprocess.PIPE,
                )
                _, messages = await ended.communicate()
                assert ended.returncode == 1
                assert "stop all instances first" in messages.decode()
        finally:
            await instance.close()

    asyncio.run(beside())


def test_an_instance_that_has_just_ended_is_waited_for(
    server: PostgresqlAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its connections end at the server some time after it."""
    monkeypatch.setattr(move_database, "GONE_WITHIN", timedelta(seconds=PATIENCE_SECONDS))

    async def beside() -> None:
        database = await open_migrated(server, instance="move-1")
        instance = await open_database(server, instance="machine:1:abc")
        looking = asyncio.create_task(move_database._refuse_connected(server, database, "move-1"))
        await asyncio.sleep(0.3)
        assert not looking.done()
        await instance.close()
        await looking
        await database.close()

    asyncio.run(beside())


@pytest.mark.parametrize("side", ["file", "server"])
def test_nothing_is_opened_while_it_is_moved(
    side: str, server: PostgresqlAddress, file: Path
) -> None:
    """Neither a bot nor a command: what it wrote could be left behind."""
    address: DatabaseAddress = file if side == "file" else server
    within(address, publish)

    async def moving() -> None:
        async with kept_from_others(address):
            with pytest.raises(AlreadyRunning, match=f"is being moved by `khabar {MOVE}`"):
                await _opened_once(address)

    asyncio.run(moving())
    assert len(found(address)) == ARTICLES


def until_alone(server: PostgresqlAddress) -> None:
    """Wait until the server has ended what a killed process had open, and with it its locks."""
    until = time.monotonic() + PATIENCE_SECONDS
    while look(server, OTHERS) != [(0,)]:
        assert time.monotonic() < until
        time.sleep(0.05)


def killed_while_it_waits(source: DatabaseAddress, server: PostgresqlAddress, lock: str) -> None:
    """Begin a move to the server, and kill it where it waits for what somebody else has locked."""
    waiting = (
        "select count(*) from pg_stat_activity "
        "where wait_event_type = 'Lock' and datname = current_database()"
    )
    command = subprocess.Popen(
        [sys.executable, "-m", "khabar", "move-database", *options(source, server)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "80"},
    )
    try:
        with psycopg.connect(server.secret) as holding:
            holding.execute(lock)
            until = time.monotonic() + 60
            while look(server, waiting) == [(0,)] and time.monotonic() < until:
                time.sleep(0.05)
            assert command.poll() is None
            command.send_signal(signal.SIGKILL)
            command.wait(PATIENCE_SECONDS)
    finally:
        command.kill()
        command.wait(PATIENCE_SECONDS)
    until_alone(server)


# The table stands late in the order.
LATE = "lock table saved_searches in share mode"


def test_killed_in_the_middle_and_taken_up(server: PostgresqlAddress, file: Path) -> None:
    """Half of it is there, and the bot is refused on that; the old one is still the bot's."""
    within(file, fill)
    within(server, nothing)
    killed_while_it_waits(file, server, LATE)
    assert look(server, "select count(*) from inbox") == [(MANY,)]
    assert look(server, "select count(*) from saved_searches") == [(0,)]
    refused(server, DatabaseMoved, "is not complete: run the same `khabar move-database` again")
    within(file, nothing)
    code, output = move(file, server)
    assert code == 0, output
    assert look(server, "select count(*) from saved_searches") == [(MANY,)]
    refused(file, DatabaseMoved, "was moved to")
    within(server, nothing)


def test_killed_between_its_two_first_words(server: PostgresqlAddress, file: Path) -> None:
    """The old one knows of a move and the new one does not: both are open, and it begins anew."""
    within(file, fill)
    within(server, nothing)
    killed_while_it_waits(file, server, "lock table key_value in share mode")
    mark = "select count(*) from key_value where name = 'move'"
    with contextlib.closing(sqlite3.connect(file)) as looking:
        assert looking.execute(mark).fetchall() == [(1,)]
    assert look(server, mark) == [(0,)]
    for side in (file, server):
        within(side, nothing)
    code, output = move(file, server)
    assert code == 0, output
    assert look(server, "select count(*) from inbox") == [(MANY,)]
    refused(file, DatabaseMoved, "was moved to")


def test_killed_while_it_empties_the_new_one(server: PostgresqlAddress, file: Path) -> None:
    """The source had changed; of the emptying nothing is left, also no index."""
    within(file, fill)
    within(server, nothing)
    killed_while_it_waits(file, server, LATE)

    async def change(database: Database) -> None:
        async with database.transaction() as connection:
            await connection.execute("update articles set title = 'another' where id = 2")

    within(file, change)
    # A row that is copied, and is to go.
    killed_while_it_waits(file, server, "select id from articles where id = 2 for no key update")
    indexes = "select count(*) from pg_indexes where indexname like 'move\\_%'"
    assert look(server, indexes) == [(1,)]
    assert look(server, "select count(*) from inbox") == [(0,)]
    refused(server, DatabaseMoved, "is not complete: run the same `khabar move-database` again")
    code, output = move(file, server)
    assert code == 0, output
    assert look(server, indexes) == [(0,)]
    assert look(server, "select title from articles where id = 2") == [("another",)]
    within(server, nothing)


def test_a_move_is_not_ended_without_its_locks(server: PostgresqlAddress, file: Path) -> None:
    """A server that restarts forgets them, and a bot may have written since."""

    async def ask() -> None:
        for address in (server, file):
            database = await open_migrated(address)
            try:
                with pytest.raises(StorageError, match="run the same command again"):
                    await ensure_kept(address, database)
                async with kept_from_others(address):
                    await ensure_kept(address, database)
            finally:
                await database.close()

    asyncio.run(ask())


async def nothing(_: Database) -> None:
    """Opened, it was not refused."""
