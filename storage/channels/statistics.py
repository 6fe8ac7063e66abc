"""Computes statistics of a channel's last week, and lists its newest posts."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.channels.post_reactions import BestPost, HourCount, best_hour, best_post
from storage.engine.database import Connection, Database, Row
from storage.models import ArticleStatus
from storage.time_zones import zone_or_utc
from storage.timestamps import from_seconds, to_seconds

# How far the statistics reach back, and how long their rows are kept.
WEEK = timedelta(days=7)
BEFORE = 2 * WEEK
KEEP = BEFORE + timedelta(days=2)
MAX_TAGS = 5
# The posts of a week that are looked through, far above what a newsroom writes.
MAX_POSTS = 5_000
# The post of an outbox row `o` stands in its chat as a post of its own, and nobody takes it back.
_CHANGEABLE = """o.message_id <> 0 and o.sent is not null
                and o.state in ('sent', 'ready', 'waiting', 'sending', 'failed')
                and (o.action in ('post', 'edit') or o.state = 'failed' and o.action = 'delete')"""
# The number of the message in the chat of an outbox row `o`; 0 in the group that it was before.
_MESSAGE = "case when o.posted_in is null then o.message_id else 0 end"
# Whether the bot has pinned the post of an outbox row `o`.
PINNED = """exists (
                        select 1
                        from channel_posts n
                        where n.article_id = o.article_id and n.chat_id = o.chat_id
                        and n.pin_state = 1
                    )"""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekStatistics:
    """Counts of the seven times 24 hours up to now.

    `days` are the posts of each 24 hours, the oldest first; `tags` the names of the tags that most
    posts had, with their number, at most `MAX_TAGS`. `reactions` are those to the week's posts;
    `best_tag` is the tag whose posts have most of them, empty where there are none. `posts_before`
    and `reactions_before` are of the week before.
    """

    posts: int
    edits: int
    failures: int
    skipped: int
    days: tuple[int, ...]
    tags: tuple[tuple[str, int], ...]
    reactions: int = 0
    best_hour: HourCount | None = None
    best_tag: tuple[str, int] = ("", 0)
    best_post: BestPost | None = None
    posts_before: int = 0
    reactions_before: int = 0


@dataclass(frozen=True, slots=True)
class ChannelPost:
    """A post with one article that stands in a chat, under the headline that it has there.

    `message_id` is 0 where it stands in the group that has become the chat, a supergroup.
    `withdrawn` is whether the newsroom has withdrawn the article since, `pinned` whether the bot
    has pinned the post.
    """

    article_id: int
    title: str
    message_id: int
    sent: datetime
    withdrawn: bool = False
    pinned: bool = False


class ChannelStatistics:
    """Counts posts of channels, groups and topics; raises `StorageError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def week(self, chat_id: int, now: datetime, zone_name: str) -> WeekStatistics:
        """The statistics of a chat's last seven times 24 hours; hours are those of the zone."""
        since, until = to_seconds(now - WEEK), to_seconds(now)
        async with self._database.reading() as connection:
            kinds = await connection.execute_fetchall(
                """
                select event, count(*) as times
                from channel_posts
                where chat_id = ? and at > ?
                group by event
                """,
                (chat_id, since),
            )
            days = await connection.execute_fetchall(
                """
                select (at - ?2 - 1) / 86400 as day, count(*) as times
                from channel_posts
                where chat_id = ?1 and at > ?2 and at <= ?3 and event = 'post'
                group by day
                """,
                (chat_id, since, until),
            )
            skipped = await connection.execute_fetchall(
                """
                select count(*) as times
                from approvals
                where chat_id = ? and decided > ? and state = 'skipped'
                """,
                (chat_id, since),
            )
            tags = await connection.execute_fetchall(
                """
                select tags.name as name, count(*) as times
                from channel_posts p
                join article_tags t on t.article_id = p.article_id
                join tags on tags.id = t.tag_id
                where p.chat_id = ? and p.at > ? and p.event = 'post'
                group by tags.id
                order by times desc, tags.name
                limit ?
                """,
                (chat_id, since, MAX_TAGS),
            )
            posts = await _posts(connection, chat_id, since)
            liked = await connection.execute_fetchall(
                """
                select tags.name as name, sum(p.reactions) as times
                from channel_posts p
                join article_tags t on t.article_id = p.article_id
                join tags on tags.id = t.tag_id
                where p.chat_id = ? and p.at > ? and p.event = 'post' and p.reactions > 0
                group by tags.id
                order by times desc, tags.name
                limit 1
                """,
                (chat_id, since),
            )
            before = await connection.execute_fetchall(
                """
                select count(*) as posts, coalesce(sum(reactions), 0) as reactions
                from channel_posts
                where chat_id = ? and at > ? and at <= ? and event = 'post'
                """,
                (chat_id, to_seconds(now - BEFORE), since),
            )
        zone = zone_or_utc(zone_name)
        counted = {row["event"]: int(row["times"]) for row in kinds}
        by_day = {int(row["day"]): int(row["times"]) for row in days}
        return WeekStatistics(
            posts=counted.get("post", 0),
            edits=counted.get("edit", 0),
            failures=counted.get("failure", 0),
            skipped=next(int(row["times"]) for row in skipped),
            days=tuple(by_day.get(day, 0) for day in range(WEEK.days)),
            tags=tuple((row["name"], int(row["times"])) for row in tags),
            reactions=sum(one.reactions for one in posts),
            best_hour=best_hour([(one.sent.astimezone(zone).hour, one.reactions) for one in posts]),
            best_tag=next(((row["name"], int(row["times"])) for row in liked), ("", 0)),
            best_post=best_post(posts),
            posts_before=before[0]["posts"],
            reactions_before=int(before[0]["reactions"]),
        )

    async def newest(self, chat_id: int, limit: int) -> list[ChannelPost]:
        """The chat's posts that can still be changed, at most `limit`, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select distinct
                    o.article_id, coalesce(nullif(w.headline, ''), a.title) as title,
                    {_MESSAGE} as message_id, o.sent, o.id, a.status,
                    {PINNED} as pinned
                from channel_posts p
                join outbox o on o.article_id = p.article_id and o.chat_id = p.chat_id
                join articles a on a.id = o.article_id
                left join post_overrides w on w.article_id = o.article_id and w.chat_id = o.chat_id
                where p.chat_id = ? and p.event = 'post' and {_CHANGEABLE}
                order by o.sent desc, o.id desc
                limit ?
                """,  # noqa: S608 - a constant
                (chat_id, limit),
            )
        return [_channel_post(row) for row in rows]

    async def delivered_post(self, chat_id: int, article_id: int) -> ChannelPost | None:
        """The post with this article that stands in the chat; None if there is none."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                f"""
                select
                    o.article_id, coalesce(nullif(w.headline, ''), a.title) as title,
                    {_MESSAGE} as message_id, o.sent, a.status,
                    {PINNED} as pinned
                from outbox o
                join articles a on a.id = o.article_id
                left join post_overrides w on w.article_id = o.article_id and w.chat_id = o.chat_id
                where o.article_id = ? and o.chat_id = ? and {_CHANGEABLE}
                """,  # noqa: S608 - a constant
                (article_id, chat_id),
            )
        return next((_channel_post(row) for row in rows), None)

    async def prune(self, now: datetime) -> int:
        """Delete rows older than `KEEP`, which no statistics show any more; return how many."""
        async with self._database.transaction() as connection:
            cursor = await connection.execute(
                "delete from channel_posts where at < ?", (to_seconds(now - KEEP),)
            )
        return cursor.rowcount


async def _posts(connection: Connection, chat_id: int, since: int) -> list[BestPost]:
    """The chat's posts since then with their reactions, at most `MAX_POSTS` of the newest."""
    rows = await connection.execute_fetchall(
        """
        select p.at, p.message_id, p.reactions, coalesce(nullif(w.headline, ''), a.title) as title
        from channel_posts p
        join articles a on a.id = p.article_id
        left join post_overrides w on w.article_id = p.article_id and w.chat_id = p.chat_id
        where p.chat_id = ? and p.at > ? and p.event = 'post'
        order by p.at desc, p.id desc
        limit ?
        """,
        (chat_id, since, MAX_POSTS),
    )
    return [
        BestPost(row["title"], row["message_id"], row["reactions"], from_seconds(row["at"]))
        for row in rows
    ]


def _channel_post(row: Row) -> ChannelPost:
    return ChannelPost(
        row["article_id"],
        row["title"],
        row["message_id"],
        from_seconds(row["sent"]),
        withdrawn=row["status"] == ArticleStatus.WITHDRAWN,
        pinned=bool(row["pinned"]),
    )
