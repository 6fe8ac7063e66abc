"""The same articles, the same queries: both engines give the same results in the same order."""

import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage.engine.database import Database
from storage.engine.sqlite.database import SqliteDatabase
from tests.storage.search.test_search import ask, publish

pytestmark = pytest.mark.postgresql

ARTICLES, QUERIES = 250, 1_000
WORDS = [
    "حلب",
    "دمشق",
    "بلدية",
    "مياه",
    "مدرسة",
    "مدارس",
    "كهرباء",
    "شارع",
    "سوق",
    "خبز",
    "أسعار",
    "وزير",
    "الوزارة",
    "معلم",
    "معلمة",
    "طبيب",
    "مشفى",
    "مشافي",
    "أطفال",
    "شتاء",
    "مطر",
    "حديقة",
    "حدائق",
    "ملعب",
    "مباراة",
    "فريق",
    "لاعب",
    "جسر",
    "طريق",
    "سيارة",
    "حافلة",
    "قطار",
    "مسرح",
    "كتاب",
    "كتب",
    "شاعر",
    "قصيدة",
    "نهر",
    "سد",
    "زيتون",
    "قمح",
    "مزارع",
    "محصول",
    "مصنع",
    "عامل",
    "نقابة",
    "إضراب",
    "اجتماع",
    "قرار",
    "قانون",
    "covid",
]
TAGS = ("حلب", "دمشق", "رياضة")


@pytest.fixture
async def both(database: Database, tmp_path: Path) -> AsyncIterator[tuple[Database, Database]]:
    """The same invented archive on SQLite and on PostgreSQL."""
    beside = await SqliteDatabase.open(tmp_path / "beside.db")
    await beside.migrate()
    chance = random.Random(7)
    for number in range(1, ARTICLES + 1):
        title = " ".join(chance.choices(WORDS, k=5))
        body = " ".join(chance.choices(WORDS, k=40))
        tags = chance.sample(TAGS, k=1)
        for one in (beside, database):
            await publish(one, number, title, body, tags=tags, age=timedelta(hours=number))
    yield beside, database
    await beside.close()


def query(chance: random.Random) -> str:
    """One to four words; some misspelt, glued, excluded, a phrase, or with a tag."""
    words = chance.choices(WORDS, k=chance.randint(1, 4))
    form = chance.random()
    if form < 0.2:
        at = chance.randrange(len(words[0]))
        words[0] = words[0][:at] + words[0][at + 1 :] or words[0]
    elif form < 0.3:
        words.append(f"-{chance.choice(WORDS)}")
    elif form < 0.5:
        words = [f'"{" ".join(words)}"']
    elif form < 0.6:
        words.append(f"#{chance.choice(TAGS)}")
    elif form < 0.7:
        words = ["".join(words[:2]), *words[2:]]
    return " ".join(words)


async def test_a_thousand_queries_find_the_same(both: tuple[Database, Database]) -> None:
    """Articles, order, scores, and what was done with the words."""
    chance = random.Random(11)
    found = 0
    for line in (query(chance) for _ in range(QUERIES)):
        first, second = [await ask(one, line) for one in both]
        assert first == second, line
        found += bool(first.hits)
    assert found > QUERIES / 2
