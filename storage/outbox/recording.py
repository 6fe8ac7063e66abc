"""Records the results of claimed rows, inside a transaction."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from storage.chats import lifecycle, locked_groups
from storage.chats.lost_chats import park
from storage.chats.supergroups import migrate
from storage.engine.database import Connection
from storage.models import ChatKind
from storage.outbox.deliveries import (
    Deactivated,
    Done,
    Failed,
    Gone,
    Locked,
    Moved,
    PutBack,
    Result,
    Sent,
    Undeletable,
    written_parts,
)
from storage.outbox.ordering import promote_next
from storage.outbox.rows import KINDS_BY_RANK, RANKS, RowPriority, joining
from storage.outbox.totals import count
from storage.timestamps import to_seconds, to_seconds_up

_GROUPS = KINDS_BY_RANK.index(ChatKind.GROUP)


@dataclass(frozen=True, slots=True)
class _Row:
    """What recording must know of a row, as it stands before."""

    chat_id: int
    priority: int
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
        int(row["id"]): _Row(row["chat_id"], row["priority"], row["next_action"], row["message_id"])
        for row in await connection.execute_fetchall(
            """
            select id, chat_id, priority, next_action, message_id
            from outbox
            where id in (select value from each_number(?)) and state = 'sending'
            """,
            (json.dumps([result.id for result in results]),),
        )
    }
    known = [result for result in results if result.id in rows]
    moment = to_seconds(now)
    gone: list[Deactivated] = []
    for kind, write in _WRITERS.items():
        of_kind = [result for result in known if type(result) is kind]
        if of_kind:
            statement, parameters = write(moment)
            await connection.executemany(statement, [parameters(one) for one in of_kind])
    await _follow_up(connection, [i for i, row in rows.items() if row.next_action], moment)
    await promote_next(connection, list({(row.chat_id, row.priority) for row in rows.values()}))
    await _note_locks(connection, known, rows, now)
    for result in known:
        if isinstance(result, Gone):
            ended = await lifecycle.deactivate(
                connection, result.chat_id, result.reason, now, whole_chat=result.whole_chat
            )
            gone += [Deactivated(result.id, one) for one in ended]
        elif isinstance(result, Moved):
            await migrate(connection, result.telegram_id, result.new_telegram_id, now)
        elif isinstance(result, Sent) and result.topic_ignored:
            ended = await lifecycle.unite_topics(connection, rows[result.id].chat_id, now)
            gone += [Deactivated(result.id, one) for one in ended]
    await park(connection, [one.id for one in known if isinstance(one, Gone)], now)
    await count(connection, Counter(type(one).__name__.lower() for one in known))
    return gone


async def _note_locks(
    connection: Connection, known: Sequence[Result], rows: dict[int, _Row], now: datetime
) -> None:
    """Note which groups let the bot write nothing, and which have taken a new post."""
    took = [rows[one.id] for one in known if isinstance(one, Sent)]
    opened = {row.chat_id for row in took if not row.message_id and row.priority % RANKS == _GROUPS}
    await locked_groups.unlock(connection, opened, now)
    closed = {one.chat_id for one in known if isinstance(one, Locked)}
    await locked_groups.lock(connection, closed - opened, now)


# The queue of a change that came while another request was under way.
_LANE = f"""
    case
        when outbox.taken_back = 1 then {RowPriority.TAKEN_BACK * RANKS}
        when outbox.next_action = 'delete' or exists (
            select 1 from articles a where a.id = outbox.article_id and a.status = 'withdrawn'
        )
        then {RowPriority.WITHDRAWALS * RANKS}
        else {RowPriority.CHANGES * RANKS}
    end"""  # noqa: S608 - numbers
_PRIORITY = f"({_LANE} + outbox.priority % {RANKS})"


async def _follow_up(connection: Connection, changed: Iterable[int], moment: int) -> None:
    """Queue the change that came while a post was on its way, or a change that has failed."""
    await connection.executemany(
        f"""
        update outbox
        set action = next_action,
            next_action = null,
            priority = {_PRIORITY},
            state = {joining("outbox.chat_id", _PRIORITY)},
            finished = null,
            marked = case when next_action = 'edit' and taken_back = 0 then 0 else marked end,
            attempts = 0,
            error = ''
        where id = ? and (state = 'sent' or state = 'failed' and message_id <> 0)
        """,  # noqa: S608 - constants
        [(i,) for i in changed],
    )
    # What was not sent after all is composed anew when its turn comes, or not at all.
    await connection.executemany(
        """
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
            action = case
                when message_id = 0 or state = 'dropped' then action
                else next_action
            end,
            marked = case when next_action = 'edit' and taken_back = 0 then 0 else marked end,
            next_action = null
        where id = ? and next_action is not null
        """,
        [(moment, i) for i in changed],
    )


_Parameters = Callable[..., tuple[object, ...]]


def _sent(moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = 'sent', message_id = ?, has_photo = ?, parts = ?, sent = coalesce(sent, ?),
            finished = ?, lease_until = null, error = '', doubts = 0
        where id = ?
        """,
        lambda one: (
            one.message_id,
            one.has_photo,
            written_parts(one.parts),
            moment,
            moment,
            one.id,
        ),
    )


def _done(moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = case when action = 'delete' or message_id = 0 then 'dropped' else 'sent' end,
            finished = ?, error = ?, lease_until = null
        where id = ?
        """,
        lambda one: (moment, one.reason, one.id),
    )


def _undeletable(_moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = 'ready', action = 'edit', marked = 1, attempts = 0, lease_until = null
        where id = ?
        """,
        lambda one: (one.id,),
    )


def _put_back(_moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = 'ready', not_before = ?, attempts = attempts + ?, error = ?,
            doubts = doubts + ?, lease_until = null
        where id = ?
        """,
        lambda one: (
            to_seconds_up(one.not_before),
            one.counted,
            one.error,
            one.in_doubt,
            one.id,
        ),
    )


def _locked(_moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = 'ready', not_before = ?, error = ?, lease_until = null
        where id = ?
        """,
        lambda one: (to_seconds_up(one.not_before), one.error, one.id),
    )


def _failed(moment: int) -> tuple[str, _Parameters]:
    return (
        """
        update outbox
        set state = 'failed', finished = ?, error = ?, lease_until = null
        where id = ?
        """,
        lambda one: (moment, one.error, one.id),
    )


def _gone(moment: int) -> tuple[str, _Parameters]:
    # A change that the chat has not got is owed to it.
    return (
        """
        update outbox
        set state = case when message_id = 0 then 'dropped' else 'sent' end,
            finished = ?, error = ?, lease_until = null,
            next_action = coalesce(next_action, case when message_id <> 0 then action end)
        where id = ?
        """,
        lambda one: (moment, one.reason, one.id),
    )


def _moved(_moment: int) -> tuple[str, _Parameters]:
    return (
        "update outbox set state = 'ready', lease_until = null where id = ?",
        lambda one: (one.id,),
    )


_WRITERS: dict[type[Result], Callable[[int], tuple[str, _Parameters]]] = {
    Sent: _sent,
    Done: _done,
    Undeletable: _undeletable,
    PutBack: _put_back,
    Locked: _locked,
    Failed: _failed,
    Gone: _gone,
    Moved: _moved,
}
