"""The word for breaking news as a mark of a headline, and as a word like others."""

import pytest

from bot.arabic.breaking import says_breaking, without_mark


@pytest.mark.parametrize(
    "mark",
    [
        "عاجل:",
        "عـــاجـــل |",
        "عَاجِل –",
        "ﻋﺎﺟﻞ -",
        "عاااجل..",
        "【عاجل】",
        "⚡️ خبر عاجل ⚡️",
        "#عاجل",
        "عاجل جدًا |",
    ],
)
def test_a_mark_is_known_and_taken_off(mark: str) -> None:
    """So that a post says it once, in its own line."""
    headline = f"{mark} «السفوح» تغلق الجسر"
    assert says_breaking(headline)
    assert without_mark(headline) == "«السفوح» تغلق الجسر"


@pytest.mark.parametrize(
    "headline", ["عاجلًا أم آجلًا يفتح الجسر", "«عاجل الأمور» رواية", "تحرك عاجل"]
)
def test_the_word_in_a_sentence_is_no_mark(headline: str) -> None:
    assert not says_breaking(headline)
    assert without_mark(headline) == headline


@pytest.mark.parametrize("headline", ["عاجل", "#عاجل_السفوح إغلاق الجسر"])
def test_nothing_is_left_torn(headline: str) -> None:
    """Where the mark is all there is, or a part of a word, it stays."""
    assert without_mark(headline) == headline
