"""The search index: articles put in and taken out, and ranked search within bounds."""

from storage.search.finding import MAX_COUNTED, MAX_RANKED, find
from storage.search.index import Search
from storage.search.indexing import IndexedArticle, put, put_many, remove
from storage.search.rebuilding import ANALYSIS, Rebuild, StoredText
from storage.search.spelling import suggest

__all__ = [
    "ANALYSIS",
    "MAX_COUNTED",
    "MAX_RANKED",
    "IndexedArticle",
    "Rebuild",
    "Search",
    "StoredText",
    "find",
    "put",
    "put_many",
    "remove",
    "suggest",
]
