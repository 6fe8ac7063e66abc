"""How tags are used: counted one by one, and marked where they stand on everything."""

from storage.articles.tag_usage import COMMON_FROM, UNUSED, TagUsage
from storage.engine.database import Database
from storage.models import ArticleStatus, ChatKind, Tag
from storage.store import Store
from tests.articles import NOON, invented
from tests.storage.articles.test_articles import insert

EVERYWHERE, CITY = Tag("شؤون", folded="شؤون"), Tag("حمص", folded="حمص")


async def common(store: Store) -> dict[str, bool]:
    articles = await store.articles.latest(1000)
    return {tag.name: tag.common for one in articles for tag in one.article.tags}


async def test_the_use_of_a_tag_is_its_articles_and_its_followers(database: Database) -> None:
    """An article that readers may not see does not count; an unknown tag is unused."""
    store = Store(database)
    await insert(database, invented(1, tags=(CITY,)))
    await insert(database, invented(2, tags=(CITY,)))
    await insert(database, invented(3, tags=(CITY,)), status=ArticleStatus.HELD)
    (tag,) = await store.tags.find("حمص")
    added = await store.chats.add(
        5, kind=ChatKind.PRIVATE, title="ليلى", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await store.subscriptions.follow(added.id, tag.id)
    usage = await store.tag_usages.of([tag.id, 999])
    assert usage == {tag.id: TagUsage(articles=2, followers=1), 999: UNUSED}


async def test_a_tag_on_nearly_every_article_is_marked_and_unmarked(database: Database) -> None:
    """Of a few articles nothing is known yet; what is common no more loses the mark."""
    store = Store(database)
    for number in range(1, COMMON_FROM):
        tags = (EVERYWHERE, CITY) if number % 10 == 0 else (EVERYWHERE,)
        await insert(database, invented(number, tags=tags))
    await store.tag_usages.mark_common()
    assert await common(store) == {"شؤون": False, "حمص": False}
    await insert(database, invented(COMMON_FROM, tags=(EVERYWHERE,)))
    await store.tag_usages.mark_common()
    assert await common(store) == {"شؤون": True, "حمص": False}
    for number in range(COMMON_FROM + 1, COMMON_FROM * 4):
        await insert(database, invented(number, tags=(CITY,)))
    await store.tag_usages.mark_common()
    assert await common(store) == {"شؤون": False, "حمص": True}
