"""How near summaries come to those that people made, beside simpler ways of choosing.

Needs EASC (Essex Arabic Summaries Corpus, CC BY-SA 3.0) as lines of JSON with `title`, `text` and
`refs`, at the path in `KHABAR_EASC`; it is no part of this project. Without it only the time of a
summary is measured.
"""

import json
import math
import os
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from sumy.models import dom
from sumy.summarizers.lex_rank import LexRankSummarizer
from sumy.summarizers.text_rank import TextRankSummarizer

from benchmarks import Figure
from bot.arabic.sentences import split
from bot.arabic.stems import stem
from bot.arabic.tokens import tokens
from bot.summary import choose_sentences
from tests.bot.summary.newsroom import KINDS, article, faults

DEFAULT = Path(__file__).parents[2] / "shared" / "eval" / "easc-dev.jsonl"
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


def rouge(summary: str, references: Sequence[str]) -> tuple[float, float, float]:
    """ROUGE-1 and -2 F1 and ROUGE-1 recall, averaged over the references."""
    rows = []
    words = tokens(summary)
    for reference in references:
        wanted = tokens(reference)
        row = []
        for size in (1, 2):
            ours = Counter(zip(*(words[i:] for i in range(size)), strict=False))
            theirs = Counter(zip(*(wanted[i:] for i in range(size)), strict=False))
            shared, total = (ours & theirs).total(), ours.total() + theirs.total()
            row.append(2 * shared / total if total else 0.0)
            if size == 1:
                recall = shared / theirs.total() if theirs else 0.0
        rows.append((row[0], row[1], recall))
    means = [100 * statistics.fmean(column) for column in zip(*rows, strict=True)]
    return means[0], means[1], means[2]


def _lower_bound(differences: Sequence[float]) -> float:
    """The 2.5 % quantile of the mean difference, by paired bootstrap."""
    chance = random.Random(0)
    means = sorted(
        statistics.fmean(chance.choices(differences, k=len(differences))) for _ in range(2_000)
    )
    return means[50]


def _quality(path: Path) -> list[Figure]:
    corpus = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line]
    scores: dict[str, list[tuple[float, float, float]]] = {}
    choosers: dict[str, Chooser] = {
        "own": own,
        "lead-3": lead,
        f"{'sumy ' if NUMPY else ''}LexRank": lexrank,
        f"{'sumy ' if NUMPY else ''}TextRank": textrank,
    }
    for name, choose in choosers.items():
        scores[name] = [
            rouge(" ".join(choose(entry["title"], entry["text"]))[:MAX_CHARACTERS], entry["refs"])
            for entry in corpus
        ]
    figures = []
    for column, measure_name in ((0, "ROUGE-1 F1"), (1, "ROUGE-2 F1")):
        means = {n: statistics.fmean(row[column] for row in rows) for n, rows in scores.items()}
        highest = max(value for name, value in means.items() if name != "own")
        for name, value in means.items():
            goal = f"> {highest:.1f}" if name == "own" else "compared"
            figures.append(
                Figure(
                    f"summary: {measure_name}, {name}",
                    value,
                    "%",
                    goal,
                    name != "own" or value > highest,
                )
            )
    gain = [a[2] - b[2] for a, b in zip(scores["own"], scores["lead-3"], strict=True)]
    bound = _lower_bound(gain)
    figures.append(
        Figure("summary: recall above lead-3, lower bound", bound, "%", "> 0", bound > 0)
    )
    return figures


def measure() -> list[Figure]:
    path = Path(os.environ.get("KHABAR_EASC", DEFAULT))
    figures = _quality(path) if path.is_file() else []
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
    late = sorted(spent)[int(len(spent) * 0.99)]
    figures.append(Figure("summary: time of one, p99", late, "ms", "< 20", late < 20))
    return figures
