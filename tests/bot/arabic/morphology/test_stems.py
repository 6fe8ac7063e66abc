"""Forms of one word come together, different words stay apart."""

import re
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.patterns import MAX_GUESSES, guesses
from bot.arabic.morphology.stems import MAX_VARIANTS, index_stems, stem, variants
from bot.arabic.normalize import fold


@pytest.mark.parametrize(
    "forms",
    [
        "حكومة الحكومة حكومه وحكومتها للحكومات بحكومته فالحكومة الحُكُومَـــة",
        "سوري سورية سوريا السوريين والسوريون للسوريات",
        "خبر أخبار الأخبار وبأخبارها اخبار",
        "مدينة مدن المدن لمدينتهم بالمدينتين",
        "كتاب كتب بكتبهم كتابين وكتابه",
        "وزير وزراء الوزراء وزرائهم بوزيره",
        "ولاية ولايات الولاية لولايتهم",
        "لغة لغات لغتها باللغة",
        "قاضي القضاة قضاة للقاضي",
        "مسؤول مسئول المسؤولين مسؤوله",
        "شأن شؤون شئون للشؤون",
        "ألمانيا الألماني لألمانيا الألمانية",
        "مستشفى مستشفيات المستشفى بالمستشفيات",
        "التزام الالتزام والالتزامات التزاماتهم",
        "قوة قوات القوات وقواتها بالقوة",
        "لاجئ اللاجئين لاجئون للاجئين",
        "برنامج برامج وبرامجها البرنامج",
        "طائرة طائرات الطائرات بطائرته",
        "مريض مرضى المرضى مرضاهم",
        "عربي العرب العربية والعربي بعربية",
        "حق الحق حقوق بالحقوق",
        "محاكمة المحاكمات محاكمته",
        "يوناني اليونان اليونانية",
    ],
)
def test_forms_of_a_known_word_share_a_stem(forms: str) -> None:
    """Prefixes, endings, sound and broken plurals are filed under one stem."""
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    "forms",
    [
        "القنطور بالقنطور قنطورات القنطورين وقنطوره",
        "المزرجة مزرجات والمزرجة مزرجتين للمزرجة",
        "مزروت مزروتهم المزروت مزروتنا",
    ],
)
def test_forms_of_an_unknown_word_share_a_stem(forms: str) -> None:
    """What no list knows loses article, clear particles and common endings."""
    first, *others = forms.split()
    accepted = {stem(first), *variants(first)}
    assert all(accepted & {stem(other), *variants(other)} for other in others)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("لبنان", "لبن"),
        ("بيان", "يان"),
        ("سوريا", "سور"),
        ("وزير", "زير"),
        ("فلسطين", "لسط"),
        ("كتاب", "تاب"),
        ("والد", "الد"),
        ("بلد", "لد"),
        ("سلطان", "سلطة"),
        ("ولاية", "ولاء"),
        ("الغاز", "لغز"),
        ("السنة", "لسان"),
        ("المئة", "ألم"),
        ("الأمين", "ألم"),
        ("اللون", "الله"),
        ("حملة", "حامل"),
        ("دخول", "دخل"),
        ("معارضة", "معرض"),
        ("محاكمة", "محكمة"),
        ("معاهدة", "معهد"),
        ("مظاهرة", "مظهر"),
        ("مدني", "مدن"),
        ("إعلام", "علم"),
        ("إعداد", "عدد"),
        ("حماة", "محامي"),
        ("مدرسة", "مدرس"),
        ("منطقة", "منطق"),
        ("بلدية", "بلد"),
        ("عملية", "عملة"),
        ("والغاز", "لغز"),
    ],
)
def test_different_words_keep_different_stems(one: str, other: str) -> None:
    """Letters that belong to a known word are not cut away."""
    assert stem(one) != stem(other)


@pytest.mark.parametrize(
    "word", ["سنبوكات", "زرجان", "خربوتك", "جلنارت", "برمكين", "صنوبات", "قرمطه"]
)
@pytest.mark.parametrize("ending", ["ين", "ان", "ها", "هم", "ات"])
@pytest.mark.parametrize("front", ["", "وال", "ب"])
def test_a_word_that_looks_inflected_meets_its_own_inflections(
    word: str, ending: str, front: str
) -> None:
    """Names and rare words may end like a plural, and get endings of their own."""
    inner = f"{word[:-1]}ت" if word.endswith("ه") and ending != "ات" else word.removesuffix("ه")
    form = fold(f"{front}{inner}{ending}")
    assert {stem(form), *variants(form)} & {*index_stems(fold(word))}
    assert {stem(word), *variants(word)} & {*index_stems(form)}


@given(st.text(st.sampled_from("ابتجحدرسشعفقكلمنهويةىءأ"), min_size=1, max_size=14))
def test_a_stem_is_never_empty_and_variants_are_bounded(word: str) -> None:
    """Any word has a stem; what else it could mean stays a short list."""
    assert stem(word)
    assert all(index_stems(word))
    assert len(variants(word)) <= MAX_VARIANTS
    assert stem(word) not in variants(word)


@given(st.text(max_size=40))
def test_stems_of_anything_are_found(word: str) -> None:
    """No text makes the analysis fail."""
    stem(word)
    variants(word)
    guesses(word)


def test_the_lists_hold_no_word_twice_under_different_stems() -> None:
    """Every stem of the lexicon is filed under itself, so that no chain is left."""
    stems = lexicon().stems
    loose = {form: filed for form, filed in stems.items() if stems.get(filed, filed) != filed}
    assert loose == {}


def _radicals(word: str) -> str:
    strong = re.sub("[اويىءةهأإآؤئتمن]", "", fold(word))
    return re.sub(r"(.)\1", r"\1", strong)


def test_a_broken_plural_keeps_the_strong_radicals_of_its_singular_in_order() -> None:
    """A mistake of typing in the list is seen; few plurals are another word altogether."""
    other_words = {("امراه", "نساء"), ("وقود", "محروقات"), ("امبراطور", "اباطره")}
    strange = set()
    text = resources.files("bot.arabic.data").joinpath("plurals.txt").read_text("utf-8")
    for line in text.splitlines()[1:]:
        singular, *plurals = fold(line).split()
        for plural in plurals:
            letters = iter(_radicals(plural))
            if not all(radical in letters for radical in _radicals(singular)):
                strange.add((singular, plural))
    assert strange <= other_words


@pytest.mark.parametrize(
    ("form", "readings"), [("مزارع", "مزارع مزرعة"), ("أعلام", "إعلام علم"), ("طيور", "طائر طير")]
)
def test_a_form_of_several_words_is_indexed_under_each(form: str, readings: str) -> None:
    """Whoever asks for either word finds it."""
    assert set(map(stem, readings.split())) <= set(index_stems(fold(form)))


@pytest.mark.parametrize(
    ("singular", "plural"),
    [("زمجل", "زماجل"), ("غضيب", "غضايب"), ("فربوص", "فرابيص"), ("ضبع", "ضبوع")],
)
def test_patterns_lead_from_singular_to_plural_and_back(singular: str, plural: str) -> None:
    """A broken plural that no list knows is guessed by its pattern."""
    assert plural in guesses(singular)
    assert singular in guesses(plural)


@given(st.text(st.sampled_from("ابتجحدرسشعفقكلمنهوي"), max_size=10))
def test_guesses_are_bounded_and_never_the_word_itself(word: str) -> None:
    """A query grows by few alternatives."""
    assert len(guesses(word)) <= MAX_GUESSES
    assert word not in guesses(word)


def test_several_stems_of_a_word_come_in_one_order() -> None:
    """The likeliest first, whatever the process: what is written twice is the same."""
    assert index_stems("ولكنها") == ("لكن", "ولكن", "كنها")
