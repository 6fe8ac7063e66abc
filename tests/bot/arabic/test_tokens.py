"""Words and the places where they stand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.normalize import fold
from bot.arabic.tokens import MAX_LETTERS, token_spans, tokens


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("الحُكُومَـــة السورية، أعلنت!", ["الحكومه", "السوريه", "اعلنت"]),
        ("#سعر_الخبز 1,500 ليرة", ["سعر", "الخبز", "1", "500", "ليره"]),
        ("(YPG) و“قسد”", ["ypg", "و", "قسد"]),
        ("😀 … --", []),
        ("", []),
    ],
)
def test_words_are_folded_and_signs_dropped(text: str, words: list[str]) -> None:
    """Vowels and tatweel part no word, underscore and signs do."""
    assert tokens(text) == words


@given(st.text(max_size=300))
def test_offsets_point_at_the_words(text: str) -> None:
    """Each span of the source, folded, holds its word; the words are those of `tokens`."""
    spans = list(token_spans(text))
    assert all(span.text in fold(text[span.start : span.end]) for span in spans)
    assert [span.text for span in spans] == tokens(text)


def test_a_word_is_never_longer_than_the_bound() -> None:
    """A run of a million letters can't bloat the index."""
    assert [len(word) for word in tokens("ب" * 1_000_000)] == [MAX_LETTERS]
