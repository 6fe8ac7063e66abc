"""Judges a new reading of an article's page: what readers see of it, and whether it is current."""

from bot.feed.compare_articles import ArticleDiff
from bot.ingest.publications import Reading
from storage.articles.edit_notices import EditNotice
from storage.models import Article, Publication, StoredArticle
from storage.timestamps import to_seconds


def is_shown(stored: StoredArticle, publication: Publication, change: ArticleDiff) -> bool:
    """Return whether readers of the post see the change: in words, pictures, or what it plays."""
    old, new = stored.article, publication.article
    return (
        change.photo
        or old.title != new.title
        or old.breaking != new.breaking
        or stored.summary != publication.summary
        or (old.photo and (old.photo.caption, old.photo.credit))
        != (new.photo and (new.photo.caption, new.photo.credit))
    )


def is_older(again: Article, stored: Article) -> bool:
    """Return whether a page names an earlier edit than the one that is stored."""
    return to_seconds(again.modified) < to_seconds(stored.modified)


def is_of_other_rules(stored: StoredArticle, again: Reading) -> bool:
    """Return whether two readings differ by the rules that this version of the bot reads by.

    The page has to say that it was not edited since; one that does not say may have been.
    """
    unedited = again.dated and to_seconds(again.article.modified) == to_seconds(
        stored.article.modified
    )
    return unedited and stored.reading_rules != again.rules


def shows(again: Reading, notice: EditNotice, change: ArticleDiff | None) -> bool:
    """Return whether a reading shows an edit, by its date, or by a change where it names none."""
    if again.dated:
        return to_seconds(again.article.modified) >= to_seconds(notice.modified)
    # Tags come from REST, whatever the page is.
    return change is not None and (change.headline or change.body or change.caption or change.photo)
