"""A test post counts as the article's post, whatever the article waited for."""

from datetime import timedelta

import pytest

from storage.models import Chat
from storage.outbox import Action, Delivery, Sent
from storage.store import Store
from tests.articles import NOON
from tests.storage.sample_channels import joined, published

LEASE = timedelta(minutes=5)
EVENING = NOON + timedelta(hours=5)  # 20:00 in Damascus


async def delivered(store: Store) -> list[Delivery]:
    """Everything that goes out by the evening."""
    gone: list[Delivery] = []
    while claimed := await store.outbox.claim(100, EVENING, LEASE):
        gone += claimed
        await store.outbox.record([Sent(one.id, 1000 + one.id, False) for one in claimed], EVENING)
    return gone


async def post_test(store: Store, chat: Chat, article_id: int) -> None:
    await store.manual_posts.record_test_post(
        article_id, chat.id, 77, has_photo=False, parts=(), now=NOON
    )


@pytest.mark.parametrize("tested", [1, 2, 3])
@pytest.mark.parametrize("articles", [1, 2, 3])
async def test_it_does_not_come_again_in_the_evening(
    store: Store, tested: int, articles: int
) -> None:
    """Wherever in the digest it stood; the others come, and the test is corrected like any post."""
    if tested > articles:
        return
    chat = await joined(store)
    await store.chats.set_digest(chat.id, [20])
    ids = [await published(store, number) for number in range(1, articles + 1)]
    await post_test(store, chat, ids[tested - 1])
    others = [one for one in ids if one != ids[tested - 1]]
    came = await delivered(store)
    assert [one for row in came for one in row.articles or (row.article_id,)] == others
    assert [row.action for row in came] == (
        [] if not others else [Action.DIGEST if len(others) > 1 else Action.POST]
    )
    assert await store.manual_posts.has_post(ids[tested - 1], chat.id)
    await store.withdraw(
        ids[tested - 1], action=Action.DELETE, sent_since=NOON - LEASE, now=EVENING
    )
    (row,) = await delivered(store)
    assert (row.action, row.message_id) == (Action.DELETE, 77)


async def test_what_waited_behind_it_goes_on(store: Store) -> None:
    """It was the head of its chat's queue."""
    chat = await joined(store)
    await store.channel_settings.set_catch_up(chat.id, on=False)
    first, second = await published(store, 1), await published(store, 2)
    await post_test(store, chat, first)
    assert [row.article_id for row in await delivered(store)] == [second]


async def test_what_is_being_sent_is_no_test(store: Store) -> None:
    """It is about to stand there: a test would be the second post."""
    chat = await joined(store)
    article_id = await published(store)
    assert not await store.manual_posts.has_post(article_id, chat.id)
    (row,) = await store.outbox.claim(1, NOON, LEASE)
    assert await store.manual_posts.has_post(article_id, chat.id)
    await post_test(store, chat, article_id)
    await store.outbox.record([Sent(row.id, 5, False)], NOON)
    async with store.outbox.database.reading() as connection:
        rows = await connection.execute_fetchall("select message_id from outbox")
    assert [one["message_id"] for one in rows] == [5]
