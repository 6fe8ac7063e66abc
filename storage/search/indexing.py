"""Adds, replaces and removes articles in the search index."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from storage.engine.database import Connection
from storage.models import IndexTerms
from storage.search import full_text
from storage.timestamps import to_seconds

# Far below the number of marks that SQLite allows in one statement.
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article's index terms and its time of publication, by which the index is ordered."""

    article_id: int
    published: datetime
    terms: IndexTerms


async def put(
    connection: Connection, article_id: int, published: datetime, terms: IndexTerms
) -> None:
    """Add an article to the index, or replace it, inside the caller's transaction."""
    await put_many(connection, [IndexedArticle(article_id, published, terms)])


async def put_many(
    connection: Connection,
    articles: Sequence[IndexedArticle],
    *,
    index: str = "",
    learn: bool = True,
) -> None:
    """Add several articles to the index, inside the caller's transaction.

    `index` is the suffix of the table names: empty, or that of an index being built beside the one
    in use. Without `learn` the caller counts their spellings itself, with `learn_spellings`.
    """
    latest = {article.article_id: article for article in articles}
    known = await remove(connection, latest, index=index)
    ids = await _free_ids(connection, list(latest.values()), index)
    # FTS5 writes a segment of its own for each row that comes before the row before it.
    numbered = sorted(zip(ids, latest.values(), strict=True), key=lambda pair: pair[0])
    await connection.executemany(
        f"""
        insert into search_documents{index} (id, article_id, title, title_stems, prominent)
        values (?, ?, ?, ?, ?)
        """,  # noqa: S608 - an ending of our own
        [
            (number, a.article_id, a.terms.title, a.terms.title_stems, a.terms.prominent)
            for number, a in numbered
        ],
    )
    titles = [(number, a.terms.title_stems.replace("|", " ")) for number, a in numbered]
    await full_text.add(connection, "search_titles", titles, ending=index)
    stems = [(number, a.terms.text_stems) for number, a in numbered]
    await full_text.add(connection, "search_stems", stems, ending=index)
    texts = [(number, a.terms.text) for number, a in numbered]
    await full_text.add(connection, full_text.PHRASES, texts, ending=index)
    if learn:
        fresh = (a.terms for a in latest.values() if a.article_id not in known)
        again = (a.terms for a in latest.values() if a.article_id in known)
        await learn_spellings(connection, spellings_of(fresh), index=index)
        # Which words the article had before isn't known any more: an edit adds what is new.
        await learn_spellings(connection, dict.fromkeys(spellings_of(again), 0), index=index)


def spellings_of(terms: Iterable[IndexTerms]) -> Counter[str]:
    """Count how many of some articles contain each spelling."""
    return Counter(chain.from_iterable([article.spellings for article in terms]))


async def learn_spellings(
    connection: Connection, spellings: Mapping[str, int], *, index: str = ""
) -> None:
    """Add to the article counts of spellings; withdrawn articles stay counted."""
    await connection.executemany(
        f"""
        insert into search_vocabulary{index} (word, skeleton, stems, documents)
        values (?, ?, ?, ?)
        on conflict (word) do update
        set documents = search_vocabulary{index}.documents + excluded.documents
        """,  # noqa: S608 - an ending of our own
        [(*spelling.split("|", 2), count) for spelling, count in sorted(spellings.items())],
    )


async def remove(
    connection: Connection, article_ids: Iterable[int], *, index: str = ""
) -> set[int]:
    """Remove articles inside the caller's transaction; return the ids that were indexed."""
    wanted = list(article_ids)
    gone: set[int] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(chunk))
        rows = await connection.execute_fetchall(
            f"select id, article_id from search_documents{index} where article_id in ({marks})",  # noqa: S608 - marks and an ending of our own
            chunk,
        )
        gone.update(int(row[1]) for row in rows)
        await connection.executemany(
            f"""
            update search_documents{index}
            set article_id = null, title = '', title_stems = '', prominent = ''
            where id = ?
            """,  # noqa: S608 - an ending of our own
            [(int(row[0]),) for row in rows],
        )
    return gone


async def _free_ids(
    connection: Connection, articles: Sequence[IndexedArticle], index: str
) -> list[int]:
    """The first unused number from each article's second on."""
    ids: list[int] = []
    taken: set[int] = set()
    for article in articles:
        wanted = max(1, to_seconds(article.published))
        while wanted in taken:
            wanted += 1
        taken.add(wanted)
        ids.append(wanted)
    marks = ", ".join("?" * len(ids))
    rows = await connection.execute_fetchall(
        f"select id from search_documents{index} where id in ({marks})",  # noqa: S608 - marks and an ending of our own
        ids,
    )
    used = {int(row[0]) for row in rows}
    return [
        await _next_free(connection, number, taken, index) if number in used else number
        for number in ids
    ]


async def _next_free(connection: Connection, number: int, taken: set[int], index: str) -> int:
    while True:
        number += 1
        if number in taken:
            continue
        used = await connection.execute_fetchall(
            f"select 1 from search_documents{index} where id = ?",  # noqa: S608 - an ending of our own
            (number,),
        )
        if not used:
            taken.add(number)
            return number
