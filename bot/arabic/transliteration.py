"""Writes a word in Latin letters in Arabic ones, by rules: as it is spoken, or letter by letter."""

import re
from functools import lru_cache

MAX_SPELLINGS = 6
_LEAST = 3
# Longest first: of "sch" and "sh" and "s" the longest counts.
_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("sch", ("ش",)),
    ("tch", ("تش",)),
    ("kh", ("خ",)),
    ("sh", ("ش",)),
    ("ch", ("ش", "تش")),
    ("th", ("ث", "ت")),
    ("dh", ("ض",)),
    ("gh", ("غ",)),
    ("ph", ("ف",)),
    ("zh", ("ج",)),
    ("ck", ("ك",)),
    ("qu", ("ك", "ق")),
    ("ou", ("و",)),
    ("oo", ("و",)),
    ("ee", ("ي",)),
    ("ie", ("ي",)),
    ("ai", ("اي",)),
    ("ay", ("اي",)),
    ("oi", ("وا", "وي")),
    ("ei", ("ي",)),
    ("ey", ("ي",)),
    ("au", ("و",)),
    ("aw", ("او",)),
    ("ow", ("و",)),
    ("x", ("كس",)),
    ("g", ("غ", "ج")),
)
_LETTERS = dict(
    zip(
        "abdefhijklmnopqrstuvwyzşçğıöüêîûéèëâáäíóú",
        "ابديفهيجكلمنوبقرستوفويزشجغيووييويييااايوو",
        strict=True,
    )
)
# Figures for letters that Latin has not, as people chat.
_LETTERS |= dict(zip("2356789", "اعخطحقص", strict=True))
_LATIN_WORD = re.compile("[a-z\u00e0-\u017f]+[a-z\u00e0-\u017f0-9]*|[235-9][a-z235-9]*[a-z]")
_DOUBLED = re.compile(r"([a-z])\1+")
_ARTICLE = re.compile("^(?:al|el)(?=[a-z]{4})")
# An e that nobody speaks, and the vowel that it makes long: Kate, Spade, Clive, Redoine.
_SILENT = re.compile("([aiou]?)([^aeiou0-9])e$")
_LENGTHENED = {"a": "ei", "i": "ai"}
# A word can't begin with a vowel letter alone, and its last s is often spoken as z.
_INITIAL = {"e": ("اي", "ا"), "i": ("اي", "ا"), "o": ("او",), "u": ("او",)}
_LAST_S = ("س", "ز")
# A c by what follows it: before these vowels, before anything else, behind an i at the end.
# Turkish and Kurdish write ج so, Slavic surnames تش.
_SOFT_C, _HARD_C, _LAST_C = ("س", "ج"), ("ك", "ج"), ("تش", "ك")
# What the letters are called where an acronym is spelt out, as texts write it, folded.
_NAMES_TEXT = (
    "a-اي/ايه b-بي c-سي d-دي e-اي/ايه f-اف g-جي h-اتش/ايتش i-اي j-جي k-كي l-ال m-ام n-ان o-او p-بي "
    "q-كيو r-ار s-اس t-تي u-يو v-في w-دبليو/دبل x-اكس y-واي z-زد"
)
_LETTER_NAMES = {
    letter: tuple(names.split("/"))
    for letter, _, names in (pair.partition("-") for pair in _NAMES_TEXT.split())
}
_ACRONYM = re.compile("[a-z]{3,4}")


def letter_names(word: str) -> tuple[tuple[str, ...], ...]:
    """Return for each letter of a possible acronym what it is called: hiv, اتش and اي and في.

    Of a folded Latin word of three or four letters; empty for any other.
    """
    return tuple(_LETTER_NAMES[letter] for letter in word) if _ACRONYM.fullmatch(word) else ()


@lru_cache(maxsize=2_000)
def arabic_spellings(word: str) -> tuple[str, ...]:
    """Return possible Arabic spellings of a folded Latin word; at most `MAX_SPELLINGS`.

    They are for comparison with known words by skeleton: idlib gives ايدليب, which shares its
    consonants with إدلب. Empty for a word in other letters, or of fewer than three.
    """
    if len(word) < _LEAST or not _LATIN_WORD.fullmatch(word):
        return ()
    found: dict[str, None] = {}
    for form in dict.fromkeys((*_spoken(word), *_spoken(_ARTICLE.sub("", word)))):
        single = re.sub(r"(ah|a)$", "a", _DOUBLED.sub(_once, form))
        made = [""]
        at = 0
        while at < len(single):
            taken, several = _rule(single, at)
            made = [start + one for start in made for one in several][:MAX_SPELLINGS]
            at += taken
        found.update(dict.fromkeys(made))
    return tuple(one for one in found if len(one) > 1)[:MAX_SPELLINGS]


def _spoken(word: str) -> tuple[str, ...]:
    """The word as it may be spoken, likeliest first: without a silent e at its end, or with it."""
    silent = _SILENT.search(word)
    if silent is None or len(word) <= _LEAST:
        return (word,)
    short = word[:-1]
    vowel, consonant = silent.groups()
    long = f"{word[: silent.start()]}{_LENGTHENED.get(vowel, vowel)}{consonant}"
    return tuple(dict.fromkeys((long, short, word)))


def _once(match: re.Match[str]) -> str:
    # "oo" and "ee" are long vowels of another sound than o and e.
    return match[1] * 2 if match[1] in "oe" else match[1]


def _rule(word: str, at: int) -> tuple[int, tuple[str, ...]]:
    for letters, several in _RULES:
        if word.startswith(letters, at):
            return len(letters), several
    if at == 0 and word[at] in _INITIAL:
        return 1, _INITIAL[word[at]]
    if word[at] == "c":
        following = word[at + 1 : at + 2]
        if not following:
            return 1, _LAST_C if word[at - 1 : at] == "i" else _HARD_C[:1]
        return 1, _SOFT_C if following in "eiy" else _HARD_C
    if word[at] == "s" and at == len(word) - 1 and at > 1:
        return 1, _LAST_S
    return 1, (_LETTERS.get(word[at], ""),)
