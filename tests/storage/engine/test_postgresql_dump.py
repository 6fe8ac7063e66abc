"""The way back on PostgreSQL, by the commands that docs/postgresql.md tells of."""

import os
import re
import subprocess
from pathlib import Path

import psycopg
import pytest

from storage.engine.address import PostgresqlAddress
from storage.engine.opening import open_database
from storage.errors import DatabaseFromFuture
from storage.key_value import KeyValue
from tests import postgresql
from tests.databases import address_of, migrated

pytestmark = pytest.mark.postgresql

PAGE = Path(__file__).parents[3] / "docs/postgresql.md"
# What a next version might add: a table, and a column in one that is there.
NEXT = (
    "create table more (id integer primary key, chat_id bigint)",
    "create index more_by_chat on more (chat_id)",
    "alter table key_value add column since bigint",
    "update khabar_schema set version = version + 1",
)


def told() -> tuple[str, list[str], str]:
    """The page's command for a dump, its statements, and its command for the way back."""
    section = PAGE.read_text("utf-8").partition("## Backups")[2].partition("\n## ")[0]
    lines = [line.strip() for line in section.splitlines() if line.startswith("    ")]
    dump = next(line for line in lines if line.startswith("pg_dump"))
    back = next(line for line in lines if line.startswith("pg_restore"))
    return dump, [line for line in lines if re.match(r"(drop|create) ", line)], back


def run(command: str, address: PostgresqlAddress, folder: Path) -> None:
    here = re.sub(r"'postgresql://[^']*'", f"'{address.secret}'", command)
    assert here != command
    programs = postgresql.programs()
    assert programs is not None
    path = f"{programs}:{os.environ['PATH']}"
    ended = subprocess.run(
        here, shell=True, cwd=folder, env={"PATH": path}, text=True,
        capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert (ended.returncode, ended.stderr) == (0, "")


def update(address: PostgresqlAddress) -> None:
    """Bring the database to the schema of the next version."""
    with psycopg.connect(address.secret) as connection:
        for statement in NEXT:
            connection.execute(statement)


async def test_a_dump_brings_back_the_version_before_and_the_next_update_works(
    tmp_path: Path,
) -> None:
    """What the newer version made is gone with its database, and stands in nobody's way."""
    dump, anew, back = told()
    database = await migrated(tmp_path / "khabar.db")
    address = address_of(tmp_path / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    await KeyValue(database).put("of the dump", "صدى")
    await database.close()
    run(dump, address, tmp_path)
    assert (tmp_path / "khabar.dump").stat().st_size > 0
    update(address)
    with pytest.raises(DatabaseFromFuture):
        await migrated_again(address)

    for _ in range(2):
        name = postgresql.name_of(tmp_path / "khabar.db")
        with psycopg.connect(
            postgresql.address(os.environ[postgresql.SERVER], "postgres"), autocommit=True
        ) as server:
            for statement in anew:
                server.execute(statement.replace("database khabar", f"database {name}").encode())
        run(back, address, tmp_path)
        assert await migrated_again(address) == "صدى"
        update(address)


async def migrated_again(address: PostgresqlAddress) -> str:
    """Open the database as this version does; return what it kept."""
    database = await open_database(address)
    try:
        assert await database.migrate() == []
        return await KeyValue(database).get("of the dump")
    finally:
        await database.close()
