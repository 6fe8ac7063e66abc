"""Loads the lexicon: known stems, and the singular under which each broken plural is indexed."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.arabic.normalize import fold

MIN_STEM = 3
GROUP = "@"
TWIN = "~"
DISTINCT = "="
MARKS = (GROUP, TWIN, DISTINCT)
MAX_TWINS = 2
# As the last letter of a word; most words end in another.
_BARE_ENDINGS = frozenset("ءهي")


def bare(word: str) -> str:
    """Strip a folded word of inflectional endings: ة, ية, ي, the last hamza.

    مدينة → مدين, سورية and سوري → سور, وزراء → وزرا; at least `MIN_STEM` letters stay.
    """
    if word[-1:] not in _BARE_ENDINGS:
        return word
    if word.endswith("ء") and len(word) > MIN_STEM:
        word = word[:-1]
    if word.endswith("ه") and len(word) > MIN_STEM:
        word = word[:-1]
    # After ا the ي is a radical: ولاية, شاي.
    if word.endswith("ي") and len(word) > MIN_STEM and word[-2] != "ا":
        word = word[:-1]
    return word


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The known words, by stem.

    `stems`: bare form → the stem under which it is indexed; for a plural that of its singular.
    `plurals`: stem → the bare broken plurals that are indexed under it. `twins`: a form that is
    also the plural of another word (مزارع: farmer, farms; طيور: of طير and طائر), or that folding
    made equal to one (إعلام, أعلام) → the stems of those others, under which it is indexed as well.
    """

    stems: dict[str, str]
    plurals: dict[str, tuple[str, ...]]
    twins: dict[str, tuple[str, ...]]


def listed_names() -> list[list[str]]:
    """Return the names of the newsroom's world: of each the forms, as they are written."""
    return [[form.strip() for form in line.split(",")] for line in _lines("names.txt")]


@cache
def name_words() -> frozenset[str]:
    """Return the Arabic names of one word in the newsroom's world, folded, as they are written."""
    forms = [fold(form) for several in listed_names() for form in several]
    return frozenset(form for form in forms if len(form) >= MIN_STEM and form.isalpha())


def _lines(name: str) -> list[str]:
    text = resources.files("bot.arabic.data").joinpath(name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def _words(name: str) -> list[list[str]]:
    return [fold(line).split() for line in _lines(name)]


@cache
def lexicon() -> Lexicon:
    """Load the lexicon once, in about 20 ms.

    `plurals.txt` has one singular a line, followed by its broken plurals. `words.txt` has any
    number of words a line that blind stripping of prefixes and endings would damage, and
    lines that begin with `GROUP`: forms that are never stripped and indexed under the first, with
    `TWIN`: words that differ from a plural only by a hamza, or with `DISTINCT`: words that differ
    from another word by their ة (مدرسة, مدرس).
    """
    singular_lines = _words("plurals.txt")
    word_lines = _words("words.txt")
    groups = {form: forms[0] for first, *forms in word_lines if first == GROUP for form in forms}
    twins = [word for first, *forms in word_lines if first == TWIN for word in forms]
    distinct = {word for first, *forms in word_lines if first == DISTINCT for word in forms}
    listed = {form for _, *forms in singular_lines for form in forms}
    words = {word for line in word_lines if line[0] not in MARKS for word in line}
    words -= listed
    whole = words | set(twins) | {line[0] for line in singular_lines}

    def key(word: str) -> str:
        # معارضة keeps its ending: without it, it would be the plural of معرض.
        cut = bare(word)
        return word if word in distinct or (cut in listed and cut not in whole) else cut

    stems = {key(word): key(word) for word in (*words, *twins, *distinct)}
    own = whole | stems.keys() | {key(line[0]) for line in singular_lines}
    singulars: dict[str, str] = {}
    for singular, *forms in singular_lines:
        stem = groups.get(singular, key(singular))
        stems[stem] = stem
        # Whole forms too: مرضى is a plural of مريض, though its bare form is مرض.
        for form in dict.fromkeys([*map(bare, forms), *forms]):
            singulars.setdefault(form, stem)
    # A plural that is also the singular of others (كتاب, أسرة) stays a word of its own.
    stems.update({form: stem for form, stem in singulars.items() if form not in own})
    stems.update(groups)
    plurals: dict[str, list[str]] = {}
    others: dict[str, dict[str, None]] = {}
    for form, stem in stems.items():
        if form != stem:
            plurals.setdefault(stem, []).append(form)
    for singular, *forms in singular_lines:
        stem = groups.get(singular, key(singular))
        for form in forms:
            if len(form) > MIN_STEM and stems.get(form, stem) != stem:
                others.setdefault(form, {}).setdefault(stem)
    return Lexicon(
        stems,
        {stem: tuple(forms) for stem, forms in plurals.items()},
        {form: tuple(several)[:MAX_TWINS] for form, several in others.items()},
    )
