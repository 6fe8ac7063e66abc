"""What is erased stands in no file any more: not in the database, not in what lies beside it."""

from pathlib import Path

import pytest

from storage.models import ChatKind
from storage.store import Store
from tests.articles import NOON
from tests.databases import migrated

NAME, WORDS, MUTED, SEARCHED = "زرقاء-اليمامة", "كلمة-الإنذار", "كلمة-الكتم", "كلمة-البحث"


def legible(folder: Path) -> set[str]:
    """The words that stand in any file of the folder."""
    held = b"".join(path.read_bytes() for path in folder.iterdir())
    return {word for word in (NAME, WORDS, MUTED, SEARCHED) if word.encode() in held}


@pytest.mark.sqlite
async def test_after_forget_no_file_holds_a_readers_words(tmp_path: Path) -> None:
    database = await migrated(tmp_path / "khabar.db")
    store = Store(database)
    joined = await store.chats.add(
        7, kind=ChatKind.PRIVATE, title=NAME, language="ar", zone_name="Asia/Damascus", now=NOON
    )
    await store.chats.add(
        8, kind=ChatKind.PRIVATE, title="أخرى", language="ar", zone_name="Asia/Damascus", now=NOON
    )
    async with database.transaction() as connection:
        for number, word in enumerate((WORDS, MUTED, SEARCHED)):
            await connection.execute(
                "insert into inbox (update_id, sender, chat, kind, received, not_before, payload)"
                " values (?, 7, 7, 'message', 0, 0, ?)",
                (number, word),
            )
    assert joined.id
    assert legible(tmp_path) == {NAME, WORDS, MUTED, SEARCHED}
    await store.inbox.finish([0, 1])
    # The third is the press of /forget itself, which is still being handled, and the last to go.
    await store.erase(7, asked_by=2)
    assert legible(tmp_path) == {SEARCHED}
    await store.erase_update(2)
    await store.inbox.finish([2])
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select sender, chat, state from inbox")
    assert {tuple(row) for row in rows} == {(0, 0, "handled")}
    assert legible(tmp_path) == set()
    await database.close()
    assert legible(tmp_path) == set()
