"""Computes a key that misspellings share: similar letters merged, vowels dropped.

Two spellings of one word share a skeleton, or skeletons that differ in one place, so that near
spellings are found by equality in an index instead of being compared with every known word.
"""

# One letter for those that sound or look alike to people who type: ظ/ض/ذ/ز, ث/س/ص, ق/ك, ج/غ, ت/ط.
_ALIKE = (
    ("ز", "ظضذد"),
    ("س", "ثص"),
    ("ت", "طة"),
    ("ك", "ق"),
    ("ج", "غ"),
    ("ح", "ه"),
    ("k", "cq"),
    ("s", "z"),
    ("f", "v"),
    ("b", "p"),
)
_LEFT_OUT = "اويءaeiouyhw"
_CLASSES = {ord(letter): chosen for chosen, letters in _ALIKE for letter in letters}
_TABLE = {**_CLASSES, **dict.fromkeys(map(ord, _LEFT_OUT))}
_ARABIC = "بتجحخرزسشعفكلمن"
_LATIN = "bdfgjklmnrstx"
# A word of fewer consonants is told apart by its vowels alone.
_LEAST = 2
LONGEST = 12


def skeleton(word: str) -> str:
    """Return the consonant classes of a folded word, at most `LONGEST`.

    A final ه is an ending more often than a letter, and doubled letters are one.
    """
    letters = word[:-1] if len(word) > _LEAST and word[-1] in "هة" else word
    bones = letters.translate(_TABLE)
    if len(set(bones)) < len(bones):
        pairs = zip(bones, f" {bones}", strict=False)
        bones = "".join([letter for letter, before in pairs if letter != before])
    if len(bones) < _LEAST:
        return word.translate(_CLASSES)[:LONGEST]
    return bones[:LONGEST]


def near_skeletons(bones: str) -> tuple[str, ...]:
    """Return the skeleton and all that differ by one consonant, about 35 for each letter.

    One too many, too few, another one, or two neighbours exchanged.
    """
    alphabet = _LATIN if bones.isascii() else _ARABIC
    found = {bones: None}
    for at in range(len(bones)):
        found[bones[:at] + bones[at + 1 :]] = None
        if at:
            found[bones[: at - 1] + bones[at] + bones[at - 1] + bones[at + 1 :]] = None
    for at in range(len(bones) + 1):
        for letter in alphabet:
            found[bones[:at] + letter + bones[at:]] = None
            found[bones[:at] + letter + bones[at + 1 :]] = None
    return tuple(one for one in found if one)
