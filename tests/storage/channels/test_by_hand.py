"""What an administrator posts or approves goes at once, whatever the chat's news waits for."""

from datetime import timedelta

import pytest

from storage.store import Store
from tests.articles import NOON
from tests.storage.channels.test_settings import joined, published, store
from tests.storage.channels.test_unapproved import EVENING, articles, decide, delivered

__all__ = ["store"]

LEASE = timedelta(minutes=5)


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_a_post_by_hand_does_not_wait_for_the_digest(store: Store, which: int) -> None:
    """Nor does it come a second time with it, if it was to be part of it."""
    chat = await joined(store)
    await store.chats.pause(chat.id, NOON + LEASE)
    ids = [await published(store, 3)]
    await store.chats.pause(chat.id, None)
    await store.chats.set_digest(chat.id, [20])
    ids += [await published(store, number) for number in (1, 2)]
    assert await store.manual_posts.post(ids[which], chat.id, not_before=NOON, now=NOON)
    assert articles(await delivered(store, NOON)) == [ids[which]]
    rest = [one for one in ids[1:] if one != ids[which]]
    assert articles(await delivered(store, EVENING)) == rest


async def test_an_approved_post_does_not_wait_for_what_waits_already(store: Store) -> None:
    """Approval was turned on while a digest gathers; what is approved then goes at once."""
    chat = await joined(store)
    await store.chats.set_digest(chat.id, [20])
    waiting = await published(store, 1)
    await store.channel_settings.set_flag(chat.id, "moderated", on=True)
    await store.chats.set_digest(chat.id, [])
    urgent = await published(store, 2)
    await decide(store, [urgent], NOON)
    assert articles(await delivered(store, NOON)) == [urgent]
    assert [one.article_id for one in await store.proposals.due(EVENING, 9)] == []
    await delivered(store, EVENING)
    assert [one.article_id for one in await store.proposals.due(EVENING, 9)] == [waiting]
