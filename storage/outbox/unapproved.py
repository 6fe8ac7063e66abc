"""Proposes articles that a moderated chat has not approved, instead of sending them.

What a rule brings to a moderated chat is held in the transaction that addresses it. But posts may
wait for an hour, for the morning or for Telegram when the desk turns approval on. They are
proposed when their time has come, so that turning it off before changes nothing.
"""

import json
from collections.abc import Collection, Sequence
from datetime import datetime

from storage.engine.database import Connection, Row
from storage.outbox.ordering import hand_over_digest, post_if_alone
from storage.outbox.rows import Action
from storage.timestamps import to_seconds

# A row `o` of a chat with the settings `s` that must not be sent before somebody approves it. What
# an administrator posts by hand is approved by that. One that may stand there already was under way
# before anybody was asked: proposed anew it could come twice.
UNAPPROVED = """
        s.moderated = 1
        and o.manual = 0
        and o.message_id = 0
        and o.doubts = 0
        and o.article_id is not null
        and not exists (
            select 1
            from approvals p
            where p.article_id = o.article_id and p.chat_id = o.chat_id and p.state = 'published'
        )"""


async def unapproved_rows(connection: Connection, rows: Collection[Row]) -> dict[int, list[int]]:
    """What is not approved of rows and of those that come with them as digests, by the row's id.

    Rows of which everything is approved are left out. One statement reads the parts of all digests.

    Args:
        connection: a reader or a transaction.
        rows: with `storage.outbox.send_conditions.COLUMNS`.
    """
    moderated = [
        row for row in rows if row["moderated"] and row["action"] in {Action.POST, Action.DIGEST}
    ]
    found = {int(row["id"]): [int(row["id"])] if row["unapproved"] else [] for row in moderated}
    digests = [row["id"] for row in moderated if row["action"] == Action.DIGEST]
    if digests:
        members = await connection.execute_fetchall(
            f"""
            select o.id, o.digest_id
            from outbox o
            join channel_settings s on s.chat_id = o.chat_id
            where o.digest_id in (select value from each_number(?))
            and {UNAPPROVED}
            """,  # noqa: S608 - a constant
            (json.dumps(digests),),
        )
        for member in members:
            found[member["digest_id"]].append(int(member["id"]))
    return {row_id: held for row_id, held in found.items() if held}


async def propose_unapproved(
    connection: Connection, rows: Sequence[Row], now: datetime
) -> set[int]:
    """Make approvals of what is not approved in rows that are due; return which are not to be sent.

    A digest goes on with what was approved of it. What was skipped before is not proposed again.

    Args:
        connection: a transaction.
        rows: with `storage.outbox.send_conditions.COLUMNS`.
        now: when administrators are to be asked.
    """
    unapproved = await unapproved_rows(connection, rows)
    for head, held in unapproved.items():
        values = {"rows": json.dumps(held), "now": to_seconds(now)}
        await connection.execute(
            """
            insert into approvals (article_id, chat_id, propose_at, due)
            select o.article_id, o.chat_id, :now, :now + s.wait_minutes * 60
            from each_number(:rows) one
            join outbox o on o.id = one.value
            join channel_settings s on s.chat_id = o.chat_id
            join articles a on a.id = o.article_id and a.status = 'live'
            where true
            on conflict do nothing
            """,
            values,
        )
        members = [(one,) for one in held if one != head]
        await connection.executemany("delete from outbox where id = ?", members)
        if head in held:
            await hand_over_digest(connection, head)
            await connection.execute("delete from outbox where id = ?", (head,))
        else:
            await post_if_alone(connection, head)
    return set(unapproved)
