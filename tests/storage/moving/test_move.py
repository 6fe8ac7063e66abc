"""A database is moved whole, whichever engine holds it, or is left where it is."""

from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.move_mark import mark_of
from storage.engine.schema import columns, number_on, parents
from storage.engine.sqlite.database import SqliteDatabase
from storage.errors import DatabaseMoved, StorageError
from storage.moving.tables import is_own
from storage.store import Store
from tests.storage.moving.filled import fill
from tests.storage.moving.moves import NEW, move, number_of, of, rows_of, same_in_both

pytestmark = pytest.mark.postgresql


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


async def test_who_led_the_old_one_leads_nobody(server: Database, file: Database) -> None:
    """A session of his that nobody saw writes nothing more."""
    await fill(server)
    async with server.transaction() as connection:
        await connection.execute("update leader set name = 'machine:1:abc', epoch = 7")
    await move(of((server, file)))
    leads = "select count(*) from leader where name <> '' or epoch <= 7"
    assert await number_of(server, leads) == 0


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


@pytest.mark.parametrize("deleted", ["id = ?", "id <= ?"])
async def test_the_number_of_a_deleted_row_comes_no_more_after_a_move(
    sides: tuple[Database, Database], deleted: str
) -> None:
    """A button of an old message would act on what got it; also where no row is left."""
    mute = """
        insert into alerts (chat_id, kind, words, term_count, created)
        values (2, 'mute', 'دمشق', 1, 0)
        returning id
        """
    await fill(sides[0])
    async with sides[0].transaction() as connection:
        await number_on(connection, {})
        [newest] = await connection.execute_fetchall(mute)
        await connection.execute(f"delete from alerts where {deleted}", (newest["id"],))
    await move(of(sides))
    async with sides[1].transaction() as connection:
        [following] = await connection.execute_fetchall(mute)
    assert following["id"] == newest["id"] + 1


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
