"""Counts in how many chats an article's post is sent, failed or still waiting."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Connection
from storage.timestamps import from_seconds, to_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleProgress:
    """What has become of an article's posts.

    Attributes:
        title: the article's headline.
        url: its address.
        sent: the chats that have it.
        failed: the chats that have not got it because it failed for good.
        due: the posts that are to go out now.
        later: those that wait for a digest, the end of quiet hours, a long pause, or a group that
            lets the bot write nothing.
        took: the time from the first promise to the last post; None if none was sent.
        since_published: the time from its publication to then.
    """

    title: str
    url: str
    sent: int
    failed: int
    due: int
    later: int
    took: timedelta | None
    since_published: timedelta | None = None


async def article_progress(
    connection: Connection, article_id: int, until: datetime
) -> ArticleProgress | None:
    """Count an article's rows by what has become of them; None if there is no such article.

    Args:
        connection: a reader.
        article_id: the article.
        until: rows that wait for a later moment count as `later`.
    """
    rows = await connection.execute_fetchall(
        """
        select a.title,
               a.url,
               a.published,
               count(o.sent) as sent,
               count(*) filter (where o.state = 'failed' and o.message_id = 0) as failed,
               count(*) filter (
                   where o.finished is null and o.not_before <= :until and c.locked_since is null
               ) as due,
               count(*) filter (
                   where o.finished is null
                   and (o.not_before > :until or c.locked_since is not null)
               ) as later,
               min(o.addressed) as addressed,
               max(o.sent) as last
        from articles a
        join outbox o on o.article_id = a.id
        left join chats c on c.id = o.chat_id
        where a.id = :article
        group by a.id
        """,
        {"article": article_id, "until": to_seconds(until)},
    )
    for row in rows:
        took = since_published = None
        if row["last"] is not None:
            since_published = from_seconds(row["last"]) - from_seconds(row["published"])
            took = from_seconds(row["last"]) - from_seconds(row["addressed"])
        return ArticleProgress(
            title=row["title"],
            url=row["url"],
            sent=row["sent"],
            failed=row["failed"],
            due=row["due"],
            later=row["later"],
            took=took,
            since_published=since_published,
        )
    return None
