"""The index built anew: nothing is missed, and search never finds nothing meanwhile."""

import asyncio
import contextlib
import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from bot.arabic.terms import parse_query
from bot.ingest.archive import reindex
from bot.ingest.publications import build_publication
from storage import search
from storage.engine.address import DatabaseAddress, PostgresqlAddress
from storage.engine.database import Database, Engine
from storage.engine.migrations import all_migrations
from storage.engine.postgresql.database import PostgresqlDatabase
from storage.engine.upgrade import open_migrated
from storage.key_value import KeyValue
from storage.models import Publication
from storage.store import Store
from tests.articles import NOON, invented
from tests.databases import address_of, look, migrated, setting_of

COUNT = 25
PATIENCE_SECONDS = 40
# Somebody waits for a table that he wants for himself.
_WAITING = """
    select count(*)
    from pg_locks
    where not granted
    and mode = 'AccessExclusiveLock'
    and database = (select oid from pg_database where datname = current_database())
    """
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
async def opened(path: Path) -> AsyncIterator[Database]:
    database = await migrated(path)
    try:
        yield database
    finally:
        await database.close()


@contextlib.asynccontextmanager
async def opened_newest(address: DatabaseAddress) -> AsyncIterator[Database]:
    """As the newest version opens an older one."""
    database = await open_migrated(address)
    try:
        yield database
    finally:
        await database.close()


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Store]:
    """A bot's store with some articles, on its own connections."""
    async with opened(tmp_path / "khabar.db") as database:
        store = Store(database)
        for number in range(COUNT):
            await store.publish(_made(number), feed=None, now=NOON)
        yield store


@pytest.fixture
async def beside(bot: Store, tmp_path: Path) -> AsyncIterator[Database]:
    """The same file as another process opens it."""
    async with opened(tmp_path / "khabar.db") as database:
        yield database


def _made(number: int, **changes: object) -> Publication:
    return build_publication(invented(number, **changes))


# https://sqlite.org/fts5.html#the_automerge_configuration_option and the section after it.
_FTS5_DEFAULTS = {"automerge": 4, "crisismerge": 16}


async def _found(store: Store, words: str) -> list[int]:
    page = await store.search.find(parse_query(words), now=NOON, limit=COUNT * 2)
    return [hit.article_id for hit in page.hits]


async def _names(database: Database) -> list[str]:
    """What the index is made of, also with the server's words for its parts."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall(_NAMES[connection.engine])
    return sorted(str(row[0]) for row in rows)


async def _counted_words(database: Database) -> dict[str, int]:
    """How many articles are known to hold each word."""
    async with database.reading() as connection:
        rows = await connection.execute_fetchall("select word, documents from search_vocabulary")
    return {str(row["word"]): int(row["documents"]) for row in rows}


async def _reindex(database: Database, **options: int) -> list[reindex.ReindexStep]:
    rebuild = search.Rebuild(database)
    return [step async for step in reindex.reindex(rebuild, **options)]


async def test_the_new_index_finds_what_the_old_one_found(bot: Store, beside: Database) -> None:
    """In the same order, under the same names, and nothing is left of the building."""
    queries = ("الحديقة", "المجلس البلدي", '"في حي الزيتون"', "#محليات", "حديقه -مكتبة")
    before = [await _found(bot, query) for query in queries]
    names = await _names(beside)
    steps = await _reindex(beside, batch=10)
    assert [step.done for step in steps] == [0, 10, 20, 25, 25]
    assert [await _found(bot, query) for query in queries] == before
    assert await _names(beside) == names


@pytest.mark.postgresql
async def test_the_words_of_all_documents_are_indexed_at_once(bot: Store, beside: Database) -> None:
    """Not document by document; a run that was cut off in the middle of it is taken up."""
    names = await _names(beside)
    async for step in reindex.reindex(search.Rebuild(beside), batch=10):
        parts = await _names(beside)
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
    assert [step.done for step in await _reindex(beside)] == [COUNT, COUNT]
    assert await _names(beside) == names
    assert len(await _found(bot, "الحديقة")) == COUNT


@pytest.mark.sqlite
async def test_the_new_index_is_in_one_piece_and_merges_again(bot: Store, beside: Database) -> None:
    """Its parts are written apart and merged at the end; those that come later, as they come."""
    await _reindex(beside, batch=2)
    async with beside.reading() as connection:
        for name in ("search_titles", "search_stems", "search_phrases"):
            parts = await connection.execute_fetchall(f"select distinct segid from {name}_idx")
            assert len(parts) == 1
            kept = await connection.execute_fetchall(
                f"select k, v from {name}_config where k in ('automerge', 'crisismerge')"
            )
            assert {str(row["k"]): int(row["v"]) for row in kept} == _FTS5_DEFAULTS


async def test_what_the_bot_does_meanwhile_is_in_the_new_index(
    bot: Store, beside: Database
) -> None:
    """Published, corrected and withdrawn behind, at and before the place that was reached."""
    rebuild = search.Rebuild(beside)
    oldest, newest = (await _found(bot, "رقم"))[-1], (await _found(bot, "رقم"))[0]
    async for step in reindex.reindex(rebuild, batch=10):
        assert len(await _found(bot, "الحديقة")) >= COUNT - 1, "search found too little"
        if step.done == 10:
            await bot.correct(
                oldest,
                _made(0, title="جسر المشاة يفتح أبوابه"),
                shown=False,
                sent_since=NOON,
                not_before=NOON,
                next_recheck=None,
                now=NOON,
            )
            await bot.withdraw(newest, action=None, sent_since=NOON, now=NOON)
            late = _made(900, published=NOON + timedelta(days=3), title="طائرة ورقية فوق الحديقة")
            old = _made(901, published=NOON - timedelta(days=900), title="منارة قديمة في الحديقة")
            for publication in (late, old):
                await bot.publish(publication, feed=None, now=NOON)
    assert await _found(bot, "جسر المشاة") == [oldest]
    assert newest not in await _found(bot, "رقم")
    assert len(await _found(bot, "طائرة ورقية")) == 1
    assert len(await _found(bot, "منارة قديمة")) == 1
    assert len(await _found(bot, "الحديقة")) == COUNT + 1


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
        await bot.publish(_made(500 + published), feed=None, now=NOON)
        published += 1
        assert len(await _found(bot, "الحديقة")) >= COUNT, "search found too little"
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
    before = await _found(bot, "الحديقة")
    steps = reindex.reindex(search.Rebuild(beside))
    while not (await anext(steps)).swapping:
        pass
    async with await psycopg.AsyncConnection.connect(address.secret) as reader:
        await reader.execute("select 1 from search_stems limit 1")
        finishing = asyncio.ensure_future(anext(steps, None))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while look(address, _WAITING) == [(0,)]:  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.01)
        assert await _found(bot, "الحديقة") == before
        await bot.publish(_made(77, title="نافورة جديدة"), feed=None, now=NOON)
        await reader.execute("select 1 from search_documents limit 1")
        assert not finishing.done()
        await reader.commit()
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await finishing is None
    assert len(await _found(bot, "الحديقة")) == len(before) + 1
    assert len(await _found(bot, "نافورة")) == 1


async def test_a_rebuilding_is_taken_up_where_it_was_left(bot: Store, beside: Database) -> None:
    """What was changed between the two runs is not forgotten."""
    async with contextlib.aclosing(
        reindex.reindex(search.Rebuild(beside), batch=10)
    ) as interrupted:
        async for step in interrupted:
            if step.done == 20:
                break
    await bot.publish(
        _made(77, published=NOON - timedelta(days=9), title="نافورة جديدة"),
        feed=None,
        now=NOON,
    )
    steps = await _reindex(beside, batch=10)
    assert steps[0].done == 20
    assert len(await _found(bot, "الحديقة")) == COUNT + 1
    assert len(await _found(bot, "نافورة")) == 1


async def test_what_another_analysis_began_is_not_taken_up(beside: Database, bot: Store) -> None:
    """Half an index of one kind and half of another would find half of each."""
    rebuild = search.Rebuild(beside)
    await rebuild.begin("older")
    texts = await rebuild.after(rebuild.place, 10)
    await rebuild.add(texts, reindex.analyse(texts), done=10)
    await rebuild.pause()
    assert await search.Rebuild(beside).begin("older") == 10
    assert await search.Rebuild(beside).begin("newer") == 0


async def test_processes_make_the_same_terms(bot: Store, beside: Database) -> None:
    """The analysis in another process is the same analysis, and counts each word as often."""
    before = await _found(bot, "الحديقه"), await _counted_words(beside)
    await _reindex(beside, processes=1, batch=10)
    assert (await _found(bot, "الحديقه"), await _counted_words(beside)) == before


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
    assert await _found(bot, "الحديقه")


async def test_words_of_withdrawn_articles_are_counted_no_more(
    bot: Store, beside: Database
) -> None:
    """The index built anew knows the words of what is live alone."""
    withdrawn, *_ = await _found(bot, "رقم")
    before = await _counted_words(beside)
    await bot.withdraw(withdrawn, action=None, sent_since=NOON, now=NOON)
    await _reindex(beside, batch=10)
    assert (await _counted_words(beside))["حديقه"] == before["حديقه"] - 1


async def test_an_index_of_an_older_analysis_is_known_as_such(bot: Store, beside: Database) -> None:
    """Until it was built anew."""
    notes = KeyValue(beside)
    assert await reindex.is_outdated(notes, articles=COUNT)
    await _reindex(beside)
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
    publication = _made(5)
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
