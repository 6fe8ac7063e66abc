"""What a server or a database refuses, each told in a sentence without secrets."""

import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.engine.postgresql.server import check_server, connect
from storage.errors import (
    DatabaseForeign,
    DatabaseFromFuture,
    StorageError,
)
from storage.store import Store
from tests import postgresql
from tests.databases import address_of
from tests.storage.engine.postgresql.listening_server import at_port, listening_server

pytestmark = pytest.mark.postgresql


def server() -> str:
    return os.environ[postgresql.SERVER]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ("postgresql://khabar@127.0.0.1:1/x", "no database answers"),
        ("postgresql://khabar@no-such-host.invalid/x", "no database answers"),
        ("postgresql://khabar:pass@word@:port/x", "no database answers"),
        ("SERVER/gone", "does not exist"),
        ("ROLE/postgres", "does not admit the role"),
        ("SERVER/postgres&sslmode=nonsense", "no address that PostgreSQL understands"),
    ],
)
async def test_a_wrong_address_is_told_in_one_sentence(wrong: str, words: str) -> None:
    """And nothing of it that is secret."""
    if wrong.startswith(("SERVER", "ROLE")):
        name, *more = wrong.partition("/")[2].split("&")
        role = "khabar" if wrong.startswith("SERVER") else "nobody_here"
        wrong = postgresql.address(server(), name).replace("khabar@", f"{role}@")
        wrong = "&".join([wrong, *more])
    with pytest.raises(StorageError, match=words) as refused:
        await open_database(PostgresqlAddress(wrong))
    assert "\n" not in str(refused.value)
    assert "pass" not in str(refused.value)


async def test_a_password_and_encryption_are_refused_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Over TCP, where passwords count, and by a server without TLS.

    A password outside the address counts as it is, whatever its letters mean in one.
    """
    with listening_server() as (strict, port):
        rules = strict.folder / "data" / "pg_hba.conf"
        rules.write_text("host all all 127.0.0.1/32 scram-sha-256\nlocal all all trust\n", "utf-8")
        # Started anew: nothing tells when a server has reloaded them.
        strict.stop(mode="fast")
        strict.start(at_port(port))
        at = f"127.0.0.1:{port}/postgres"
        with pytest.raises(StorageError, match="refused the password") as refused:
            await open_database(PostgresqlAddress(f"postgresql://khabar:wrong-word@{at}"))
        assert "wrong-word" not in str(refused.value)
        with pytest.raises(StorageError, match="no encrypted connection"):
            await open_database(PostgresqlAddress(f"postgresql://khabar@{at}?sslmode=require"))
        administrator = await connect(f"{strict.address('postgres')}&port={port}")
        try:
            await administrator.execute("alter role khabar password 'p@ss/w%rd#?'")
        finally:
            await administrator.close()
        monkeypatch.setenv("PGPASSWORD", "p@ss/w%rd#?")
        await (await open_database(PostgresqlAddress(f"postgresql://khabar@{at}"))).close()


def certify(data: Path) -> None:
    """Give a server whose data lie in a folder a certificate that nobody vouches for."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=127.0.0.1",
         "-keyout", data / "server.key", "-out", data / "server.crt"],
        check=True, capture_output=True, timeout=60,
    )  # fmt: skip
    owner = data.stat()
    for name in ("server.key", "server.crt"):
        os.chown(data / name, owner.st_uid, owner.st_gid)
        (data / name).chmod(0o600)
    with (data / "postgresql.auto.conf").open("a") as more:
        more.write("ssl = on\n")


async def test_authorities_that_are_not_there_are_told(tmp_path: Path) -> None:
    """`verify-full` looks for their file in the home of the bot's user, where there is none."""
    with listening_server() as (server, port):
        await asyncio.to_thread(certify, server.folder / "data")
        server.stop(mode="fast")
        server.start(at_port(port))
        at = f"postgresql://khabar@127.0.0.1:{port}/postgres?sslmode=verify-full&sslrootcert="
        with pytest.raises(StorageError, match="asks for a file of certificates") as refused:
            await open_database(PostgresqlAddress(f"{at}{tmp_path}/root.crt"))
        assert "sslrootcert" in str(refused.value)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("khabar:word@db.example:5432/news?sslkey=x", "db.example:5432/news"),
        ("db.example/news?password=word&sslkey=x", "db.example/news"),
        ("khabar:wo#rd@db.example/news", "db.example/news"),
        ("khabar:wo?rd@db.example/news", "db.example/news"),
        ("khabar:wo/rd@db.example/news", "db.example/news"),
        ("khabar:wo/r?d@db.example/news", "…"),
        ("khabar:wo@rd@db.example/news", "db.example/news"),
        (
            "khabar:word@one.example:1,two.example:2/news?sslkey=wo@rd",
            "one.example:1,two.example:2/news",
        ),
        ("/news?host=db.example&password=wo@rd", "…"),
        ("[::1]:5432/news", "[::1]:5432/news"),
        ("[", "["),
    ],
)
def test_an_address_is_shown_without_its_password(written: str, shown: str) -> None:
    """In logs and on screens, also one that nothing can be reached by."""
    address = PostgresqlAddress(f"postgresql://{written}")
    assert str(address) == f"postgresql://{shown}"
    assert "wo" not in repr(address)


def test_an_old_server_and_another_encoding_are_refused() -> None:
    """PostgreSQL 12 reports 120022 (https://www.postgresql.org/docs/15/libpq-status.html)."""
    check_server(150004, "UTF8")
    with pytest.raises(StorageError, match="PostgreSQL 12, and Khabar needs 15"):
        check_server(120022, "UTF8")
    with pytest.raises(StorageError, match="encoded in SQL_ASCII"):
        check_server(150004, "SQL_ASCII")


async def test_a_role_without_rights_is_told_so(address: PostgresqlAddress) -> None:
    """It makes no tables, and reads none."""
    connection = await connect(address.secret)
    try:
        await connection.execute("drop role if exists stranger")
        await connection.execute("create role stranger login")
    finally:
        await connection.close()
    theirs = await open_database(PostgresqlAddress(address.secret.replace("khabar@", "stranger@")))
    try:
        with pytest.raises(StorageError, match="lacks rights"):
            await theirs.migrate()
        with pytest.raises(StorageError, match="lacks rights"):
            await Store(theirs).key_value.get("x")
    finally:
        await theirs.close()


async def test_a_database_of_another_program_is_left_as_it_is(tmp_path: Path) -> None:
    """Not a table is added to it."""
    address = address_of(tmp_path / "theirs.db")
    assert isinstance(address, PostgresqlAddress)
    connection = await connect(address.secret)
    await connection.execute("create table invoices (id integer)")
    theirs = await open_database(address)
    with pytest.raises(DatabaseForeign, match="another program"):
        await theirs.migrate()
    found = await connection.execute(
        "select count(*) as n from pg_tables where schemaname='public'"
    )
    assert [row["n"] for row in await found.fetchall()] == [1]
    await theirs.close()
    await connection.close()


async def test_a_newer_schema_is_refused(database: Database) -> None:
    """As with SQLite: an older bot must not write there."""
    async with database.transaction() as connection:
        await connection.execute("update khabar_schema set version = 9999")
    with pytest.raises(DatabaseFromFuture, match="schema 9999"):
        await database.migrate()
