"""Records the results of claimed rows, inside a transaction."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.chats import lifecycle, locked_groups
from storage.chats.loss_notices import note_losses
from storage.chats.lost_chats import park
from storage.chats.supergroups import migrate_to_supergroup
from storage.engine.database import Connection
from storage.models import ChatKind, InactiveReason
from storage.outbox.deliveries import Deactivated, Failed, Gone, Locked, Moved, Result, Sent
from storage.outbox.failures import have_told_anew
from storage.outbox.ordering import promote_next
from storage.outbox.result_statements import STATEMENTS
from storage.outbox.rows import (
    FOLLOWING,
    KINDS_BY_RANK,
    MAY_BE_DELETED,
    RANKS,
    Action,
    DropReason,
    PriorityClass,
    joining,
)
from storage.outbox.withdrawn_rows import reopen
from storage.timestamps import to_seconds

_CHATS_OF_SEVERAL = frozenset(map(KINDS_BY_RANK.index, (ChatKind.GROUP, ChatKind.CHANNEL)))

# A deletion during which the withdrawal of the article was ended, which is news.
_UNDONE = (Action.DELETE, Action.POST)


@dataclass(frozen=True, slots=True)
class _Row:
    """What recording must know of a row, as it stands before."""

    chat_id: int
    priority: int
    action: str
    next_action: str | None
    message_id: int


async def record(
    connection: Connection, results: Sequence[Result], now: datetime
) -> list[Deactivated]:
    """Write what became of claimed rows; return the chats that were deactivated by it.

    A result for a row that is not being sent any more (its article was deleted) is ignored.
    """
    if not results:
        return []
    rows = {
        int(row["id"]): _Row(
            row["chat_id"],
            row["priority"],
            row["action"],
            row["next_action"],
            row["message_id"],
        )
        for row in await connection.execute_fetchall(
            """
            select id, chat_id, priority, action, next_action, message_id
            from outbox
            where id in (select value from each_number(?)) and state = 'sending'
            """,
            (json.dumps([result.id for result in results]),),
        )
    }
    known = [result for result in results if result.id in rows]
    moment = to_seconds(now)
    gone: list[Deactivated] = []
    for kind, write in STATEMENTS.items():
        of_kind = [result for result in known if type(result) is kind]
        if of_kind:
            statement, parameters = write(moment)
            await connection.executemany(statement, [parameters(one) for one in of_kind])
    await _follow_up(connection, [i for i, row in rows.items() if row.next_action], moment)
    await _post_again(
        connection, [i for i, row in rows.items() if (row.action, row.next_action) == _UNDONE], now
    )
    await promote_next(connection, list({(row.chat_id, row.priority) for row in rows.values()}))
    await _note_locks(connection, known, rows, now)
    if failed := [one.id for one in known if isinstance(one, Failed)]:
        await have_told_anew(connection, failed)
    for result in known:
        if isinstance(result, Gone):
            ended = await lifecycle.deactivate(
                connection, result.chat_id, result.reason, now, whole_chat=result.whole_chat
            )
            gone += [Deactivated(result.id, one) for one in ended]
        elif isinstance(result, Moved):
            await migrate_to_supergroup(connection, result.telegram_id, result.new_telegram_id, now)
        elif isinstance(result, Sent) and result.topic_ignored:
            ended = await lifecycle.unite_topics(connection, rows[result.id].chat_id, now)
            gone += [Deactivated(result.id, one) for one in ended]
    await park(connection, [one.id for one in known if isinstance(one, Gone)], now)
    await note_losses(connection, _losses(known, rows, {one.row_id for one in gone}), now)
    return gone


def _losses(
    known: Sequence[Result], rows: dict[int, _Row], showed_it: set[int]
) -> list[tuple[int, InactiveReason]]:
    """Return which chats were lost by these results, each with the reason.

    A forum ends with all its topics by one result, and is told of once.
    """
    return [
        (rows[one.id].chat_id, one.reason if isinstance(one, Gone) else InactiveReason.TOPICS_OFF)
        for one in known
        if one.id in showed_it
    ]


async def _note_locks(
    connection: Connection, known: Sequence[Result], rows: dict[int, _Row], now: datetime
) -> None:
    """Note which groups and channels take nothing from the bot, and which took a new post."""
    took = [rows[one.id] for one in known if isinstance(one, Sent)]
    opened = {
        row.chat_id
        for row in took
        if not row.message_id and row.priority % RANKS in _CHATS_OF_SEVERAL
    }
    await locked_groups.unlock(connection, opened, now)
    closed = {one.chat_id for one in known if isinstance(one, Locked)}
    await locked_groups.lock(connection, closed - opened, now)


# The queue of a change that came while another request was under way.
_BASE_PRIORITY = f"""
    case
        when outbox.taken_back = 1 then {PriorityClass.TAKEN_BACK * RANKS}
        when outbox.next_action = 'delete' or exists (
            select 1 from articles a where a.id = outbox.article_id and a.status = 'withdrawn'
        )
        then {PriorityClass.WITHDRAWALS * RANKS}
        else {PriorityClass.CHANGES * RANKS}
    end"""  # noqa: S608 - numbers
_PRIORITY = f"({_BASE_PRIORITY} + outbox.priority % {RANKS})"
# An edit of what is public again shows it as such.
_MARKED = f"case when {FOLLOWING} = 'edit' and taken_back = 0 then 0 else marked end"


async def _follow_up(connection: Connection, changed: Iterable[int], moment: int) -> None:
    """Queue the change that came while a post was on its way, or a change that has failed."""
    await connection.executemany(
        f"""
        update outbox
        set action = {FOLLOWING},
            next_action = null,
            priority = {_PRIORITY},
            state = {joining("outbox.chat_id", _PRIORITY)},
            finished = null,
            marked = {_MARKED},
            attempts = 0,
            error = ''
        where id = ? and state in ('sent', 'failed') and message_id <> 0
        """,  # noqa: S608 - constants
        [(i,) for i in changed],
    )
    # What was not sent after all is composed anew when its turn comes, or not at all. By the reason
    # it is found again when the article is public again.
    await connection.executemany(
        f"""
        update outbox
        set state = case
                when next_action = 'delete' and message_id = 0 and state in ('ready', 'failed')
                then 'dropped'
                else state
            end,
            finished = case
                when next_action = 'delete' and message_id = 0 and state = 'ready' then ?
                else finished
            end,
            error = case
                when next_action = 'delete' and message_id = 0 and taken_back = 0
                    and state in ('ready', 'failed')
                then '{DropReason.WITHDRAWN}'
                else error
            end,
            action = case
                when message_id = 0 or state = 'dropped' then action
                else {FOLLOWING}
            end,
            marked = {_MARKED},
            next_action = null
        where id = ? and next_action is not null
        and not (state = 'ready' and {MAY_BE_DELETED})
        """,  # noqa: S608 - constants
        [(moment, i) for i in changed],
    )


async def _post_again(connection: Connection, undone: Sequence[int], now: datetime) -> None:
    """Promise articles that are public again anew by those of these rows whose post is gone."""
    if not undone:
        return
    rows = await connection.execute_fetchall(
        """
        select o.id, a.id as article_id, a.breaking
        from outbox o
        join articles a on a.id = o.article_id
        where o.id in (select value from each_number(?))
        and o.state = 'dropped' and o.taken_back = 0 and a.status = 'live'
        """,
        (json.dumps(list(undone)),),
    )
    by_article: dict[tuple[int, bool], list[int]] = {}
    for row in rows:
        by_article.setdefault((row["article_id"], bool(row["breaking"])), []).append(row["id"])
    for (article_id, breaking), only in by_article.items():
        await reopen(connection, article_id, breaking=breaking, now=now, only=only)
