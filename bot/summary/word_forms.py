"""Compares words by their stems, by about their roots, and by what any form of them keeps."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.stems import stem
from bot.arabic.stopwords import STOP_WORDS

_WEAK: Final = str.maketrans("", "", "اويء")
_ROOT: Final = 3
_KERNEL: Final = 2
_FUTURE: Final = ("سي", "ست", "سن")


def telling_stems(words: Iterable[str]) -> frozenset[str]:
    """Return the stems of folded words without stop words."""
    return frozenset(stem(word) for word in words if word not in STOP_WORDS)


def roots_of(stems: Iterable[str]) -> frozenset[str]:
    """Return about the roots of stems, so that «اعتذار» and «تعتذر» are one.

    What stays of each without weak letters and the letters that forms begin with; no linguist's
    root, and «تونس» is one with «تنس».
    """
    return frozenset(map(_root, stems))


@lru_cache(maxsize=20_000)
def _root(stem: str) -> str:
    bones = stem.translate(_WEAK)
    while len(bones) > _ROOT and bones[0] in "متنس":
        bones = bones[1:]
    return bones if len(bones) >= _ROOT else stem


def kernels_of(stems: Iterable[str]) -> frozenset[str]:
    """Return what any form of a word keeps, so that «بقاء» and «ستبقى» are one.

    Less than a root, and one for more words; only where many are compared does that not matter.
    """
    return frozenset(map(kernel_of, stems))


@lru_cache(maxsize=20_000)
def kernel_of(stem: str) -> str:
    """Return what any form of one stem keeps; see `kernels_of`."""
    if stem.startswith(_FUTURE) and stem not in lexicon().stems:
        stem = stem[len(_FUTURE[0]) :]
    bones = stem.translate(_WEAK)
    while len(bones) > _ROOT and bones[0] in "متنس":
        bones = bones[1:]
    return bones if len(bones) >= _KERNEL else stem
