"""What an administrator posts, approves or takes back, whatever the news of the chat waits for."""

from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.outbox import Action, Failed
from storage.store import Store
from tests.articles import NOON
from tests.storage.channels.test_unapproved import EVENING, articles, decide, delivered
from tests.storage.sample_channels import LEASE, joined, moderated, published, sent


@pytest.mark.parametrize("which", [0, 1, 2])
async def test_a_post_by_hand_does_not_wait_for_the_digest(store: Store, which: int) -> None:
    """Nor does it come a second time with it, if it was to be part of it."""
    chat = await joined(store)
    await store.pauses.begin_until(chat.id, NOON + LEASE, NOON)
    ids = [await published(store, 3)]
    await store.pauses.end(chat.id, NOON)
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


async def test_what_is_approved_waits_for_no_breaking_news_of_the_clock(
    store: Store, database: Database
) -> None:
    """What nobody answered for waits for the end of quiet hours, whatever kind of news it is."""
    chat = await joined(store)
    await store.pauses.begin_until(chat.id, NOON + LEASE, NOON)
    ids = [await published(store, number, breaking=True) for number in (1, 2)]
    await store.pauses.end(chat.id, NOON)
    for article_id, manual in zip(ids, (False, True), strict=True):
        async with database.transaction() as connection:
            assert await store.outbox.address_one(
                connection,
                article_id,
                chat.id,
                breaking=True,
                not_before=NOON if manual else EVENING,
                now=NOON,
                manual=manual,
            )
    assert articles(await delivered(store, NOON)) == [ids[1]]
    assert articles(await delivered(store, EVENING)) == [ids[0]]


async def test_an_approved_post_that_is_corrected_has_gone_out(
    store: Store, database: Database
) -> None:
    """Nobody is told again that it waits for the right to post."""
    chat = await moderated(store)
    article_id = await published(store)
    await decide(store, [article_id], NOON)
    (waiting,) = await store.approvals.approved_unsent(chat.id, 9)
    assert waiting.article_id == article_id
    await delivered(store, NOON)
    async with database.transaction() as connection:
        await store.outbox.address_edit(
            connection, article_id, sent_since=NOON - LEASE, not_before=EVENING
        )
    assert await store.approvals.approved_unsent(chat.id, 9) == []


async def test_by_hand_a_chat_gets_an_article_once(store: Store) -> None:
    """Also one it never asked for; the second time it is there already."""
    chat = await joined(store)
    await store.chats.set_everything(chat.id, everything=False)
    article_id = await published(store)
    assert await sent(store) == []
    later = NOON + timedelta(hours=1)
    assert await store.manual_posts.post(article_id, chat.id, not_before=later, now=NOON)
    await store.scheduled_posts.release(NOON)
    assert await sent(store) == []
    await store.scheduled_posts.release(later)
    assert await sent(store, later) == [chat.id]
    assert not await store.manual_posts.post(article_id, chat.id, not_before=later, now=NOON)


async def test_by_hand_what_failed_goes_again(store: Store) -> None:
    """A failed row is made anew."""
    chat = await joined(store)
    article_id = await published(store)
    (claimed,) = await store.outbox.claim(1, NOON, LEASE)
    await store.outbox.record([Failed(claimed.id, "refused")], NOON)
    assert await store.manual_posts.post(article_id, chat.id, not_before=NOON, now=NOON)
    assert await sent(store) == [chat.id]


async def test_a_post_is_taken_back_from_one_chat(store: Store) -> None:
    """What waits is not sent, what stands there is deleted; other chats keep theirs."""
    chat, other = await joined(store), await joined(store, -200)
    article_id = await published(store)
    assert await store.outbox.withdraw_one(article_id, chat.id, now=NOON)
    assert not await store.outbox.withdraw_one(article_id, chat.id, now=NOON)
    assert await sent(store) == [other.id]
    assert await store.outbox.withdraw_one(article_id, other.id, now=NOON)
    (claimed,) = await store.outbox.claim(10, NOON, LEASE)
    assert claimed.action is Action.DELETE
    assert claimed.chat_id == other.id
