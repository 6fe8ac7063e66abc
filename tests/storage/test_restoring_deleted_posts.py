"""An article that is public again after its posts were deleted, or while they are."""

from collections.abc import Awaitable, Callable

import pytest

from storage.models import Chat, InactiveReason
from storage.outbox import Action, Delivery, Done, Gone, PutBack, Sent, Undeletable
from storage.store import Store
from tests.articles import NOON
from tests.storage.sample_channels import joined, published, sent
from tests.storage.withdrawn_articles import (
    DAY,
    EVENING,
    HOUR,
    MINUTE,
    restore,
    with_digest,
)


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
