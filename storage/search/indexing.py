"""What the index holds: articles put in, replaced and taken out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import aiosqlite

from storage.models import IndexTerms
from storage.search.spelling import ENDS, MIN_SPELLED

# Far below the number of marks that SQLite allows in one statement.
_AT_ONCE = 500
_INDEXES = ("search_titles", "search_stems", "search_phrases")


@dataclass(frozen=True, slots=True)
class IndexedArticle:
    """An article's terms with what the index orders by."""

    article_id: int
    published: datetime
    terms: IndexTerms


async def put(
    connection: aiosqlite.Connection, article_id: int, published: datetime, terms: IndexTerms
) -> None:
    """Index an article, or index it anew, inside the caller's transaction."""
    await put_many(connection, [IndexedArticle(article_id, published, terms)])


async def put_many(connection: aiosqlite.Connection, articles: Sequence[IndexedArticle]) -> None:
    """Index several articles at once, inside the caller's transaction."""
    latest = {article.article_id: article for article in articles}
    await remove(connection, latest)
    ids = await _free_ids(connection, list(latest.values()))
    # FTS5 writes a segment of its own for each row that comes before the row before it.
    numbered = sorted(zip(ids, latest.values(), strict=True), key=lambda pair: pair[0])
    await connection.executemany(
        """
        insert into search_documents (id, article_id, title, title_stems, prominent)
        values (?, ?, ?, ?, ?)
        """,
        [
            (number, a.article_id, a.terms.title, a.terms.title_stems, a.terms.prominent)
            for number, a in numbered
        ],
    )
    await connection.executemany(
        "insert into search_titles (rowid, stems) values (?, ?)",
        [(number, a.terms.title_stems.replace("|", " ")) for number, a in numbered],
    )
    await connection.executemany(
        "insert into search_stems (rowid, stems) values (?, ?)",
        [(number, a.terms.text_stems) for number, a in numbered],
    )
    await connection.executemany(
        "insert into search_phrases (rowid, words) values (?, ?)",
        [(number, a.terms.text) for number, a in numbered],
    )
    await _learn(connection, (a.terms for a in latest.values()))


async def remove(connection: aiosqlite.Connection, article_ids: Iterable[int]) -> None:
    """Take articles out of the index, inside the caller's transaction."""
    wanted = list(article_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        chunk = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(chunk))
        rows = await connection.execute_fetchall(
            f"select id, title from search_documents where article_id in ({marks})",  # noqa: S608 - marks only
            chunk,
        )
        gone = [(int(row[0]), str(row[1])) for row in rows]
        await connection.executemany(
            """
            update search_documents
            set article_id = null, title = '', title_stems = '', prominent = ''
            where id = ?
            """,
            [(number,) for number, _ in gone],
        )
        await _forget(connection, Counter(word for _, title in gone for word in set(title.split())))


async def _forget(connection: aiosqlite.Connection, words: Counter[str]) -> None:
    if not words:
        return
    await connection.executemany(
        "update search_vocabulary set documents = documents - ? where word = ?",
        [(count, word) for word, count in words.items()],
    )
    await connection.executemany(
        "delete from search_vocabulary where word = ? and documents <= 0",
        [(word,) for word in words],
    )


async def rebuild(connection: aiosqlite.Connection) -> None:
    """Empty the index, inside the caller's transaction; the caller puts the articles in anew."""
    for index in _INDEXES:
        await connection.execute(
            f"insert into {index} ({index}) values ('delete-all')"  # noqa: S608 - own constants
        )
    await connection.execute("delete from search_documents")
    await connection.execute("delete from search_vocabulary")


async def _free_ids(
    connection: aiosqlite.Connection, articles: Sequence[IndexedArticle]
) -> list[int]:
    """The first unused number from each article's second on."""
    ids: list[int] = []
    taken: set[int] = set()
    for article in articles:
        wanted = max(1, int(article.published.timestamp()))
        while wanted in taken:
            wanted += 1
        taken.add(wanted)
        ids.append(wanted)
    marks = ", ".join("?" * len(ids))
    rows = await connection.execute_fetchall(
        f"select id from search_documents where id in ({marks})",  # noqa: S608 - marks only
        ids,
    )
    used = {int(row[0]) for row in rows}
    return [
        await _next_free(connection, number, taken) if number in used else number for number in ids
    ]


async def _next_free(connection: aiosqlite.Connection, number: int, taken: set[int]) -> int:
    while True:
        number += 1
        if number in taken:
            continue
        cursor = await connection.execute("select 1 from search_documents where id = ?", (number,))
        if await cursor.fetchone() is None:
            taken.add(number)
            return number


async def _learn(connection: aiosqlite.Connection, terms: Iterable[IndexTerms]) -> None:
    words: Counter[str] = Counter()
    stems: dict[str, str] = {}
    for article in terms:
        pairs = dict(zip(article.title.split(), article.title_stems.split(), strict=False))
        words.update(pairs.keys())
        stems.update(pairs)
    await connection.executemany(
        """
        insert into search_vocabulary (word, stem, documents, head, tail)
        values (?, ?, ?, ?, ?)
        on conflict (word) do update
        set documents = documents + excluded.documents, stem = excluded.stem
        """,
        [
            (word, stems[word].split("|")[0], count, word[:ENDS], word[-ENDS:])
            for word, count in words.items()
            if len(word) >= MIN_SPELLED and not word.isdigit()
        ],
    )
