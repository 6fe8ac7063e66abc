"""On PostgreSQL who does not want an article is listed once, however many the server expects."""

import pytest

from storage.engine.database import Database
from storage.outbox import Outbox
from tests.explained import Explaining
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, choose
from tests.stored_articles import insert_article

pytestmark = pytest.mark.postgresql

# All chats that the bot is measured with, as if each muted each tag and had each article.
MANY = 1_000_000
# Of a column that it has not counted the server takes each value for one of so many.
VALUES = 200


async def test_nobody_is_looked_for_in_the_list_of_all_others(database: Database) -> None:
    """What it expects to be too large for its memory it would read once for each chat."""
    chat = await add_chat(database, 1)
    await choose(database, "mutes", chat, 7)
    await add_article(database, 1)
    async with database.transaction() as connection:
        await connection.execute(
            "update pg_class set reltuples = ?, relpages = 1 where relname in ('outbox', 'mutes')",
            (MANY * VALUES,),
        )
        await insert_article(connection, 2, title="حديقة", tags=[7])
    async with database.transaction() as connection:
        explaining = Explaining(connection)
        await Outbox(database).address(explaining, 2, breaking=True, not_before=NOW, now=NOW)
    (plan,) = explaining.plans
    assert "NOT (hashed SubPlan" in plan, plan
    assert "NOT (SubPlan" not in plan, plan
