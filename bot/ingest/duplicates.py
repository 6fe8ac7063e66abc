"""Finds the stored article that a newly read one duplicates."""

from bot.feed.changes import moved, same_text
from bot.ingest.read_article import SKETCH_IN_COMMON
from storage.articles.articles import Articles
from storage.models import Publication, StoredArticle


async def find_original(publication: Publication, articles: Articles) -> StoredArticle | None:
    """The stored article that this one is again, the oldest first; None where it is new.

    Raises:
        StorageError: the articles can't be read.
    """
    article = publication.article
    close = await articles.alike(publication.sketch, at_least=SKETCH_IN_COMMON)
    for original in await articles.get(close):
        if original.article.site_id != article.site_id and same_text(original.article, article):
            return original
    # A text too short for a sketch still has the second in which it was published.
    for original in await articles.published_at(article.published):
        if original.article.site_id != article.site_id and moved(original.article, article):
            return original
    return None
