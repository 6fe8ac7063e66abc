"""Tags: found by name, those in use, and the nearest to a misspelt one."""

from datetime import timedelta

import pytest

from bot.arabic.morphology.stems import stem
from bot.arabic.tag_names import tag_key
from storage.articles.tags import Tags
from storage.engine.database import Database
from storage.engine.migrations import all_migrations
from storage.models import ArticleStatus, ChatKind, Tag, TagKind
from storage.store import Store
from tests.articles import NOON, invented
from tests.storage.articles.test_articles import insert


@pytest.fixture
def tags(database: Database) -> Tags:
    return Tags(database)


def named(*names: str) -> tuple[Tag, ...]:
    return tuple(Tag(name, folded=name) for name in names)


async def test_found_by_folded_name_and_by_id(database: Database, tags: Tags) -> None:
    """A tag and a section of the same name are two; the one in more articles comes first."""
    both = (Tag("ثقافة", folded="ثقافه"), Tag("ثقافة", TagKind.SECTION, "", "ثقافه"))
    await insert(database, invented(1, tags=both))
    await insert(database, invented(2, tags=both[1:]))
    found = await tags.find("ثقافه")
    assert [tag.kind for tag in found] == [TagKind.SECTION, TagKind.TAG]
    assert await tags.get(found[0].id) == found[0]
    assert await tags.find("ثقافة") == []
    assert await tags.get(999) is None


async def test_tags_of_older_databases_are_known_by_their_hashtags(
    database: Database, tags: Tags
) -> None:
    """Those that become one keep all articles and readers; what else a name is stays apart."""
    names = ["كوفيد-19", "كوفيد 19", "ا.ف.ب", "ريف دمشق/ (الغوطه)", "حلب", "!!!"]
    for number, name in enumerate(names, 1):
        section = Tag(name, TagKind.SECTION, "", name)
        await insert(database, invented(number, tags=(*named(name), section)))
    store = Store(database)
    chat = await store.chats.add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    for folded in names[:2]:
        for one in await tags.find(folded):
            await store.subscriptions.follow(chat.id, one.id)
    async with database.transaction() as connection:
        for migration in all_migrations(connection.engine):
            if migration.name.endswith("_tag_keys.sql"):
                for statement in migration.statements:
                    await connection.execute(statement)
    for name in names:
        found = await tags.find(tag_key(name))
        assert sorted(one.kind for one in found) == [TagKind.SECTION, TagKind.TAG], name
    covid = await tags.find("كوفيد 19")
    followed = await store.subscriptions.followed(chat.id)
    assert {one.id for one in followed} == {one.id for one in covid}
    assert [await store.articles.count_by_tag(one.id) for one in covid] == [2, 2]


async def test_in_use_counts_recent_articles_that_may_be_seen(
    database: Database, tags: Tags
) -> None:
    """The most used first, in pages."""
    await insert(database, invented(1, tags=named("ا", "ب")))
    await insert(database, invented(2, tags=named("ب")))
    await insert(database, invented(3, tags=named("ج")), status=ArticleStatus.HELD)
    used = await tags.in_use(10)
    assert [(one.tag.name, one.articles) for one in used] == [("ب", 2), ("ا", 1)]
    assert await tags.count_in_use() == 2
    assert [one.tag.name for one in await tags.in_use(1, 1)] == ["ا"]


async def test_in_use_is_of_the_last_week(database: Database, tags: Tags) -> None:
    """The week ends with the newest article; what was busy before is not busy now."""
    for number in range(3):
        await insert(
            database,
            invented(number, tags=named("قديم"), published=NOON - timedelta(days=9, hours=number)),
        )
    await insert(database, invented(9, tags=named("جديد"), published=NOON))
    assert [one.tag.name for one in await tags.in_use(10)] == ["جديد"]
    assert await tags.count_in_use() == 1


async def nearest(tags: Tags, folded: str, limit: int = 3) -> list[str]:
    return [tag.name for tag in await tags.nearest(folded, limit, stem=stem)]


async def test_nearest_by_spelling_and_by_words_held(database: Database, tags: Tags) -> None:
    """A slip of the finger first, then names that hold the word."""
    await insert(database, invented(1, tags=named("دمشق", "ريف دمشق", "حلب", "درعا")))
    assert await nearest(tags, "دمشف") == ["دمشق"]
    assert await nearest(tags, "دمشق") == ["دمشق", "ريف دمشق"]
    assert await nearest(tags, "ريف") == ["ريف دمشق"]
    assert await nearest(tags, "زرافه") == []
    assert await nearest(tags, "") == []


async def test_nearest_by_another_form_of_the_same_words(database: Database, tags: Tags) -> None:
    """A plural, an adjective, a name without its article."""
    names = ("اخبار المدن", "سوري", "الزراعه", "الاقتصاد", "المدارس الخاصه")
    await insert(database, invented(1, tags=named(*names)))
    assert await nearest(tags, "خبر المدينه") == ["اخبار المدن"]
    assert (await nearest(tags, "سوريا"))[0] == "سوري"
    assert await nearest(tags, "زراعه") == ["الزراعه"]
    assert await nearest(tags, "مدرسه خاصه") == ["المدارس الخاصه"]


async def test_the_busier_of_two_near_tags_comes_first(database: Database, tags: Tags) -> None:
    """What is written about is what was meant."""
    await insert(database, invented(1, tags=named("زغلب", "زغلم")))
    for number in range(2, 6):
        await insert(database, invented(number, tags=named("زغلم")))
    assert await nearest(tags, "زغلن", 2) == ["زغلم", "زغلب"]
