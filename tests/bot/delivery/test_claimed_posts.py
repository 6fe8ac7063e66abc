"""Claims whose answer was lost: nobody holds their rows, and no lease is waited for."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.delivery.claimed_posts import ClaimedPosts
from bot.types import Post
from storage.engine.database import Database
from storage.errors import DatabaseUnreachable
from storage.outbox import AllowedDoubts, Delivery, Outbox
from storage.outbox.deliveries import ALL_DOUBTS
from tests.databases import migrated
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat

LOST = DatabaseUnreachable("the connection to the database was lost")


class Forgetful(Outbox):
    """Claims and releases, and loses the answer as often as a test says."""

    lost_claims = 0
    lost_releases = 0

    async def claim(
        self, limit: int, now: datetime, lease: timedelta, allowed: AllowedDoubts = ALL_DOUBTS
    ) -> list[Delivery]:
        claimed = await super().claim(limit, now, lease, allowed)
        if self.lost_claims:
            self.lost_claims -= 1
            raise LOST
        return claimed

    async def release(self, ids: Sequence[int]) -> None:  # type: ignore[override] # as above
        if self.lost_releases:
            self.lost_releases -= 1
            raise LOST
        await super().release(ids)


class Posts:
    """Composes what is asked for, unless the database is away."""

    away = False

    async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
        if self.away:
            raise LOST
        return {one.id: Post(html="", text_html="") for one in deliveries}


@pytest.fixture
async def database(tmp_path: Path) -> Any:
    opened = await migrated(tmp_path / "khabar.db")
    for chat in (1, 2, 3):
        await add_chat(opened, chat)
    await add_article(opened, 1)
    await add_article(opened, 2)
    yield opened
    await opened.close()


async def articles(claims: ClaimedPosts, *, known: Sequence[int] = ()) -> list[tuple[int, int]]:
    claimed = await claims.claim(10, ALL_DOUBTS, known)
    return [(one.telegram_id, one.article_id) for one, _ in claimed]


async def test_a_claim_whose_answer_was_lost_is_made_again_at_once(database: Database) -> None:
    """In the same order; nothing is in doubt, for nothing was begun."""
    outbox = Forgetful(database)
    claims = ClaimedPosts(outbox, Posts(), lambda: NOW)
    outbox.lost_claims = 2
    for _ in range(2):
        with pytest.raises(DatabaseUnreachable):
            await articles(claims)
    assert await articles(claims) == [(1, 1), (2, 1), (3, 1)]
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select max(doubts) as doubts from outbox")
    assert rows[0]["doubts"] == 0


async def test_what_is_in_hand_stays_there(database: Database) -> None:
    """A post that is being sent is not given out a second time."""
    outbox = Forgetful(database)
    claims = ClaimedPosts(outbox, Posts(), lambda: NOW)
    [(first, _)] = await claims.claim(1, ALL_DOUBTS, [])
    outbox.lost_claims = 1
    with pytest.raises(DatabaseUnreachable):
        await articles(claims, known=[first.id])
    assert await articles(claims, known=[first.id]) == [(2, 1), (3, 1)]


async def test_a_release_that_failed_is_made_up_for(database: Database) -> None:
    """The rows were claimed, their posts could not be composed, and then the database was away."""
    outbox, posts = Forgetful(database), Posts()
    claims = ClaimedPosts(outbox, posts, lambda: NOW)
    posts.away, outbox.lost_releases = True, 1
    with pytest.raises(DatabaseUnreachable):
        await articles(claims)
    posts.away = False
    assert await articles(claims) == [(1, 1), (2, 1), (3, 1)]
