"""Splits a spoken time into tokens: days, parts of a day, numbers, units, months."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final

from bot.arabic.dates import month_names_and_numbers
from bot.arabic.normalize import fold


class Kind(Enum):
    """What a part of a spoken time says."""

    DAY = auto()
    WEEKDAY = auto()
    NEXT = auto()
    PART = auto()
    NUMBER = auto()
    CLOCK = auto()
    FRACTION = auto()
    AND = auto()
    LESS = auto()
    PAST = auto()
    AFTER = auto()
    UNIT = auto()
    MONTH = auto()
    DATE = auto()
    AT = auto()


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of a spoken time.

    `value` counts days, minutes of a fraction or of a unit, or is the number, weekday or month
    itself; `text` is what was written, or the name of a part of the day.
    """

    kind: Kind
    value: int = 0
    text: str = ""


NIGHT: Final = "night"
MIDNIGHT: Final = "midnight"
HOUR, DAY_LONG = 60, 24 * 60

_SPOKEN_NUMBERS: Final = {
    1: "واحدة وحدة واحد الأولى الواحدة one a an",
    2: "تنتين ثنتين اثنتين اثنتان ثانية two",
    3: "تلاتة تلات ثلاثة ثلاث ثالثة three",
    4: "أربعة أربع رابعة four",
    5: "خمسة خمس خامسة five",
    6: "ستة ست سادسة six",
    7: "سبعة سبع سابعة seven",
    8: "تمانية تمنة تمان تماني ثمانية ثماني ثمان ثامنة eight",
    9: "تسعة تسع تاسعة nine",
    10: "عشرة عشر عاشرة ten",
    11: "احدعش حداعش إحدعش احداعش eleven|إحدى عشرة|الحادية عشرة|الحادية عشر|احد عشر",
    12: "اطنعش تنعش اتنعش اثنعش twelve|اثنتا عشرة|اثنتي عشرة|الثانية عشرة|الثانية عشر",
    15: "خمسطعش خمستعش fifteen|خمس عشرة|خمسة عشر",
    20: "عشرين عشرون twenty",
    25: "twenty-five|twenty five|خمسة وعشرين|خمس وعشرين|خمس وعشرون",
    30: "تلاتين ثلاثين ثلاثون thirty",
    40: "أربعين أربعون forty",
    45: "forty-five|forty five|خمسة وأربعين|خمس وأربعون|خمس وأربعين",
    50: "خمسين خمسون fifty",
}
_DAYS: Final = {
    0: "اليوم today",
    1: "غدا الغد غد بكرا بكرة بكرى باكر tomorrow",
    2: "|بعد غد|بعد الغد|بعد بكرا|بعد بكرة|after tomorrow|the day after tomorrow"
    "|day after tomorrow",
}
# As `datetime.weekday` counts; Arabic names without their article.
_WEEKDAYS: Final = {
    0: "اثنين اتنين تنين monday",
    1: "ثلاثاء ثلاثا تلاتا تلاتاء tuesday",
    2: "أربعاء أربعا اربعاء wednesday",
    3: "خميس thursday",
    4: "جمعة friday",
    5: "سبت saturday",
    6: "أحد حد sunday",
}
_PARTS: Final = {
    "dawn": "الفجر فجرا فجر السحر",
    "morning": "الصبح صباحا صباح صبحا ص am a.m morning|in the morning|this morning",
    "forenoon": "الضحى ضحى الضحا",
    "noon": "الظهر ظهرا ظهر الضهر ضهر noon|at noon",
    "afternoon": "afternoon|بعد الظهر|بعد الضهر|in the afternoon|this afternoon",
    "late afternoon": "العصر عصرا عصر|بعد العصر",
    "sunset": "المغرب مغربا مغرب",
    "evening": "المساء المسا مساء مساءا مسا عشية م pm p.m evening|in the evening|this evening",
    "late evening": "العشاء العشا عشاء",
    NIGHT: "الليل ليلا ليل night|at night",
    MIDNIGHT: "midnight|at midnight|منتصف الليل|نص الليل|نصف الليل",
}
_FRACTIONS: Final = {
    15: "ربع ربعا quarter|a quarter",
    20: "تلت ثلث ثلثا",
    30: "نص نصف half",
}
# Minutes, times what a dual says by itself.
_UNITS: Final = {
    1: "دقيقة دقائق دقايق دقيقه minute minutes min mins",
    2: "دقيقتين دقيقتان",
    HOUR: "ساعة ساعات hour hours h hrs",
    2 * HOUR: "ساعتين ساعتان",
    DAY_LONG: "يوم يوما أيام ايام day days",
    2 * DAY_LONG: "يومين يومان",
    7 * DAY_LONG: "أسبوع اسبوع week weeks",
}
_PLURALS: Final = frozenset(
    fold(word) for word in ("دقائق", "دقايق", "ساعات", "أيام", "يوما", "minutes", "hours", "days")
)
_SMALL_WORDS: Final = {
    Kind.AND: "و and",
    Kind.LESS: "إلا الا ناقص to",
    Kind.PAST: "past",
    Kind.AFTER: "بعد كمان خلال in after",
    Kind.NEXT: "القادم القادمة المقبل المقبلة الجاي الجاية الجايه next",
    Kind.AT: "الساعة عند على ع ال عال في عالساعة بالساعة حوالي نحو شي يوم نهار شهر"
    " هذا هذه هاد سنة at on the this of o'clock",
}
_TOKEN: Final = re.compile(
    r"""
    (?P<iso>\d{4}-\d{1,2}-\d{1,2})
    |(?P<date>\d{1,2}/\d{1,2}(?:/\d{4})?)
    |(?P<clock>\d{1,2}\s*[:.٫]\s*\d{2})(?!\d)
    |(?P<number>\d{1,4})(?!\d)
    |(?P<word>[^\W\d_]+(?:['.-][^\W\d_]+)*)
    |(?P<gap>[،,.\s]+)
    """,
    re.VERBOSE,
)
_LONGEST_PHRASE: Final = 4
# What is joined to an Arabic word in writing; the longest first.
_PREFIXES: Final = ("عال", "هال", "بال", "لل", "ال", "ب", "ل")


def _names(written: str) -> Iterable[str]:
    """Yield the names of a table's cell: single words, then phrases, which `|` parts."""
    words, *phrases = written.split("|")
    yield from (fold(word) for word in words.split())
    yield from (fold(phrase) for phrase in phrases)


@cache
def _vocabulary() -> dict[str, tuple[Atom, ...]]:
    known: dict[str, tuple[Atom, ...]] = {}
    for name, number in month_names_and_numbers().items():
        known[name] = (Atom(Kind.MONTH, number),)
    tables = (
        (Kind.WEEKDAY, _WEEKDAYS),
        (Kind.NUMBER, _SPOKEN_NUMBERS),
        (Kind.DAY, _DAYS),
        (Kind.FRACTION, _FRACTIONS),
        (Kind.UNIT, _UNITS),
    )
    for kind, table in tables:
        for value, written in table.items():
            known |= {name: (Atom(kind, value, name),) for name in _names(written)}
    for part, written in _PARTS.items():
        known |= {name: (Atom(Kind.PART, text=part),) for name in _names(written)}
    for kind, written in _SMALL_WORDS.items():
        known |= {name: (Atom(kind),) for name in _names(written)}
    tonight = (Atom(Kind.DAY, 0), Atom(Kind.PART, text=NIGHT))
    return known | {fold("الليلة"): tonight, fold("هالليلة"): tonight, "tonight": tonight}


def is_plural(atom: Atom) -> bool:
    """Return whether a unit is in the plural, which needs a number before it."""
    return atom.text in _PLURALS


def atoms_in(text: str) -> list[Atom] | None:
    """Return the parts of a folded text; None where a word of it says nothing of time."""
    tokens: list[re.Match[str]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            return None
        end = match.end()
        if match.lastgroup != "gap":
            tokens.append(match)
    if end != len(text):
        return None
    atoms: list[Atom] = []
    place = 0
    while place < len(tokens):
        found = _phrase(tokens, place)
        if found is None:
            return None
        taken, more = found
        atoms += more
        place += taken
    return atoms


def _phrase(tokens: list[re.Match[str]], place: int) -> tuple[int, tuple[Atom, ...]] | None:
    """Return the longest phrase that begins at a token, by its length and parts."""
    first = tokens[place]
    kind = first.lastgroup
    if kind != "word":
        written = "".join(first[0].split())
        value = int(written) if kind == "number" else 0
        of = {"number": Kind.NUMBER, "clock": Kind.CLOCK}.get(str(kind), Kind.DATE)
        return 1, (Atom(of, value, written),)
    for length in range(min(_LONGEST_PHRASE, len(tokens) - place), 0, -1):
        chosen = tokens[place : place + length]
        if all(token.lastgroup == "word" for token in chosen):
            found = _look_up(" ".join(token[0] for token in chosen))
            if found is not None:
                return length, found
    return None


def _look_up(phrase: str) -> tuple[Atom, ...] | None:
    """Return the parts that a phrase stands for, also with what is joined to its front."""
    known = _vocabulary()
    for bare in _without_prefixes(phrase):
        if found := known.get(bare):
            return found
    if phrase.startswith("و"):
        for bare in _without_prefixes(phrase[1:]):
            if found := known.get(bare):
                return (Atom(Kind.AND), *found)
    return None


def _without_prefixes(phrase: str) -> Iterator[str]:
    yield phrase
    yield from (phrase.removeprefix(one) for one in _PREFIXES if phrase.startswith(one))
