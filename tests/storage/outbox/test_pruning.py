"""What is pruned, and what is not: an article that a chat may still get is kept."""

from datetime import timedelta

import pytest

from storage.channels.missed_articles import CaughtUp
from storage.engine.database import Database
from storage.outbox import Action, Failed, Outbox, Sent
from storage.store import Store
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim, states

WINDOW = timedelta(hours=48)
DAY = timedelta(days=1)
# Two hours after noon: the quiet hours of this module are over then.
TWO_HOURS = timedelta(hours=2)
ARTICLES = (1, 2, 3)


async def gathered(database: Database, way: str) -> int:
    """A digest of all articles for the only chat, made in one of the ways there are; the chat."""
    chat = await add_chat(database, 1)
    store = Store(database)
    match way:
        case "hours":
            await store.chats.set_digest(chat, [NOW.hour])
        case "quiet hours":
            await store.chats.set_quiet(chat, quiet_from=14 * 60, quiet_until=16 * 60)
            await store.chats.set_quiet_holds(chat, holds=True)
    for number in ARTICLES:
        await add_article(database, number)
    match way:
        case "an outage":
            await store.outbox.catch_up(NOW)
        case "by hand":
            async with database.transaction() as connection:
                await connection.execute("delete from outbox")
                await store.outbox.address_digest(connection, ARTICLES, chat, now=NOW)
    return chat


WAYS = pytest.mark.parametrize("way", ["hours", "quiet hours", "an outage", "by hand"])


@WAYS
async def test_no_article_leaves_a_digest_that_was_not_sent(database: Database, way: str) -> None:
    """However long it waits: for its hour, for a group to open, for Telegram to answer."""
    await gathered(database, way)
    later = NOW + 8 * DAY + TWO_HOURS
    await Outbox(database).prune(later, timedelta(hours=6))
    (digest,) = await claim(database, at=later)
    assert digest.action is Action.DIGEST
    assert digest.articles == ARTICLES


@WAYS
async def test_a_digest_that_failed_is_whole_when_it_is_sent_again(
    database: Database, way: str
) -> None:
    """As long as the owners' list has it, and while it is being sent."""
    await gathered(database, way)
    outbox = Outbox(database)
    later = NOW + 2 * DAY + TWO_HOURS
    (digest,) = await claim(database, at=later)
    await outbox.prune(later + 3 * DAY, WINDOW)
    await outbox.record([Failed(digest.id, "refused")], later)
    await outbox.prune(later + 3 * DAY, WINDOW)
    await outbox.retry_failed(digest.id, later + 3 * DAY)
    await outbox.prune(later + 3 * DAY, WINDOW)
    (again,) = await claim(database, at=later + 3 * DAY)
    assert again.articles == ARTICLES


@WAYS
async def test_a_digest_goes_with_its_articles(database: Database, way: str) -> None:
    """None of them stays behind, and none goes sooner."""
    await gathered(database, way)
    outbox = Outbox(database)
    later = NOW + 8 * DAY + TWO_HOURS
    (digest,) = await claim(database, at=later)
    await outbox.record([Sent(digest.id, 7, has_photo=False)], later)
    assert await outbox.prune(later + WINDOW, WINDOW) == 0
    assert await outbox.prune(later + WINDOW + timedelta(seconds=1), WINDOW) == len(ARTICLES)


@WAYS
async def test_a_failed_digest_is_pruned_when_the_list_of_failures_ends(
    database: Database, way: str
) -> None:
    await gathered(database, way)
    outbox = Outbox(database)
    later = NOW + 2 * DAY + TWO_HOURS
    (digest,) = await claim(database, at=later)
    await outbox.record([Failed(digest.id, "refused")], later)
    assert await outbox.prune(later + 30 * DAY, WINDOW) == 0
    assert await outbox.prune(later + 31 * DAY, WINDOW) == len(ARTICLES)


@pytest.mark.parametrize("way", ["posts", "hours"])
async def test_what_a_pause_of_the_desk_dropped_is_there_to_catch_up_on(
    database: Database, way: str
) -> None:
    """Longer than a correction could have reached it."""
    chat = await gathered(database, way)
    store, began = Store(database), NOW + timedelta(minutes=1)
    async with database.transaction() as connection:
        await connection.execute("update articles set published = ?", (int(NOW.timestamp()),))
    await store.pauses.begin(chat, began)
    assert await claim(database, at=NOW + DAY) == []
    assert {state for *_, state in await states(database)} <= {"dropped", "digested"}
    later = NOW + 8 * DAY
    await store.prune(later, WINDOW)
    caught_up = await store.missed_articles.go_on(chat, later, catch_up=True)
    assert caught_up == CaughtUp(sent=len(ARTICLES))
    (digest,) = await claim(database, at=later)
    assert digest.articles == ARTICLES
