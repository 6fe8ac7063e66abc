"""Finds a chat's earlier posts on the same story, to which a new post is a reply."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.engine.database import Connection, Database
from storage.timestamps import to_seconds

# A new post is no reply to an older one than this.
REPLY_WITHIN = timedelta(days=2)
MAX_CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class EarlierPost:
    """A post in the same chat whose article shares a tag, or is `linked` by the new one's text."""

    title: str
    message_id: int
    linked: bool = False


class Threads:
    """Candidates for replies; raises `StorageError` where the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record_links(
        self, connection: Connection, article_id: int, urls: Sequence[str]
    ) -> None:
        """Store which known articles the text of this one links to, inside a transaction."""
        addresses = {form for url in urls for form in (url.rstrip("/"), f"{url.rstrip('/')}/")}
        await connection.execute(
            """
            insert into article_links (article_id, earlier_id)
            select ?1, articles.id
            from each_text(?2) url
            join articles on articles.url = url.value
            where articles.id != ?1
            on conflict do nothing
            """,
            (article_id, json.dumps(sorted(addresses))),
        )

    async def earlier(
        self, wanted: Sequence[tuple[int, int]], now: datetime
    ) -> dict[tuple[int, int], list[EarlierPost]]:
        """The posts that may tell the same story, for pairs of article id and chat id.

        They were sent within `REPLY_WITHIN` of `now`, and share a free tag with the article, or its
        text links to theirs: at most `MAX_CANDIDATES`, the newest first. Chats with `threads` off
        and pairs without such posts are left out.
        """
        chats = sorted({chat for _, chat in wanted})
        found = {}
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select chat_id
                from channel_settings
                where threads = 1 and chat_id in (select value from each_number(?))
                """,
                (json.dumps(chats),),
            )
            threading = {row["chat_id"] for row in rows}
            for article_id, chat_id in wanted:
                if chat_id not in threading:
                    continue
                rows = await connection.execute_fetchall(
                    """
                    select distinct
                        a.title, o.message_id, o.sent,
                        exists (
                            select 1
                            from article_links l
                            where l.article_id = ?1 and l.earlier_id = p.article_id
                        ) as linked
                    from channel_posts p
                    join outbox o on o.article_id = p.article_id and o.chat_id = p.chat_id
                    join articles a on a.id = p.article_id
                    where p.chat_id = ?2 and p.at >= ?3 and p.event = 'post'
                    and p.article_id != ?1
                    and o.state = 'sent' and o.action != 'digest' and o.message_id != 0
                    and o.posted_in is null
                    and (
                        p.article_id in (
                            select earlier_id from article_links where article_id = ?1
                        )
                        or exists (
                            select 1
                            from article_tags theirs
                            join article_tags ours
                                on ours.article_id = ?1 and ours.tag_id = theirs.tag_id
                            join tags on tags.id = ours.tag_id and tags.kind = 'tag'
                            where theirs.article_id = p.article_id
                        )
                    )
                    order by o.sent desc
                    limit ?4
                    """,
                    (article_id, chat_id, to_seconds(now - REPLY_WITHIN), MAX_CANDIDATES),
                )
                posts = [
                    EarlierPost(row["title"], row["message_id"], bool(row["linked"]))
                    for row in rows
                ]
                if posts:
                    found[article_id, chat_id] = posts
        return found
