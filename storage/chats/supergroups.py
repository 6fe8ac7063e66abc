"""Moves groups to the ids of the supergroups that they became, with all that hangs on them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.chats.chats import MAX_TITLE
from storage.chats.lifecycle import deactivate, one_head_each
from storage.engine.database import Connection, Database
from storage.engine.schema import hand_over, references_to
from storage.models import ChatKind, InactiveReason
from storage.timestamps import to_seconds

# Telegram tells in one moment, by several updates in any order, that a group became a supergroup;
# an update that failed is handled again some minutes later.
SAME_MOMENT = timedelta(minutes=10)
# Ids of basic groups lie above, those of supergroups and channels below.
# https://core.telegram.org/api/bots/ids
_HIGHEST_SUPERGROUP = -1_000_000_000_000
# Where posts stand whose group became a supergroup before it was kept which group that was.
UNKNOWN_GROUP = 0
# The rows of the outbox for `:chat`: no index of them all begins with the chat.
_ROWS_OF_CHAT = """
            select o.id
            from articles a
            cross join outbox o on o.article_id = a.id and o.chat_id = :chat
            union all
            select o.id
            from announcements a
            cross join outbox o on o.announcement_id = a.id and o.chat_id = :chat
        """


class Supergroups:
    """The groups that became supergroups; raises `StorageError` if the database fails."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def migrate(self, old_telegram_id: int, new_telegram_id: int, now: datetime) -> int:
        """Move a group with everything to the id of its supergroup; how many chats moved."""
        async with self._database.transaction() as connection:
            return await migrate_to_supergroup(connection, old_telegram_id, new_telegram_id, now)

    async def has_just_moved(self, telegram_id: int, now: datetime) -> bool:
        """Whether a group that was known became this supergroup in the same moment."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select 1 as one from chats where telegram_id = ? and migrated > ?",
                (telegram_id, to_seconds(now - SAME_MOMENT)),
            )
        return bool(rows)

    async def basic_groups(self, title: str) -> list[int]:
        """The ids of known groups of this title that are no supergroups; at most five."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                """
                select telegram_id
                from chats
                where kind = ? and telegram_id > ? and telegram_id < 0 and title = ?
                order by id desc
                limit 5
                """,
                (ChatKind.GROUP, _HIGHEST_SUPERGROUP, title[:MAX_TITLE]),
            )
        return [int(row["telegram_id"]) for row in rows]

    async def of_group(self, group_id: int) -> int | None:
        """The id of the supergroup that a group has become; None if it has not, as far as known."""
        async with self._database.reading() as connection:
            rows = await connection.execute_fetchall(
                "select telegram_id from chats where former_telegram_id = ? limit 1", (group_id,)
            )
        return next((int(row["telegram_id"]) for row in rows), None)


@dataclass(frozen=True, slots=True)
class _State:
    """Whether a chat gets posts; if not, why, and since when in seconds."""

    active: bool
    reason: str
    since: int | None
    joined: int

    @property
    def is_chosen(self) -> bool:
        """Whether the chat itself wants no posts."""
        return not self.active and InactiveReason(self.reason).chosen


def _united_state(old: _State, twin: _State | None, now: datetime) -> _State:
    """Return the state of a group that became a supergroup, of which `twin` is stored already.

    What was chosen last counts. A twin of the same moment was subscribed by nobody: Telegram
    tells the move as if the bot were added. https://github.com/tdlib/telegram-bot-api/issues/266
    """
    if twin is None or (not twin.active and twin.reason == InactiveReason.NEVER_STARTED):
        return old
    by_the_move = twin.joined > to_seconds(now - SAME_MOMENT)
    chosen_there = twin.is_chosen or (twin.active and not by_the_move)
    return old if old.is_chosen and not chosen_there else twin


async def migrate_to_supergroup(
    connection: Connection, old_telegram_id: int, new_telegram_id: int, now: datetime
) -> int:
    """Move a group with all that hangs on it to the id of its supergroup.

    Its posts stay where they stand. A group that has ended the news, or to which nothing could be
    sent, stays so. Where the new id is known already, the old chat's settings win, and what hangs
    on the new one (follows, mutes, rows of the outbox, tables that later versions add) is united
    with them.

    Returns:
        how many chats moved; 0 when the old id is unknown, as after a repeated notice.
        Even then the group is known afterwards as what the supergroup has been.
    """
    moved = 0
    rows = await connection.execute_fetchall(
        """
        select old.id, old.active, old.inactive_reason, old.inactive_since, old.joined,
            new.id, new.active, new.inactive_reason, new.inactive_since, new.joined
        from chats old
        left join chats new on new.telegram_id = ? and new.thread_id = old.thread_id
        where old.telegram_id = ?
        """,
        (new_telegram_id, old_telegram_id),
    )
    for old_id, *old_values, twin_id, active, reason, since, joined in [tuple(one) for one in rows]:
        old = _State(*old_values)
        twin = None if twin_id is None else _State(active, reason, since, joined)
        after = _united_state(old, twin, now)
        await _keep_places(connection, old_id, old_telegram_id)
        if twin_id is not None:
            await _unite(connection, old_id, twin_id)
        got_posts = bool(old.active or (twin is not None and twin.active))
        await connection.execute(
            """
            update chats
            set telegram_id = ?, active = ?, inactive_reason = ?, inactive_since = ?, migrated = ?,
                former_telegram_id = ?
            where id = ?
            """,
            (
                new_telegram_id,
                got_posts,
                "" if got_posts else after.reason,
                None if got_posts else after.since,
                to_seconds(now),
                old_telegram_id,
                old_id,
            ),
        )
        if got_posts and not after.active:
            # With what waits for it.
            reason_after = InactiveReason(after.reason)
            await deactivate(connection, old_id, reason_after, now, whole_chat=False)
        moved += 1
    if not moved:
        await _learn_former_group(connection, old_telegram_id, new_telegram_id)
    await _move_searches(connection, old_telegram_id, new_telegram_id)
    return moved


async def _learn_former_group(connection: Connection, group_id: int, new_telegram_id: int) -> None:
    """Keep which group a supergroup has been that moved before that was kept, and its posts."""
    learned = await connection.execute_fetchall(
        """
        update chats
        set former_telegram_id = ?
        where telegram_id = ? and former_telegram_id is null
        returning id, migrated
        """,
        (group_id, new_telegram_id),
    )
    # Of others no post stands in an unknown group.
    for row in (one for one in learned if one["migrated"] is not None):
        await connection.execute(
            f"""
            update outbox
            set posted_in = :group
            where id in ({_ROWS_OF_CHAT})
            and posted_in = :unknown
            """,  # noqa: S608 - a constant
            {"group": group_id, "chat": row["id"], "unknown": UNKNOWN_GROUP},
        )


async def _keep_places(connection: Connection, chat_id: int, group_id: int) -> None:
    """Remember which posts stand in the group that has become a supergroup, and stay there.

    The two are different chats, each of which numbers its messages itself: what the numbers of the
    old one mean in the new one is something else. What is being sent goes to the one or the other.
    https://github.com/tdlib/telegram-bot-api/issues/266
    """
    await connection.execute(
        f"""
        update outbox
        set posted_in = :group
        where id in ({_ROWS_OF_CHAT})
        and posted_in is null
        and (message_id <> 0 or state = 'sending')
        """,  # noqa: S608 - a constant
        {"group": group_id, "chat": chat_id},
    )
    await connection.execute(
        "update channel_posts set message_id = 0 where chat_id = ?", (chat_id,)
    )


async def _move_searches(
    connection: Connection, old_telegram_id: int, new_telegram_id: int
) -> None:
    """Have what was searched for in the group be the supergroup's, and be erased with it."""
    await hand_over(
        connection, "saved_searches", "telegram_id", kept=new_telegram_id, twin=old_telegram_id
    )
    await connection.execute("delete from saved_searches where telegram_id = ?", (old_telegram_id,))


async def _unite(connection: Connection, kept_id: int, twin_id: int) -> None:
    """Hang everything of the twin on the kept chat, and delete the twin."""
    for table, column in await references_to(connection, "chats"):
        # Names come from the schema, never from outside; what both have stays with the kept one.
        await hand_over(connection, table, column, kept=kept_id, twin=twin_id)
    # Posts that the twin got, or gets at this moment, count for the chat; its waiting ones too.
    await hand_over(connection, "outbox", "chat_id", kept=kept_id, twin=twin_id)
    await connection.execute("delete from outbox where chat_id = ?", (twin_id,))
    await connection.execute("delete from chats where id = ?", (twin_id,))
    await one_head_each(connection, kept_id)
