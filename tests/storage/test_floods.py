"""What owners decide about a flood: what is sent of it, at once and to chats that catch up."""

from datetime import timedelta

import pytest

from bot.arabic.terms import index_terms
from storage.article_floods import IN_A_DIGEST, NEWEST_FEW, Flood, FloodDecision
from storage.models import ChatKind, Publication
from storage.outbox import Action
from storage.store import Store
from tests.articles import NOON, invented

FEED = "https://news.example/feed/"
# Two more than a digest holds.
MANY = IN_A_DIGEST + 2


async def joined(store: Store) -> int:
    """A private chat that wants everything; its row's id."""
    added = await store.chats.add(
        7,
        kind=ChatKind.PRIVATE,
        title="قارئ",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
    return added.id


async def brought(store: Store, numbers: range) -> list[int]:
    """The ids of articles of a flood, stored as a poll stores them: nobody is told."""
    ids = []
    for number in numbers:
        article = invented(number)
        publication = Publication(
            article=article,
            summary=(),
            terms=index_terms(article.title, "", ()),
            content_hash=str(number),
        )
        published = await store.publish(publication, feed=None, now=NOON, flood_of=FEED)
        assert published.article_id is not None
        assert published.addressed == 0
        ids.append(published.article_id)
    return ids


async def undecided(store: Store) -> Flood:
    (flood,) = await store.floods.undecided()
    return flood


@pytest.mark.parametrize(
    ("decision", "most"),
    [
        (FloodDecision.ALL, MANY),
        (FloodDecision.DIGEST, IN_A_DIGEST),
        (FloodDecision.NEWEST, NEWEST_FEW),
    ],
)
async def test_what_is_sent_of_a_flood_is_one_message_with_the_newest(
    store: Store, decision: FloodDecision, most: int
) -> None:
    """The first owner's word counts."""
    await joined(store)
    ids = await brought(store, range(1, MANY + 1))
    flood = await undecided(store)
    assert (flood.feed_url, flood.articles) == (FEED, MANY)
    assert await store.decide_flood(flood.id, decision, NOON) == most
    (digest,) = await store.outbox.claim(100, NOON + timedelta(days=1), timedelta(minutes=1))
    assert digest.action is Action.DIGEST
    assert digest.articles == tuple(ids[-most:])
    assert await store.decide_flood(flood.id, FloodDecision.ALL, NOON) is None


@pytest.mark.parametrize(
    ("decision", "most"),
    [
        (None, 0),
        (FloodDecision.NONE, 0),
        (FloodDecision.NEWEST, NEWEST_FEW),
        (FloodDecision.DIGEST, IN_A_DIGEST),
        (FloodDecision.ALL, MANY),
    ],
)
async def test_a_chat_that_catches_up_gets_of_a_flood_what_the_owners_had_sent(
    store: Store, decision: FloodDecision | None, most: int
) -> None:
    """Nothing that they have refused or not decided about, nor what the feed brings after that."""
    away = await joined(store)
    await store.pauses.begin(away, NOON)
    await brought(store, range(1, MANY + 1))
    if decision is not None:
        await store.decide_flood((await undecided(store)).id, decision, NOON)
    if decision is FloodDecision.NONE:
        await brought(store, range(100, 110))
        assert await store.floods.undecided() == []
    caught_up = await store.missed_articles.go_on(away, NOON, catch_up=True)
    assert caught_up is not None
    assert caught_up.sent == most
