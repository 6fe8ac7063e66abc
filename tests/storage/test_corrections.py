"""What an article's newer reading changes for posts that wait, and for whom it is news."""

from datetime import UTC, datetime, timedelta

from bot.arabic.terms import alert_terms, index_terms
from storage.articles.edit_notices import KEPT_FOR, EditReport
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.models import Article, ArticleStatus, ChatKind, Publication, StoredArticle, Tag
from storage.outbox import Action
from storage.store import Store
from tests.articles import NOON, invented

LEASE = timedelta(minutes=5)
EVENING = datetime(2026, 3, 14, 17, tzinfo=UTC)  # 20:00 in Damascus
WHOLE = (
    *invented(1).paragraphs,
    "وأضافت سلوم أن البلدية ستبيع تذاكر المسبح القديم بالمزاد العلني في الصيف.",
)


async def reader(store: Store, telegram_id: int = 5) -> int:
    """A private chat that reads everything in a digest at eight."""
    joined = await store.chats.add(
        telegram_id,
        kind=ChatKind.PRIVATE,
        title="",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
    await store.chats.set_digest(joined.id, [20])
    return joined.id


async def choose(store: Store, chat_id: int, kind: AlertKind, words: str) -> None:
    asked = Conditions.of_terms(alert_terms(words))
    await store.alerts.add(chat_id, kind, words, asked, now=NOON)


def publication_of(article: Article) -> Publication:
    return Publication(
        article=article,
        summary=article.paragraphs[:1],
        terms=index_terms(
            article.title, "\n".join(article.paragraphs), [tag.name for tag in article.tags]
        ),
        content_hash=str(len(article.paragraphs)),
        not_before=NOON,
    )


async def published(store: Store, article: Article) -> int:
    done = await store.publish(publication_of(article), feed=None, now=NOON)
    assert done.article_id is not None
    return done.article_id


async def known(store: Store, article_id: int) -> StoredArticle:
    (stored,) = await store.articles.get([article_id])
    return stored


async def correct(
    store: Store, article_id: int, article: Article, *, read: StoredArticle | None = None
) -> bool:
    """Correct an article as it was when it was loaded, by default as it is."""
    return await store.correct(
        read or await known(store, article_id),
        publication_of(article),
        shown=False,
        sent_since=NOON,
        not_before=NOON,
        next_recheck=None,
        now=NOON,
    )


async def claimed(store: Store, now: datetime = EVENING) -> list[Action]:
    return [one.action for one in await store.outbox.claim(10, now, LEASE)]


async def test_a_muted_word_that_only_the_whole_text_holds_keeps_the_post_from_the_digest(
    store: Store,
) -> None:
    """Published with the feed's excerpt, read whole ten minutes later."""
    chat = await reader(store)
    await choose(store, chat, AlertKind.MUTE, "المزاد")
    article_id = await published(store, invented(1))
    await correct(store, article_id, invented(1, paragraphs=WHOLE))
    assert await claimed(store) == []


async def test_a_muted_word_that_a_correction_takes_out_mutes_no_more(store: Store) -> None:
    """The article is no longer about it."""
    chat = await reader(store)
    article_id = await published(store, invented(1, paragraphs=WHOLE))
    await choose(store, chat, AlertKind.MUTE, "المزاد")
    await correct(store, article_id, invented(1, paragraphs=WHOLE))
    await correct(store, article_id, invented(1))
    assert await claimed(store) == [Action.POST]


async def test_an_article_that_is_public_again_is_muted_by_the_words_that_it_holds_now(
    store: Store,
) -> None:
    """It may have been locked to be rewritten."""
    chat = await reader(store)
    await choose(store, chat, AlertKind.MUTE, "المزاد")
    article_id = await published(store, invented(1))
    await store.withdraw(article_id, action=None, sent_since=NOON, now=NOON)
    await store.restore(
        article_id,
        publication_of(invented(1, paragraphs=WHOLE)),
        is_news=True,
        sent_since=NOON,
        next_recheck=None,
        now=NOON,
    )
    met = await store.alert_matches.of_article(article_id, chat)
    assert [one.kind for one in met] == [AlertKind.MUTE]


async def test_a_correction_addresses_nobody_anew(store: Store) -> None:
    """Watched words that come with it are known of the article, but are no news."""
    chat = await reader(store)
    await store.chats.set_everything(chat, everything=False)
    await choose(store, chat, AlertKind.ALERT, "المزاد")
    article_id = await published(store, invented(1))
    await correct(store, article_id, invented(1, paragraphs=WHOLE))
    assert await claimed(store) == []
    met = await store.alert_matches.of_article(article_id, chat)
    assert [one.kind for one in met] == [AlertKind.ALERT]


async def test_what_brought_a_post_stays_known_when_the_word_goes(store: Store) -> None:
    """A reader who asks why it came is told."""
    chat = await reader(store)
    await choose(store, chat, AlertKind.ALERT, "المزاد")
    article_id = await published(store, invented(1, paragraphs=WHOLE))
    await correct(store, article_id, invented(1))
    met = await store.alert_matches.of_article(article_id, chat)
    assert [one.kind for one in met] == [AlertKind.ALERT]


def tag(name: str) -> Tag:
    return Tag(name, folded=name)


async def tags_of(store: Store, article_id: int) -> set[str]:
    (stored,) = await store.articles.get([article_id])
    return {one.name for one in stored.article.tags}


async def test_a_cached_feed_brings_no_tag_back_that_rest_has_taken_off(store: Store) -> None:
    """What REST told with the edit is newer; after a week nothing is remembered of it."""
    article_id = await published(store, invented(1, tags=(tag("سوق"), tag("حدائق"))))
    await store.edit_notices.note(
        [EditReport(site_id="1", modified=NOON + timedelta(hours=1), tags=(tag("حدائق"),))], NOON
    )
    await correct(store, article_id, invented(1, tags=(tag("حدائق"),)))
    await store.unite_tags({"1": [tag("سوق"), tag("حدائق")]})
    assert await tags_of(store, article_id) == {"حدائق"}
    await store.edit_notices.note([], NOON + KEPT_FOR + timedelta(minutes=1))
    await store.unite_tags({"1": [tag("سوق")]})
    assert await tags_of(store, article_id) == {"سوق", "حدائق"}


async def test_an_edit_is_told_once_and_a_later_one_again(store: Store) -> None:
    """REST lists it at each poll for some minutes; only what is newer is news."""
    article_id = await published(store, invented(1))
    first = EditReport(site_id="1", modified=NOON + timedelta(minutes=1))
    second = EditReport(site_id="1", modified=NOON + timedelta(minutes=2))
    notices = store.edit_notices
    assert [await notices.note([one], NOON) for one in (first, first, second)] == [1, 0, 1]
    notice = await notices.awaited(article_id)
    assert notice is not None
    assert notice.modified == second.modified
    await notices.mark_shown(article_id, notice)
    assert await notices.awaited(article_id) is None
    assert await notices.note([second], NOON) == 0


async def test_an_edit_of_what_is_not_stored_is_none(store: Store) -> None:
    """REST lists the whole site."""
    assert await store.edit_notices.note([EditReport(site_id="9", modified=NOON)], NOON) == 0


async def test_an_older_edit_that_a_reading_shows_ends_no_newer_one(store: Store) -> None:
    """Two edits within the minutes in which a page is read."""
    article_id = await published(store, invented(1))
    notices = store.edit_notices
    await notices.note([EditReport(site_id="1", modified=NOON)], NOON)
    first = await notices.awaited(article_id)
    assert first is not None
    await notices.note([EditReport(site_id="1", modified=NOON + timedelta(minutes=1))], NOON)
    await notices.mark_shown(article_id, first)
    assert await notices.awaited(article_id) is not None


async def write_late(store: Store, read: StoredArticle) -> None:
    """All that a reading of a page may come to."""
    rechecks = store.rechecks
    assert not await correct(store, read.id, invented(1, title="عنوان متأخر"), read=read)
    await rechecks.mark_unchanged(read, NOON, modified=EVENING, rules="later rules")
    await rechecks.mark_missing(read, NOON)
    await rechecks.set_url(read, "https://site.example/late/", "site.example/late")


async def test_a_reading_of_what_was_withdrawn_meanwhile_writes_nothing(store: Store) -> None:
    """It stays withdrawn, is not read again, and its post is still to be deleted."""
    await reader(store)
    article_id = await published(store, invented(1))
    read = await known(store, article_id)
    await store.withdraw(article_id, action=Action.DELETE, sent_since=NOON, now=NOON)
    before = await known(store, article_id)
    await write_late(store, read)
    assert await known(store, article_id) == before
    assert before.status is ArticleStatus.WITHDRAWN
    assert await store.rechecks.due(EVENING, 10) == []
    assert await store.articles.by_site_id("site.example/late") is None


async def test_a_reading_of_what_was_corrected_meanwhile_writes_nothing(store: Store) -> None:
    """So it is with one that lives on as its copy: the page was another one's."""
    article_id = await published(store, invented(1))
    read = await known(store, article_id)
    assert await correct(store, article_id, invented(1, title="عنوان صحيح"))
    before = await known(store, article_id)
    await write_late(store, read)
    assert await known(store, article_id) == before
    assert await store.rechecks.due(EVENING, 10) == []
    assert await store.articles.by_site_id("site.example/late") is None
