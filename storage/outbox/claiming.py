"""Claims due rows for sending."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from storage.chats.lifecycle import OWED_CHANGE
from storage.chats.lost_chats import park
from storage.chats.rows import digest_hours_of
from storage.engine.database import Connection, Row
from storage.models import ChatKind, PostFormat
from storage.outbox.deliveries import ALL_DOUBTS, AllowedDoubts, Delivery, read_parts
from storage.outbox.ordering import promote_next
from storage.outbox.releasing import take_back_expired
from storage.outbox.rows import (
    PLACES,
    PRIORITIES,
    Action,
    DropReason,
)
from storage.outbox.send_conditions import (
    COLUMNS,
    digest_articles,
    drop_reason,
    next_allowed,
    withdrawn_in_digests,
)
from storage.outbox.unapproved import propose_unapproved
from storage.outbox.withdrawn_rows import drop_waiting
from storage.quiet_hours import is_quiet
from storage.time_zones import digest_hour
from storage.timestamps import from_optional_seconds, from_seconds, to_seconds, to_seconds_up

# Of a message that was taken back, or of news in quiet hours, a hundred thousand rows may be due
# that are not sent now: between two claims others write.
_MOST_TURNS = 30
# One index range for each priority: a single range over all would sort the whole backlog.
_DUE = "\nunion all\n".join(
    f"""
    select * from (
        select o.*
        from outbox o
        where o.state = 'ready' and o.priority = {priority} and o.not_before <= :now
        and (o.doubts <= :doubts or o.not_before <= :longest_doubt)
        order by o.not_before, o.id
        limit :limit
    ) of_priority_{priority}
    """  # noqa: S608 - numbers of this module
    for priority in PRIORITIES
)
CLAIM = f"""
    select {COLUMNS}
    from ({_DUE} limit :limit) o
    left join chats c on c.id = o.chat_id
    left join channel_settings s on s.chat_id = o.chat_id
    """  # noqa: S608 - the statements above


async def claim(
    connection: Connection,
    limit: int,
    now: datetime,
    lease: timedelta,
    allowed: AllowedDoubts = ALL_DOUBTS,
) -> list[Delivery]:
    """Mark due rows as being sent, in the order of priority and time.

    Rows that their chats do not want any more are finished instead, rows that must wait for the
    end of a pause or of quiet hours are put off, and what a moderated chat has not approved is
    proposed. Where many are, fewer may be claimed than are due.

    Args:
        connection: a transaction.
        limit: the most rows to claim.
        now: the present time.
        lease: for how long; rows without a result after that count as in doubt.
        allowed: how often a row may have been in doubt, and for how long others wait.
    """
    await take_back_expired(connection, now)
    claimed: list[Delivery] = []
    for _ in range(_MOST_TURNS):
        rows = list(
            await connection.execute_fetchall(
                CLAIM,
                {
                    "now": to_seconds(now),
                    "limit": limit - len(claimed),
                    "doubts": allowed.doubts,
                    "longest_doubt": to_seconds(now - allowed.longest),
                },
            )
        )
        if withdrawn := await withdrawn_in_digests(connection, rows):
            # They were while the digest was claimed, and its sending was given up since.
            for article_id in withdrawn:
                await drop_waiting(connection, article_id, now)
            continue
        # A join may have mixed them.
        rows.sort(key=lambda row: (PLACES[row["priority"]], row["not_before"], row["id"]))
        delayed = {row["id"]: until for row in rows if (until := next_allowed(row, now)) > now}
        dropped = {row["id"]: reason for row in rows if (reason := drop_reason(row, now))}
        wanted = [row for row in rows if row["id"] not in delayed.keys() | dropped.keys()]
        proposed = await propose_unapproved(connection, wanted, now)
        wanted = [row for row in wanted if row["id"] not in proposed]
        await connection.executemany(
            """
            update outbox
            set state = 'sending', lease_until = ?,
                posted_in = case when message_id <> 0 then posted_in end
            where id = ?
            """,
            [(to_seconds(now + lease), row["id"]) for row in wanted],
        )
        articles = await digest_articles(connection, wanted)
        followed = await _followed(connection, wanted, articles)
        for row in wanted:
            own = articles.get(row["id"], ())
            of_interest = tuple(one for one in own if (row["chat_id"], one) in followed)
            claimed.append(_delivery(row, own, of_interest, now + lease, now))
        if len(wanted) == len(rows):
            break
        await connection.executemany(
            "update outbox set not_before = ? where id = ?",
            [(to_seconds_up(until), row_id) for row_id, until in delayed.items()],
        )
        lost = [one for one, reason in dropped.items() if reason is DropReason.CHAT_GONE]
        await park(connection, lost, now)
        # Finishing rows that are no longer wanted makes room for others.
        await connection.executemany(
            f"""
            update outbox
            set state = case when message_id = 0 then 'dropped' else 'sent' end,
                finished = ?, error = ?,
                next_action = case when ? = 1 then {OWED_CHANGE} end
            where id = ?
            """,  # noqa: S608 - a constant
            # A change that the chat has not got is owed to it.
            [
                (to_seconds(now), reason, int(reason is DropReason.CHAT_GONE), row_id)
                for row_id, reason in dropped.items()
            ],
        )
        left = dropped.keys() | proposed
        queues = [(row["chat_id"], row["priority"]) for row in rows if row["id"] in left]
        await promote_next(connection, queues)
    return claimed


async def _followed(
    connection: Connection, rows: Sequence[Row], articles: Mapping[int, Sequence[int]]
) -> set[tuple[int, int]]:
    """Which (chat, article) of these digests stand under a tag that the chat follows."""
    pairs = [[row["chat_id"], one] for row in rows for one in articles.get(row["id"], ())]
    if not pairs:
        return set()
    found = await connection.execute_fetchall(
        """
        select distinct f.chat_id, t.article_id
        from each_pair(:pairs) one
        join article_tags t on t.article_id = one.second
        join follows f on f.chat_id = cast(one.first as bigint) and f.tag_id = t.tag_id
        """,
        {"pairs": json.dumps(pairs)},
    )
    return {(int(row["chat_id"]), int(row["article_id"])) for row in found}


def _delivery(
    row: Row,
    articles: tuple[int, ...],
    followed: tuple[int, ...],
    until: datetime,
    now: datetime,
) -> Delivery:
    # It may be sent at any moment of its lease, in which quiet hours may begin.
    quiet = any(
        is_quiet(
            moment,
            zone_name=row["zone"],
            quiet_from=row["quiet_from"],
            quiet_until=row["quiet_until"],
        )
        for moment in (now, until)
    )
    return Delivery(
        id=row["id"],
        article_id=row["article_id"] or 0,
        chat_id=row["chat_id"],
        telegram_id=row["place"],
        in_former_group=row["place"] != row["telegram_id"],
        thread_id=row["thread_id"],
        kind=ChatKind(row["kind"]),
        language=row["language"],
        format=PostFormat(row["format"]),
        silent=bool(row["silent"]) or quiet,
        action=Action(row["action"]),
        priority=row["priority"],
        attempts=row["attempts"],
        addressed=from_seconds(row["addressed"]),
        message_id=row["message_id"],
        has_photo=bool(row["has_photo"]),
        articles=articles,
        followed=followed,
        marked=bool(row["marked"]),
        doubts=row["doubts"],
        parts=read_parts(row["parts"]),
        album=row["album"],
        digest_hour=(
            digest_hour(now, digest_hours_of(row), row["zone"])
            if row["action"] == Action.DIGEST
            else None
        ),
        announcement_id=row["announcement_id"] or 0,
        posted_again=row["next_action"] == Action.POST,
        locked_since=from_optional_seconds(row["locked_since"]),
    )
