"""On PostgreSQL words are looked for in their index, whatever the planner takes them for."""

import pytest

from bot.arabic.terms import parse_query
from storage.engine.database import Database
from storage.search import find
from tests.explained import Explaining
from tests.storage.search.test_search import NOW, publish

pytestmark = pytest.mark.postgresql

ARTICLES = 300
LISTING = 3
LOOKED_IN = ("search_titles", "search_stems", "search_phrases")


async def plans_of(database: Database, *texts: str) -> list[str]:
    """The plans of all statements of these searches, in an archive whose words are common."""
    for number in range(1, ARTICLES + 1):
        await publish(database, number, f"بلدية حلب {number}", "مياه مدرسة شارع سوق خبز وزير")
    async with database.transaction() as connection:
        await connection.execute("analyze")
    async with database.reading() as connection:
        explaining = Explaining(connection)
        for text in texts:
            await find(explaining, parse_query(text), now=NOW)
    return explaining.plans


async def test_no_search_walks_through_all_texts(database: Database) -> None:
    """Common words, unknown and misspelt ones, phrases, exclusions."""
    plans = await plans_of(
        database, "بلدية", "مدرسة وزير", "زقفجخ شغفصق", '"شارع سوق"', "خبز -مطر", "مدرسه وزيرر"
    )
    asked = [plan for plan in plans if any(f" on {name}" in plan for name in LOOKED_IN)]
    assert asked
    for plan in asked:
        assert "_terms" in plan, plan
        assert not any(f"using {name}_pkey" in plan for name in LOOKED_IN), plan
        assert not any(f"Seq Scan on {name}" in plan for name in LOOKED_IN), plan


async def test_no_list_is_read_once_for_each_row(database: Database) -> None:
    """Neither of what a common phrase is in nor of what an excluded one is in."""
    plans = await plans_of(database, 'بلدية "شارع سوق"', 'بلدية -"شارع سوق"')
    # What is told of each word of a list is no list that rows are looked for in.
    listing = [plan for plan in plans if "SubPlan" in plan and "one.value)::tsquery" not in plan]
    assert len(listing) >= LISTING
    for plan in listing:
        assert "hashed SubPlan" in plan, plan
        assert "(SubPlan" not in plan, plan
        assert "Semi Join" not in plan, plan
