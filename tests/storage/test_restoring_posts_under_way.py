"""An article that is withdrawn and public again while its first post is on its way."""

from collections.abc import Awaitable, Callable

import pytest

from storage.outbox import Action, Delivery, PutBack, Sent
from storage.store import Store
from tests.articles import NOON
from tests.storage.sample_channels import joined, published, sent
from tests.storage.withdrawn_articles import DAY, HOUR, MINUTE, restore

BACK = NOON + 2 * MINUTE
LATER = NOON + 3 * MINUTE


async def under_way(store: Store, *, edits: bool) -> tuple[int, Delivery]:
    """The article, and its one post, claimed when it is withdrawn from where posts are deleted."""
    chat = await joined(store)
    await store.channel_settings.set_flag(chat.id, "edits", on=edits)
    article_id = await published(store)
    (post,) = await store.outbox.claim(100, NOON, HOUR)
    await store.withdraw(article_id, action=Action.DELETE, sent_since=NOON - DAY, now=NOON + MINUTE)
    return article_id, post


@pytest.mark.parametrize("edits", [True, False])
@pytest.mark.parametrize("is_news", [True, False])
async def test_the_post_that_arrives_after_the_return_stays(
    store: Store, *, edits: bool, is_news: bool
) -> None:
    """A channel without corrections gets no edit, and no deletion either."""
    article_id, post = await under_way(store, edits=edits)
    await restore(store, article_id, BACK, is_news=is_news)
    await store.outbox.record([Sent(post.id, 77, has_photo=False)], LATER)
    changes = await store.outbox.claim(100, LATER, MINUTE)
    assert [one.action for one in changes] == [Action.EDIT] * edits


async def is_put_back(store: Store, post: Delivery) -> None:
    flood = PutBack(post.id, NOON + MINUTE, "too many requests", counted=False)
    await store.outbox.record([flood], NOON + MINUTE)


async def is_stopped(store: Store, post: Delivery) -> None:
    await store.outbox.release([post.id])


async def is_taken_over(store: Store, _post: Delivery) -> None:
    await store.outbox.release_all_but([])


async def is_killed(store: Store, _post: Delivery) -> None:
    await store.outbox.recover(NOON + MINUTE)


_ENDS = [is_put_back, is_stopped, is_taken_over, is_killed]


@pytest.mark.parametrize("edits", [True, False])
@pytest.mark.parametrize("restored_first", [True, False])
@pytest.mark.parametrize("ends", _ENDS)
async def test_the_post_that_was_not_sent_comes_once_after_the_return(
    store: Store,
    ends: Callable[[Store, Delivery], Awaitable[None]],
    *,
    restored_first: bool,
    edits: bool,
) -> None:
    """It was given back before the article was public again, or afterwards."""
    article_id, post = await under_way(store, edits=edits)
    if restored_first:
        await restore(store, article_id, BACK)
    await ends(store, post)
    if not restored_first:
        await restore(store, article_id, BACK)
    assert await sent(store, LATER) == [post.chat_id]
    assert await sent(store, NOON + DAY) == []


@pytest.mark.parametrize("edits", [True, False])
@pytest.mark.parametrize("ends", _ENDS)
async def test_what_waits_when_an_old_article_returns_is_not_sent(
    store: Store, ends: Callable[[Store, Delivery], Awaitable[None]], *, edits: bool
) -> None:
    article_id, post = await under_way(store, edits=edits)
    await ends(store, post)
    await restore(store, article_id, BACK, is_news=False)
    assert await sent(store, LATER) == []


@pytest.mark.parametrize("restored_first", [True, False])
@pytest.mark.parametrize("ends", _ENDS)
async def test_what_a_person_took_back_is_not_sent_by_the_return(
    store: Store, ends: Callable[[Store, Delivery], Awaitable[None]], *, restored_first: bool
) -> None:
    article_id, post = await under_way(store, edits=False)
    await store.outbox.withdraw_one(article_id, post.chat_id, now=NOON + MINUTE)
    if restored_first:
        await restore(store, article_id, BACK)
    await ends(store, post)
    if not restored_first:
        await restore(store, article_id, BACK)
    assert await sent(store, LATER) == []
