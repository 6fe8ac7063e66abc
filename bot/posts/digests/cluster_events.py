"""Clusters near-identical headlines of a digest into one line for each event."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.posts.headline_stems import headline_stems
from bot.posts.pieces import section_of
from storage.models import StoredArticle

# Share of common stems from which two headlines may tell of one event.
ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a digest: an event's newest headline, and how many older ones it replaces."""

    article: StoredArticle
    updates: int = 0
    followed: bool = False

    @property
    def section(self) -> str:
        """The first section of the article; empty if it has none."""
        return section_of(self.article.article)

    @property
    def weight(self) -> tuple[bool, bool, int, int]:
        """The sort key: breaking news, followed topics, events with updates, longer texts."""
        news = self.article.article
        return news.breaking, self.followed, self.updates, sum(map(len, news.paragraphs))


def cluster_events(
    articles: Sequence[StoredArticle], followed: Collection[int] = frozenset()
) -> list[Line]:
    """Return one line for each event, most important first; near-identical headlines merge.

    `followed` are ids of articles with a tag that the reader follows; they rank higher.
    """
    events: list[tuple[list[frozenset[str]], Line]] = []
    newest_first = sorted(articles, key=lambda one: (one.article.published, one.id), reverse=True)
    for article in newest_first:
        stems = headline_stems(article.article.title)
        for place, (known, line) in enumerate(events):
            # All of them must agree: a headline without a name agrees with one of each name.
            if all(_alike(one, stems) for one in known):
                events[place] = ([*known, stems], replace(line, updates=line.updates + 1))
                break
        else:
            events.append(([stems], Line(article, followed=article.id in followed)))
    return sorted((line for _, line in events), key=lambda line: line.weight, reverse=True)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two headlines differ by no more than a few words.

    A word in the place of another may be a name in the place of another, and a number always
    tells of something else: both make two events.
    """
    if not one or not (one <= other or other <= one):
        return False
    further = one ^ other
    if any(letter.isdigit() for word in further for letter in word):
        return False
    return len(one & other) / len(one | other) >= ALIKE
