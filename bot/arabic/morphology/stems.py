"""Computes the stem under which a word is indexed, and alternative stems for queries."""

from functools import cache, lru_cache
from typing import NamedTuple

from bot.arabic.morphology.lexicon import MIN_STEM, bare, lexicon, name_words
from bot.arabic.morphology.prefixes import ARTICLES, ARTICLES_BY_FIRST
from bot.arabic.morphology.suffixes import cut_behind_t, cut_ending, inner_forms, without_plural
from bot.arabic.normalize import fold
from bot.arabic.stopwords import STOP_WORDS

MAX_VARIANTS = 10

_PARTICLES = ("وب", "ول", "وك", "فب", "فل", "وس", "فس", "و", "ف", "ب", "ل", "ك", "س")


class _Start(NamedTuple):
    """What a word may begin with; `around` is how much of it speaks against what is behind."""

    prefix: str
    letters: int
    is_article: bool
    around: int


def _start(prefix: str) -> _Start:
    is_article = prefix.endswith(("ال", "لل"))
    around = 0 if not prefix else 1 if is_article else 1 + min(len(prefix), 2)
    return _Start(prefix, len(prefix), is_article, around)


# By length, so that the longest rest comes first; the word as it stands before all.
_ALL_STARTS = tuple(map(_start, ("", *sorted((*ARTICLES, *_PARTICLES), key=len))))
_WHOLE = _ALL_STARTS[:1]
# How a word begins, by two letters or one → what it may begin with.
_STARTS = {
    begin: tuple(one for one in _ALL_STARTS if begin.startswith(one.prefix[:2]))
    for begin in {one.prefix[:size] for one in _ALL_STARTS[1:] for size in (1, 2)}
}
_LONGEST_FRONT = 3
# How much speaks against a word that begins like the article, where an ending was cut, too.
_ARTICLE_MISTAKEN = 6
_MIN_AFTER_PARTICLE = 4


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Compute the stem under which a word is indexed: للحكومات, وحكومتها and حكومة give one.

    Pass a folded or a raw word. A word of the lexicon, inside any prefix and ending, gives its
    own stem, a broken plural that of its singular; any other word loses the article, the
    joined particles and the common endings while `MIN_STEM` letters stay.
    """
    return fresh_stems(fold(word))[0]


@lru_cache(maxsize=60_000)
def index_stems(word: str) -> tuple[str, ...]:
    """Return the stems under which a folded word is indexed: two where a prefix is ambiguous."""
    return fresh_stems(word)


def variants(word: str) -> tuple[str, ...]:
    """Return alternative stems of a word, likeliest first, at most `MAX_VARIANTS`.

    For queries: what was indexed under a coarser or finer cut is still found.
    """
    word = fold(word)
    if not _is_arabic(word):
        return ()
    first = fresh_stems(word)
    known = lexicon().stems
    rests = _rests(word)
    behind_article = [rest for rest in rests if word.endswith(f"ال{rest}") and rest != word]
    found: dict[str, None] = dict.fromkeys(first[1:])
    for rest in behind_article or rests:
        for cut in (cut_ending(rest), cut_behind_t(rest), bare(rest), without_plural(rest), rest):
            filed = known.get(cut, cut)
            if len(filed) >= MIN_STEM and filed != first[0] and filed not in STOP_WORDS:
                found.setdefault(filed)
    # What is left may itself look like a word with an ending, and is filed so: a name in ات loses
    # them where it stands alone, and keeps them before ين. Or like one behind another particle, as
    # people glue them (بلمنتخب). Not under a word of other letters: كميائي is no water.
    for form in (first[0], *found):
        cuts = (form, f"{form}ه") if form.endswith("ت") else (form,)
        filed_alone = [fresh_stems(cut)[0] for cut in cuts] + [form[:-1]] * (len(cuts) - 1)
        for filed in filed_alone:
            starts = form.find(filed[:MIN_STEM])
            if len(filed) >= MIN_STEM and 0 <= starts <= _LONGEST_FRONT and filed not in STOP_WORDS:
                found.setdefault(filed)
    found.pop(first[0], None)
    return tuple(found)[:MAX_VARIANTS]


def fresh_stems(word: str) -> tuple[str, ...]:
    """Return the stems of a folded word as `index_stems` does, without a cache."""
    if not _is_arabic(word):
        return (word,)
    known = _known(word)
    readings = _unknown_readings(word) if known is None else _readings(word, known)
    if known == word or not (name := _name_inside(word)):
        return readings
    # القابون is the place before it is titles; لغزة may be its riddle as well as "to Gaza".
    after = known is not None and word[:2] != "ال"
    return tuple(dict.fromkeys((*readings, name) if after else (name, *readings)))


def _unknown_readings(word: str) -> tuple[str, ...]:
    """Return the stems of a word that is no form of a known one, as it may be parted."""
    if (readings := _behind_article(word)) is not None:
        return readings
    if word[0] == "و" and len(word) > MIN_STEM:
        inner = fresh_stems(word[1:])
        return tuple(dict.fromkeys((inner[0], cut_ending(word), *inner[1:])))
    whole = cut_ending(word)
    if word[0] in "بلكف" and len(word) > MIN_STEM:
        return tuple(dict.fromkeys((whole, cut_ending(word[1:]))))
    return (whole,)


def _name_inside(word: str) -> str:
    """Return the stem of the listed name that a word is behind its article or particle, or empty.

    A short name inside a word is easily taken for an inflected word (دبي for a bear of mine), and
    with the particle for a word of its own.
    """
    names = name_words()
    if word[0] in "وبل" and word[1:] in names:
        return fresh_stems(word[1:])[0]
    if word[:2] == "لل" and (name := f"ال{word[2:]}") in names:
        return fresh_stems(name)[0]
    return fresh_stems(word[2:])[0] if word[:2] == "ال" and word in names else ""


def _behind_article(word: str) -> tuple[str, ...] | None:
    """Return the stems of an unknown word that seems to begin with the article."""
    # Every article ends in ل as its second, third or fourth letter.
    if "ل" not in word[1:4]:
        return None
    for prefix in ARTICLES_BY_FIRST.get(word[0], ()):
        rest = word[len(prefix) :]
        if len(rest) < MIN_STEM - 1 or not word.startswith(prefix):
            continue
        # Two letters could be an accident: الحب, but إلغا.
        if len(rest) < MIN_STEM:
            return (rest, cut_ending(word))
        # لل may be ل before a name that begins with ل: للوبيتيغي.
        if prefix.endswith("لل") and len(rest) > _MIN_AFTER_PARTICLE:
            return (cut_ending(rest), cut_ending(f"ل{rest}"))
        return (cut_ending(rest),)
    return None


def _readings(word: str, form: str) -> tuple[str, ...]:
    """Return the stems of a known form; several where it is a form of several words.

    الهم is the worry, and ألهم inspired; إعلام is the press, and أعلام are flags.
    """
    known = lexicon()
    stem = known.stems[form]
    if form == word and word.startswith("ال") and (rest := word[2:]) in known.stems:
        return tuple(dict.fromkeys((known.stems[rest], stem)))
    # وجهات is directions, or وجهة in the plural.
    if word[0] == "و" and form[0] == "و" and len(word) > MIN_STEM + 1 and word[1:] in known.stems:
        return tuple(dict.fromkeys((stem, known.stems[word[1:]], *known.twins.get(form, ()))))
    return (stem, *known.twins.get(form, ()))


def _is_arabic(word: str) -> bool:
    return len(word) > MIN_STEM - 1 and "\u0620" <= word[0] <= "\u06ff"


def _rests(word: str) -> list[str]:
    """Return the word without each prefix that it seems to begin with, longest rest first."""
    starts = _STARTS.get(word[:2]) or _STARTS.get(word[0], _WHOLE)
    return [word[start.letters :] for start in starts if _begins_with(word, start.prefix)]


def _begins_with(word: str, prefix: str) -> bool:
    """Return whether a word may be another one behind a prefix, which may be empty."""
    size = len(prefix)
    if not word.startswith(prefix) or len(word) - size < MIN_STEM - 1:
        return False
    # س makes a future of a verb and stands before no noun: سيكتب, but سلوج is a name.
    return not prefix or prefix[-1] != "س" or word[size] in "يتنا"


@cache
def _heads() -> frozenset[str]:
    """Return how the words of the lexicon begin; few rests of unknown words begin so.

    Three letters, or two where no more stay before an ending: أب, and لغة in لغتها.
    """
    forms = lexicon().stems
    short = {form[: MIN_STEM - 1] for form in forms if len(form.removesuffix("ه")) < MIN_STEM}
    return frozenset({form[:MIN_STEM] for form in forms} | short)


def _known(word: str) -> str | None:
    """Return the lexicon's word that best explains a word: a long one with little around it."""
    stems = lexicon().stems
    if word in stems:
        return word
    heads = _heads()
    best, best_worth = "", 0
    for prefix, cut, behind_article, around in _STARTS.get(word[:2]) or _STARTS.get(
        word[0], _WHOLE
    ):
        rest = word[cut:]
        if rest[:MIN_STEM] not in heads and rest[: MIN_STEM - 1] not in heads:
            continue
        # A ة that comes back for a ت makes a form as long as the rest, at a loss of one.
        if 2 * len(rest) - around <= best_worth or (cut and not _begins_with(word, prefix)):
            continue
        # Two letters are a word only alone or behind the article: الأب, but not بيد.
        least = MIN_STEM - (not cut or behind_article)
        for form, loss in inner_forms(rest, stems):
            if len(form) < least:
                continue
            # A short word between a particle and such an ending is most likely chance.
            if loss > 1 and cut and not behind_article and len(form) <= MIN_STEM:
                continue
            worth = 2 * len(form) - loss - around
            # المئة is no inflected ألم, الأمين no inflected آلام, and والغاز no ألغاز.
            if form[:2] == "ال" and (cut or form is not rest):
                worth -= _ARTICLE_MISTAKEN
            if worth > best_worth:
                best, best_worth = form, worth
    return best or None
