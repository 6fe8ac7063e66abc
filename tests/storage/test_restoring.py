"""An article that was withdrawn and is public again reaches those whom that kept from it."""

from storage.channels.missed_articles import CaughtUp
from storage.models import ChatKind
from storage.store import Store
from tests.articles import NOON
from tests.storage.channels.test_scheduled_posts import bounded, delivered
from tests.storage.sample_channels import joined, moderated, published, sent
from tests.storage.withdrawn_articles import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    restore,
    with_digest,
    withdraw,
)


async def test_who_has_it_gets_an_edit_and_who_waited_gets_it(store: Store) -> None:
    """One chat had it before the withdrawal, the other was to have it with its digest."""
    has = await joined(store)
    waits = await with_digest(store)
    article_id = await published(store)
    assert await sent(store) == [has.id]
    await withdraw(store, article_id, NOON + MINUTE)
    assert await sent(store, NOON + MINUTE) == [has.id]
    assert await sent(store, EVENING + MINUTE) == []
    later = EVENING + HOUR
    await restore(store, article_id, later)
    assert await sent(store, later) == [has.id]
    assert await sent(store, EVENING + DAY) == [waits]
    assert await sent(store, EVENING + 2 * DAY) == []


async def test_it_is_left_out_of_a_digest_and_stands_in_the_next(store: Store) -> None:
    """Whichever of the digest's articles it is, the first that stands for them all, too."""
    for place in range(3):
        number = 10 * place
        chat = await store.chats.add(
            50 + place,
            kind=ChatKind.PRIVATE,
            title="",
            language="ar",
            zone_name="Asia/Damascus",
            now=NOON,
        )
        await store.chats.set_digest(chat.id, [20])
        ids = [await published(store, number + more) for more in range(1, 4)]
        gone = ids.pop(place)
        await withdraw(store, gone, NOON + MINUTE)
        (digest,) = [
            one for one in await store.outbox.claim(100, EVENING, MINUTE) if one.chat_id == chat.id
        ]
        assert list(digest.articles) == ids
        await store.outbox.release([digest.id])
        await sent(store, EVENING)
        await restore(store, gone, EVENING + HOUR)
        (again,) = await store.outbox.claim(100, EVENING + DAY, MINUTE)
        assert again.article_id == gone
        await store.outbox.release([again.id])
        await sent(store, EVENING + DAY)
        await store.chats.forget(50 + place)


async def test_what_came_back_before_the_digest_stands_in_it(store: Store) -> None:
    await with_digest(store)
    ids = [await published(store, number) for number in (1, 2)]
    await withdraw(store, ids[0], NOON + MINUTE)
    await restore(store, ids[0], NOON + HOUR)
    (digest,) = await store.outbox.claim(100, EVENING, MINUTE)
    assert sorted(digest.articles) == ids


async def test_three_days_later_it_still_reaches_who_waited_and_nobody_else(store: Store) -> None:
    """What the edit window has ended is forgotten of those who have it, not of those who waited."""
    await joined(store)
    waits = await with_digest(store)
    article_id = await published(store)
    await sent(store)
    await withdraw(store, article_id, NOON + MINUTE)
    await sent(store, NOON + MINUTE)
    later = NOON + 3 * DAY
    await store.prune(later, 2 * DAY)
    await restore(store, article_id, later)
    assert await sent(store, later) == []
    assert await sent(store, later + DAY) == [waits]


async def test_old_news_that_is_public_again_reaches_nobody(store: Store) -> None:
    await with_digest(store)
    article_id = await published(store)
    await withdraw(store, article_id, NOON + MINUTE)
    await restore(store, article_id, NOON + HOUR, is_news=False)
    assert await sent(store, EVENING + DAY) == []


async def test_administrators_are_asked_again(store: Store) -> None:
    """Where the withdrawal was the answer; not where a person has answered."""
    waits, answered = await moderated(store), await moderated(store, -200)
    article_id = await published(store)
    for approval in await store.proposals.due(NOON, 10):
        if approval.chat_id == answered.id:
            await store.approval_decisions.decide(
                [approval.id], publish=False, now=NOON, person_id=7, person_name="سامي"
            )
    await withdraw(store, article_id, NOON + MINUTE)
    assert await store.proposals.due(NOON + HOUR, 10) == []
    await restore(store, article_id, NOON + HOUR)
    (again,) = await store.proposals.due(NOON + HOUR, 10)
    assert again.chat_id == waits.id
    assert again.due == NOON + HOUR + 30 * MINUTE
    assert await store.approval_decisions.decide([again.id], publish=True, now=NOON + HOUR)
    assert await sent(store, NOON + HOUR) == [waits.id]


async def test_what_waited_for_room_or_for_its_time_waits_again(store: Store) -> None:
    """An hourly limit, and the time that an administrator has chosen."""
    full, planned = await bounded(store), await joined(store, -200)
    first, second = await published(store, 1), await published(store, 2)
    await delivered(store, NOON + MINUTE)
    third = await published(store, 3, NOON + 2 * MINUTE)
    async with store.database.transaction() as connection:
        await store.scheduled_posts.schedule(
            connection, second, planned.id, not_before=NOON + DAY, manual=True, now=NOON
        )
    for article_id in (second, third):
        await withdraw(store, article_id, NOON + 3 * MINUTE)
    assert await store.scheduled_posts.count_unplanned(full.id) == 0
    assert await store.scheduled_posts.planned(planned.id, 5) == []
    for article_id in (second, third):
        await restore(store, article_id, NOON + 4 * MINUTE)
    assert await store.scheduled_posts.count_unplanned(full.id) == 2
    (plan,) = await store.scheduled_posts.planned(planned.id, 5)
    assert (plan.article_id, plan.at) == (second, NOON + DAY)
    assert first not in await delivered(store, NOON + 2 * HOUR)


async def test_a_channel_that_is_paused_by_now_catches_up_when_it_goes_on(store: Store) -> None:
    """As on everything that it has missed in the pause."""
    chat = await joined(store)
    article_id = await published(store)
    await withdraw(store, article_id, NOON + MINUTE)
    pause = NOON + 2 * MINUTE
    await store.pauses.begin(chat.id, pause)
    await restore(store, article_id, NOON + HOUR)
    assert await sent(store, NOON + HOUR) == []
    caught_up = await store.missed_articles.go_on(chat.id, NOON + 2 * HOUR, catch_up=True)
    assert caught_up == CaughtUp(sent=1)
    assert await sent(store, NOON + 2 * HOUR) == [chat.id]
