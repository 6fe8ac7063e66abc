"""What chats watch and mute, after an update that analyses words in another way."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.arabic.terms import alert_terms, index_terms
from bot.ingest.archive import reindex
from bot.ingest.archive.reanalyse_alerts import reanalyse_alerts
from storage.chats.alert_analysis import BATCH, AlertAnalysis
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.models import ChatKind, Publication
from storage.search import ANALYSIS
from storage.store import Store
from tests.articles import NOON, invented
from tests.databases import migrated


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    database = await migrated(tmp_path / "khabar.db")
    yield Store(database)
    await database.close()


async def chat(store: Store) -> int:
    joined = await store.chats.add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    return joined.id


def old_stems(words: str) -> tuple[str, ...]:
    return (f"قديم {words}",)


async def choose(store: Store, chat_id: int, kind: AlertKind, words: str, **asked: object) -> None:
    """Store words with the stems of an analysis that is no more."""
    old = Conditions(words=((old_stems(words),),), **asked)  # type: ignore[arg-type]
    await store.alerts.add(chat_id, kind, words, old, now=NOON)


async def published(store: Store, number: int = 1) -> int:
    article = invented(number)
    text = "\n".join(article.paragraphs)
    done = await store.publish(
        Publication(
            article=article,
            summary=(),
            terms=index_terms(article.title, text, ()),
            content_hash=str(number),
            not_before=NOON,
        ),
        feed=None,
        now=NOON,
    )
    assert done.article_id is not None
    return done.article_id


async def met(store: Store, article_id: int, chat_id: int) -> list[str]:
    return [one.words for one in await store.alert_matches.of_article(article_id, chat_id)]


async def reanalysed(store: Store) -> int:
    return await reanalyse_alerts(
        store.database, articles=await store.articles.count(), now=NOON + timedelta(days=1)
    )


async def test_alerts_and_mutes_meet_articles_by_the_stems_of_today(store: Store) -> None:
    """Each kind, with what it leaves out; they are read once."""
    reader = await chat(store)
    await choose(store, reader, AlertKind.ALERT, "المهندسات")
    await choose(store, reader, AlertKind.MUTE, "الملاعب")
    await choose(store, reader, AlertKind.SEARCH, "حدائق", searched=True)
    await choose(store, reader, AlertKind.ALERT, "حديقة -ملعب")
    assert await reanalysed(store) == 4
    assert await met(store, await published(store), reader) == ["المهندسات", "حدائق", "الملاعب"]
    assert await reanalysed(store) == 0


async def test_what_is_added_afterwards_is_left_as_it_is(store: Store) -> None:
    """It was read by the analysis of today."""
    reader = await chat(store)
    assert await reanalysed(store) == 0
    await choose(store, reader, AlertKind.ALERT, "المهندسات")
    assert await reanalysed(store) == 0


async def test_searches_wait_for_an_index_of_the_same_analysis(store: Store) -> None:
    """By the old one nothing would hold a word whose stem has changed."""
    reader = await chat(store)
    await published(store)
    await choose(store, reader, AlertKind.SEARCH, "حدائق", searched=True)
    await choose(store, reader, AlertKind.ALERT, "المهندسات")
    await store.key_value.put(ANALYSIS, "an older one")
    assert await reanalysed(store) == 1
    await store.key_value.put(ANALYSIS, reindex.analysis_version())
    assert await reanalysed(store) == 1
    assert await met(store, await published(store, 2), reader) == ["المهندسات", "حدائق"]


async def test_a_search_that_was_followed_before_searches_were_marked_is_read_as_one(
    store: Store,
) -> None:
    """As written words it would lose its tag, and bring all that holds the words."""
    reader = await chat(store)
    await published(store)
    await choose(store, reader, AlertKind.SEARCH, "حدائق", tags=("سوريا",))
    await store.key_value.put(ANALYSIS, "an older one")
    assert await reanalysed(store) == 0
    await store.key_value.put(ANALYSIS, reindex.analysis_version())
    assert await reanalysed(store) == 1
    (alert,) = await store.alerts.of_chat(reader)
    assert alert.searched


async def test_words_that_tell_nothing_by_the_new_analysis_stay(store: Store) -> None:
    """An alert without a stem would meet every article."""
    reader = await chat(store)
    await choose(store, reader, AlertKind.ALERT, "في")
    assert await reanalysed(store) == 1
    (alert,) = await store.alerts.of_chat(reader)
    kept = await store.alerts.same(
        reader, AlertKind.ALERT, Conditions.of_terms(old_stems(alert.words))
    )
    assert kept == alert


async def test_a_pass_that_was_cut_short_is_taken_up(store: Store) -> None:
    """What was read stays read, also in another process."""
    reader = await chat(store)
    words = [f"كلمة{number}" for number in range(5)]
    for one in words:
        await choose(store, reader, AlertKind.ALERT, one)
    first = AlertAnalysis(store.database, searched=False, analysis=reindex.analysis_version())
    batch = await first.next(2)
    await first.replace([(one, Conditions.of_terms(alert_terms(one.words))) for one in batch])
    assert len(await first.next(2)) == 2
    assert await reanalysed(store) == 3


async def test_words_that_were_ended_while_they_were_read_stay_ended(store: Store) -> None:
    """The chat's choice is the newer one."""
    reader = await chat(store)
    await choose(store, reader, AlertKind.ALERT, "المهندسات")
    stored = AlertAnalysis(store.database, searched=False, analysis="new")
    (alert,) = await stored.next(BATCH)
    await store.alerts.remove(reader, alert.id)
    await stored.replace([(alert, Conditions.of_terms(["مهندس"]))])
    assert await store.alerts.of_chat(reader) == []
    assert await met(store, await published(store), reader) == []


async def test_more_than_a_batch_is_read(store: Store) -> None:
    """Many chats, each with words of its own."""
    for number in range(BATCH // 40 + 1):
        joined = await store.chats.add(
            number + 9,
            kind=ChatKind.PRIVATE,
            title="",
            language="ar",
            zone_name="Asia/Damascus",
            now=NOON,
        )
        for one in range(40):
            await choose(store, joined.id, AlertKind.ALERT, f"كلمة{one}")
    assert await reanalysed(store) == (BATCH // 40 + 1) * 40
