"""However many digests are claimed or under way, they are read together."""

from datetime import timedelta

import pytest

from storage.engine.database import Database
from storage.outbox import Action, Delivery
from storage.outbox.changed_since_claim import no_longer_wanted
from storage.outbox.claiming import claim
from storage.store import Store
from tests.counted_statements import Counting
from tests.storage.outbox.sample_rows import LEASE, NOW, add_article, add_chat, choose

ARTICLES = (1, 2, 3)
TAG = 7


async def digests(database: Database, chats: int, *, moderated: bool) -> tuple[list[Delivery], int]:
    """A digest for each of so many new chats, claimed, and in how many statements."""
    store = Store(database)
    own = [await add_chat(database, -number, "channel") for number in range(1, chats + 1)]
    await choose(database, "follows", own[0], TAG)
    for number in ARTICLES:
        await add_article(database, number, tags=(TAG,) if number == 2 else ())
    await store.outbox.catch_up(NOW)
    for chat in own if moderated else ():
        await store.channel_settings.set_flag(chat, "moderated", on=True)
    async with database.transaction() as connection:
        if moderated:
            await connection.execute(
                """
                insert into approvals (article_id, chat_id, due, state)
                select article_id, chat_id, 0, 'published' from outbox
                """
            )
        counting = Counting(connection)
        claimed = await claim(counting, 100, NOW, LEASE)
    assert {one.action for one in claimed} == {Action.DIGEST}
    assert len(claimed) == chats
    return claimed, counting.statements


@pytest.mark.parametrize("moderated", [False, True])
async def test_more_digests_take_no_more_statements(database: Database, moderated: bool) -> None:
    claimed, of_all = await digests(database, 12, moderated=moderated)
    async with database.reading() as connection:
        few, many = Counting(connection), Counting(connection)
        assert await no_longer_wanted(few, claimed[:1], NOW) == set()
        assert await no_longer_wanted(many, claimed, NOW) == set()
    assert few.statements == many.statements
    store = Store(database)
    await store.outbox.release([one.id for one in claimed])
    async with database.transaction() as connection:
        one = Counting(connection)
        await claim(one, 1, NOW, LEASE)
    assert one.statements == of_all


async def test_each_digest_has_its_own_articles(database: Database) -> None:
    """What one chat mutes, follows or has not approved is nothing of another's."""
    claimed, _ = await digests(database, 3, moderated=False)
    assert {one.articles for one in claimed} == {ARTICLES}
    assert sorted(one.followed for one in claimed) == [(), (), (2,)]
    (follower,) = [one for one in claimed if one.followed]
    muting, other = [one for one in claimed if not one.followed]
    await choose(database, "mutes", muting.chat_id, TAG)
    store = Store(database)
    assert await store.outbox.no_longer_wanted(claimed, NOW) == {muting.id}
    await store.channel_settings.set_flag(other.chat_id, "moderated", on=True)
    assert await store.outbox.no_longer_wanted(claimed, NOW) == {muting.id, other.id}
    await store.outbox.release([one.id for one in claimed])
    again = await store.outbox.claim(10, NOW, timedelta(minutes=1))
    assert {one.id: one.articles for one in again} == {follower.id: ARTICLES, muting.id: (1, 3)}
