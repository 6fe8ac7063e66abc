"""Endings found by a word's last letters, against the plain way: each of them tried."""

from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.morphology import suffixes
from bot.arabic.morphology.lexicon import MIN_STEM, bare, lexicon
from bot.arabic.morphology.suffixes import cut_ending, inner_forms


def plain_forms(rest: str) -> list[tuple[str, int]]:
    """What `inner_forms` gives of the lexicon's words, every ending compared."""
    known = lexicon().stems
    forms = [(rest, 0)]
    if rest[-1] == "ء" and len(rest) > MIN_STEM:
        forms.append((rest[:-1], 0))
    for text in sorted(suffixes._ENDINGS, key=len, reverse=True):
        inner = rest.removesuffix(text)
        if inner == rest or len(inner) < MIN_STEM - 1:
            continue
        ending = suffixes._ending(text)
        forms.append((inner, ending.loss))
        if ending.brings_back:
            forms.append((f"{inner}ه", ending.loss))
        elif ending.pronoun and len(inner) > MIN_STEM and inner.endswith(("ا", "اي", "او")):
            forms += [(inner[:-1], ending.loss), (f"{inner[:-1]}ي", ending.loss)]
    return [(form, loss) for form, loss in forms if form in known]


def plain_cut(rest: str) -> str:
    """What `cut_ending` gives where one of its safe endings is cut, else nothing."""
    for text in sorted(suffixes._SAFE_ENDINGS, key=len, reverse=True):
        if rest.endswith(text) and len(rest) - len(text) >= MIN_STEM:
            return bare(rest.removesuffix(text))
    return ""


_ENDS = st.lists(st.sampled_from(sorted(suffixes._ENDINGS)), max_size=2).map("".join)
_WORDS = st.builds(
    str.__add__,
    st.one_of(
        st.deferred(lambda: st.sampled_from(sorted(lexicon().stems))),
        st.text("اتهيمنوكء", min_size=1, max_size=6),
    ),
    _ENDS,
)


@given(_WORDS)
def test_the_words_behind_endings_are_those_of_the_plain_way(word: str) -> None:
    """Known words with any endings, and letters that endings are made of."""
    assert inner_forms(word, lexicon().stems) == plain_forms(word)


@given(_WORDS)
def test_the_ending_that_is_cut_is_that_of_the_plain_way(word: str) -> None:
    """The longest that leaves a stem."""
    cut = plain_cut(word)
    assert not cut or cut_ending(word) == cut
