"""Maintains the outbox: recovery after a crash, changes of the clock, pruning."""

from datetime import datetime, timedelta

from storage.engine.database import Connection
from storage.outbox.digests import reschedule
from storage.outbox.rows import ATTEMPTED, DECIDED, DOUBTED, KEPT_CHANGE, DropReason
from storage.timestamps import to_seconds, to_seconds_up

# A row queued this much after "now" shows that the clock was set back.
_CLOCK_TOLERANCE = timedelta(minutes=1)


async def recover(
    connection: Connection, now: datetime, doubt_wait: timedelta = timedelta(0)
) -> int:
    """Make every row claimable that was being sent when the process ended; return how many.

    Call it only while nothing is being sent. It also gives each queue its head back, should an
    article have been deleted from under it, and ends waits that a set-back clock has stretched.

    New posts among those rows wait for `doubt_wait`: a process that is killed again and again
    would else send the same ones each time.
    """
    moment = to_seconds(now)
    # Before the other: what is decided of a deletion depends on whether it was begun.
    await connection.execute(
        f"update outbox set attempts = {ATTEMPTED} where state = 'sending'"  # noqa: S608 - a constant
    )
    cursor = await connection.execute(
        f"""
        update outbox
        set state = 'ready', lease_until = null,
            not_before = case when message_id = 0 then ? else min(not_before, ?) end,
            next_action = {KEPT_CHANGE}, doubts = {DOUBTED}, action = {DECIDED}
        where state = 'sending'
        """,  # noqa: S608 - a constant
        (to_seconds_up(now + doubt_wait), moment),
    )
    in_doubt = cursor.rowcount
    await connection.execute(
        """
        update outbox
        set not_before = ?, addressed = ?
        where finished is null and not_before > ? and addressed > ?
        """,
        (moment, moment, moment, to_seconds(now + _CLOCK_TOLERANCE)),
    )
    await connection.execute(
        """
        update outbox
        set state = 'ready'
        where id in (
            select min(id)
            from outbox
            where finished is null
            group by chat_id, priority
            having count(*) filter (where state != 'waiting') = 0
        )
        """
    )
    return in_doubt


async def shift(connection: Connection, since: datetime, by: timedelta) -> int:
    """Move every wait of the old clock that ends after `since` by as much as the clock has jumped.

    So are the leases of what is being sent: its answers are still to come. What waits for an hour
    of the day (a digest's, the end of quiet hours) or of a pause waits for that hour by the new
    clock.

    Before a clock that was set forward is noticed, others write by it: what was promised after the
    old clock's present time is theirs, and so may be a change of a post that stands, which then
    settles for a shorter time at the most. What Telegram has put off was written by the old clock.

    Args:
        connection: a transaction, in which no result that the new clock has dated was written.
        since: the present time by the new clock.
        by: how far it was set forward; less than nothing if it was set back.
    """
    seconds = int(by.total_seconds())
    cursor = await connection.execute(
        """
        update outbox
        set not_before = not_before + :by
        where finished is null and not_before > :since
        and (:by < 0 or error <> '' or message_id = 0 and addressed <= :before)
        """,
        {"by": seconds, "since": to_seconds(since), "before": to_seconds(since - by)},
    )
    await connection.execute(
        "update outbox set lease_until = lease_until + ? where state = 'sending'", (seconds,)
    )
    waiting = await connection.execute_fetchall(
        """
        select c.id
        from chats c
        where (c.digest_hours <> '' or c.quiet_holds = 1 or c.paused_until > 0)
        and exists (
            select 1
            from outbox o
            where o.chat_id = c.id and o.finished is null and o.not_before > ?
        )
        """,
        (to_seconds(since),),
    )
    for row in waiting:
        await reschedule(connection, row["id"], since)
    return cursor.rowcount


async def prune(
    connection: Connection,
    before: datetime,
    failed_before: datetime,
    limit: int,
    *,
    announced_before: datetime,
) -> int:
    """Delete up to `limit` finished rows that no correction can reach any more.

    A part of a digest is kept as long as the row that stands for the digest: that one may be sent
    days after the part joined it, or fail and be sent again.

    Args:
        connection: a transaction.
        before: rows finished earlier are deleted;
        failed_before: failed ones, those whose article was withdrawn before its chat had it and
            may be public again, and those that a pause of the desk kept from a channel which may
            catch up on them, only if earlier than this;
        announced_before: and those of messages to all if earlier than this, too.
        limit: the most rows to delete.
    """
    cursor = await connection.execute(
        """
        delete from outbox
        where id in (
            select o.id
            from outbox o
            left join outbox head on head.id = o.digest_id
            where o.finished is not null
            and o.finished < :before
            and (head.id is null or head.finished < :before)
            and (
                coalesce(head.finished, o.finished) < :failed_before
                or coalesce(head.state, o.state) != 'failed'
                and (
                    coalesce(head.state, o.state) != 'dropped'
                    or coalesce(head.error, o.error) not in (:withdrawn, :paused)
                    or o.article_id is null
                )
            )
            and (o.announcement_id is null or o.finished < :announced_before)
            order by o.finished
            limit :limit
        )
        """,
        {
            "before": to_seconds(before),
            "failed_before": to_seconds(failed_before),
            "announced_before": to_seconds(announced_before),
            "withdrawn": DropReason.WITHDRAWN,
            "paused": DropReason.PAUSED,
            "limit": limit,
        },
    )
    return cursor.rowcount
