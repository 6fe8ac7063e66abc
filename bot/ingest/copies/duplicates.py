"""Decides that a newly read article is a copy of a stored one, by text and post number."""

from bot.arabic.normalize import fold
from bot.feed.compare_articles import is_copy, moved, same_text
from bot.feed.identity import address_id
from bot.ingest.publications import MINHASH_IN_COMMON
from storage.articles.articles import Articles
from storage.models import Article, Publication, StoredArticle


async def find_original(publication: Publication, articles: Articles) -> StoredArticle | None:
    """Return the stored article that this one copies, the next in time; None if it is new.

    Raises:
        StorageError: the articles can't be read.
    """
    article = publication.article
    close = await articles.alike(
        publication.minhash, at_least=MINHASH_IN_COMMON, near=article.published
    )
    for original in await articles.get(close):
        if original.article.site_id != article.site_id and is_copy(original.article, article):
            return original
    # A text too short for a minhash still has the second in which it was published.
    for original in await articles.published_at(article.published):
        if original.article.site_id != article.site_id and moved(original.article, article):
            return original
    return None


def is_same_article(known: Article, read: Article) -> bool:
    """Return whether two texts with the same post number can be the same article."""
    if address_id(known.url) == address_id(read.url) or fold(known.title) == fold(read.title):
        return True
    return known.published == read.published or same_text(known, read)
