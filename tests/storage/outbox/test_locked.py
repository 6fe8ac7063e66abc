"""Groups that let the bot write nothing for a while."""

from datetime import timedelta

from storage.engine.database import Database
from storage.outbox import Locked, Outbox, Sent
from tests.storage.outbox.sample_rows import NOW, add_article, add_chat, claim

HOUR = timedelta(hours=1)


async def lock(database: Database) -> None:
    """Refuse everything that is due, for an hour."""
    claimed = await claim(database)
    results = [Locked(one.id, one.chat_id, NOW + HOUR, "no rights") for one in claimed]
    await Outbox(database).record(results, NOW)


async def test_a_group_that_takes_one_post_gets_its_others_at_once(database: Database) -> None:
    """Breaking news is tried when it comes: what waits for a later moment need not wait."""
    await add_chat(database, -1, "group")
    await add_article(database, 1)
    await lock(database)
    assert await claim(database, at=NOW + HOUR / 2) == []
    await add_article(database, 2, breaking=True)
    [breaking] = await claim(database)
    assert breaking.locked_since == NOW
    await Outbox(database).record([Sent(breaking.id, 7, has_photo=False)], NOW)
    [waited] = await claim(database)
    assert (waited.article_id, waited.locked_since, waited.attempts) == (1, None, 0)


async def test_what_waits_for_a_locked_group_is_no_work_left_undone(database: Database) -> None:
    """Neither what was tried nor what stands behind it: nobody is alarmed in the morning."""
    await add_chat(database, -1, "group")
    for number in (1, 2):
        await add_article(database, number)
    await lock(database)
    found = await Outbox(database).backlog(NOW + HOUR / 2)
    assert (found.due, found.later, found.oldest_due) == (0, 2, None)
    progress = await Outbox(database).article_progress(2, NOW)
    assert progress is not None
    assert (progress.due, progress.later) == (0, 1)


async def test_an_edit_that_is_taken_says_nothing_of_new_posts(database: Database) -> None:
    await add_chat(database, -1, "group")
    await add_article(database, 1)
    [first] = await claim(database)
    await Outbox(database).record([Sent(first.id, 7, has_photo=False)], NOW)
    await add_article(database, 2)
    await lock(database)
    async with database.transaction() as connection:
        await Outbox.address_edit(connection, 1, sent_since=NOW - HOUR, not_before=NOW)
    [edit] = await claim(database)
    await Outbox(database).record([Sent(edit.id, 7, has_photo=False)], NOW)
    assert await claim(database) == []
