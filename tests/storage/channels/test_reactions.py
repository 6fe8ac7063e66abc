"""Reactions of a channel's posts, and what a week with few posts tells by them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.channels.post_reactions import HourCount, best_hour
from storage.engine.database import Database
from storage.models import ChatKind
from storage.outbox import Sent
from storage.store import Store
from tests.articles import NOON
from tests.storage.outbox.sample_rows import LEASE, NOW, add_article, claim

CHANNEL = -1001


@pytest.fixture
async def store(database: Database) -> Store:
    """A store with a channel."""
    store = Store(database)
    await store.chats.add(
        CHANNEL,
        kind=ChatKind.CHANNEL,
        title="ق",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
    return store


async def post(store: Store, database: Database, number: int, message_id: int, days: int) -> None:
    """A post that the channel got so many days ago."""
    await add_article(database, number)
    (row,) = await claim(database)
    await store.outbox.record([Sent(row.id, message_id, False)], NOW - timedelta(days=days))


async def test_three_posts_tell_their_best_hour_and_what_was_before(
    store: Store, database: Database
) -> None:
    """Reactions count for the post whose message they stand under, the last number each."""
    for number, days in ((1, 8), (2, 1), (3, 0)):
        await post(store, database, number, 70 + number, days)
    assert await store.reactions.note(CHANNEL, 71, 4)
    assert await store.reactions.note(CHANNEL, 73, 1)
    assert await store.reactions.note(CHANNEL, 73, 7)
    assert await store.reactions.note(CHANNEL, 72, 2)
    assert not await store.reactions.note(CHANNEL, 99, 5)
    assert not await store.reactions.note(-5, 73, 5)
    assert not await store.reactions.note(CHANNEL, 0, 5)
    week = await store.channel_statistics.week(1, NOW, "UTC")
    assert (week.posts, week.reactions) == (2, 9)
    assert (week.posts_before, week.reactions_before) == (1, 4)
    assert week.best_hour == HourCount(12, 9, of_reactions=True)
    assert week.best_post is not None
    assert (week.best_post.message_id, week.best_post.reactions) == (73, 7)


async def test_an_edit_keeps_them_and_a_new_post_begins_anew(
    store: Store, database: Database
) -> None:
    """An edit is a row of its own; it has no reactions."""
    await post(store, database, 1, 71, 0)
    await store.reactions.note(CHANNEL, 71, 4)
    async with database.transaction() as connection:
        await store.outbox.address_edit(
            connection, 1, sent_since=NOW - timedelta(days=1), not_before=NOW
        )
    (row,) = await store.outbox.claim(5, NOW, LEASE)
    await store.outbox.record([Sent(row.id, 71, False)], NOW)
    week = await store.channel_statistics.week(1, NOW, "UTC")
    assert (week.posts, week.edits, week.reactions) == (1, 1, 4)


async def test_a_number_beyond_all_people_is_bounded(store: Store, database: Database) -> None:
    """Updates come from outside."""
    await post(store, database, 1, 71, 0)
    await store.reactions.note(CHANNEL, 71, 2**62)
    await store.reactions.note(CHANNEL, 71, -5)
    assert (await store.channel_statistics.week(1, NOW, "UTC")).reactions == 0


def test_one_post_makes_no_best_hour_without_reactions() -> None:
    """Two in an hour do; a reaction does."""
    assert best_hour([]) is None
    assert best_hour([(9, 0), (12, 0)]) is None
    assert best_hour([(9, 0), (12, 0), (12, 0)]) == HourCount(12, 2, of_reactions=False)
    assert best_hour([(9, 1), (12, 0), (12, 0)]) == HourCount(9, 1, of_reactions=True)


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(0, 10**6)), max_size=60))
def test_the_best_hour_has_posts_and_none_has_more(posts: list[tuple[int, int]]) -> None:
    """Whatever the posts."""
    found = best_hour(posts)
    if found is None:
        return
    weight = (lambda count: count) if found.of_reactions else (lambda _: 1)
    by_hour = {hour: sum(weight(c) for h, c in posts if h == hour) for hour, _ in posts}
    assert by_hour[found.hour] == found.count == max(by_hour.values())
