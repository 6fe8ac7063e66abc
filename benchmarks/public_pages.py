"""How well bodies of public pages are read that nobody here wrote, beside trafilatura alone.

The pages lie in `pages/` of `KHABAR_EVAL` and are no part of the project: lines of JSON with `id`,
`html`, and what the body holds, with the script that scores readings of them.
"""

import json
import lzma
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import trafilatura

from benchmarks import Figure
from bot.article.assemble import assemble
from bot.article.parse_page import read_page
from bot.errors import PageError

EVAL: Final = Path(os.environ.get("KHABAR_EVAL", Path(__file__).parents[2] / "shared" / "eval"))
FOLDER: Final = EVAL / "pages"
MILLISECONDS: Final = 60.0
_SCORE: Final = re.compile(
    r"^(\S+)\s+(\S+)\s+(\d+)\s+(\S+)\s+F1 (\S+)\s.*?empty (\d+)$", re.MULTILINE
)


def own(html: str) -> str:
    """The body as the bot would store it, from the page alone."""
    try:
        return "\n".join(assemble(None, read_page(html, url=""), default_language="ar").paragraphs)
    except PageError:
        return ""


def peer(html: str) -> str:
    """The body as trafilatura reads it: no comments, all else as it comes."""
    return trafilatura.extract(html, include_comments=False) or ""


def measure() -> list[Figure]:
    """F1 for each collection and kind of site, empty bodies, and processor time a page."""
    found = sorted(FOLDER.glob("pages*.jsonl.xz"))
    if not found:
        return [
            Figure(f"public pages: none in {EVAL.name}/pages, not measured", 0, "", "–", ok=True)
        ]
    pages = list(_lines(found[0]))
    with tempfile.TemporaryDirectory() as folder:
        seconds = _write(pages, own, Path(folder) / "own.jsonl")
        _write(pages, peer, Path(folder) / "peer.jsonl")
        arguments = [f"{name}={folder}/{name}.jsonl" for name in ("own", "peer")]
        scored = subprocess.run(
            [sys.executable, FOLDER / "score_pages.py", found[0], *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
    rows = {(row[1], row[2], row[4]): row for row in _SCORE.finditer(scored.stdout)}
    figures = [
        _figure(row, rows[suite, kind, "peer"])
        for (suite, kind, name), row in rows.items()
        if name == "own"
    ]
    empty = sum(int(row[6]) for (_, _, name), row in rows.items() if name == "own")
    figures.append(Figure("public pages: bodies that came out empty", empty, "", "0", empty == 0))
    mean = 1000 * seconds / len(pages)
    figures.append(
        Figure(
            "public pages: a page, mean", mean, "ms", f"≤ {MILLISECONDS:g}", mean <= MILLISECONDS
        )
    )
    return figures


def _figure(ours: re.Match[str], theirs: re.Match[str]) -> Figure:
    name = f"F1 of the body, {ours[1]}, {ours[2]}, {ours[3]} pages"
    return Figure(name, float(ours[5]), "", f"> {theirs[5]}", float(ours[5]) > float(theirs[5]))


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    with lzma.open(path, "rt", encoding="utf8") as file:
        for line in file:
            yield json.loads(line)


def _write(pages: list[dict[str, Any]], read: Callable[[str], str], path: Path) -> float:
    """Write what a reader reads of each page; the processor time it took, in seconds."""
    begun = time.process_time()
    texts = [read(page["html"]) for page in pages]
    seconds = time.process_time() - begun
    rows = ({"id": page["id"], "text": text} for page, text in zip(pages, texts, strict=True))
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return seconds
