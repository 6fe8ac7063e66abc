"""Accuracy of body extraction, beside trafilatura's."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import trafilatura

from benchmarks import Figure
from bot.article.parse_page import read_page
from bot.errors import PageError
from bot.text.charsets import charset_in_header, decode_text

PAGES = Path(__file__).parents[1] / "tests" / "data" / "pages"


def own(html: str) -> list[str]:
    """The body as `bot.article` reads it."""
    try:
        return list(read_page(html, url="https://www.khabar-corpus.org/1/x/").paragraphs)
    except PageError:
        return []


def peer(html: str, *, precise: bool) -> list[str]:
    """The body as trafilatura reads it."""
    text = trafilatura.extract(
        html,
        include_comments=False,
        include_tables=False,
        favor_precision=precise,
        favor_recall=not precise,
    )
    return [line.removeprefix("- ") for line in (text or "").splitlines() if line.strip()]


def corpus() -> list[tuple[str, list[str]]]:
    """Pages whose body is known, also those that have none, and those that are no articles."""
    pages = []
    for path in sorted(PAGES.glob("*.html")):
        want = json.loads(path.with_suffix(".json").read_text("utf-8"))
        if "paragraphs" not in want and "error" not in want:
            continue
        try:
            html = decode_text(path.read_bytes(), charset_in_header(want["content_type"]))
        except ValueError:
            continue
        pages.append((html, want.get("paragraphs", [])))
    return pages


def score(
    read: Callable[[str], list[str]], pages: list[tuple[str, list[str]]]
) -> tuple[float, float, float]:
    """Share of pages whose body is exactly right; mean precision and recall of words."""
    exact = 0
    precision = recall = 0.0
    for html, want in pages:
        got = read(html)
        exact += got == want
        found, wanted = Counter(" ".join(got).split()), Counter(" ".join(want).split())
        common = (found & wanted).total()
        precision += common / found.total() if found else float(not wanted)
        recall += common / wanted.total() if wanted else float(not found)
    count = len(pages)
    return exact / count, precision / count, recall / count


def measure() -> list[Figure]:
    """Scores over the corpus, in per cent."""
    pages = corpus()
    readers: dict[str, Callable[[str], list[str]]] = {
        "own reading": own,
        "trafilatura, precision": lambda html: peer(html, precise=True),
        "trafilatura, recall": lambda html: peer(html, precise=False),
    }
    figures = []
    for name, read in readers.items():
        ours = name == "own reading"
        for part, value in zip(("exact", "precision", "recall"), score(read, pages), strict=True):
            percent = round(100 * value, 1)
            goal = "≥ 99" if ours else "–"
            ok = not ours or percent >= 99
            figures.append(Figure(f"{name}: {part}, {len(pages)} pages", percent, "%", goal, ok))
    return figures
