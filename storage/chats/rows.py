"""Converts rows of the chats table to dataclasses."""

from storage.engine.database import Row
from storage.models import Chat, ChatKind, InactiveReason, PostFormat
from storage.timestamps import from_optional_seconds

CHAT_COLUMNS = """
    id, telegram_id, kind, thread_id, title, language, active, inactive_reason, everything,
    format, silent, zone, quiet_from, quiet_until, paused_until,
    digest_hours, quiet_holds, album
"""


def digest_hours_of(row: Row) -> tuple[int, ...]:
    """The hours, 0 to 23, of a row with the column `digest_hours` of `chats`: written `8,20`."""
    return tuple(int(hour) for hour in row["digest_hours"].split(",") if hour)


def chat_of(row: Row) -> Chat:
    """The chat of a row that holds `CHAT_COLUMNS`."""
    return Chat(
        id=row["id"],
        telegram_id=row["telegram_id"],
        kind=ChatKind(row["kind"]),
        thread_id=row["thread_id"],
        title=row["title"],
        language=row["language"],
        active=bool(row["active"]),
        inactive_reason=(
            InactiveReason(row["inactive_reason"]) if row["inactive_reason"] else None
        ),
        everything=bool(row["everything"]),
        format=PostFormat(row["format"]),
        silent=bool(row["silent"]),
        zone_name=row["zone"],
        quiet_from=row["quiet_from"],
        quiet_until=row["quiet_until"],
        quiet_holds=bool(row["quiet_holds"]),
        paused_until=from_optional_seconds(row["paused_until"]),
        digest_hours=digest_hours_of(row),
        album=row["album"],
    )
