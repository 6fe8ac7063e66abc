"""The index built anew: what it is made of, and when it is of an older analysis."""

import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.ingest.archive import reindex
from storage import search
from storage.engine.address import DatabaseAddress, PostgresqlAddress
from storage.engine.database import Database, Engine
from storage.engine.migrations import all_migrations
from storage.engine.postgresql.database import PostgresqlDatabase
from storage.engine.upgrade import open_migrated
from storage.key_value import KeyValue
from storage.store import Store
from tests.articles import NOON
from tests.bot.ingest.indexed_bot import COUNT, beside, bot, found, made, opened, rebuilt
from tests.databases import address_of

__all__ = ["beside", "bot"]

_NAMES = {
    Engine.SQLITE: """
        select type || ' ' || name
        from sqlite_master
        where name like 'search%'
        """,
    Engine.POSTGRESQL: """
        select c.relname || ' ' || coalesce(c.reloptions::text, '')
            || coalesce(pg_get_indexdef(c.oid), '')
        from pg_class c
        where c.relname like 'search%'
        union all
        select conname || ' ' || pg_get_constraintdef(oid)
        from pg_constraint
        where conrelid in (select oid from pg_class where relname like 'search%')
        union all
        select a.attname || ' of ' || c.relname || ' ' || a.attstorage::text || a.attnotnull::text
        from pg_attribute a
        join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relname like 'search%'
        union all
        select tgname from pg_trigger where tgname like 'search%'
        union all
        select proname from pg_proc where proname like '%search%touched%'
        """,
}


@contextlib.asynccontextmanager
async def opened_newest(address: DatabaseAddress) -> AsyncIterator[Database]:
    """As the newest version opens an older one."""
    database = await open_migrated(address)
    try:
        yield database
    finally:
        await database.close()


# https://sqlite.org/fts5.html#the_automerge_configuration_option and the section after it.
_FTS5_DEFAULTS = {"automerge": 4, "crisismerge": 16}


async def names_of(database: Database) -> list[str]:
    """What the index is made of, also with the server's words for its parts."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(_NAMES[connection.engine])
    return sorted(str(row[0]) for row in rows)


async def counted_words(database: Database) -> dict[str, int]:
    """How many articles are known to hold each word."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select word, documents from search_vocabulary")
    return {str(row["word"]): int(row["documents"]) for row in rows}


async def test_the_new_index_finds_what_the_old_one_found(bot: Store, beside: Database) -> None:
    """In the same order, under the same names, and nothing is left of the building."""
    queries = ("الحديقة", "المجلس البلدي", '"في حي الزيتون"', "#محليات", "حديقه -مكتبة")
    before = [await found(bot, query) for query in queries]
    names = await names_of(beside)
    steps = await rebuilt(beside, batch=10)
    assert [step.done for step in steps] == [0, 10, 20, 25, 25]
    assert [await found(bot, query) for query in queries] == before
    assert await names_of(beside) == names


@pytest.mark.postgresql
async def test_the_words_of_all_documents_are_indexed_at_once(bot: Store, beside: Database) -> None:
    """Not document by document; a run that was cut off in the middle of it is taken up."""
    names = await names_of(beside)
    async for step in reindex.reindex(search.Rebuild(beside), batch=10):
        parts = await names_of(beside)
        assert [part for part in parts if part.startswith("search_phrases_next ")]
        assert [part for part in parts if "_next" in part and "USING gin" in part] == []
        if step.swapping:
            break
    async with beside.transaction() as connection:
        await connection.execute(
            """
            create index search_stems_terms_next on search_stems_next
            using gin (terms) with (fastupdate = off)
            """
        )
    assert [step.done for step in await rebuilt(beside)] == [COUNT, COUNT]
    assert await names_of(beside) == names
    assert len(await found(bot, "الحديقة")) == COUNT


@pytest.mark.sqlite
async def test_the_new_index_is_in_one_piece_and_merges_again(bot: Store, beside: Database) -> None:
    """Its parts are written apart and merged at the end; those that come later, as they come."""
    await rebuilt(beside, batch=2)
    async with beside.reading() as connection:
        for name in ("search_titles", "search_stems", "search_phrases"):
            parts = await connection.execute_fetchall(f"select distinct segid from {name}_idx")
            assert len(parts) == 1
            kept = await connection.execute_fetchall(
                f"select k, v from {name}_config where k in ('automerge', 'crisismerge')"
            )
            assert {str(row["k"]): int(row["v"]) for row in kept} == _FTS5_DEFAULTS


async def test_processes_make_the_same_terms(bot: Store, beside: Database) -> None:
    """The analysis in another process is the same analysis, and counts each word as often."""
    before = await found(bot, "الحديقه"), await counted_words(beside)
    await rebuilt(beside, processes=1, batch=10)
    assert (await found(bot, "الحديقه"), await counted_words(beside)) == before


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGHUP])
async def test_what_a_terminal_sends_to_all_ends_no_process_of_the_analysis(
    bot: Store, beside: Database, sent: signal.Signals
) -> None:
    """The main process ends the work by it, and says how it goes on."""
    told = 0
    async for step in reindex.reindex(search.Rebuild(beside), processes=1, batch=5):
        # A process that has given something back has begun.
        if 0 < step.done < COUNT:
            [worker] = multiprocessing.active_children()
            os.kill(worker.pid or 0, sent)
            told += 1
    assert told > 2
    assert await found(bot, "الحديقه")


async def test_words_of_withdrawn_articles_are_counted_no_more(
    bot: Store, beside: Database
) -> None:
    """The index built anew knows the words of what is live alone."""
    withdrawn, *_ = await found(bot, "رقم")
    before = await counted_words(beside)
    await bot.withdraw(withdrawn, action=None, sent_since=NOON, now=NOON)
    await rebuilt(beside, batch=10)
    assert (await counted_words(beside))["حديقه"] == before["حديقه"] - 1


async def test_an_index_of_an_older_analysis_is_known_as_such(bot: Store, beside: Database) -> None:
    """Until it was built anew."""
    notes = KeyValue(beside)
    assert await reindex.is_outdated(notes, articles=COUNT)
    await rebuilt(beside)
    assert not await reindex.is_outdated(notes, articles=COUNT)
    await notes.put(search.ANALYSIS, "another")
    assert await reindex.is_outdated(notes, articles=COUNT)


@pytest.mark.postgresql
@pytest.mark.parametrize(("schema", "asks"), [(26, True), (29, True), (30, False)])
async def test_the_start_after_an_update_asks_for_the_layout_that_search_needs(
    tmp_path: Path, schema: int, *, asks: bool
) -> None:
    """Of an index from before migrations 27 or 30; one that was built behind them has it."""
    address = address_of(tmp_path / "older.db")
    assert isinstance(address, PostgresqlAddress)
    older = await PostgresqlDatabase.open(
        address.secret, migrations=all_migrations(Engine.POSTGRESQL)[:schema]
    )
    await older.migrate()
    await KeyValue(older).put(search.ANALYSIS, reindex.analysis_version())
    await older.close()
    async with opened_newest(address) as database:
        hint = await reindex.reindex_hint(KeyValue(database), articles=COUNT)
    assert ("khabar reindex" in hint) == asks


async def test_an_empty_index_is_of_this_analysis(tmp_path: Path) -> None:
    """A new installation is told nothing about rebuilding, now or later."""
    async with opened(tmp_path / "new.db") as database:
        notes = KeyValue(database)
        assert not await reindex.is_outdated(notes, articles=0)
        assert not await reindex.is_outdated(notes, articles=9)


def test_the_version_of_the_analysis_is_the_same_in_every_process() -> None:
    """It hangs on no order of a set and on no seed of a hash."""
    code = "from bot.ingest.archive.reindex import analysis_version; print(analysis_version())"
    here = os.environ.get("PYTHONHASHSEED", "random")
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "2" if here == "1" else "1"},
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    assert answer.stdout.strip() == reindex.analysis_version()


def test_stored_texts_are_analysed_as_they_were_when_they_were_published() -> None:
    """The same columns from the stored form as from the article."""
    publication = made(5)
    article = replace(publication.article)
    text = search.StoredText(
        article_id=1,
        published=0,
        title=article.title,
        paragraphs='["%s"]' % '", "'.join(article.paragraphs),  # noqa: UP031 - braces are JSON's
        tags=tuple(tag.name for tag in article.tags),
        live=True,
    )
    assert reindex.analyse([text]) == [publication.terms]
