"""Names in any of their forms, and Latin words in Arabic letters."""

import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.morphology.lexicon import MIN_STEM
from bot.arabic.morphology.prefixes import base
from bot.arabic.morphology.stems import index_stems, stem, variants
from bot.arabic.names import MAX_MEANINGS, meanings
from bot.arabic.tokens import tokens
from bot.arabic.transliteration import MAX_SPELLINGS, arabic_spellings, letter_names
from storage.spelling_keys import skeleton


def _lines() -> list[str]:
    text = resources.files("bot.arabic.data").joinpath("names.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def test_each_form_of_a_name_means_the_others() -> None:
    """In any letters, behind particles, as a part of a longer query."""
    (first, *_) = meanings(tokens("هتش"))
    assert ("هييه", "تحرير", "شام") in first or ("تحرير", "شام") in first
    for words in ("تحرير الشام", "هيئة تحرير الشام", "HTS"):
        assert all(("هتش",) in found for found in meanings(tokens(words)))
    assert ("idlib",) in meanings(tokens("سوق بإدلب"))[1]
    assert meanings(tokens("سوق جديد")) == [(), ()]


def test_a_surname_alone_is_no_other_name_of_the_whole() -> None:
    """Else whoever seeks a person finds every teacher, lion and gate."""
    assert ("معلم",) not in meanings(tokens("وليد المعلم"))[0]


def test_a_latin_surname_is_that_of_others_too() -> None:
    """A list that knows one person by it must not hide the rest."""
    assert ("عباس",) in meanings(tokens("Karim Abbas"))[1]
    assert ("عين", "عربي") in meanings(tokens("Kobanê"))[0]


def test_the_file_of_names_can_be_read_by_people() -> None:
    """Each line holds a name and another form of it, none of them twice."""
    for line in _lines():
        forms = [form.strip() for form in line.split(",")]
        assert all(tokens(form) for form in forms), line
        assert len(forms) == len(set(forms)), line


def test_no_two_lines_of_the_file_of_names_are_about_the_same() -> None:
    """Whoever adds a form finds one line to add it to."""
    several = [{form.strip() for form in line.split(",")} for line in _lines()]
    for place, forms in enumerate(several):
        assert not [other for other in several[place + 1 :] if len(forms & other) > 1], forms


def test_each_name_is_found_behind_a_particle_and_without() -> None:
    """However much it looks like an inflected word with it (لغزة), or without (دبي)."""
    names = {form.strip() for line in _lines() for form in line.split(",")}
    for name in (found[0] for form in sorted(names) if len(found := tokens(form)) == 1):
        if name.isascii() or not name.isalpha() or len(name) < MIN_STEM:
            continue
        for particle in "وبل":
            bare = name.removeprefix("ال")
            joined = f"لل{bare}" if particle == "ل" and bare != name else particle + name
            asked = {stem(name), *variants(name)}
            assert asked & {*index_stems(joined)}, (name, joined)
            assert {stem(joined), *variants(joined)} & {*index_stems(name)}, (joined, name)


def test_a_name_inside_a_known_word_does_not_hide_it() -> None:
    """A word of its own stays one, though it begins like a particle before a name."""
    assert index_stems("لبنان") == ("لبنان",)
    assert stem("بغداد") == "بغداد"
    assert base("بدبي") == "دبي"


@pytest.mark.parametrize("latin", ["var", "sna", "chp"])
def test_initials_are_no_surname(latin: str) -> None:
    """Three letters are near to a part of some name whatever they are."""
    parts = {part for meaning in meanings([latin])[0] if len(meaning) > 1 for part in meaning}
    assert not any((part,) in meanings([latin])[0] for part in parts)


def test_a_number_beside_letters_is_the_whole_word_or_both_parts() -> None:
    """Never one part alone: what holds 23 is not what holds م23."""
    assert meanings(["م23"]) == [(("م", "23"),)]
    assert meanings(["سد22"]) == [(("سد", "22"),)]


@given(st.lists(st.text(max_size=12), max_size=8))
def test_meanings_of_anything_are_bounded(words: list[str]) -> None:
    """One entry for each word."""
    found = meanings(words)
    assert len(found) == len(words)
    assert all(len(several) <= MAX_MEANINGS for several in found)


@pytest.mark.parametrize(
    ("latin", "arabic"),
    [
        ("idlib", "ادلب"),
        ("qamishlo", "قامشلو"),
        ("7alab", "حلب"),
        ("khartoum", "خرطوم"),
        ("zorandic", "زورانديتش"),
        ("cenalan", "جنالان"),
    ],
)
def test_a_latin_word_shares_its_consonants_with_the_arabic_one(latin: str, arabic: str) -> None:
    """So it is found beside it."""
    assert skeleton(arabic) in {skeleton(spelling) for spelling in arabic_spellings(latin)}


def test_a_c_at_the_end_of_a_word_is_no_s() -> None:
    """Whoever reads it so takes a Slavic surname for another word."""
    assert not any(form.endswith("س") for form in arabic_spellings("zorandic"))
    assert "نورديك" in arabic_spellings("nordic")


@given(st.one_of(st.text(max_size=6), st.text("abcdefghijklmnopqrstuvwxyz", max_size=6)))
def test_only_what_may_be_an_acronym_is_spelt_out(word: str) -> None:
    """Each letter has a name, written as texts are indexed."""
    names = letter_names(word)
    assert len(names) == (len(word) if re.fullmatch("[a-z]{3,4}", word) else 0)
    assert all(tokens(name) == [name] for several in names for name in several)


@given(st.text(max_size=20))
def test_spellings_of_anything_are_bounded(word: str) -> None:
    """Those of other letters have none."""
    found = arabic_spellings(word)
    assert len(found) <= MAX_SPELLINGS
    assert not any(spelling.isascii() for spelling in found)


@pytest.mark.parametrize(
    ("word", "inner"),
    [
        ("والقامشلي", "قامشلي"),
        ("للقامشلي", "قامشلي"),
        ("بحلب", "حلب"),
        ("بغداد", "بغداد"),
        ("وليد", "وليد"),
        ("لبنان", "لبنان"),
        ("idlib", "idlib"),
    ],
)
def test_what_is_joined_in_front_is_taken_off(word: str, inner: str) -> None:
    """But not the first letter of a known word."""
    assert base(word) == inner
