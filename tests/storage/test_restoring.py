"""An article that was withdrawn and is public again reaches those whom that kept from it."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest

from bot.arabic.terms import index_terms
from storage.models import Chat, ChatKind, InactiveReason, Publication
from storage.outbox import Action, Delivery, Done, Gone, PutBack, Sent, Undeletable
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


async def two_deletions(store: Store) -> tuple[int, dict[int, Delivery]]:
    """An article, and the deletions of its posts that are under way, by their chats."""
    await joined(store)
    await joined(store, -200)
    article_id = await published(store)
    assert len(await sent(store)) == 2
    await store.withdraw(article_id, action=Action.DELETE, sent_since=NOON - DAY, now=NOON + MINUTE)
    deletions = await store.outbox.claim(100, NOON + MINUTE, HOUR)
    return article_id, {one.chat_id: one for one in deletions}


@pytest.mark.parametrize("is_news", [True, False])
async def test_each_that_lost_the_post_gets_it_again_once_and_only_news(
    store: Store, *, is_news: bool
) -> None:
    """One post was deleted when the withdrawal ended, and one deletion was under way."""
    article_id, deletions = await two_deletions(store)
    deleted, under_way = deletions.values()
    await store.outbox.record([Done(deleted.id, "deleted")], NOON + 2 * MINUTE)
    await restore(store, article_id, NOON + 3 * MINUTE, is_news=is_news)
    assert await sent(store, NOON + 3 * MINUTE) == [deleted.chat_id] * is_news
    await store.outbox.record([Done(under_way.id, "deleted")], NOON + 4 * MINUTE)
    assert await sent(store, NOON + 4 * MINUTE) == [under_way.chat_id] * is_news
    assert await sent(store, NOON + DAY) == []


async def test_a_late_deletion_promises_the_article_to_its_chat_alone(store: Store) -> None:
    """What another chat's withdrawal had kept from it, and what waits for a digest, stays so."""
    has = await joined(store)
    waits = await with_digest(store)
    article_id = await published(store)
    assert await sent(store) == [has.id]
    deletion = await being_deleted(store, article_id)
    await restore(store, article_id, NOON + 2 * MINUTE)
    await store.outbox.record([Done(deletion.id, "deleted")], EVENING + MINUTE)
    assert sorted(await sent(store, EVENING + MINUTE)) == sorted([has.id, waits])
    assert await sent(store, EVENING + 2 * DAY) == []


async def times_out(store: Store, deletion: Delivery) -> None:
    lost = PutBack(deletion.id, NOON + 3 * MINUTE, "timed out", counted=True)
    await store.outbox.record([lost], NOON + 2 * MINUTE)


async def is_killed(store: Store, _deletion: Delivery) -> None:
    assert await store.outbox.recover(NOON + 2 * MINUTE) == 1


async def loses_its_lease(store: Store, deletion: Delivery) -> None:
    """What is claimed by that is given back unbegun."""
    (again,) = await store.outbox.claim(100, NOON + 3 * MINUTE, MINUTE)
    assert (again.id, again.action) == (deletion.id, Action.DELETE)
    await store.outbox.release([again.id])


@pytest.mark.parametrize("is_news", [True, False])
@pytest.mark.parametrize("restored_first", [True, False])
@pytest.mark.parametrize("loses", [times_out, is_killed, loses_its_lease])
async def test_where_the_answer_of_the_deletion_is_lost_it_is_deleted_for_sure_and_posted_again(
    store: Store,
    loses: Callable[[Store, Delivery], Awaitable[None]],
    *,
    restored_first: bool,
    is_news: bool,
) -> None:
    """An edit would find no post, and leave the chat without. Old news is not posted again."""
    has = await joined(store)
    article_id = await published(store)
    assert await sent(store) == [has.id]
    deletion = await being_deleted(store, article_id)
    if restored_first:
        await restore(store, article_id, NOON + MINUTE, is_news=is_news)
    await loses(store, deletion)
    if not restored_first:
        await restore(store, article_id, NOON + 2 * MINUTE, is_news=is_news)
    await store.outbox.release(
        [one.id for one in await store.outbox.claim(100, NOON + 4 * MINUTE, MINUTE)]
    )
    (again,) = await store.outbox.claim(100, NOON + 4 * MINUTE, MINUTE)
    assert again.action == (Action.DELETE if is_news else Action.EDIT)
    assert await store.outbox.no_longer_wanted([again], NOON + 4 * MINUTE) == set()
    await store.outbox.record([Done(again.id)], NOON + 5 * MINUTE)
    posts = await store.outbox.claim(100, NOON + 5 * MINUTE, MINUTE)
    assert [(one.action, one.message_id) for one in posts] == [(Action.POST, 0)] * is_news


async def to_be_repeated(store: Store) -> tuple[Chat, int]:
    """A deletion without an answer, whose article is public again, and waits for its next turn."""
    has = await joined(store)
    article_id = await published(store)
    assert await sent(store) == [has.id]
    deletion = await being_deleted(store, article_id)
    await restore(store, article_id, NOON + MINUTE)
    await times_out(store, deletion)
    return has, article_id


@pytest.mark.parametrize("again_under_way", [True, False])
async def test_a_correction_does_not_take_the_place_of_the_deletion(
    store: Store, *, again_under_way: bool
) -> None:
    """The post that comes after it shows the corrected text."""
    has, article_id = await to_be_repeated(store)
    later = NOON + 4 * MINUTE
    claimed = await store.outbox.claim(100, later, MINUTE) if again_under_way else []
    async with store.database.transaction() as connection:
        await store.outbox.address_edit(
            connection, article_id, sent_since=NOON - DAY, not_before=later
        )
    (deletion,) = claimed or await store.outbox.claim(100, later, MINUTE)
    assert deletion.action == Action.DELETE
    await store.outbox.record([Done(deletion.id)], later)
    assert await sent(store, later) == [has.id]


@pytest.mark.parametrize("again_under_way", [True, False])
async def test_what_is_withdrawn_once_more_is_not_posted_again(
    store: Store, *, again_under_way: bool
) -> None:
    _, article_id = await to_be_repeated(store)
    later = NOON + 4 * MINUTE
    claimed = await store.outbox.claim(100, later, MINUTE) if again_under_way else []
    await store.withdraw(article_id, action=Action.DELETE, sent_since=NOON - DAY, now=later)
    (deletion,) = claimed or await store.outbox.claim(100, later, MINUTE)
    assert deletion.action == Action.DELETE
    await store.outbox.record([Done(deletion.id)], later)
    assert await sent(store, NOON + DAY) == []


async def test_a_chat_lost_before_the_deletion_is_repeated_is_owed_an_edit(store: Store) -> None:
    """It must not lose the post on its return."""
    has, _ = await to_be_repeated(store)
    await store.chats.deactivate(
        has.telegram_id, reason=InactiveReason.KICKED, now=NOON + 2 * MINUTE
    )
    await store.missed_articles.resume_chat(has.telegram_id, NOON + HOUR)
    claimed = await store.outbox.claim(100, NOON + HOUR, MINUTE)
    assert [one.action for one in claimed] == [Action.EDIT]


async def test_a_deletion_that_was_not_begun_becomes_an_edit(store: Store) -> None:
    """The post stands: nothing is gained by deleting it and posting it anew."""
    await joined(store)
    article_id = await published(store)
    await sent(store)
    deletion = await being_deleted(store, article_id)
    await restore(store, article_id, NOON + 2 * MINUTE)
    assert await store.outbox.no_longer_wanted([deletion], NOON + 2 * MINUTE) == {deletion.id}
    await store.outbox.release([deletion.id])
    (change,) = await store.outbox.claim(100, NOON + 3 * MINUTE, MINUTE)
    assert change.action == Action.EDIT


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
