"""Indexes again the articles that changed while a new index was built."""

from collections.abc import Callable, Sequence

from storage.engine.database import Connection
from storage.models import IndexTerms
from storage.search.indexing import IndexedArticle, put_many, remove
from storage.search.texts import StoredText, texts_of
from storage.timestamps import from_seconds

_TOUCHED_AT_ONCE = 100

Analyse = Callable[[Sequence[StoredText]], Sequence[IndexTerms]]


def indexed(texts: Sequence[StoredText], terms: Sequence[IndexTerms]) -> list[IndexedArticle]:
    return [
        IndexedArticle(text.article_id, from_seconds(text.published), term)
        for text, term in zip(texts, terms, strict=True)
        if text.live
    ]


async def catch_up(connection: Connection, analyse: Analyse, *, index: str) -> bool:
    """Index a batch of changed articles; return False if there were none."""
    rows = await connection.execute_fetchall(
        "select article_id from search_touched limit ?", (_TOUCHED_AT_ONCE,)
    )
    touched = [int(row[0]) for row in rows]
    if not touched:
        return False
    texts = [text for text in await texts_of(connection, touched) if text.live]
    await remove(connection, touched, index=index)
    await put_many(connection, indexed(texts, analyse(texts)), index=index)
    marks = ", ".join("?" * len(touched))
    await connection.execute(
        f"delete from search_touched where article_id in ({marks})",  # noqa: S608 - marks
        touched,
    )
    return True
