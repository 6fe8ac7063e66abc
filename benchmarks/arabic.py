"""Accuracy of sentence splitting, and speed of Arabic analysis."""

import time

from benchmarks import Figure
from benchmarks.hard_sentences import ends, paragraphs
from bot.arabic.quotes import enclosed
from bot.arabic.sentences import split
from bot.arabic.terms import index_terms

REPEATED = 100


def _sentences() -> list[Figure]:
    false = missed = inside = 0
    for parts in paragraphs(200):
        text = " ".join(parts)
        cuts, wanted = ends(split(text)), ends(parts)
        false += len(cuts - wanted)
        missed += len(wanted - cuts)
        quoted = enclosed("".join(text.split()))
        inside += sum(any(a < cut <= b for a, b in quoted) for cut in cuts - wanted)
    return [
        Figure("arabic: false cuts in 200 hard paragraphs", false, "", "<= 10", false <= 10),
        Figure("arabic: missed boundaries", missed, "", "<= 2", missed <= 2),
        Figure("arabic: cuts inside a quotation", inside, "", "0", inside == 0),
    ]


def _speed() -> list[Figure]:
    text = " ".join(" ".join(parts) for parts in paragraphs(40))
    index_terms("", text, ())
    started = time.perf_counter()
    for _ in range(REPEATED):
        index_terms("", text, ())
    analysed = REPEATED * len(text.split()) / (time.perf_counter() - started)
    return [
        Figure("arabic: analysis of known words", analysed, "words/s", ">= 5e5", analysed >= 5e5),
    ]


def measure() -> list[Figure]:
    return [*_sentences(), *_speed()]
