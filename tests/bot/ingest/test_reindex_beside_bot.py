"""The index built anew while the bot works: nothing is missed, and search goes on."""

import asyncio
import contextlib
import os
import sys
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.arabic.terms import parse_query
from bot.ingest.archive import reindex
from storage import search
from storage.engine.address import PostgresqlAddress
from storage.engine.database import Database
from storage.store import Store
from tests.articles import NOON
from tests.bot.ingest.indexed_bot import COUNT, beside, bot, found, made, rebuilt
from tests.databases import address_of, look, setting_of

__all__ = ["beside", "bot"]

PATIENCE_SECONDS = 40
# Somebody waits for a table that he wants for himself.
_WAITING = """
    select count(*)
    from pg_locks
    where not granted
    and mode = 'AccessExclusiveLock'
    and database = (select oid from pg_database where datname = current_database())
    """


async def test_what_the_bot_does_meanwhile_is_in_the_new_index(
    bot: Store, beside: Database
) -> None:
    """Published, corrected and withdrawn behind, at and before the place that was reached."""
    rebuild = search.Rebuild(beside)
    oldest, newest = (await found(bot, "رقم"))[-1], (await found(bot, "رقم"))[0]
    async for step in reindex.reindex(rebuild, batch=10):
        assert len(await found(bot, "الحديقة")) >= COUNT - 1, "search found too little"
        if step.done == 10:
            (stored,) = await bot.articles.get([oldest])
            await bot.correct(
                stored,
                made(0, title="جسر المشاة يفتح أبوابه"),
                shown=False,
                sent_since=NOON,
                not_before=NOON,
                next_recheck=None,
                now=NOON,
            )
            await bot.withdraw(newest, action=None, sent_since=NOON, now=NOON)
            late = made(900, published=NOON + timedelta(days=3), title="طائرة ورقية فوق الحديقة")
            old = made(901, published=NOON - timedelta(days=900), title="منارة قديمة في الحديقة")
            for publication in (late, old):
                await bot.publish(publication, feed=None, now=NOON)
    assert await found(bot, "جسر المشاة") == [oldest]
    assert newest not in await found(bot, "رقم")
    assert len(await found(bot, "طائرة ورقية")) == 1
    assert len(await found(bot, "منارة قديمة")) == 1
    assert len(await found(bot, "الحديقة")) == COUNT + 1


async def test_the_command_works_beside_a_bot_that_goes_on_writing(
    bot: Store, tmp_path: Path
) -> None:
    """A process of its own: the bot publishes and searches meanwhile, and nothing is lost."""
    command = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "khabar", "reindex"),
        env=os.environ
        | {"DATABASE": setting_of(tmp_path / "khabar.db"), "FEED_URLS": "https://a.example/"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    ended = asyncio.ensure_future(command.communicate())
    published = 0
    while not ended.done():
        await bot.publish(made(500 + published), feed=None, now=NOON)
        published += 1
        assert len(await found(bot, "الحديقة")) >= COUNT, "search found too little"
        await asyncio.wait({ended}, timeout=0.05)
    output, messages = await ended
    assert command.returncode == 0, messages.decode()
    assert "articles indexed" in output.decode()
    page = await bot.search.find(parse_query("الحديقة"), now=NOON, limit=1_000)
    assert len(page.hits) == COUNT + published


@pytest.mark.postgresql
async def test_searches_go_on_while_others_hold_up_the_exchange(
    bot: Store, beside: Database, tmp_path: Path
) -> None:
    """A dump of the database reads a table for minutes; a search that has one asks for another."""
    address = address_of(tmp_path / "khabar.db")
    assert isinstance(address, PostgresqlAddress)
    before = await found(bot, "الحديقة")
    steps = reindex.reindex(search.Rebuild(beside))
    while not (await anext(steps)).swapping:
        pass
    async with await psycopg.AsyncConnection.connect(address.secret) as reader:
        await reader.execute("select 1 from search_stems limit 1")
        finishing = asyncio.ensure_future(anext(steps, None))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while look(address, _WAITING) == [(0,)]:  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.01)
        assert await found(bot, "الحديقة") == before
        await bot.publish(made(77, title="نافورة جديدة"), feed=None, now=NOON)
        await reader.execute("select 1 from search_documents limit 1")
        assert not finishing.done()
        await reader.commit()
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await finishing is None
    assert len(await found(bot, "الحديقة")) == len(before) + 1
    assert len(await found(bot, "نافورة")) == 1


async def test_a_rebuilding_is_taken_up_where_it_was_left(bot: Store, beside: Database) -> None:
    """What was changed between the two runs is not forgotten."""
    async with contextlib.aclosing(
        reindex.reindex(search.Rebuild(beside), batch=10)
    ) as interrupted:
        async for step in interrupted:
            if step.done == 20:
                break
    await bot.publish(
        made(77, published=NOON - timedelta(days=9), title="نافورة جديدة"),
        feed=None,
        now=NOON,
    )
    steps = await rebuilt(beside, batch=10)
    assert steps[0].done == 20
    assert len(await found(bot, "الحديقة")) == COUNT + 1
    assert len(await found(bot, "نافورة")) == 1


async def test_what_another_analysis_began_is_not_taken_up(beside: Database, bot: Store) -> None:
    """Half an index of one kind and half of another would find half of each."""
    rebuild = search.Rebuild(beside)
    await rebuild.begin("older")
    texts = await rebuild.after(rebuild.place, 10)
    await rebuild.add(texts, reindex.analyse(texts), done=10)
    await rebuild.pause()
    assert await search.Rebuild(beside).begin("older") == 10
    assert await search.Rebuild(beside).begin("newer") == 0
