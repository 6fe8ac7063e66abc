"""What came in a digest, or failed in one, is posted by hand, and the others stay what they are."""

from datetime import timedelta

import pytest

from storage.channels.missed_articles import CaughtUp
from storage.engine.database import Database
from storage.outbox import Action, Delivery, Failed, Sent
from storage.store import Store
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, states

ARTICLES = (1, 2, 3, 4)
LATER = NOW + timedelta(hours=1)
HEAD_OR_PART = pytest.mark.parametrize("chosen", [1, 3])


@pytest.fixture
async def store(database: Database) -> Store:
    return Store(database)


async def digest_for(store: Store, database: Database) -> tuple[int, Delivery]:
    """A channel, and a claimed digest for it that holds all articles."""
    chat = await add_chat(database, -100, "channel")
    for number in ARTICLES:
        await add_article(database, number)
    await store.outbox.catch_up(NOW)
    (digest,) = await claim(database)
    assert digest.articles == ARTICLES
    return chat, digest


async def posted(store: Store, chosen: int, chat: int, at: timedelta = timedelta(0)) -> bool:
    return await store.manual_posts.post(chosen, chat, not_before=LATER + at, now=LATER)


@HEAD_OR_PART
async def test_an_article_of_a_digest_that_came_is_posted_by_hand(
    store: Store, database: Database, chosen: int
) -> None:
    """Alone, once, and catching up makes no digest of it again."""
    chat, digest = await digest_for(store, database)
    await store.outbox.record([Sent(digest.id, 7, has_photo=False)], NOW)
    assert await posted(store, chosen, chat)
    assert not await posted(store, chosen, chat)
    await store.outbox.catch_up(LATER, at_least=1)
    (post,) = await claim(database, at=LATER)
    assert (post.action, post.article_id, post.message_id) == (Action.POST, chosen, 0)
    await store.outbox.record([Sent(post.id, 8, has_photo=False)], LATER)
    assert await claim(database, at=LATER + timedelta(days=1)) == []
    assert not await posted(store, chosen, chat)


@HEAD_OR_PART
async def test_it_is_planned_for_a_time(store: Store, database: Database, chosen: int) -> None:
    chat, digest = await digest_for(store, database)
    await store.outbox.record([Sent(digest.id, 7, has_photo=False)], NOW)
    assert await posted(store, chosen, chat, at=timedelta(hours=1))
    assert await claim(database, at=LATER) == []
    due = LATER + timedelta(hours=1)
    assert await store.scheduled_posts.release(due) == 1
    (post,) = await claim(database, at=due)
    assert (post.action, post.article_id) == (Action.POST, chosen)


@HEAD_OR_PART
async def test_a_test_post_of_it_is_corrected(
    store: Store, database: Database, chosen: int
) -> None:
    """The post by hand is the one that stands; a digest is not corrected."""
    chat, digest = await digest_for(store, database)
    await store.outbox.record([Sent(digest.id, 7, has_photo=False)], NOW)
    await store.manual_posts.record_test_post(chosen, chat, 8, has_photo=False, parts=(), now=LATER)
    assert await claim(database, at=LATER) == []
    async with database.transaction() as connection:
        await store.outbox.address_edit(connection, chosen, sent_since=NOW, not_before=LATER)
    (edit,) = await claim(database, at=LATER)
    assert (edit.action, edit.message_id) == (Action.EDIT, 8)


@HEAD_OR_PART
async def test_the_others_of_a_digest_that_failed_are_sent_again_without_it(
    store: Store, database: Database, chosen: int
) -> None:
    """The owners' list has the digest still."""
    chat, digest = await digest_for(store, database)
    await store.outbox.record([Failed(digest.id, "refused")], NOW)
    assert await posted(store, chosen, chat)
    (post,) = await claim(database, at=LATER)
    assert (post.action, post.article_id) == (Action.POST, chosen)
    await store.outbox.record([Sent(post.id, 8, has_photo=False)], LATER)
    (failure,) = await store.outbox.failed(5)
    assert failure.error == "refused"
    assert await store.outbox.retry_failed(failure.id, LATER)
    (again,) = await claim(database, at=LATER)
    assert again.articles == tuple(one for one in ARTICLES if one != chosen)


@pytest.mark.parametrize("told", [True, False])
async def test_owners_are_told_once_of_a_digest_that_failed_whoever_leaves_it(
    store: Store, database: Database, *, told: bool
) -> None:
    """Not again for each article that stands for it then; after a retry they would be."""
    chat, digest = await digest_for(store, database)
    await store.outbox.record([Failed(digest.id, "refused")], NOW)
    (failure,) = await store.outbox.unreported_failures(5)
    if told:
        await store.outbox.mark_failures_reported(failure.article_id, NOW)
    for chosen in ARTICLES[:-1]:
        assert await posted(store, chosen, chat)
        assert len(await store.outbox.unreported_failures(5)) == (not told)
    await store.outbox.retry_article(ARTICLES[-1], LATER)
    await store.outbox.record(
        [Failed(one.id, "refused") for one in await claim(database, at=LATER)], LATER
    )
    again = {one.article_id for one in await store.outbox.unreported_failures(5)}
    assert ARTICLES[-1] in again


async def test_one_that_is_left_of_a_digest_that_failed_is_a_post(
    store: Store, database: Database
) -> None:
    chat, digest = await digest_for(store, database)
    await store.outbox.record([Failed(digest.id, "refused")], NOW)
    for chosen in ARTICLES[:-1]:
        assert await posted(store, chosen, chat)
        (post,) = await claim(database, at=LATER)
        await store.outbox.record([Sent(post.id, 8 + chosen, has_photo=False)], LATER)
    (failure,) = await store.outbox.failed(5)
    await store.outbox.retry_failed(failure.id, LATER)
    (last,) = await claim(database, at=LATER)
    assert (last.action, last.article_id) == (Action.POST, ARTICLES[-1])


@HEAD_OR_PART
async def test_the_others_of_a_digest_that_a_pause_dropped_are_caught_up_on(
    store: Store, database: Database, chosen: int
) -> None:
    chat, digest = await digest_for(store, database)
    await store.outbox.release([digest.id])
    await store.pauses.begin(chat, NOW)
    assert await claim(database) == []
    async with database.transaction() as connection:
        await connection.execute("update articles set published = ?", (int(NOW.timestamp()),))
    assert await posted(store, chosen, chat)
    (post,) = await claim(database, at=LATER)
    await store.outbox.record([Sent(post.id, 8, has_photo=False)], LATER)
    caught_up = await store.missed_articles.go_on(chat, LATER, catch_up=True)
    assert caught_up == CaughtUp(sent=len(ARTICLES) - 1)
    (rest,) = await claim(database, at=LATER)
    assert rest.articles == tuple(one for one in ARTICLES if one != chosen)


@pytest.mark.parametrize("arrived", [True, False])
@HEAD_OR_PART
async def test_no_rule_sends_a_digest_twice(
    store: Store, database: Database, chosen: int, *, arrived: bool
) -> None:
    """What it holds counts as had, also while it is under way, unless a person chooses it."""
    chat, digest = await digest_for(store, database)
    if arrived:
        await store.outbox.record([Sent(digest.id, 7, has_photo=False)], NOW)
    before = await states(database)
    async with database.transaction() as connection:
        assert not await store.outbox.address_one(
            connection, chosen, chat, breaking=False, not_before=LATER, now=LATER, manual=False
        )
    assert await states(database) == before


async def test_going_on_brings_nothing_of_a_digest_that_came_in_the_pause(
    store: Store, database: Database
) -> None:
    """As one that administrators approved together in it."""
    chat = await add_chat(database, -100, "channel")
    await store.pauses.begin(chat, NOW - timedelta(hours=1))
    for number in ARTICLES:
        await add_article(database, number)
    async with database.transaction() as connection:
        await connection.execute(
            "update articles set published = ?1, first_seen = ?1", (int(NOW.timestamp()),)
        )
        await connection.execute("delete from outbox")
        await store.outbox.address_digest(connection, ARTICLES, chat, now=NOW)
    (digest,) = await claim(database)
    assert digest.articles == ARTICLES
    await store.outbox.record([Sent(digest.id, 7, has_photo=False)], NOW)
    assert await store.missed_articles.go_on(chat, LATER, catch_up=True) == CaughtUp()
    assert await claim(database, at=LATER) == []
