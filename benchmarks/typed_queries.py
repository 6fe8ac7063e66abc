"""Three hundred queries as people type them, each with the invented headline that it is for.

The headlines of `data/typed_queries.txt` stand among generated articles. Each query is judged by
whether its headline is found, among the first ten, and first.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import Figure
from benchmarks.invented import stories
from benchmarks.news_queries import Item, figures, filled, rank

QUERIES = Path(__file__).parent / "data" / "typed_queries.txt"
AMONG = 5_000
WORDS = 120


@dataclass(frozen=True, slots=True)
class Typed:
    """A line as typed, of what kind it is, and the number of the article that it is for."""

    kind: str
    text: str
    wanted: int


def typed_queries() -> tuple[list[str], list[Typed]]:
    """The headlines, and the queries with the numbers of their headlines from 1 on."""
    headlines: list[str] = []
    queries: list[Typed] = []
    for line in QUERIES.read_text("utf-8").splitlines():
        kind, tab, text = line.partition("\t")
        if tab:
            queries.append(Typed(kind, text, len(headlines)))
        elif line and not line.startswith("#"):
            headlines.append(line)
    return headlines, queries


def archive(headlines: list[str]) -> Iterator[Item]:
    """The headlines with texts of generated words, and as many generated articles as `AMONG`."""
    generated = stories(AMONG, words=WORDS, seed=19)
    for number, headline in enumerate(headlines, 1):
        story = next(generated)
        yield Item(number, headline, f"{headline}. {story.body}", ())
    for story in generated:
        yield Item(story.id, story.title, story.body, ())


async def ranks() -> list[tuple[Typed, int]]:
    """Each query with the place of its headline, as `rank` gives it."""
    headlines, queries = typed_queries()
    with tempfile.TemporaryDirectory() as folder:
        database = await filled(Path(folder) / "typed.db", list(archive(headlines)))
        async with database.reading() as connection:
            found = [(query, await rank(connection, query.text, query.wanted)) for query in queries]
        await database.close()
    return found


async def measure() -> list[Figure]:
    return figures("typed queries", [place for _, place in await ranks()])


if __name__ == "__main__":
    for query, place in asyncio.run(ranks()):
        if place != 1:
            print(f"{query.kind}\t{query.text}\t{place}")
