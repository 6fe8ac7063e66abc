"""The search index: adds and removes articles, and ranks search results within bounds."""

from storage.search.fruitless import FruitlessWord, FruitlessWords
from storage.search.index import Search
from storage.search.indexing import IndexedArticle, put, put_many, remove, spellings_of
from storage.search.looks import MAX_RANKED
from storage.search.matching import MAX_COUNTED
from storage.search.rebuilding import ANALYSIS, Rebuild
from storage.search.run_search import find
from storage.search.texts import StoredText
from storage.search.widespread_words import WidespreadWords

__all__ = [
    "ANALYSIS",
    "MAX_COUNTED",
    "MAX_RANKED",
    "FruitlessWord",
    "FruitlessWords",
    "IndexedArticle",
    "Rebuild",
    "Search",
    "StoredText",
    "WidespreadWords",
    "find",
    "put",
    "put_many",
    "remove",
    "spellings_of",
]
