"""Articles and feeds: saved, found, read back in pages."""

from dataclasses import replace
from datetime import timedelta

from storage.articles.article_changes import insert_article, update_article
from storage.articles.article_tags import add_tags
from storage.articles.articles import Articles
from storage.articles.photos import PhotoIds
from storage.engine.database import Database
from storage.feeds import Feeds
from storage.models import Article, ArticleStatus, Feed, IndexTerms, Photo, Publication, Tag
from tests.articles import NOON, invented

NO_TERMS = IndexTerms(title="", title_stems="", text="", text_stems="", prominent="")


async def insert(
    database: Database,
    article: Article,
    *,
    status: ArticleStatus = ArticleStatus.LIVE,
    minhash: tuple[int, ...] = (),
) -> int | None:
    publication = Publication(
        article=article,
        summary=("جملة أولى.", "جملة ثانية."),
        terms=NO_TERMS,
        content_hash="hash",
        minhash=minhash,
        status=status,
    )
    async with database.transaction() as connection:
        return await insert_article(connection, publication, NOON)


async def test_an_article_comes_back_as_it_went_in(database: Database) -> None:
    """Photo, tags with their order, dates and paragraphs included."""
    key = await insert(database, invented(breaking=True))
    assert key is not None
    (stored,) = await Articles(database).get([key])
    bare = tuple(Tag(tag.name, tag.kind, tag.slug, tag.folded) for tag in stored.article.tags)
    assert bare == invented().tags
    assert stored.article.photo == invented().photo
    assert stored.article.paragraphs == invented().paragraphs
    assert stored.article.breaking
    assert stored.summary == ("جملة أولى.", "جملة ثانية.")
    assert stored.first_seen == NOON


async def test_the_same_site_id_is_stored_once(database: Database) -> None:
    """The site's own id is the identity."""
    assert await insert(database, invented()) is not None
    assert await insert(database, invented(title="عنوان آخر")) is None
    assert await Articles(database).count() == 1


async def test_pages_run_from_new_to_old_without_overlap(database: Database) -> None:
    """Paging through results shows each article once."""
    for number in range(1, 8):
        await insert(database, invented(number))
    articles = Articles(database)
    pages = [await articles.latest(3, offset) for offset in (0, 3, 6)]
    assert [stored.article.site_id for page in pages for stored in page] == list("7654321")


async def test_withdrawn_articles_and_copies_are_not_listed(database: Database) -> None:
    """Readers see what the newsroom stands by, once."""
    await insert(database, invented(1), status=ArticleStatus.WITHDRAWN)
    await insert(database, invented(2), status=ArticleStatus.COPY)
    await insert(database, invented(3), status=ArticleStatus.HELD)
    assert await Articles(database).latest(10) == []
    assert await Articles(database).count() == 0


async def test_a_tag_lists_and_counts_its_articles(database: Database) -> None:
    """One tag row serves all articles that name it."""
    for number in (1, 2):
        await insert(database, invented(number))
    await insert(database, invented(3, tags=()))
    articles = Articles(database)
    tag = (await articles.latest(3))[1].article.tags[0]
    assert [stored.article.site_id for stored in await articles.by_tag(tag.id, 10)] == ["2", "1"]
    assert await articles.count_by_tag(tag.id) == 2


async def test_known_ids_are_found_in_any_number(database: Database) -> None:
    """A page of ten thousand items is asked for in parts."""
    await insert(database, invented(7))
    assert await Articles(database).known([str(n) for n in range(2000)]) == {"7"}


async def test_an_update_keeps_the_photo_id_only_of_the_same_photo(database: Database) -> None:
    """Telegram's id belongs to the picture, not to the article."""
    articles = Articles(database)
    key = await insert(database, invented())
    assert key is not None
    photos = PhotoIds(database)
    lead, other = "https://news.example/photo-1.jpg", "https://news.example/second.jpg"
    assert await photos.file_id(key, lead) == ""
    await photos.remember(key, lead, "file-1")
    await photos.remember(key, other, "file-2")
    assert await photos.file_id(key, lead) == "file-1"
    assert await photos.file_id(key, other) == "file-2"
    assert await photos.file_id(key + 1, lead) == ""
    await photos.remember(key, other, "")
    assert await photos.file_id(key, other) == ""

    async def update(article: Article) -> str:
        async with database.transaction() as connection:
            await update_article(
                connection,
                key,
                Publication(
                    article=article,
                    summary=("س.",),
                    terms=NO_TERMS,
                    content_hash="h2",
                    minhash=(7,),
                ),
            )
        (stored,) = await articles.get([key])
        assert stored.article.photo is not None
        return await photos.file_id(key, stored.article.photo.url)

    assert await update(invented(title="عنوان مصحح")) == "file-1"
    assert await update(invented(photo=Photo("https://news.example/new.jpg"))) == ""
    (stored,) = await articles.get([key])
    assert stored.revision == 3


async def test_tags_of_another_feed_are_united(database: Database) -> None:
    """Two feeds that name one article give it the tags of both."""
    key = await insert(database, invented())
    assert key is not None
    async with database.transaction() as connection:
        further = [Tag("رياضة", folded="رياضه"), Tag("محليات", folded="محليات")]
        await add_tags(connection, "1", further)
    (stored,) = await Articles(database).get([key])
    names = sorted(tag.name for tag in stored.article.tags)
    assert names == sorted(["حي الزيتون", "محليات", "رياضة"])


async def test_articles_that_share_most_of_a_minhash_are_found(database: Database) -> None:
    """A republished article has another id but the same text; the nearest in time come first."""
    day = timedelta(days=1)
    ids = [
        await insert(
            database,
            replace(invented(number), published=NOON + number * day),
            minhash=(1, 2, 3, number + 4),
        )
        for number in range(1, 5)
    ]
    await insert(database, invented(7), minhash=(1, 7, 8, 9))
    alike = Articles(database).alike
    assert await alike((1, 2, 3, 4), at_least=3, near=NOON) == ids[:3]
    assert await alike((1, 2, 3, 4), at_least=3, near=NOON + 3 * day) == [ids[2], ids[1], ids[3]]
    assert await alike((), at_least=1, near=NOON) == []


async def test_an_article_is_known_from_the_moment_at_which_it_was_stored(
    database: Database,
) -> None:
    """Also by its other names; what a feed brings now was not known when it was read before."""
    aliased = Publication(
        article=invented(7),
        summary=(),
        terms=NO_TERMS,
        content_hash="hash",
        aliases=("news.example/seven",),
    )
    async with database.transaction() as connection:
        await insert_article(connection, aliased, NOON)
    articles = Articles(database)
    names = ["7", "news.example/seven", "8"]
    assert await articles.known_at(names, NOON - timedelta(seconds=1)) == set()
    assert await articles.known_at(names, NOON) == {"7", "news.example/seven"}


async def test_a_site_id_leads_to_its_article(database: Database) -> None:
    """Deep links name articles by the site's id."""
    await insert(database, invented(5))
    stored = await Articles(database).by_site_id("5")
    assert stored is not None
    assert stored.article.title == invented(5).title
    assert await Articles(database).by_site_id("6") is None


async def test_a_feed_is_remembered_with_its_validators(database: Database) -> None:
    """After a restart the next GET is conditional again."""
    feed = Feed(
        url="https://news.example/feed/",
        etag='"abc"',
        last_modified="Sat, 14 Mar 2026 12:00:00 GMT",
        next_check=NOON + timedelta(minutes=2),
        last_success=NOON,
        failures=2,
        last_error="503",
        not_modified=7,
        unsettled_since=NOON - timedelta(minutes=1),
    )
    feeds = Feeds(database)
    for _ in range(2):
        async with database.transaction() as connection:
            await feeds.save(connection, feed)
    assert await feeds.all([feed.url, "https://news.example/en/feed/"]) == [
        feed,
        Feed(url="https://news.example/en/feed/"),
    ]
