"""Stores past articles, page by page, without sending them to any chat."""

from collections.abc import Sequence
from datetime import datetime

from storage.articles.article_changes import insert_article
from storage.articles.articles import Articles
from storage.engine.database import Database
from storage.key_value import KeyValue
from storage.models import ArticleStatus, Publication
from storage.search import IndexedArticle, put_many


class Archive:
    """Fills the database backwards, beside a bot that may be running on it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.articles = Articles(database)
        self.key_value = KeyValue(database)

    async def add(
        self, publications: Sequence[Publication], *, note: tuple[str, str], now: datetime
    ) -> int:
        """Store a page of past articles, and how far the reading has come; return how many are new.

        One short transaction; no outbox row is written, no alert matched, no recheck scheduled.

        Args:
            publications: the articles of the page.
            note: the name and text under which `KeyValue` keeps the progress.
            now: when the articles were first seen.

        Raises:
            StorageError: nothing of it was written, and the note is the old one.
        """
        added = 0
        searchable = []
        async with self._database.transaction() as connection:
            for publication in publications:
                article_id = await insert_article(connection, publication, now)
                if article_id is None:
                    continue
                added += 1
                if publication.status is ArticleStatus.LIVE:
                    searchable.append(
                        IndexedArticle(article_id, publication.article.published, publication.terms)
                    )
            if searchable:
                await put_many(connection, searchable)
            await self.key_value.write(connection, *note)
        return added
