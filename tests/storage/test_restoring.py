"""An article that was withdrawn and is public again reaches those whom that kept from it."""

from datetime import datetime, timedelta

import pytest

from bot.arabic.terms import index_terms
from storage.models import ChatKind, InactiveReason, Publication
from storage.outbox import Action, Delivery, Done, Gone, Sent, Undeletable
from storage.store import Store
from tests.articles import NOON
from tests.storage.channels.test_scheduled_posts import bounded, delivered
from tests.storage.channels.test_settings import joined, moderated, published, sent, store

__all__ = ["store"]

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
EVENING = NOON.replace(hour=17)  # 20:00 in Damascus


async def withdraw(store: Store, article_id: int, now: datetime) -> None:
    await store.withdraw(article_id, action=Action.EDIT, sent_since=now - 2 * DAY, now=now)


async def restore(store: Store, article_id: int, now: datetime, *, is_news: bool = True) -> None:
    (stored,) = await store.articles.get([article_id])
    article = stored.article
    await store.restore(
        article_id,
        Publication(
            article=article,
            summary=stored.summary,
            terms=index_terms(article.title, " ".join(article.paragraphs), ()),
            content_hash="again",
        ),
        is_news=is_news,
        sent_since=now - 2 * DAY,
        next_recheck=None,
        now=now,
    )


async def with_digest(store: Store) -> int:
    made = await store.chats.add(
        5, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await store.chats.set_digest(made.chat.id, [20])
    return made.chat.id


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
        await store.chats.set_digest(chat.chat.id, [20])
        ids = [await published(store, number + more) for more in range(1, 4)]
        gone = ids.pop(place)
        await withdraw(store, gone, NOON + MINUTE)
        (digest,) = [
            one
            for one in await store.outbox.claim(100, EVENING, MINUTE)
            if one.chat_id == chat.chat.id
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
    await store.channel_settings.set_paused(chat.id, pause)
    await restore(store, article_id, NOON + HOUR)
    assert await sent(store, NOON + HOUR) == []
    await store.channel_settings.set_paused(chat.id, None)
    assert (await store.missed_articles.catch_up(chat.id, pause, NOON + 2 * HOUR)).sent
    assert await sent(store, NOON + 2 * HOUR) == [chat.id]


async def being_deleted(store: Store, article_id: int) -> Delivery:
    """The article is withdrawn, and the deletion of its one post is under way."""
    await store.withdraw(article_id, action=Action.DELETE, sent_since=NOON - DAY, now=NOON + MINUTE)
    (deletion,) = await store.outbox.claim(100, NOON + MINUTE, MINUTE)
    assert deletion.action == Action.DELETE
    return deletion


@pytest.mark.parametrize("edits", [True, False])
async def test_who_loses_the_post_while_it_comes_back_gets_it_again(
    store: Store, *, edits: bool
) -> None:
    """The deletion was under way when the withdrawal ended; also where edits are unwanted."""
    has = await joined(store)
    await store.channel_settings.set_flag(has.id, "edits", on=edits)
    article_id = await published(store)
    assert await sent(store) == [has.id]
    deletion = await being_deleted(store, article_id)
    await restore(store, article_id, NOON + 2 * MINUTE)
    await store.outbox.record([Done(deletion.id, "deleted")], NOON + 3 * MINUTE)
    (again,) = await store.outbox.claim(100, NOON + 3 * MINUTE, MINUTE)
    assert (again.action, again.message_id) == (Action.POST, 0)
    await store.outbox.record([Sent(again.id, 77, has_photo=False)], NOON + 4 * MINUTE)
    assert await sent(store, NOON + DAY) == []


async def test_a_deletion_that_came_to_nothing_leaves_the_one_post_as_it_is_now(
    store: Store,
) -> None:
    """Nothing was deleted, so nothing is posted a second time."""
    has = await joined(store)
    article_id = await published(store)
    assert await sent(store) == [has.id]
    deletion = await being_deleted(store, article_id)
    await restore(store, article_id, NOON + 2 * MINUTE)
    await store.outbox.record([Undeletable(deletion.id)], NOON + 3 * MINUTE)
    (change,) = await store.outbox.claim(100, NOON + 3 * MINUTE, MINUTE)
    assert change.action == Action.EDIT
    await store.outbox.record([Sent(change.id, 1, has_photo=False)], NOON + 4 * MINUTE)
    assert await sent(store, NOON + DAY) == []


async def test_what_a_person_took_back_does_not_come_back_with_the_article(store: Store) -> None:
    """Though the deletion of the post was under way when the withdrawal ended."""
    has = await joined(store)
    article_id = await published(store)
    assert await sent(store) == [has.id]
    deletion = await being_deleted(store, article_id)
    await store.outbox.withdraw_one(article_id, has.id, now=NOON + 2 * MINUTE)
    await restore(store, article_id, NOON + 2 * MINUTE)
    await store.outbox.record([Done(deletion.id, "deleted")], NOON + 3 * MINUTE)
    assert await sent(store, NOON + DAY) == []


@pytest.mark.parametrize("edits", [True, False])
async def test_a_lost_chat_that_returns_keeps_the_post_of_what_is_public_again(
    store: Store, *, edits: bool
) -> None:
    """It was to be deleted there, and nobody was let in to do so."""
    has = await joined(store)
    await store.channel_settings.set_flag(has.id, "edits", on=edits)
    article_id = await published(store)
    assert await sent(store) == [has.id]
    deletion = await being_deleted(store, article_id)
    await store.outbox.record([Gone(deletion.id, has.id, InactiveReason.KICKED)], NOON + 2 * MINUTE)
    await restore(store, article_id, NOON + 3 * MINUTE)
    await store.missed_articles.resume_chat(has.telegram_id, NOON + HOUR)
    claimed = await store.outbox.claim(100, NOON + HOUR, MINUTE)
    assert [one.action for one in claimed] == [Action.EDIT] * edits
