"""Finds what a chat missed in a pause or while the bot was away, and queues it as one digest."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.channels.approval_rows import ApprovalState
from storage.channels.approvals import Approvals
from storage.channels.pauses import end_pause
from storage.channels.scheduled_posts import ScheduledPosts
from storage.chats.inactive_reasons import CHOSEN
from storage.chats.lifecycle import reactivate
from storage.engine.database import Connection, Database
from storage.models import ChatKind, InactiveReason
from storage.outbox import Outbox
from storage.outbox.rows import DropReason
from storage.timestamps import from_seconds, to_seconds

# A digest shows no more, and nobody reads on.
MOST_MISSED = 50


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many missed articles are being sent, and how many wait for approval instead."""

    sent: int = 0
    proposed: int = 0


class MissedArticles:
    """Catches chats up, each operation one transaction over approvals and the outbox."""

    def __init__(
        self,
        database: Database,
        *,
        approvals: Approvals,
        outbox: Outbox,
        scheduled_posts: ScheduledPosts,
    ) -> None:
        self._database = database
        self._approvals = approvals
        self._outbox = outbox
        self._scheduled_posts = scheduled_posts

    async def go_on(self, chat_id: int, now: datetime, *, catch_up: bool) -> CaughtUp | None:
        """End the chat's pause, and queue what it missed in one of the desk as one digest.

        A moderated chat gets proposals instead. What was skipped is neither sent nor proposed.
        At most `MOST_MISSED` articles are caught up on.

        Args:
            chat_id: the chat's own id.
            now: the present time.
            catch_up: whether what was missed is wanted; else what waits for the chat's hourly limit
                is dropped, too. Nothing is missed in a pause that the desk did not begin.

        Returns:
            None if the chat is not paused, and then nothing changes: somebody has ended the pause
            before, and what waits by now was not in it. Neither does anything for a chat that gets
            no posts: what it misses until they can be sent again would be missed for good.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            ended = await end_pause(connection, chat_id, now, while_inactive=False)
            if ended is None:
                return None
            if ended.since is not None and catch_up:
                missed = await missed_articles(connection, chat_id, ended.since)
                return await self._catch_up(connection, chat_id, missed, now)
            if ended.since is not None:
                await self._scheduled_posts.take_unplanned(connection, chat_id)
            return CaughtUp()

    async def resume_chat(self, telegram_id: int, now: datetime) -> int:
        """Reactivate a lost chat with its topics; return how many came back.

        A chat that has chosen to get no posts stays inactive. Where the bot had only lost the right
        to post, the chat is caught up on what was published meanwhile, together with what had been
        queued before.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            rows = list(
                await connection.execute_fetchall(
                    f"""
                    select id, kind, inactive_reason, inactive_since
                    from chats
                    where telegram_id = ? and active = 0
                    and inactive_reason not in {CHOSEN}
                    """,  # noqa: S608 - a constant
                    (telegram_id,),
                )
            )
            came_back = await reactivate(connection, telegram_id) if rows else 0
            for row in rows:
                only_rights = row["inactive_reason"] == InactiveReason.NO_RIGHTS
                if row["kind"] != ChatKind.PRIVATE and only_rights:
                    since = from_seconds(row["inactive_since"])
                    missed = await missed_articles(connection, row["id"], since)
                    waiting = await self._scheduled_posts.take_unplanned(connection, row["id"])
                    both = sorted({*missed, *waiting})
                    await self._catch_up(connection, row["id"], both, now)
        return came_back

    async def _catch_up(
        self, connection: Connection, chat_id: int, missed: Sequence[int], now: datetime
    ) -> CaughtUp:
        decided = {
            int(row["article_id"]): ApprovalState(row["state"])
            for row in await connection.execute_fetchall(
                """
                select article_id, state
                from approvals
                where chat_id = ? and article_id in (select value from each_number(?))
                """,
                (chat_id, json.dumps(list(missed))),
            )
        }
        to_send = [
            one
            for one in missed
            if decided.get(one, ApprovalState.PUBLISHED) is ApprovalState.PUBLISHED
        ]
        to_propose: list[int] = []
        if await _is_moderated(connection, chat_id):
            to_propose = [one for one in to_send if one not in decided]
            to_send = [one for one in to_send if one in decided]
        return CaughtUp(
            await self._outbox.address_digest(connection, to_send, chat_id, now=now, manual=False),
            await self._approvals.add_missed(connection, to_propose, chat_id, now),
        )


async def _is_moderated(connection: Connection, chat_id: int) -> bool:
    rows = await connection.execute_fetchall(
        "select 1 from channel_settings where chat_id = ? and moderated = 1", (chat_id,)
    )
    return bool(list(rows))


async def missed_articles(connection: Connection, chat_id: int, since: datetime) -> list[int]:
    """The newest articles that a chat missed in a pause since then, the older first.

    They are what it wants of the articles first seen since, and what the pause has dropped; of a
    flood only what the owners had sent.
    """
    rows = await connection.execute_fetchall(
        """
        select a.id
        from articles a
        join chats c on c.id = :chat
        where a.status = 'live' and a.published >= :since - 86400
        and a.id not in (select article_id from flood_articles)
        and (
            a.first_seen >= :since
            or exists (
                select 1
                from outbox o
                left join outbox head on head.id = o.digest_id
                where o.article_id = a.id
                and o.chat_id = c.id
                and coalesce(head.state, o.state) = 'dropped'
                and coalesce(head.error, o.error) = :paused
            )
        )
        and (
            c.everything = 1
            or exists (
                select 1
                from article_tags t
                join follows f on f.tag_id = t.tag_id
                where t.article_id = a.id and f.chat_id = c.id
            )
            or exists (
                select 1
                from alert_matches w
                where w.article_id = a.id and w.chat_id = c.id and w.kind != 'mute'
            )
        )
        and not exists (
            select 1
            from alert_matches w
            where w.article_id = a.id and w.chat_id = c.id and w.kind = 'mute'
        )
        and not exists (
            select 1
            from article_tags t
            join mutes m on m.tag_id = t.tag_id
            where t.article_id = a.id and m.chat_id = c.id
        )
        and not exists (
            select 1
            from scheduled_posts w
            where w.chat_id = c.id and w.article_id = a.id and w.manual = 1
        )
        order by a.published desc, a.id desc
        limit :most
        """,
        {
            "chat": chat_id,
            "since": to_seconds(since),
            "paused": DropReason.PAUSED,
            "most": MOST_MISSED,
        },
    )
    return sorted(int(row["id"]) for row in rows)
