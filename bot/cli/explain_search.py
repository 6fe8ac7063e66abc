"""Explains how a search was interpreted, and why each result has its rank."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.arabic.queries.parse import parse_query
from storage.models import Reason, SearchQuery, SearchWord, StoredArticle, Treated
from storage.store import Store


@dataclass(frozen=True, slots=True)
class ExplainedHit:
    """A search result with the parts of its score."""

    stored: StoredArticle
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class SearchExplanation:
    """A query as it was interpreted, how its words were treated, and the first results."""

    query: SearchQuery
    treated: tuple[Treated, ...]
    hits: tuple[ExplainedHit, ...]

    def as_json(self) -> dict[str, Any]:
        return {
            "words": [_word(word) for word in self.query.words],
            "asking": list(self.query.asking),
            "phrases": [" ".join(phrase) for phrase in self.query.phrases],
            "excluded": [word.surface for word in self.query.excluded],
            "tags": [names[0] for names in self.query.tags],
            "since": self.query.since.isoformat() if self.query.since else None,
            "until": self.query.until.isoformat() if self.query.until else None,
            "treated": [
                {"typed": one.typed, "taken": one.taken, "why": one.treatment.value}
                for one in self.treated
            ],
            "hits": [
                {
                    "id": hit.stored.article.site_id,
                    "title": hit.stored.article.title,
                    "score": round(hit.score, 4),
                    "reasons": [
                        {"what": r.what, "word": r.word, "worth": round(r.worth, 4)}
                        for r in hit.reasons
                    ],
                }
                for hit in self.hits
            ],
        }

    def lines(self) -> list[str]:
        """Return the explanation as lines for a terminal."""
        told = [f"word {word.surface}: {_meant(word)}" for word in self.query.words]
        told += [f"not required: {' '.join(self.query.asking)}"] if self.query.asking else []
        bounds = (("from", self.query.since), ("until", self.query.until))
        told += [f"{word} {day.isoformat()}" for word, day in bounds if day]
        told += [
            f"{one.typed} -> {one.taken or '-'}: {one.treatment.value}" for one in self.treated
        ]
        for place, hit in enumerate(self.hits, 1):
            article = hit.stored.article
            told.append(f"{place}. {article.published:%Y-%m-%d}  {article.title}  {hit.score:.3f}")
            told += [
                f"      {reason.worth:.3f}  {reason.what}{': ' if reason.word else ''}{reason.word}"
                for reason in hit.reasons
            ]
        return told


def _word(word: SearchWord) -> dict[str, Any]:
    return {
        "typed": word.surface,
        "stem": word.stem,
        "other readings": list(word.variants),
        "other names": [" ".join(meaning) for meaning in word.meanings],
        "plurals and singulars": list(word.guesses),
        "neighbours": list(word.neighbours),
    }


def _meant(word: SearchWord) -> str:
    parts = [f"stem {word.stem}"]
    for name, forms in _word(word).items():
        if isinstance(forms, list) and forms:
            parts.append(f"{name} {', '.join(forms)}")
    return "; ".join(parts)


async def explain_search(
    store: Store, words: str, *, limit: int, now: datetime
) -> SearchExplanation:
    """Search as a reader of the bot would, and explain the results.

    Raises:
        StorageError: the archive can't be read.
    """
    page = await store.search.find(parse_query(words, today=now.date()), now=now, limit=limit)
    articles = await store.articles.get([hit.article_id for hit in page.hits])
    stored = {article.id: article for article in articles}
    return SearchExplanation(
        query=page.read,
        treated=page.treated,
        hits=tuple(
            ExplainedHit(stored[hit.article_id], hit.score, hit.reasons)
            for hit in page.hits
            if hit.article_id in stored
        ),
    )
