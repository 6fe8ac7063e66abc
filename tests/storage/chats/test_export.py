"""What is given out of a chat: everything that is stored of it."""

from storage.chats.chats import Chats
from storage.chats.export import Export
from storage.engine.database import Database
from storage.models import ChatKind
from tests.articles import NOON


async def test_every_table_that_knows_a_chat_or_a_person_is_given_out(database: Database) -> None:
    """One that is added later, too; times are written out."""
    chats = Chats(database)
    joined = await chats.add(
        7, kind=ChatKind.PRIVATE, title="ليلى", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    async with database.transaction() as connection:
        await connection.execute("create table invented (chat_id integer, at integer)")
        await connection.execute("create table secrets (person_id integer, what text)")
        await connection.execute(
            "insert into invented values (?, ?)", (joined.id, int(NOON.timestamp()))
        )
        await connection.execute("insert into secrets values (7, 'نكتة'), (8, 'أخرى')")
    given = await Export(database).of(7)
    assert [row["done_at"] for row in given["invented"]] == [NOON.isoformat()]
    assert given["secrets"] == [{"person_number": 7, "what": "نكتة"}]
    assert given["chats"][0]["joined_at"] == NOON.isoformat()
    assert given["chats"][0]["name"] == "ليلى"


async def test_of_a_stranger_there_is_nothing(database: Database) -> None:
    """Every question is one that the database understands."""
    assert await Export(database).of(7) == {}


async def test_what_is_given_out_of_a_group_names_nobody(database: Database) -> None:
    """Not its administrators, nor who changed something; what was changed stays."""
    chats = Chats(database)
    joined = await chats.add(
        -7, kind=ChatKind.GROUP, title="جيران", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    async with database.transaction() as connection:
        await connection.execute(
            "create table actions (chat_id integer, person_id integer, person_name text, what text)"
        )
        await connection.execute("create table people (chat_id integer, person_id integer)")
        await connection.execute(
            "insert into actions values (?, 8, 'سامي', 'paused')", (joined.id,)
        )
        await connection.execute("insert into people values (?, 8)", (joined.id,))
    given = await Export(database).of(-7)
    assert [row["what"] for row in given["actions"]] == ["paused"]
    assert "people" not in given
    assert "سامي" not in str(given)
    assert not any("person" in key for rows in given.values() for row in rows for key in row)
