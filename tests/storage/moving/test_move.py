"""A database is moved whole, whichever engine holds it, and however often the move is killed."""

import contextlib
import itertools
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine.checked import CheckedDatabase
from storage.engine.database import Connection, Database, Engine
from storage.engine.move_mark import mark_of, refuse_moved, set_mark
from storage.engine.schema import columns, parents
from storage.engine.sqlite.database import SqliteDatabase
from storage.errors import DatabaseMoved, DatabaseUnreachable, StorageError
from storage.moving import Move, MoveStep
from storage.moving.tables import is_own, tables_of
from storage.store import Store
from tests.databases import migrated
from tests.storage.moving.filled import FEW, MANY, fill

pytestmark = pytest.mark.postgresql

# While it copies or compares: each table is looked at at least once for both.
LOST_AT_USE = 50
_INDEXES = {
    Engine.SQLITE: "select name from sqlite_master where type = 'index'",
    Engine.POSTGRESQL: "select indexname as name from pg_indexes",
}
OLD, NEW = "postgresql://old.example/khabar", "/var/lib/khabar/khabar.db"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await migrated(tmp_path / "server")
    yield opened
    await opened.close()


@pytest.fixture
async def file(tmp_path: Path) -> AsyncIterator[Database]:
    opened = await SqliteDatabase.open(tmp_path / "khabar.db")
    await opened.migrate()
    yield opened
    await opened.close()


@pytest.fixture(params=["to the server", "to the file"])
def sides(
    request: pytest.FixtureRequest, server: Database, file: Database
) -> tuple[Database, Database]:
    return (file, server) if request.param == "to the server" else (server, file)


def of(sides: tuple[Database, Database]) -> Move:
    return Move(*sides, source_address=OLD, target_address=NEW)


async def move(one: Move, *, steps: int | None = None) -> int:
    """Go on with a move for so many steps, or to its end; return how many steps it took."""
    taken = 0
    if not await one.begin():
        async with contextlib.aclosing(one.copy()) as copying:
            async for _ in copying:
                taken += 1
                if taken == steps:
                    return taken
    await one.finish()
    return taken


async def steps_of(one: Move) -> list[MoveStep]:
    """Go on with a move to its end; return what it told on its way."""
    assert not await one.begin()
    steps = [step async for step in one.copy()]
    await one.finish()
    return steps


async def rows_of(database: Database, table: str) -> list[tuple[object, ...]]:
    async with database.reading() as connection:
        [found] = [one for one in await tables_of(connection) if one.name == table]
        rows = await connection.execute_fetchall(
            f"select {found.listed} from {table} where {found.only} order by {found.ordered}"
        )
    return [tuple(row) for row in rows]


async def same_in_both(sides: tuple[Database, Database]) -> None:
    async with sides[0].reading() as connection:
        names = [one.name for one in await tables_of(connection)]
    assert len(names) > 30
    for name in names:
        rows = await rows_of(sides[0], name)
        assert rows, name
        assert await rows_of(sides[1], name) == rows, name


async def number_of(database: Database, sql: str) -> int:
    async with database.reading() as connection:
        [row] = await connection.execute_fetchall(sql)
    return int(row[0])


async def indexes_of_a_move(database: Database) -> int:
    """How many indexes a move has made for itself."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(_INDEXES[connection.engine])
    return sum(str(row["name"]).startswith("move_") for row in rows)


async def test_each_table_is_moved_or_belongs_to_its_database(server: Database) -> None:
    """A new table is moved by itself; what is not, is named here."""
    async with server.reading() as connection:
        names = {one.table for one in await columns(connection)}
    assert {name for name in names if is_own(name)} == {
        *("instances", "leader", "sending_pace", "khabar_schema"),
        *("search_documents", "search_titles", "search_stems", "search_phrases"),
        "search_vocabulary",
    }


async def test_both_engines_say_what_refers_to_what(server: Database, file: Database) -> None:
    """By foreign keys or by triggers: rows are written after those that they refer to."""
    found = []
    for database in (server, file):
        async with database.reading() as connection:
            found.append(sorted(await parents(connection)))
    assert found[0] == found[1]


async def test_every_row_of_every_table_arrives(sides: tuple[Database, Database]) -> None:
    """Also one that refers to a later one of its own table; and what triggers keep is right."""
    await fill(sides[0])
    moving = of(sides)
    await move(moving)
    await same_in_both(sides)
    counted = {name: found.rows for name, found in moving.checksums.items()}
    assert counted["inbox"] == len(await rows_of(sides[0], "inbox"))
    listed = "select count(*) from article_tags where listed is not null"
    assert await number_of(sides[1], listed) == await number_of(sides[0], listed)
    assert await number_of(sides[1], "select copy_of from articles where id = 1") == 3


async def test_the_old_one_is_closed_and_the_new_one_open(
    sides: tuple[Database, Database],
) -> None:
    """The old one knows where everything went; it can't be moved a second time."""
    await fill(sides[0])
    await move(of(sides))
    closed = await mark_of(sides[0])
    assert closed is not None
    assert (closed.done, closed.other) == (True, NEW)
    assert await mark_of(sides[1]) is None
    with pytest.raises(DatabaseMoved, match=f"was moved to {NEW}"):
        await of(sides).begin()


@pytest.mark.parametrize("steps", [1, 9, 40, 60, 100])
async def test_a_move_that_was_killed_goes_on(sides: tuple[Database, Database], steps: int) -> None:
    """While it copies, or compares; what was there already is not copied again."""
    await fill(sides[0])
    assert await move(of(sides), steps=steps) == steps
    begun = await mark_of(sides[1])
    assert begun is not None
    assert not begun.done
    assert await mark_of(sides[0]) is not None
    await move(of(sides))
    await same_in_both(sides)


async def test_a_move_that_was_killed_between_its_two_last_words_ends(
    sides: tuple[Database, Database],
) -> None:
    """The old one is closed and the new one not open: nothing but the last word is missing."""
    await fill(sides[0])
    moving = of(sides)
    await moving.begin()
    async for _ in moving.copy():
        pass
    before = await mark_of(sides[1])
    await moving.finish()
    async with sides[1].transaction() as connection:
        await set_mark(connection, before)
    assert await move(of(sides)) == 0
    assert await mark_of(sides[1]) is None


async def test_who_led_the_old_one_leads_nobody(server: Database, file: Database) -> None:
    """A session of his that nobody saw writes nothing more."""
    await fill(server)
    async with server.transaction() as connection:
        await connection.execute("update leader set name = 'machine:1:abc', epoch = 7")
    await move(of((server, file)))
    leads = "select count(*) from leader where name <> '' or epoch <= 7"
    assert await number_of(server, leads) == 0


async def test_a_move_that_was_killed_between_its_two_first_words_begins(
    sides: tuple[Database, Database],
) -> None:
    """The old one is marked and the new one not: until the next attempt both are open."""
    await fill(sides[0])
    await of(sides).begin()
    async with sides[1].transaction() as connection:
        await set_mark(connection, None)
    for side in sides:
        await refuse_moved(side)
    await move(of(sides))
    await same_in_both(sides)
    closed = await mark_of(sides[0])
    assert closed is not None
    assert closed.done


async def test_what_the_bot_did_between_two_attempts_is_moved_too(
    sides: tuple[Database, Database],
) -> None:
    """Rows that were changed, deleted and added behind the place that was reached."""
    await fill(sides[0])
    await move(of(sides), steps=60)
    async with sides[0].transaction() as connection:
        await connection.execute("update articles set title = 'another' where id = 2")
        await connection.execute("delete from inbox where update_id = 5000000003")
        await connection.execute(
            "insert into feeds (id, url) values (900, 'https://late.example/')"
        )
    await move(of(sides))
    await same_in_both(sides)


async def test_what_was_copied_before_is_in_nobodys_way(
    sides: tuple[Database, Database],
) -> None:
    """A reader was forgotten and came back: his new row has the old one's number at Telegram."""
    await fill(sides[0])
    # Both tables are there by then.
    await move(of(sides), steps=100)
    async with sides[0].transaction() as connection:
        names = next(t.columns for t in await tables_of(connection) if t.name == "chats")
        others = ", ".join(name for name in names if name not in {"id", "telegram_id"})
        [(number,)] = await connection.execute_fetchall(
            "select telegram_id from chats where id = 5"
        )
        await connection.execute("update chats set telegram_id = -77 where id = 5")
        await connection.execute(
            f"insert into chats (id, telegram_id, {others}) "
            f"select 51, ?, {others} from chats where id = 5",
            (number,),
        )
        await connection.execute("update follows set chat_id = 51 where chat_id = 5")
    await move(of(sides))
    await same_in_both(sides)


async def test_what_was_copied_is_kept_while_a_database_is_away(
    sides: tuple[Database, Database],
) -> None:
    """A fault of the connection says nothing of the copy: the next attempt goes on behind it."""
    await fill(sides[0])
    await move(of(sides), steps=60)
    before = await rows_of(sides[1], "inbox")
    assert before
    uses = 0

    async def check(_: Connection) -> None:
        nonlocal uses
        uses += 1
        if uses == LOST_AT_USE:
            raise DatabaseUnreachable("the connection to the database was lost")

    with pytest.raises(DatabaseUnreachable):
        await move(of((sides[0], CheckedDatabase(sides[1], check))))
    assert await rows_of(sides[1], "inbox") == before
    steps = await steps_of(of(sides))
    assert {one.doing for one in steps} == {"copying", "comparing"}
    await same_in_both(sides)


async def test_it_is_said_that_a_copy_is_begun_anew(sides: tuple[Database, Database]) -> None:
    """Without it the progress would fall back for no reason that anybody sees."""
    await fill(sides[0])
    await move(of(sides), steps=100)
    async with sides[0].transaction() as connection:
        await connection.execute("update articles set title = 'another' where id = 2")
    steps = await steps_of(of(sides))
    doing = [verb for verb, _ in itertools.groupby(one.doing for one in steps)]
    assert doing == ["copying", "comparing", "emptying", "copying", "comparing"]
    emptied = {one.table: one for one in steps if one.doing == "emptying"}
    assert (emptied["inbox"].done, emptied["inbox"].total) == (MANY, MANY)
    await same_in_both(sides)


async def test_what_a_killed_emptying_has_made_is_gone_in_the_end(
    sides: tuple[Database, Database],
) -> None:
    """Also where nothing is to be emptied any more: nobody else would drop that index."""
    await fill(sides[0])
    await move(of(sides), steps=100)
    async with sides[0].transaction() as connection:
        await connection.execute("update articles set title = 'another' where id = 2")
    killed = of(sides)
    assert not await killed.begin()
    async with contextlib.aclosing(killed.copy()) as copying:
        async for step in copying:
            if (step.doing, step.table, step.done) == ("emptying", "articles", FEW):
                break
    assert await indexes_of_a_move(sides[1]) == 1
    steps = await steps_of(of(sides))
    assert {one.doing for one in steps} == {"copying", "comparing"}
    assert await indexes_of_a_move(sides[1]) == 0
    await same_in_both(sides)


async def test_a_target_with_other_data_is_left_as_it_is(
    sides: tuple[Database, Database],
) -> None:
    """Whatever it holds: a bot's own data, or a part of another move."""
    await fill(sides[0])
    async with sides[1].transaction() as connection:
        await connection.execute("insert into feeds (id, url) values (3, 'https://a.example/')")
    with pytest.raises(StorageError, match="1 rows of feeds"):
        await of(sides).begin()
    assert await mark_of(sides[0]) is None
    assert await mark_of(sides[1]) is None


async def test_a_part_of_another_move_is_no_beginning(
    sides: tuple[Database, Database], tmp_path: Path
) -> None:
    """The source was moved elsewhere meanwhile, or is another one."""
    await fill(sides[0])
    await move(of(sides), steps=60)
    third = await SqliteDatabase.open(tmp_path / "third.db")
    try:
        await third.migrate()
        await move(of((sides[0], third)))
    finally:
        await third.close()
    with pytest.raises(StorageError):
        await of(sides).begin()
    assert await mark_of(sides[1]) is not None


async def test_an_empty_source_is_a_mistake(sides: tuple[Database, Database]) -> None:
    """Somebody has named the new one first."""
    with pytest.raises(StorageError, match="is empty"):
        await of(sides).begin()


async def test_a_difference_in_the_end_is_no_move(sides: tuple[Database, Database]) -> None:
    """A fault of a disk, or somebody who writes into the new one meanwhile."""
    await fill(sides[0])
    moving = of(sides)
    await moving.begin()
    with pytest.raises(StorageError, match="tags differ"):
        async for step in moving.copy():
            if (step.doing, step.table) == ("comparing", "announcements"):
                async with sides[1].transaction() as connection:
                    await connection.execute("update tags set name = 'x' where id = 2")
    assert await mark_of(sides[1]) is not None


async def test_there_and_back_nothing_is_different(
    server: Database, file: Database, tmp_path: Path
) -> None:
    """By the hashes of every table."""
    await fill(file)
    there = of((file, server))
    await move(there)
    home = await SqliteDatabase.open(tmp_path / "home.db")
    try:
        await home.migrate()
        back = of((server, home))
        await move(back)
    finally:
        await home.close()
    assert back.checksums == there.checksums


async def test_new_rows_are_numbered_above_the_moved_ones(file: Database, server: Database) -> None:
    """The server counts by itself, and does not know of rows that came with a number."""
    await fill(file)
    await move(of((file, server)))
    async with server.transaction() as connection:
        [row] = await connection.execute_fetchall(
            "insert into feeds (url) values ('https://new.example/') returning id"
        )
    assert row["id"] == 6
    await Store(server).key_value.put("a", "b")


async def test_letters_that_the_server_can_not_hold(file: Database, server: Database) -> None:
    """A NUL letter is left out, half of a surrogate pair is a question mark, as everywhere."""
    await fill(file)
    async with file.transaction() as connection:
        await connection.execute("update tags set name = ? where id = 1", ("a\0b",))
        await connection.execute(
            "update tags set name = 'a' || cast(x'eda0bd' as text) || 'b' where id = 2"
        )
        await connection.execute("update tags set name = cast(x'61ff' as text) where id = 3")
    await move(of((file, server)))
    assert [row[4] for row in await rows_of(server, "tags")][:3] == ["ab", "a?b", "a\ufffd"]


async def test_a_value_of_another_kind_is_told(file: Database, server: Database) -> None:
    """SQLite takes anything in any column; the sentence says where it stands, and not what."""
    await fill(file)
    async with file.transaction() as connection:
        await connection.execute("update chats set joined = 'secret' where id = 2")
    moving = of((file, server))
    with pytest.raises(StorageError, match="the column joined of chats holds a str") as told:
        await move(moving)
    assert "secret" not in str(told.value)
