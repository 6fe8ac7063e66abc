"""Servers and databases on which Khabar can't work: a sentence each, and nothing is done there."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from typer.testing import CliRunner

from bot.config.settings import Settings
from khabar import app
from storage.engine.address import PostgresqlAddress
from storage.engine.database import Engine
from storage.engine.migrations import all_migrations
from storage.engine.postgresql.database import PostgresqlDatabase
from storage.engine.upgrade import open_migrated
from storage.errors import StorageError
from storage.key_value import KeyValue
from tests.end_to_end.line import line_to
from tests.postgresql import Server, running_standby
from tests.storage.engine.postgresql.listening_server import at_port, listening_server

pytestmark = [pytest.mark.postgresql, pytest.mark.usefixtures("own_logs")]

HOUSE = "house"
SECRET = "pass-word"
RULES = """
local all all trust
local replication all trust
host all shut_out 127.0.0.1/32 reject
host all all 127.0.0.1/32 scram-sha-256
"""
ROLES = """
    create role guest login password 'pass-word';
    create role shut_out login password 'pass-word';
    create role full_up login password 'pass-word' connection limit 0;
    create role nearly_full login password 'pass-word' connection limit 1;
"""
# As a version has left it before tables were changed, in the hands of the server's administrator.
OLDER = all_migrations(Engine.POSTGRESQL)[:28]
GRANTED = """
    grant all on schema public to guest;
    grant all on all tables in schema public to guest;
"""
# What is not refused to a command is not begun by the bot, which would go on for ever.
COMMANDS = (["search", "مطر"], ["reindex"], ["run"])


@dataclass(frozen=True)
class Case:
    """A database, how it is named, and what is said of it."""

    words: str
    role: str = "guest"
    password: str = SECRET
    database: str = HOUSE
    options: str = ""
    encoding: str = "UTF8"
    inside: str = ""
    is_older: bool = False


CASES = {
    "no server": Case("no database answers", options="port=1"),
    "password": Case("refused the password", password=f"wrong-{SECRET}"),
    "shut out": Case("does not admit the role", role="shut_out"),
    "no such database": Case("does not exist", database="mansion"),
    "TLS": Case("no encrypted connection", options="sslmode=require"),
    "no rights": Case("lacks rights"),
    "no rights to migrate": Case(
        "lacks rights",
        inside=GRANTED,
        is_older=True,
    ),
    "another program's": Case("another program", inside="create table invoices as select 1 as id"),
    "encoding": Case("encoded in SQL_ASCII", encoding="SQL_ASCII"),
    "connections": Case("no connection or memory left", role="full_up"),
    "no schema": Case("no schema", options="options=-csearch_path%3Dnowhere"),
}


@pytest.fixture(scope="module")
def strict() -> Iterator[tuple[Server, int]]:
    """A server of its own on which passwords count, with roles."""
    with listening_server() as (server, port):
        with psycopg.connect(f"{server.address('postgres')}&port={port}") as administrator:
            administrator.execute(ROLES)
        (server.folder / "data" / "pg_hba.conf").write_text(RULES, "utf-8")
        server.stop(mode="fast")
        server.start(at_port(port))
        yield server, port


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (*Settings.model_fields, "khabar_env", "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("BOT_TOKEN", f"123:{'a' * 35}")


def administered(strict: tuple[Server, int], database: str = HOUSE) -> str:
    server, port = strict
    return f"{server.address(database)}&port={port}"


def made(strict: tuple[Server, int], case: Case) -> str:
    """Make the case's database; its address, as a guest would name it."""
    with psycopg.connect(administered(strict, "postgres"), autocommit=True) as administrator:
        administrator.execute(f"drop database if exists {HOUSE} with (force)")
        administrator.execute(
            f"create database {HOUSE} encoding '{case.encoding}' template template0"
        )
    if case.is_older:
        asyncio.run(migrated_to(administered(strict)))
    with psycopg.connect(administered(strict)) as administrator:
        administrator.execute(case.inside)
    port = strict[1]
    named = f"postgresql://{case.role}:{case.password}@127.0.0.1:{port}/{case.database}"
    return f"{named}?{case.options}"


async def migrated_to(address: str) -> None:
    database = await PostgresqlDatabase.open(address, migrations=OLDER)
    try:
        await database.migrate()
    finally:
        await database.close()


def held(strict: tuple[Server, int], database: str = HOUSE) -> dict[str, list[Any]]:
    """What a database holds: each relation, function and trigger, and the rows of each table."""
    with psycopg.connect(administered(strict, database)) as looking:
        own = """
            (select oid from pg_namespace
            where nspname !~ '^pg_' and nspname <> 'information_schema')
        """
        found: dict[str, list[Any]] = {
            what: looking.execute(f"select {columns} order by 1, 2").fetchall()
            for what, columns in {
                "relations": "oid::regclass::text, relkind::text, relowner, relnatts from pg_class "
                f"where relnamespace in {own}",
                "functions": f"proname, prosrc from pg_proc where pronamespace in {own}",
                "triggers": "tgname, tgrelid::regclass::text from pg_trigger "
                "where not tgisinternal",
                "roles": "rolname, rolconnlimit from pg_roles",
            }.items()
        }
        tables = [name for name, kind, *_ in found["relations"] if kind == "r"]
        return found | {
            name: looking.execute(f"select * from {name} order by ctid").fetchall()
            for name in tables
        }


def refused(words: str) -> None:
    """Each command says so in one line, and nothing that is secret."""
    for command in COMMANDS:
        result = CliRunner().invoke(app, command)
        assert isinstance(result.exception, SystemExit), result.exception
        assert result.exit_code == 1, result.output
        assert words in result.output
        assert result.output.startswith("khabar: "), result.output
        assert result.output.count("\n") == 1, result.output
        assert SECRET not in result.output


@pytest.mark.parametrize("name", CASES)
def test_it_is_said_in_a_sentence_and_nothing_is_done(
    strict: tuple[Server, int], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whatever opens a database; a comparison of all that it holds shows the rest."""
    case = CASES[name]
    monkeypatch.setenv("DATABASE", made(strict, case))
    before = held(strict)
    refused(case.words)
    assert held(strict) == before
    doctor = CliRunner().invoke(app, ["doctor"])
    assert SECRET not in doctor.output
    assert held(strict) == before


class _Older:
    """What a server says, but for its version."""

    def __init__(self, said: asyncio.StreamReader) -> None:
        self._said = said

    async def read(self, most: int) -> bytes:
        return re.sub(
            rb"server_version\x00\d\d", b"server_version\x0012", await self._said.read(most)
        )


@asynccontextmanager
async def of_yesterday(strict: tuple[Server, int]) -> AsyncIterator[int]:
    """The port of the same server, as PostgreSQL 12 would introduce itself."""

    async def dial() -> tuple[Any, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", strict[1])
        return _Older(reader), writer

    async with line_to(dial) as line:
        yield line.port


async def test_an_old_server_is_told_and_left_alone(strict: tuple[Server, int]) -> None:
    """By the version that it tells itself at the beginning."""
    address = await asyncio.to_thread(made, strict, Case(""))
    before = await asyncio.to_thread(held, strict)
    async with of_yesterday(strict) as port:
        named = PostgresqlAddress(address.replace(f":{strict[1]}/", f":{port}/"))
        with pytest.raises(StorageError, match="PostgreSQL 12, and Khabar needs 15"):
            await open_migrated(named)
    assert await asyncio.to_thread(held, strict) == before


async def test_a_limit_that_is_met_later_is_told_too(strict: tuple[Server, int]) -> None:
    """The first connection is given, and not as many as an instance needs."""
    address = await asyncio.to_thread(made, strict, Case("", role="nearly_full"))
    before = await asyncio.to_thread(held, strict)
    with pytest.raises(StorageError, match="no connection or memory left"):
        await open_migrated(PostgresqlAddress(address))
    assert await asyncio.to_thread(held, strict) == before


@pytest.fixture
def standby(strict: tuple[Server, int]) -> Iterator[str]:
    """The address of a copy that follows the server, and takes no writes."""
    leading, port = strict
    made(strict, Case(""))
    with running_standby(leading, port) as following:
        yield following.address(HOUSE)


def test_a_standby_is_told_and_left_alone(
    strict: tuple[Server, int], standby: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It could be read from, and every write would fail."""
    monkeypatch.setenv("DATABASE", standby)
    before = held(strict)
    refused("is a standby")
    assert held(strict) == before


async def test_a_schema_of_its_own_is_as_good_as_public(strict: tuple[Server, int]) -> None:
    """All that a version brings is made there, and nothing elsewhere."""
    own = Case("", inside="create schema news authorization guest")
    address = await asyncio.to_thread(made, strict, own)
    elsewhere = await asyncio.to_thread(held, strict)
    named = PostgresqlAddress(f"{address}options=-csearch_path%3Dnews")
    for text in ("", "kept"):
        database = await open_migrated(named)
        try:
            store = KeyValue(database)
            assert await store.get("a") == text
            await store.put("a", "kept")
        finally:
            await database.close()
    found = await asyncio.to_thread(held, strict)
    assert "news.articles" in found
    left = [one for one in found["relations"] if not str(one[0]).startswith("news.")]
    assert left == elsewhere["relations"]
