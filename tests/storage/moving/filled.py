"""Rows for every table that is moved, with what is odd in each column."""

import json
from typing import Any

from storage.engine.database import Connection, Database
from storage.engine.schema import parents
from storage.moving.tables import Table, tables_of

# More than a page.
MANY = 1_203
FEW = 5
_MANY_OF = {"inbox", "saved_searches"}
_ALLOWED = {
    ("articles", "status"): ("live", "withdrawn", "copy", "held"),
    ("tags", "kind"): ("tag", "section"),
    ("tag_slugs", "kind"): ("tag", "section"),
    ("former_tag_names", "kind"): ("tag", "section"),
    ("chats", "kind"): ("private", "group", "channel"),
    ("chats", "format"): ("photo", "text", "headline"),
    ("alerts", "kind"): ("alert", "search", "mute"),
    ("outbox", "action"): ("post", "digest", "edit", "delete"),
    ("outbox", "state"): ("ready", "waiting", "sending", "sent", "failed", "dropped", "digested"),
    ("approvals", "state"): ("pending", "published", "skipped"),
    ("channel_posts", "event"): ("post", "edit", "failure"),
    ("inbox", "state"): ("waiting", "handled", "aside"),
    ("floods", "decision"): ("all", "digest", "none", "newest"),
    ("mass_withdrawals", "decision"): ("withdraw", "keep", "back", "late"),
    ("announcements", "file_kind"): ("", "photo", "video"),
    ("announcements", "state"): ("draft", "approved", "withdrawn", "dropped"),
}
# What Telegram's ids need, and more than a smallint is not asked of any other.
_LARGE = {"telegram_id", "person_id", "update_id", "sender", "chat", "hash", "message_id"}
_TEXTS = ("", "خبر «عاجل» 🇸🇾 ّ", "'quoted\" \\u0000 \\ ?1 :name", "line\nline\ttab", "null")


async def fill(database: Database) -> None:
    """Put rows into every table that is moved."""
    async with database.reading() as connection:
        tables = await tables_of(connection)
        references = {(table, name): parent for table, name, parent in await parents(connection)}
    async with database.transaction() as connection:
        for table in tables:
            await _fill(connection, table, references)


async def _fill(
    connection: Connection, table: Table, references: dict[tuple[str, str], str]
) -> None:
    count = MANY if table.name in _MANY_OF else FEW
    marks = ", ".join("?" * len(table.columns))
    await connection.executemany(
        f"insert into {table.name} ({table.listed}) values ({marks})",
        [
            tuple(_value(table, name, number, references) for name in table.columns)
            for number in range(1, count + 1)
        ],
    )
    for name in table.own_parents:
        # The first refers to one that comes after it.
        await connection.execute(f"update {table.name} set {name} = 3 where id = 1")


def _value(table: Table, name: str, number: int, references: dict[tuple[str, str], str]) -> Any:
    if name in table.own_parents:
        return None
    if table.name == "outbox" and name in {"article_id", "announcement_id"}:
        return number if (name == "article_id") is (number % 2 == 0) else None
    if (table.name, name) in references:
        return number
    if allowed := _ALLOWED.get((table.name, name)):
        return allowed[number % len(allowed)]
    if name in table.texts:
        text = f"{_TEXTS[number % len(_TEXTS)]} {number}"
        return json.dumps([text, text]) if name == "paragraphs" else text
    return number + 5_000_000_000 if name in _LARGE else number
