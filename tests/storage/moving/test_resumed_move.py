"""A move that was killed or lost its database goes on, and both hold the same in the end."""

import contextlib
import itertools

import pytest

from storage.engine.checked import CheckedDatabase
from storage.engine.database import Connection, Database
from storage.engine.move_mark import mark_of, refuse_moved, set_mark
from storage.errors import DatabaseUnreachable
from storage.moving.tables import tables_of
from tests.storage.moving.filled import FEW, MANY, fill
from tests.storage.moving.moves import (
    indexes_of_a_move,
    move,
    of,
    rows_of,
    same_in_both,
    steps_of,
)

pytestmark = pytest.mark.postgresql

# While it copies or compares: each table is looked at at least once for both.
LOST_AT_USE = 50


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
