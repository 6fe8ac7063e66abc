"""Orders the articles that wait for a chat's hourly limit by their relevance for it."""

from datetime import datetime
from typing import Final

from storage.engine.database import Connection
from storage.timestamps import to_seconds

# How many of the newest articles are searched for others on the same story.
_RECENT: Final = 200


async def most_relevant(
    connection: Connection, chat_id: int, room: int, now: datetime
) -> list[int]:
    """Return at most `room` articles that may go out by now, the most relevant first.

    First what holds more of the chat's alert words, then what has more of the tags that it follows,
    then what shares its tags with more of the newest articles; the older first among equals.
    """
    rows = await connection.execute_fetchall(
        """
        select
            w.article_id,
            (
                select count(*)
                from alert_matches a
                where a.article_id = w.article_id and a.chat_id = w.chat_id
                and a.kind = 'alert'
            ) as alerted,
            (
                select count(*)
                from article_tags t
                join follows f on f.tag_id = t.tag_id and f.chat_id = w.chat_id
                where t.article_id = w.article_id
            ) as followed,
            (
                select count(distinct near.article_id)
                from article_tags t
                join tags on tags.id = t.tag_id and tags.kind = 'tag'
                join article_tags near
                    on near.tag_id = t.tag_id and near.article_id > w.article_id - :recent
                where t.article_id = w.article_id
            ) as coverage
        from scheduled_posts w
        where w.chat_id = :chat and w.not_before <= :now and w.manual = 0
        order by alerted desc, followed desc, coverage desc, w.queued, w.article_id
        limit :room
        """,
        {"chat": chat_id, "room": room, "now": to_seconds(now), "recent": _RECENT},
    )
    return [int(row["article_id"]) for row in rows]
