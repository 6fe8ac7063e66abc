"""Normalises Arabic text: `fold` for comparison, `clean` for display."""

import re
import unicodedata
from functools import lru_cache

# Marks that never tell two words apart in print: harakat, Quranic signs, superscript alef, tatweel.
MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u0640"
# Characters without a width: soft hyphen, joiners, marks of direction, byte order mark.
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e"
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
)

_DROPPED = re.compile(f"[{MARKS}{INVISIBLE}\ufe00-\ufe0f\ufff9-\ufffb]")
# Nothing in here is changed by NFKC or by lower case so that a second pass would be needed.
_PLAIN = re.compile("[\x00-\x7f\u0621-\u0652،؛؟«»“”]*")
_MARKS_ON_ONE = 30  # Unicode Standard Annex 15, stream-safe text: no language has more
# Signs that are no letters; marks above and below letters are among them.
_STACK = re.compile(rf"[^\w\s\x00-\x7f]{{{_MARKS_ON_ONE + 1},}}")
_ARABIC_LETTER = (
    "\u0620-\u063f\u0641-\u064a\u066e\u066f\u0671-\u06d3\u06d5"
    "\u06ee\u06ef\u06fa-\u06ff\u0750-\u077f"
)
# Removed from shown text: controls, surrogates, and every invisible except the two joiners,
# which are judged by their neighbours below.
_UNWANTED = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e"
    r"\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\ufdd0-\ufdef"
    r"\ufffe\uffff]"
)
# ZWNJ parts two joining letters (Persian names); ZWJ builds emoji of several persons.
_STRAY_NON_JOINER = re.compile(f"(?<![{_ARABIC_LETTER}])\u200c+|\u200c+(?![{_ARABIC_LETTER}])")
_STRAY_JOINER = re.compile(
    "(?<![\u2190-\u2bff\ufe0f\U0001f000-\U0001faff])\u200d+|\u200d+(?![\u2190-\u2bff\U0001f000-\U0001faff])"
)
_REPEATED_JOINER = re.compile("(\u200c|\u200d)[\u200c\u200d]+")

# Spellings of one letter; all that `fold` does to a word of plain letters without marks.
LETTERS = str.maketrans(
    {
        **dict.fromkeys("أإآٱٲٳٵ", "ا"),
        **dict.fromkeys("ىئیېےۍێۑ", "ي"),
        **dict.fromkeys("ةۃۀھہۂەۿ", "ه"),
        **dict.fromkeys("ؤۆۇۈ", "و"),
        **dict.fromkeys("کگڪݣڭ", "ك"),
        "پ": "ب",
        "چ": "ج",
        "ڤ": "ف",
        "ژ": "ز",
        **{chr(0x660 + digit): str(digit) for digit in range(10)},
        **{chr(0x6F0 + digit): str(digit) for digit in range(10)},
    }
)


def fold(text: str) -> str:
    """Replace spelling variants of a word by one form; for comparison, never for display.

    Compatibility forms (presentation forms, ligatures, wide Latin) become plain letters; marks,
    tatweel and invisible characters go; hamza carriers, ى/ي, ة/ه and foreign letters (پ, گ, ڤ)
    become the plain letter; digits become Latin; Latin letters become lower case. White space
    and punctuation stay, so that offsets of words keep their order. Idempotent.
    """
    if _PLAIN.fullmatch(text):
        return _remembered(text) if len(text) <= _LONGEST_REMEMBERED else _fold_letters(text)
    # Dropping a mark can bring together what composes, and lower case can decompose (İ).
    folded = _fold_once(text)
    again = _fold_once(folded)
    while again != folded:
        folded, again = again, _fold_once(again)
    return folded


def _fold_letters(text: str) -> str:
    return _DROPPED.sub("", text).translate(LETTERS).lower()


# What reads an article folds each of its sentences a dozen times. An entry takes 2 kB at most:
# only what is no plain text may become longer.
_LONGEST_REMEMBERED = 400
_remembered = lru_cache(maxsize=1024)(_fold_letters)


def compatible(text: str) -> str:
    """Return a text in Unicode's form NFKC, of very many marks on one letter the first only.

    The marks are sorted, which takes time in the square of their number.
    """
    text = _STACK.sub(_first_marks, text)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _first_marks(stack: re.Match[str]) -> str:
    marked = any(map(unicodedata.combining, stack[0]))
    return stack[0][:_MARKS_ON_ONE] if marked else stack[0]


def _fold_once(text: str) -> str:
    return _fold_letters(compatible(text))


def clean(text: str) -> str:
    """Make one displayable line of a text from outside; letters are unchanged.

    Controls, marks of direction and zero-width characters go, except ZWNJ between two Arabic
    letters and ZWJ inside an emoji; every run of white space becomes one space. Idempotent.
    """
    text = " ".join(_UNWANTED.sub("", text).split())
    if "\u200c" in text or "\u200d" in text:
        text = _REPEATED_JOINER.sub(r"\1", text)
        text = _STRAY_JOINER.sub("", _STRAY_NON_JOINER.sub("", text))
        # Without the joiner two spaces can meet.
        text = " ".join(text.split())
    return text
