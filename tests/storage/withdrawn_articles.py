"""An article that is withdrawn and public again, and a reader who waits for it with a digest."""

from datetime import datetime, timedelta

from bot.arabic.terms import index_terms
from storage.models import ChatKind, Publication
from storage.outbox import Action
from storage.store import Store
from tests.articles import NOON

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
    await store.chats.set_digest(made.id, [20])
    return made.id
