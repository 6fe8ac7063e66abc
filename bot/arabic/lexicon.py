"""The known words: which stems there are, and which plural belongs to which singular."""

from dataclasses import dataclass
from functools import cache
from importlib import resources

from bot.arabic.normalize import fold

MIN_STEM = 3


def bare(word: str) -> str:
    """A folded word without the endings that only bend it: ة, ية, ي, the last hamza.

    مدينة → مدين, سورية and سوري → سور, وزراء → وزرا; at least `MIN_STEM` letters stay.
    """
    if word.endswith("ء") and len(word) > MIN_STEM:
        word = word[:-1]
    for ending in ("يه", "ه", "ي"):
        if word.endswith(ending) and len(word) - len(ending) >= MIN_STEM:
            return word[: -len(ending)]
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
    number of words a line, those that a blind cutting of prefixes and endings would damage.
    """
    stems: dict[str, str] = {}
    for line in _lines("words.txt"):
        stems.update({bare(word): bare(word) for word in line})
    plurals: dict[str, tuple[str, ...]] = {}
    singulars: dict[str, str] = {}
    for singular, *forms in _lines("plurals.txt"):
        stem = bare(singular)
        stems.setdefault(stem, stem)
        bares = tuple(form for form in dict.fromkeys(map(bare, forms)) if form != stem)
        plurals[stem] = tuple(dict.fromkeys(plurals.get(stem, ()) + bares))
        for form in bares:
            singulars.setdefault(form, stem)
    # A plural that is also a word of its own (عمال, كتب) is filed under its singular; a chain
    # (بيوتات → بيوت → بيت) under the last.
    stems.update(singulars)
    return Lexicon({form: _last(stems, form) for form in stems}, plurals)


def _last(stems: dict[str, str], form: str) -> str:
    seen = {form}
    while (following := stems.get(form, form)) not in seen:
        seen.add(following)
        form = following
    return form
