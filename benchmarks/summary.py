"""How near summaries come to those that people made, beside simpler ways of choosing.

Needs EASC (Essex Arabic Summaries Corpus, CC BY-SA 3.0) and news with their editors' standfirsts as
lines of JSON with `title`, `text` and `refs`, in the folder that `KHABAR_EVAL` names; they are no
part of this project. Where they are not found this says so, and measures faults and time alone.
"""

import json
import lzma
import math
import os
import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sumy.models import dom
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from benchmarks import Figure
from bot.arabic.morphology.stems import stem
from bot.arabic.sentences import split
from bot.arabic.tokens import tokens
from bot.summary import choose_sentences
from tests.bot.summary.generated_articles import KINDS, article, faults

DEFAULT = Path(__file__).parents[2] / "shared" / "eval"
CORPORA = {"EASC": "easc-dev.jsonl", "news": "news-dev.jsonl.xz"}
# How much less of F1 than the first three sentences is allowed, in points.
F1_TOLERANCE = 0.3
MAX_CHARACTERS = 700
MAX_SENTENCES = 3
FAULTLESS = 300
# Without it sumy refuses to work, and both are computed here.
NUMPY = find_spec("numpy") is not None

Chooser = Callable[[str, str], Sequence[str]]


def lead(_: str, text: str) -> Sequence[str]:
    """The first three sentences."""
    return split(text)[:MAX_SENTENCES]


def own(title: str, text: str) -> Sequence[str]:
    return choose_sentences(title, text.split("\n"), max_characters=MAX_CHARACTERS)


def _by_graph(text: str, *, weighted: bool) -> Sequence[str]:
    """The three sentences that walk of chance visits most; both graphs as first published."""
    sentences = split(text)[:80]
    words = [[stem(word) for word in tokens(sentence)] for sentence in sentences]
    held = Counter(word for several in words for word in set(several))
    rarity = {word: math.log(len(words) / count) for word, count in held.items()}
    size = len(sentences)

    def alike(a: int, b: int) -> float:
        if weighted:
            one, two = Counter(words[a]), Counter(words[b])
            shared = sum(one[w] * two[w] * rarity[w] ** 2 for w in one.keys() & two.keys())
            lengths = [
                math.sqrt(sum((count * rarity[w]) ** 2 for w, count in c.items()))
                for c in (one, two)
            ]
            cosine = shared / (lengths[0] * lengths[1]) if all(lengths) else 0.0
            return float(cosine > 0.1)
        shared = len(set(words[a]) & set(words[b]))
        scale = math.log(len(words[a]) or 1) + math.log(len(words[b]) or 1)
        return shared / scale if scale > 0 else 0.0

    graph = [[alike(a, b) if a != b else 0.0 for b in range(size)] for a in range(size)]
    sums = [sum(row) or 1.0 for row in graph]
    ranks = [1 / size] * size if size else []
    for _ in range(30):
        ranks = [
            0.15 / size + 0.85 * sum(ranks[b] * graph[b][a] / sums[b] for b in range(size))
            for a in range(size)
        ]
    best = sorted(range(size), key=lambda place: -ranks[place])[:MAX_SENTENCES]
    return [sentences[place] for place in sorted(best)]


class _Tokenizer:
    """This project's words in the shape that sumy asks for."""

    def to_words(self, sentence: str) -> tuple[str, ...]:
        return tuple(tokens(sentence))


def _by_sumy(text: str, summarizer: Callable[..., Sequence[object]]) -> Sequence[str]:
    """The choice of sumy among this project's sentences: its own Arabic path cuts at commas."""
    tokenizer = _Tokenizer()
    document = dom.ObjectDocumentModel(
        [dom.Paragraph([dom.Sentence(sentence, tokenizer) for sentence in split(text)[:80]])]
    )
    return [str(sentence) for sentence in summarizer(document, MAX_SENTENCES)]


def lexrank(_: str, text: str) -> Sequence[str]:
    if NUMPY:
        return _by_sumy(text, LexRankSummarizer(stem))
    return _by_graph(text, weighted=True)


def textrank(_: str, text: str) -> Sequence[str]:
    if NUMPY:
        return _by_sumy(text, TextRankSummarizer(stem))
    return _by_graph(text, weighted=False)


Scores = tuple[float, float, float, float]
MEASURES = ("ROUGE-1 recall", "ROUGE-2 recall", "ROUGE-1 F1", "ROUGE-2 F1")


def rouge(summary: str, references: Sequence[str]) -> Scores:
    """`MEASURES`, averaged over the references."""
    rows = []
    words = tokens(summary)
    for reference in references:
        wanted = tokens(reference)
        recalls, balanced = [], []
        for size in (1, 2):
            ours = Counter(zip(*(words[i:] for i in range(size)), strict=False))
            theirs = Counter(zip(*(wanted[i:] for i in range(size)), strict=False))
            shared, total = (ours & theirs).total(), ours.total() + theirs.total()
            recalls.append(shared / theirs.total() if theirs else 0.0)
            balanced.append(2 * shared / total if total else 0.0)
        rows.append((*recalls, *balanced))
    one, two, three, four = (100 * statistics.fmean(column) for column in zip(*rows, strict=True))
    return one, two, three, four


def _read(path: Path) -> list[dict[str, Any]]:
    data = path.read_bytes()
    text = (lzma.decompress(data) if path.suffix == ".xz" else data).decode()
    return [json.loads(line) for line in text.splitlines() if line]


def _bounds(differences: Sequence[float]) -> tuple[float, float]:
    """95 % of the mean difference, by paired bootstrap."""
    chance = random.Random(0)
    means = sorted(
        statistics.fmean(chance.choices(differences, k=len(differences))) for _ in range(1_000)
    )
    return means[25], means[974]


def _quality(name: str, corpus: Sequence[dict[str, Any]]) -> list[Figure]:
    """Ours and others' figures, and ours minus lead-3's of the same run with its bounds."""
    choosers: dict[str, Chooser] = {"own": own, "lead-3": lead}
    if name == "EASC":
        choosers[f"{'sumy ' if NUMPY else ''}LexRank"] = lexrank
        choosers[f"{'sumy ' if NUMPY else ''}TextRank"] = textrank
    scores = {
        who: [
            rouge(" ".join(choose(entry["title"], entry["text"]))[:MAX_CHARACTERS], entry["refs"])
            for entry in corpus
        ]
        for who, choose in choosers.items()
    }
    figures = []
    for column, what in enumerate(MEASURES):
        for who, rows in scores.items():
            value = statistics.fmean(row[column] for row in rows)
            figures.append(Figure(f"summary: {name}, {what}, {who}", value, "%", "compared", True))
        gains = [
            a[column] - b[column] for a, b in zip(scores["own"], scores["lead-3"], strict=True)
        ]
        gain, least = statistics.fmean(gains), -F1_TOLERANCE if what.endswith("F1") else 0.0
        low, high = _bounds(gains)
        figures.append(
            Figure(
                f"summary: {name}, {what}, minus lead-3 ({low:+.2f} to {high:+.2f})",
                gain,
                "points",
                f"≥ {least:g}",
                gain >= least,
            )
        )
    late = _late([_milliseconds(entry["title"], entry["text"].split("\n")) for entry in corpus])
    what = f"summary: {name}, processor time of one, p99"
    return [*figures, Figure(what, late, "ms", "< 20", late < 20)]


def _milliseconds(title: str, paragraphs: Sequence[str]) -> float:
    """The processor time of a summary."""
    started = time.process_time()
    choose_sentences(title, paragraphs)
    return 1_000 * (time.process_time() - started)


def _late(spent: Sequence[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.99)]


def measure() -> list[Figure]:
    folder = Path(os.environ.get("KHABAR_EVAL", DEFAULT))
    figures: list[Figure] = []
    for name, file in CORPORA.items():
        if (folder / file).is_file():
            figures += _quality(name, _read(folder / file))
        else:
            print(f"summary: no {file} in {folder}, so {name} is not measured", file=sys.stderr)
    spent = []
    wrong = 0
    made = [article(seed) for seed in range(FAULTLESS - len(KINDS))]
    # The lists of words are read once in the life of a bot.
    choose_sentences(*made[-1])
    for title, paragraphs in [*made, *KINDS.values()]:
        started = time.perf_counter()
        chosen = choose_sentences(title, paragraphs)
        spent.append(1_000 * (time.perf_counter() - started))
        wrong += len(faults(title, paragraphs, chosen))
    figures.append(Figure(f"summary: faults in {FAULTLESS} articles", wrong, "", "0", wrong == 0))
    long = [sentence for _, paragraphs in made for sentence in paragraphs][:300]
    started = time.perf_counter()
    choose_sentences(made[0][0], long)
    spent.append(1_000 * (time.perf_counter() - started))
    figures.append(
        Figure("summary: time of the longest article", spent[-1], "ms", "< 20", spent[-1] < 20)
    )
    late = _late(spent)
    figures.append(
        Figure("summary: time of one that is invented, p99", late, "ms", "< 20", late < 20)
    )
    return figures
