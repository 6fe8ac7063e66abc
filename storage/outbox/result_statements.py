"""Maps each kind of delivery result to the statement that writes it to its row."""

from collections.abc import Callable

from storage.outbox.deliveries import (
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
from storage.timestamps import to_seconds_up

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


# Each makes, of the present moment, a statement and what gives its parameters for a result.
STATEMENTS: dict[type[Result], Callable[[int], tuple[str, _Parameters]]] = {
    Sent: _sent,
    Done: _done,
    Undeletable: _undeletable,
    PutBack: _put_back,
    Locked: _locked,
    Failed: _failed,
    Gone: _gone,
    Moved: _moved,
}
