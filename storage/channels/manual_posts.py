"""Queues what administrators have posted: approvals, posts by hand, catching up."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.channels.approvals import Approvals, State
from storage.channels.scheduled_posts import ScheduledPosts
from storage.channels.settings import ChannelSettingsStore
from storage.chats.inactive_reasons import CHOSEN
from storage.chats.lifecycle import reactivate
from storage.engine.database import Connection, Database
from storage.models import ChatKind, InactiveReason
from storage.outbox import DIGEST_AT_LEAST, Outbox
from storage.timestamps import from_seconds


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """How many missed articles are being sent, and how many wait for approval instead."""

    sent: int = 0
    proposed: int = 0


class Editorial:
    """Each operation is one transaction over approvals, settings and the outbox."""

    def __init__(
        self,
        database: Database,
        *,
        approvals: Approvals,
        channel_settings: ChannelSettingsStore,
        outbox: Outbox,
        scheduled_posts: ScheduledPosts,
    ) -> None:
        self._database = database
        self._approvals = approvals
        self._channel_settings = channel_settings
        self._outbox = outbox
        self._scheduled_posts = scheduled_posts

    async def decide(
        self,
        approval_ids: Sequence[int],
        *,
        publish: bool,
        person_id: int = 0,
        person_name: str = "",
        not_before: datetime | None = None,
        now: datetime,
    ) -> list[int]:
        """Publish or skip what waits for approval in one chat; those that nobody had decided yet.

        Several that are published together come as one digest. With `not_before` they come then.
        What the clock publishes (`person_id` is 0) keeps to the chat's posts an hour, too.

        Raises:
            StorageError: nothing of it was written.
        """
        state = State.PUBLISHED if publish else State.SKIPPED
        async with self._database.transaction() as connection:
            decided = [
                approval_id
                for approval_id in approval_ids
                if await self._approvals.decide(
                    connection,
                    approval_id,
                    state,
                    person_id=person_id,
                    person_name=person_name,
                    now=now,
                )
            ]
            if decided and publish:
                await self._send(
                    connection, decided, by_clock=not person_id, moment=not_before or now, now=now
                )
        return decided

    async def _send(
        self,
        connection: Connection,
        decided: Sequence[int],
        *,
        by_clock: bool,
        moment: datetime,
        now: datetime,
    ) -> None:
        rows = list(
            await connection.execute_fetchall(
                """
                select p.article_id, p.chat_id, a.breaking
                from json_each(?) one
                join approvals p on p.id = one.value
                join articles a on a.id = p.article_id and a.status = 'live'
                order by p.article_id
                """,
                (json.dumps(list(decided)),),
            )
        )
        if len(rows) >= DIGEST_AT_LEAST:
            articles = [int(row["article_id"]) for row in rows]
            await self._outbox.address_digest(connection, articles, rows[0]["chat_id"], now=now)
            return
        for row in rows:
            article_id, chat_id = int(row["article_id"]), int(row["chat_id"])
            breaking = bool(row["breaking"])
            crowded = (
                by_clock
                and not breaking
                and await self._scheduled_posts.bounded(connection, chat_id)
            )
            if crowded or moment > now:
                await self._scheduled_posts.wait(
                    connection,
                    article_id,
                    chat_id,
                    not_before=moment,
                    manual=not crowded,
                    now=now,
                )
                continue
            await self._outbox.address_one(
                connection, article_id, chat_id, breaking=breaking, not_before=moment, now=now
            )

    async def post(
        self, article_id: int, chat_id: int, *, not_before: datetime, now: datetime
    ) -> bool:
        """Promise an article to one chat; False where it has it already, or takes no posts.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            if not_before > now:
                return not await _promised(
                    connection, article_id, chat_id
                ) and await self._scheduled_posts.wait(
                    connection,
                    article_id,
                    chat_id,
                    not_before=not_before,
                    manual=True,
                    now=now,
                )
            await self._scheduled_posts.drop_one(connection, article_id, chat_id)
            return await self._outbox.address_one(
                connection, article_id, chat_id, breaking=False, not_before=not_before, now=now
            )

    async def record_test(
        self, article_id: int, chat_id: int, message_id: int, *, has_photo: bool, now: datetime
    ) -> None:
        """A test post stands there now: the article does not come to the chat a second time.

        Where it is there already, or is being sent at this moment, nothing changes.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            await self._scheduled_posts.drop_one(connection, article_id, chat_id)
            await self._outbox.record_external_post(
                connection, article_id, chat_id, message_id, has_photo=has_photo, now=now
            )

    async def has_post(self, article_id: int, chat_id: int) -> bool:
        """Whether the article stands in the chat as a post of its own."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select 1
                from outbox
                where article_id = ? and chat_id = ?
                and state = 'sent' and action in ('post', 'edit') and message_id != 0
                """,
                (article_id, chat_id),
            )
        return bool(list(rows))

    async def catch_up(self, chat_id: int, since: datetime, now: datetime) -> CaughtUp:
        """Promise the chat what it would have got since then, as one digest.

        A moderated chat gets proposals instead. What was skipped is neither sent nor proposed.

        Raises:
            StorageError: nothing of it was written.
        """
        async with self._database.transaction() as connection:
            missed = await self._channel_settings.missed(connection, chat_id, since)
            return await self._catch_up(connection, chat_id, missed, now)

    async def resume_chat(self, telegram_id: int, now: datetime) -> int:
        """Go on in a chat that the bot had lost; how many destinations came back.

        Where it had only lost the right to post, what was published meanwhile is made up for
        together with what had been promised before.

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
                    missed = await self._channel_settings.missed(connection, row["id"], since)
                    waiting = await self._scheduled_posts.take(connection, row["id"])
                    both = sorted({*missed, *waiting})
                    await self._catch_up(connection, row["id"], both, now)
        return came_back

    async def _catch_up(
        self, connection: Connection, chat_id: int, missed: Sequence[int], now: datetime
    ) -> CaughtUp:
        decided = {
            int(row["article_id"]): State(row["state"])
            for row in await connection.execute_fetchall(
                """
                select article_id, state
                from approvals
                where chat_id = ? and article_id in (select value from json_each(?))
                """,
                (chat_id, json.dumps(list(missed))),
            )
        }
        to_send = [one for one in missed if decided.get(one, State.PUBLISHED) is State.PUBLISHED]
        to_propose: list[int] = []
        if await self._moderated(connection, chat_id):
            to_propose = [one for one in to_send if one not in decided]
            to_send = [one for one in to_send if one in decided]
        return CaughtUp(
            await self._outbox.address_digest(connection, to_send, chat_id, now=now),
            await self._approvals.propose(connection, to_propose, chat_id, now),
        )

    async def _moderated(self, connection: Connection, chat_id: int) -> bool:
        rows = await connection.execute_fetchall(
            "select 1 from channel_settings where chat_id = ? and moderated = 1", (chat_id,)
        )
        return bool(list(rows))


async def _promised(connection: Connection, article_id: int, chat_id: int) -> bool:
    """Whether the chat has the article, or is to get it."""
    rows = await connection.execute_fetchall(
        """
        select 1
        from outbox
        where article_id = ? and chat_id = ? and state not in ('failed', 'dropped', 'digested')
        """,
        (article_id, chat_id),
    )
    return bool(list(rows))
