"""Follow-ups are sent as replies where a channel wants that, and only there."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.arabic.terms import index_terms
from bot.delivery.composing import StoredPosts
from bot.delivery.sending.calls import NOTHING, Begin, Upload
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.photos import Photos
from bot.delivery.sending.sender import Sender
from bot.i18n import Catalogues
from storage.models import Chat, ChatKind, Publication, Tag
from storage.outbox import Sent
from storage.store import Store
from tests.articles import NOON, invented
from tests.bot.delivery.sending.test_sender import at_once
from tests.databases import migrated

FIRST = "انقطاع المياه عن حي الزيتون في حلب"
UPDATE = "عودة المياه إلى حي الزيتون في حلب"
REPAIRED = "ورش الصيانة تصلح أنبوب المياه الرئيسي في حلب"
OTHER = "افتتاح مكتبة عامة في مدينة طرطوس"
LEASE = timedelta(minutes=5)


class Calls:
    """Notes what is asked of Telegram and answers as it does."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []

    async def call(
        self,
        method: str,
        parameters: Mapping[str, str | int | bool],
        *,
        uploads: Mapping[str, Upload] = NOTHING,
        begin: Begin | None = None,
    ) -> Any:
        if begin is not None:
            await begin()
        self.asked.append({"method": method, **parameters})
        return {"message_id": 500 + len(self.asked)}


class Newsdesk:
    """A channel, and the way of an article to it without a worker."""

    def __init__(self, store: Store, chat: Chat) -> None:
        self.store, self.chat, self.calls = store, chat, Calls()
        self.now = NOON
        photos = Photos(fetch=self._no_photo, memory=store.photos, now=lambda: self.now)
        self._sender = Sender(self.calls, photos)
        self._posts = StoredPosts(
            store.articles,
            Catalogues.load(),
            zone_name="Asia/Damascus",
            overrides=store.channel_settings.post_overrides,
            earlier=lambda pairs: store.threads.earlier(pairs, self.now),
        )

    async def _no_photo(self, _url: str) -> bytes:
        raise AssertionError("these articles have no photo")

    async def brings(
        self, number: int, title: str, *, links: tuple[str, ...] = (), **changes: object
    ) -> dict[str, Any]:
        """The newsroom publishes, the bot delivers; what was asked of Telegram."""
        article = invented(number, title=title, photo=None, **changes)
        await self.store.publish(
            Publication(
                article=article,
                summary=article.paragraphs[:1],
                terms=index_terms(title, "", ()),
                content_hash=str(number),
                not_before=self.now,
                links=links,
            ),
            feed=None,
            now=self.now,
        )
        (delivery,) = await self.store.outbox.claim(5, self.now, LEASE)
        posts = await self._posts.posts_for([delivery])
        sent = await self._sender.deliver(delivery, posts[delivery.id], at_once)
        assert isinstance(sent, Delivered)
        await self.store.outbox.record(
            [Sent(delivery.id, sent.message_id, sent.has_photo)], self.now
        )
        return self.calls.asked[-1]


@pytest.fixture
async def newsdesk(tmp_path: Path) -> AsyncIterator[Newsdesk]:
    database = await migrated(tmp_path / "khabar.db")
    store = Store(database)
    joined = await store.chats.add(
        -100,
        kind=ChatKind.CHANNEL,
        title="قناة",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
    await store.channel_settings.set_flag(joined.id, "threads", on=True)
    yield Newsdesk(store, joined)
    await database.close()


async def test_an_update_answers_the_earlier_post(newsdesk: Newsdesk) -> None:
    """And stands alone, should that have been deleted by then."""
    assert "reply_parameters" not in await newsdesk.brings(1, FIRST)
    asked = await newsdesk.brings(2, UPDATE)
    assert json.loads(asked["reply_parameters"]) == {
        "message_id": 501,
        "allow_sending_without_reply": True,
    }


async def test_other_news_stands_alone(newsdesk: Newsdesk) -> None:
    """Though it has a tag in common."""
    await newsdesk.brings(1, FIRST)
    assert "reply_parameters" not in await newsdesk.brings(2, OTHER)


async def test_the_sites_own_link_makes_a_story(newsdesk: Newsdesk) -> None:
    """Without a tag in common and in other words; a newer post that only reads alike is left."""
    linked = invented(1).url.rstrip("/")
    elsewhere = (Tag("خدمات", folded="خدمات"),)
    await newsdesk.brings(1, FIRST)
    await newsdesk.brings(2, UPDATE, tags=elsewhere)
    asked = await newsdesk.brings(3, REPAIRED, tags=elsewhere, links=(linked, "https://x.org/1/"))
    assert json.loads(asked["reply_parameters"])["message_id"] == 501


async def test_a_link_to_other_matters_makes_none(newsdesk: Newsdesk) -> None:
    """A background link is no follow-up."""
    await newsdesk.brings(1, FIRST)
    asked = await newsdesk.brings(2, OTHER, links=(invented(1).url, invented(2).url))
    assert "reply_parameters" not in asked


async def test_only_where_it_is_wanted(newsdesk: Newsdesk) -> None:
    """The switch is off by default."""
    await newsdesk.store.channel_settings.set_flag(newsdesk.chat.id, "threads", on=False)
    await newsdesk.brings(1, FIRST)
    assert "reply_parameters" not in await newsdesk.brings(2, UPDATE)


async def test_a_story_that_rested_begins_anew(newsdesk: Newsdesk) -> None:
    """After two days nobody looks for the earlier post."""
    await newsdesk.brings(1, FIRST)
    newsdesk.now += timedelta(days=2, seconds=1)
    assert "reply_parameters" not in await newsdesk.brings(2, UPDATE)
