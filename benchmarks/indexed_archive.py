"""Fills a database with articles that can be searched, and ranks an article in what is found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from bot.arabic.terms import index_terms, parse_query
from bot.ingest.archive.reindex import analyse, analysis_version
from storage import search
from storage.engine.database import Connection, Database
from storage.timestamps import to_seconds

RESULTS = 10


@dataclass(frozen=True, slots=True)
class ArchivedText:
    """An article as the index sees it."""

    id: int
    published: datetime
    title: str
    text: str


async def store_rows(connection: Connection, ids: Iterable[int]) -> None:
    """Insert articles without contents, to which the index can refer."""
    await connection.executemany(
        """
        insert into articles (
            id, site_id, url, title, paragraphs, excerpt, author, language, summary,
            published, modified, first_seen, content_hash
        )
        values (?, ?, '', '', '', '', '', 'ar', '', 0, 0, 0, '')
        """,
        [(one, str(one)) for one in ids],
    )


async def index(connection: Connection, texts: Iterable[ArchivedText]) -> None:
    """Analyse the texts, and put them into the index."""
    await search.put_many(
        connection,
        [
            search.IndexedArticle(one.id, one.published, index_terms(one.title, one.text, ()))
            for one in texts
        ],
    )


async def rebuilt(database: Database, texts: Iterable[ArchivedText], at_once: int) -> None:
    """Index texts whose articles are stored as the product builds its index anew."""
    rebuild = search.Rebuild(database)
    await rebuild.begin(analysis_version())
    coming, done = iter(texts), 0
    while batch := list(islice(coming, at_once)):
        done += len(batch)
        stored = [
            search.StoredText(one.id, to_seconds(one.published), one.title, "[]", (), live=True)
            for one in batch
        ]
        terms = [index_terms(one.title, one.text, ()) for one in batch]
        await rebuild.add(stored, terms, done=done)
    await rebuild.finish(analyse)


async def found_ids(
    connection: Connection,
    text: str,
    *,
    now: datetime,
    common: search.WidespreadWords | None = None,
) -> list[int]:
    """Search as a reader does; the ids of the first results."""
    page = await search.find(connection, parse_query(text), now=now, limit=RESULTS, common=common)
    return [hit.article_id for hit in page.hits]


def reciprocal_rank(wanted: int, ids: list[int]) -> float:
    """One by the place of the wanted article; 0 where it is not among them."""
    return 1 / (ids.index(wanted) + 1) if wanted in ids else 0.0
