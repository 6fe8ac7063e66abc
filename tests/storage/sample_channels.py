"""Channels that joined, articles published to them, and what they got."""

from datetime import datetime, timedelta

from bot.arabic.terms import index_terms
from storage.models import Chat, ChatKind, Publication
from storage.outbox import Sent
from storage.store import Store
from tests.articles import NOON, invented

LEASE = timedelta(minutes=5)


async def joined(store: Store, telegram_id: int = -100, thread_id: int = 0) -> Chat:
    return await store.chats.add(
        telegram_id,
        kind=ChatKind.CHANNEL,
        title="قناة",
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
        thread_id=thread_id,
    )


async def published(store: Store, number: int = 1, now: datetime = NOON, **changes: object) -> int:
    article = invented(number, **changes)
    done = await store.publish(
        Publication(
            article=article,
            summary=article.paragraphs[:1],
            terms=index_terms(article.title, " ".join(article.paragraphs), ()),
            content_hash=str(number),
            not_before=now,
        ),
        feed=None,
        now=now,
    )
    assert done.article_id is not None
    return done.article_id


async def sent(store: Store, now: datetime = NOON) -> list[int]:
    """Deliver everything that is due; the chats that got a post."""
    claimed = await store.outbox.claim(100, now, LEASE)
    await store.outbox.record(
        [Sent(one.id, 1000 + one.id, has_photo=False) for one in claimed], now
    )
    return [one.chat_id for one in claimed]


async def moderated(store: Store, telegram_id: int = -100) -> Chat:
    chat = await joined(store, telegram_id)
    await store.channel_settings.set_flag(chat.id, "moderated", on=True)
    return chat
