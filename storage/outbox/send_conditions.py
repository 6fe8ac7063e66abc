"""Decides from a row and its chat whether it is still sent, from when, and with which articles."""

import json
from collections.abc import Collection
from datetime import datetime

from storage.chats.supergroups import UNKNOWN_GROUP
from storage.engine.database import Connection, Row
from storage.models import ChatKind
from storage.outbox.delivery_hours import DeliveryHours
from storage.outbox.rows import PLACE, Action, DropReason
from storage.outbox.unapproved import UNAPPROVED
from storage.timestamps import from_seconds, to_seconds

# A row `o` that names an article and a chat which has muted a tag or words of it.
OF_MUTED_ARTICLE = """
        (
            exists (
                select 1
                from article_tags t
                join mutes m on m.chat_id = o.chat_id and m.tag_id = t.tag_id
                where t.article_id = o.article_id
            )
            or exists (
                select 1
                from alert_matches a
                where a.article_id = o.article_id and a.chat_id = o.chat_id and a.kind = 'mute'
            )
        )"""
# Such a row of the outbox; what an editor posts by hand counts more.
MUTED = f"""
        o.manual = 0
        and {OF_MUTED_ARTICLE}"""
# A row `o` of an article that the newsroom has taken back, or of an owner's message.
WITHDRAWN = """
        (
            exists (
                select 1
                from articles a indexed by articles_withdrawn
                where a.id = o.article_id and a.status = 'withdrawn'
            )
            or exists (
                select 1
                from announcements n
                where n.id = o.announcement_id and n.state = 'withdrawn'
            )
        )"""
# What is to be known of a row `o` and its chat before it is sent.
COLUMNS = f"""
        o.id, o.article_id, o.announcement_id, o.chat_id, o.state, o.action, o.next_action,
        o.priority, o.manual, o.attempts, o.addressed, o.not_before, o.message_id, o.has_photo,
        o.parts, o.marked, o.doubts,
        c.telegram_id, ({PLACE}) as place, c.thread_id, c.kind, c.language, c.format, c.album,
        c.silent, c.active, c.zone, c.quiet_from, c.quiet_until, c.quiet_holds, c.digest_hours,
        c.paused_until, c.locked_since,
        s.paused_since, s.moderated,
        ({UNAPPROVED}) as unapproved,
        ({MUTED}) as muted,
        {WITHDRAWN} as withdrawn
    """
_NEW = (Action.POST, Action.DIGEST)


def drop_reason(row: Row, now: datetime) -> DropReason | None:
    """Why a row with `COLUMNS` is not sent any more; None if it is to be sent."""
    if not row["active"]:
        return DropReason.CHAT_GONE
    if row["place"] == UNKNOWN_GROUP:
        return DropReason.GROUP_UNKNOWN
    if row["withdrawn"] and row["action"] == Action.POST:
        return DropReason.WITHDRAWN
    if row["next_action"] == Action.DELETE and not row["message_id"]:
        return DropReason.WITHDRAWN_BY_HAND
    # Only what an editor posts by hand goes into a channel that its desk has paused.
    since = row["paused_since"] if row["paused_until"] > to_seconds(now) else None
    if since is not None and row["action"] in _NEW:
        by_hand = row["manual"] and row["addressed"] > since
        if not by_hand:
            return DropReason.PAUSED
    # A digest may hold other articles than the muted one.
    return DropReason.MUTED if row["muted"] and row["action"] == Action.POST else None


def next_allowed(row: Row, now: datetime) -> datetime:
    """When a new post may be sent by its chat's pause and quiet hours; `now` for at once.

    A channel's own hours count when an article is addressed; what an editor posts there by hand
    goes at once, and so it does where the desk has paused the chat. Nobody has counted them for a
    message to all.
    """
    if row["action"] not in _NEW or not row["active"]:
        return now
    if row["kind"] == ChatKind.CHANNEL and row["announcement_id"] is None:
        return now
    paused = now
    if row["paused_since"] is None:
        paused = max(now, from_seconds(row["paused_until"]))
    return DeliveryHours.of(row).waking(paused)


async def digest_articles(
    connection: Connection, rows: Collection[Row]
) -> dict[int, tuple[int, ...]]:
    """The ids of the articles of each digest among these rows, in ascending order, by row id.

    They are its own and those of the rows that it replaces, without what was muted or withdrawn
    since. One statement reads those of all digests.

    Args:
        connection: a reader or a transaction.
        rows: with `COLUMNS`.
    """
    digests = [row for row in rows if row["action"] == Action.DIGEST]
    if not digests:
        return {}
    found = {
        int(row["id"]): set() if row["muted"] or row["withdrawn"] else {int(row["article_id"])}
        for row in digests
    }
    members = await connection.execute_fetchall(
        f"""
        select o.digest_id, o.article_id
        from outbox o
        where o.digest_id in (select value from each_number(:digests))
        and not ({MUTED})
        and not {WITHDRAWN}
        """,  # noqa: S608 - constants
        {"digests": json.dumps(list(found))},
    )
    for member in members:
        found[member["digest_id"]].add(int(member["article_id"]))
    return {digest: tuple(sorted(articles)) for digest, articles in found.items()}


async def withdrawn_in_digests(connection: Connection, rows: Collection[Row]) -> list[int]:
    """The articles of digests among these rows with `COLUMNS` that were withdrawn meanwhile."""
    digests = [row for row in rows if row["action"] == Action.DIGEST]
    if not digests:
        return []
    members = await connection.execute_fetchall(
        f"""
        select distinct o.article_id
        from outbox o
        where o.digest_id in (select value from each_number(?))
        and {WITHDRAWN}
        """,  # noqa: S608 - a constant
        (json.dumps([row["id"] for row in digests]),),
    )
    withdrawn = [*members, *(row for row in digests if row["withdrawn"])]
    return sorted({int(row["article_id"]) for row in withdrawn})
