"""The known words: which stems there are, and which plural belongs to which singular."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.arabic.normalize import fold

MIN_STEM = 3
GROUP = "@"


def bare(word: str) -> str:
    """A folded word without the endings that only bend it: ة, ية, ي, the last hamza.

    مدينة → مدين, سورية and سوري → سور, وزراء → وزرا; at least `MIN_STEM` letters stay.
    """
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
    """`stems`: bare form → the stem it is filed under; for a plural that of its singular.

    `plurals`: stem → the bare broken plurals that are filed under it.
    """

    stems: dict[str, str]
    plurals: dict[str, tuple[str, ...]]


def _lines(name: str) -> list[list[str]]:
    text = resources.files("bot.arabic.data").joinpath(name).read_text("utf-8")
    return [fold(line).split() for line in text.splitlines() if line and not line.startswith("#")]


@cache
def lexicon() -> Lexicon:
    """Read the lists once; about 20 ms.

    `plurals.txt` has one singular a line, followed by its broken plurals; `words.txt` has any
    number of words a line, those that a blind cutting of prefixes and endings would damage, and
    lines that begin with `GROUP`: forms, none of them cut, that are filed under the first.
    """
    stems: dict[str, str] = {}
    groups: dict[str, str] = {}
    for first, *others in _lines("words.txt"):
        if first == GROUP:
            groups.update(dict.fromkeys(others, others[0]))
        else:
            stems.update({bare(word): bare(word) for word in (first, *others)})
    singulars: dict[str, str] = {}
    for singular, *forms in _lines("plurals.txt"):
        stem = groups.get(singular, bare(singular))
        stems[stem] = stem
        # Whole forms too: مرضى is a plural of مريض, though its bare form is مرض.
        for form in dict.fromkeys([*map(bare, forms), *forms]):
            singulars.setdefault(form, stem)
    # A plural that is also the singular of others (كتاب, أسرة) stays a word of its own.
    own = {form for line in _lines("plurals.txt") for form in (line[0], bare(line[0]))}
    stems.update({form: stem for form, stem in singulars.items() if form not in own})
    stems.update(groups)
    plurals: dict[str, list[str]] = {}
    for form, stem in stems.items():
        if form != stem:
            plurals.setdefault(stem, []).append(form)
    return Lexicon(stems, {stem: tuple(forms) for stem, forms in plurals.items()})
