"""A moderated chat gets nothing that nobody has approved, whatever it waits for."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from storage.chats.chats import Chats
from storage.models import Chat, ChatKind, InactiveReason
from storage.outbox import Action, Delivery, PutBack, Sent
from storage.store import Store
from tests.articles import NOON
from tests.storage.sample_channels import joined, moderated, published

LEASE = timedelta(minutes=5)
HOUR = timedelta(hours=1)
EVENING = NOON + 5 * HOUR  # 20:00 in Damascus


async def approve_all(store: Store, chat: Chat, on: bool = True) -> None:
    await store.channel_settings.set_flag(chat.id, "moderated", on=on)


async def delivered(store: Store, now: datetime) -> list[Delivery]:
    """Let everything go that is due by then; the deliveries."""
    await store.scheduled_posts.release(now)
    gone: list[Delivery] = []
    while claimed := await store.outbox.claim(100, now, LEASE):
        gone += claimed
        await store.outbox.record([Sent(one.id, 1000 + one.id, False) for one in claimed], now)
    return gone


def articles(deliveries: list[Delivery]) -> list[int]:
    return sorted(article for one in deliveries for article in (one.articles or (one.article_id,)))


async def proposed(store: Store, now: datetime) -> list[int]:
    return sorted(one.article_id for one in await store.proposals.due(now, 100))


async def decide(store: Store, article_ids: list[int], now: datetime, person_id: int = 5) -> None:
    waiting = [one for one in await store.proposals.due(now, 100) if one.article_id in article_ids]
    assert len(waiting) == len(article_ids)
    for one in waiting:
        await store.approval_decisions.decide([one.id], publish=True, person_id=person_id, now=now)


async def with_digest(chats: Chats, chat: Chat) -> None:
    await chats.set_digest(chat.id, [20])


async def with_quiet_hours(chats: Chats, chat: Chat) -> None:
    await chats.set_quiet(chat.id, quiet_from=14 * 60, quiet_until=20 * 60)
    await chats.set_quiet_holds(chat.id, holds=True)


Choice = Callable[[Chats, Chat], Awaitable[None]]
DEFERRING: list[Choice] = [with_digest, with_quiet_hours]


async def test_what_follows_an_approved_post_that_waits_is_proposed_all_the_same(
    store: Store,
) -> None:
    """The post is the head of the queue that later articles would have become a digest with."""
    chat = await moderated(store)
    await with_digest(store.chats, chat)
    first = await published(store, 1)
    await decide(store, [first], EVENING)
    (row,) = await store.outbox.claim(10, EVENING, LEASE)
    await store.outbox.record([PutBack(row.id, EVENING + HOUR, "429", counted=False)], EVENING)
    later = [await published(store, number, EVENING + LEASE) for number in (2, 3)]
    assert articles(await delivered(store, EVENING + HOUR)) == [first]
    assert await proposed(store, EVENING + HOUR) == []
    assert await proposed(store, EVENING + 24 * HOUR) == later


async def test_a_night_of_articles_behind_one_that_nobody_answered_is_proposed(
    store: Store,
) -> None:
    """In a group whose quiet hours hold posts back the clock has published the first."""
    chat = await store.chats.add(
        -100, kind=ChatKind.GROUP, title="جيران", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await approve_all(store, chat)
    await with_quiet_hours(store.chats, chat)
    first = await published(store, 1, NOON - 2 * HOUR)
    await decide(store, [first], NOON, person_id=0)
    assert await delivered(store, NOON) == []
    night = [await published(store, number, NOON + HOUR) for number in (2, 3, 4)]
    assert articles(await delivered(store, EVENING)) == [first]
    assert await proposed(store, EVENING) == night


@pytest.mark.parametrize("defer", DEFERRING)
async def test_what_waits_when_approval_is_turned_on_is_proposed_in_its_time(
    store: Store, defer: Choice
) -> None:
    """With what comes after that, and sent when it was approved."""
    chat = await joined(store)
    await defer(store.chats, chat)
    before = [await published(store, number) for number in (1, 2)]
    await approve_all(store, chat)
    after = await published(store, 3, NOON + HOUR)
    assert await delivered(store, EVENING) == []
    assert await proposed(store, EVENING) == [*before, after]
    await decide(store, before, EVENING)
    assert articles(await delivered(store, EVENING)) == before


async def test_approval_that_was_turned_off_again_has_changed_nothing(store: Store) -> None:
    """The digest of the evening comes as it was."""
    chat = await joined(store)
    await with_digest(store.chats, chat)
    waiting = [await published(store, number) for number in (1, 2, 3)]
    await approve_all(store, chat)
    await approve_all(store, chat, on=False)
    (digest,) = await delivered(store, EVENING)
    assert (digest.action, list(digest.articles)) == (Action.DIGEST, waiting)


@pytest.mark.parametrize("digest", [False, True])
async def test_what_is_claimed_already_is_not_sent(store: Store, digest: bool) -> None:
    """It is asked about once more before the request; then the next claim proposes it."""
    chat = await joined(store)
    if digest:
        await with_digest(store.chats, chat)
    numbers = (1, 2) if digest else (1,)
    waiting = [await published(store, number) for number in numbers]
    (row,) = await store.outbox.claim(10, EVENING, LEASE)
    assert await store.outbox.no_longer_wanted([row], EVENING) == set()
    await approve_all(store, chat)
    assert await store.outbox.no_longer_wanted([row], EVENING) == {row.id}
    await store.outbox.record([PutBack(row.id, EVENING, "", counted=False)], EVENING)
    assert await delivered(store, EVENING) == []
    assert await proposed(store, EVENING) == waiting


@pytest.mark.parametrize("approved", [1, 2, 3])
async def test_of_a_digest_after_an_outage_only_the_approved_is_sent(
    store: Store, approved: int
) -> None:
    """As a post, wherever in the digest it stood; the others are proposed."""
    chat = await joined(store)
    ids = [await published(store, number) for number in (1, 2, 3)]
    assert await store.outbox.catch_up(NOON, NOON) == 1
    await approve_all(store, chat)
    async with store.outbox.database.transaction() as connection:
        await connection.execute(
            """
            insert into approvals (article_id, chat_id, state, due, decided)
            values (?, ?, 'published', 0, 0)
            """,
            (ids[approved - 1], chat.id),
        )
    (post,) = await delivered(store, NOON)
    assert (post.action, post.article_id) == (Action.POST, ids[approved - 1])
    assert await proposed(store, NOON) == [one for one in ids if one != post.article_id]


async def test_what_waits_within_the_limit_of_an_hour_is_proposed(store: Store) -> None:
    """What was published by the clock has been approved, and waits on."""
    chat = await joined(store)
    await store.channel_settings.set_hourly(chat.id, 1)
    first, second = await published(store, 1), await published(store, 2)
    assert articles(await delivered(store, NOON)) == [first]
    await approve_all(store, chat)
    third = await published(store, 3)
    await decide(store, [third], NOON, person_id=0)
    assert articles(await delivered(store, NOON + HOUR + LEASE)) == [third]
    assert await proposed(store, NOON + HOUR + LEASE) == [second]


async def test_what_waited_for_the_return_to_a_chat_is_proposed(store: Store) -> None:
    """It was queued before the desk wanted to approve; what was approved then comes by itself."""
    chat = await joined(store)
    first, second = await published(store, 1), await published(store, 2)
    await store.chats.deactivate(chat.telegram_id, reason=InactiveReason.KICKED, now=NOON)
    await approve_all(store, chat)
    assert await delivered(store, NOON) == []
    assert await proposed(store, NOON) == []
    assert await store.missed_articles.resume_chat(chat.telegram_id, NOON) == 1
    assert await delivered(store, NOON) == []
    assert await proposed(store, NOON) == [first, second]


async def test_an_approval_is_remembered_as_long_as_its_post_waits(store: Store) -> None:
    """A digest of approved articles that a lost channel did not get is not proposed weeks later."""
    chat = await moderated(store)
    ids = [await published(store, number) for number in (1, 2, 3)]
    waiting = await store.proposals.due(NOON, 10)
    await store.approval_decisions.decide(
        [one.id for one in waiting], publish=True, person_id=5, now=NOON
    )
    await store.chats.deactivate(chat.telegram_id, reason=InactiveReason.KICKED, now=NOON)
    late = NOON + timedelta(days=20)
    await store.approvals.prune(late)
    await store.missed_articles.resume_chat(chat.telegram_id, late)
    assert articles(await delivered(store, late)) == ids
    await store.approvals.prune(late)
    assert await store.approvals.get(waiting[0].id) is None


async def test_what_was_skipped_is_neither_sent_nor_proposed_again(store: Store) -> None:
    """Turned off and on again, approval does not ask a second time."""
    chat = await moderated(store)
    await published(store)
    (asked,) = await store.proposals.due(NOON, 10)
    await store.approval_decisions.decide([asked.id], publish=False, person_id=5, now=NOON)
    async with store.outbox.database.transaction() as connection:
        await store.outbox.address(
            connection, asked.article_id, breaking=False, not_before=NOON, now=NOON
        )
    assert await delivered(store, NOON) == []
    assert await proposed(store, NOON) == []
    assert chat.id == asked.chat_id
