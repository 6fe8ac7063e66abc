"""The states of rows as Python knows them and as the tables take them."""

import re
from enum import StrEnum

import pytest

from storage.engine.database import Database
from storage.models import UpdateState
from storage.outbox.rows import RowState


@pytest.mark.sqlite
@pytest.mark.parametrize(("table", "states"), [("outbox", RowState), ("inbox", UpdateState)])
async def test_the_states_are_those_that_the_table_takes(
    database: Database, table: str, states: type[StrEnum]
) -> None:
    """A state that only one of the two knows would be written by nobody, or refused."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(
            "select sql from sqlite_master where type = 'table' and name = ?", (table,)
        )
    (declaration,) = [row["sql"] for row in rows]
    (allowed,) = re.findall(r"\bstate in \(([^)]*)\)", declaration)
    assert set(re.findall(r"'(\w+)'", allowed)) == {one.value for one in states}
