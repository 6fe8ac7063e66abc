"""Rebuilds the search index from the stored texts while the bot runs and searches.

The analysis is most of the work, so it goes to processes of its own; this one reads the texts
and writes the index. The new index takes the old one's place in one transaction.
"""

import asyncio
import gc
import hashlib
import json
import multiprocessing
import os
import signal
import threading
from collections import Counter, deque
from collections.abc import AsyncGenerator, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache

from bot.arabic.morphology.lexicon import lexicon, name_words
from bot.arabic.terms import index_terms, remember_an_archive
from bot.errors import KhabarError
from storage.key_value import KeyValue
from storage.models import IndexTerms
from storage.search import ANALYSIS, Rebuild, StoredText, spellings_of

# A transaction of so many takes about a third of a second: as long as the bot may have to wait.
BATCH = 1_000
# For fewer the start of processes takes longer than the work.
WORTH_PROCESSES = 5_000
# SQLite looks for the lock every tenth of a second: without a gap a waiting bot could miss it.
PAUSE_SECONDS = 0.1
_WORKERS_YIELD = 5
_SENT_TO_ALL = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)

_PROBE = (
    "وزراء ووزير وبالوزارة للوزراء المدن مدينتهم أخبارها خبر شوارع شارعان مدارسنا والمدرسة كتابان",
    "مؤسسات إعلاميّة مسؤولون مسئولين شؤون قُرى قريتين لجان لجنة طلاب طالبات يكتبون كتبت سيكتبها",
    "رؤى فتاة فتيات أراضٍ أراضي الأرض ليالٍ قضاة قاضي دعوى دعاوى مستشفيات مستشفى آبار بئر",
    "١٢٣ 1,200 3.5 ۴۵ ٪ ﻣﺪﻳﻨﺔ مـــديـنة لأنّ إلى علي على آمال أمل إمام كرده كردة هيئة هيأة",
    "London's markets rose; the U.N. said on Monday that prices of bread, wheat and fuel doubled.",
)


@dataclass(frozen=True, slots=True)
class ReindexStep:
    """The progress of a rebuild; `swapping` while the new index replaces the old one."""

    done: int
    total: int
    swapping: bool = False


@cache
def analysis_version() -> str:
    """Return a hash of the text analysis, which changes whenever the analysis does.

    It is taken from the stems of all known words, of all listed names behind a particle and of a
    probe, so that nobody has to think of raising a number.
    """
    digest = hashlib.sha256()
    names = " ".join(f"ب{name}" for name in sorted(name_words()))
    for text in (*_PROBE, " ".join(sorted(lexicon().stems)), names):
        terms = index_terms(text[:400], text, [text[:40]])
        digest.update("\n".join((*_columns(terms), *terms.spellings)).encode())
    return digest.hexdigest()[:12]


async def reindex_hint(notes: KeyValue, *, articles: int) -> str:
    """Return the log message that asks for a reindex; empty if the index is current.

    Raises:
        StorageError: the version can't be read or written.
    """
    if not await is_outdated(notes, articles=articles):
        return ""
    return "the search index was built by another version of Khabar: run `khabar reindex`"


async def is_outdated(notes: KeyValue, *, articles: int) -> bool:
    """Return whether the index was built by another version of the text analysis.

    Or in another layout: a migration that changes it takes the note back. An index without articles
    is this program's own from now on.

    Raises:
        StorageError: the version can't be read or written.
    """
    built_by = await notes.get(ANALYSIS)
    if not built_by and not articles:
        await notes.put(ANALYSIS, analysis_version())
        return False
    return built_by != analysis_version()


async def reindex(
    rebuild: Rebuild, *, processes: int | None = None, batch: int = BATCH
) -> AsyncGenerator[ReindexStep, None]:
    """Build a new index and swap it in; yield the progress after each batch.

    `processes` for the analysis: by default one for each processor where there is much to do.

    Raises:
        KhabarError: a process of the analysis has died.
        StorageError: the index can't be written; it is taken up again where it was left.
    """
    done = await rebuild.begin(analysis_version())
    total = await rebuild.count()
    yield ReindexStep(done, total)
    if processes is None:
        processes = (os.cpu_count() or 1) if total - done >= WORTH_PROCESSES else 0
    with ExitStack() as stack:
        pool = None
        if processes:
            pool = ProcessPoolExecutor(
                processes, multiprocessing.get_context("spawn"), initializer=_begin_worker
            )
            stack.callback(pool.shutdown, wait=True, cancel_futures=True)
        waiting: deque[tuple[list[StoredText], asyncio.Future[_Analysed]]] = deque()
        place = rebuild.place
        more = True
        try:
            while more or waiting:
                while more and len(waiting) <= 2 * processes:
                    texts = await rebuild.after(place, batch)
                    more = len(texts) == batch
                    if texts:
                        place = (texts[-1].published, texts[-1].article_id)
                        waiting.append((texts, _analysed(texts, pool)))
                if waiting:
                    texts, analysed = waiting.popleft()
                    done += len(texts)
                    columns, spellings = await analysed
                    terms = list(map(_terms, columns))
                    await rebuild.add(texts, terms, done=done, spellings=spellings)
                    yield ReindexStep(done, max(done, total))
                    await asyncio.sleep(PAUSE_SECONDS)
        except BrokenProcessPool as error:
            raise KhabarError("a process of the analysis has died; try again") from error
        finally:
            await rebuild.pause()
    yield ReindexStep(done, max(done, total), swapping=True)
    await rebuild.finish(analyse)


_Columns = tuple[str, str, str, str, str]
# What a process gives back of some texts: the columns of each, and in how many each spelling
# stands. An article has some two hundred of these, most of which others have, too.
_Analysed = tuple[list[_Columns], Counter[str]]


def _analysed(texts: Sequence[StoredText], pool: Executor | None) -> asyncio.Future[_Analysed]:
    loop = asyncio.get_running_loop()
    # The pool begins a process where none is idle.
    with _signals_wait():
        return loop.run_in_executor(pool, _columns_and_spellings, texts)


def _columns_and_spellings(texts: Sequence[StoredText]) -> _Analysed:
    terms = analyse(texts)
    live = (one for one, text in zip(terms, texts, strict=True) if text.live)
    return list(map(_columns, terms)), spellings_of(live)


def analyse(texts: Sequence[StoredText]) -> list[IndexTerms]:
    """Compute the search terms of stored texts, as they are computed on publication."""
    return [
        index_terms(text.title, "\n".join(json.loads(text.paragraphs)), text.tags) for text in texts
    ]


def _columns(terms: IndexTerms) -> _Columns:
    return terms.title, terms.title_stems, terms.text, terms.text_stems, terms.prominent


def _terms(columns: _Columns) -> IndexTerms:
    """Return the terms of an article, whose spellings were counted before."""
    title, title_stems, text, text_stems, prominent = columns
    return IndexTerms(
        title=title,
        title_stems=title_stems,
        text=text,
        text_stems=text_stems,
        prominent=prominent,
    )


@contextmanager
def _signals_wait() -> Iterator[None]:
    """Begin processes in this block: what is sent to all waits until each has left the group."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SENT_TO_ALL)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker() -> None:
    """Leave what is sent to all to the main process, and go behind the bot's own work.

    That is Ctrl+C, what comes of a terminal that is closed, and the end of a whole group. It would
    end the analysis under the main process, which ends in order, and the analysis in its turn.

    The analysis makes no circles of objects: looking for some among all the words that it
    remembers would take a tenth of its time.
    """
    os.setsid()
    for name in _SENT_TO_ALL:
        # Also what has come since the process was begun.
        signal.signal(name, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SENT_TO_ALL)
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    os.nice(_WORKERS_YIELD)
    gc.disable()
    remember_an_archive()


def _end_with_parent() -> None:
    """End this process when the main one is gone, which nothing else would tell it."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
