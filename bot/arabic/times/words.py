"""Maps the words of a spoken time to what each of them says."""

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from typing import Final

from bot.arabic.dates import month_names_and_numbers
from bot.arabic.normalize import fold


class TokenKind(Enum):
    """What a part of a spoken time says."""

    DAY = auto()
    WEEKDAY = auto()
    HOUR_OR_WEEKDAY = auto()
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
    # «الساعة», behind which stands a number; «يوم», behind which stands a day; «شهر», a month.
    HOUR_WORD = auto()
    DAY_WORD = auto()
    MONTH_WORD = auto()


@dataclass(frozen=True, slots=True)
class Atom:
    """A part of a spoken time.

    `value` counts days, minutes of a fraction or of a unit, or is the number, weekday or month
    itself, of a part of the day 1 if it belongs to the day behind it («مسا الجمعة»). `text` is
    what was written, or the name of a part of the day, `joined` what was joined to the word.
    `either` says of a number that its word may be a weekday as well.
    """

    kind: TokenKind
    value: int = 0
    text: str = ""
    joined: str = ""
    either: bool = False


NIGHT: Final = "night"
MIDNIGHT: Final = "midnight"
AFTER_MIDNIGHT: Final = "after midnight"
AFTER_FRIDAY_PRAYER: Final = "after Friday prayer"
HOUR, DAY_LONG = 60, 24 * 60
WEEK_LONG, MONTH_LONG = 7 * DAY_LONG, 30 * DAY_LONG

_SPOKEN_NUMBERS: Final = {
    1: "واحدة وحدة واحد الأولى الواحدة one a an",
    2: "تنتين ثنتين اثنتين اثنتان ثانية two",
    3: "ثالثة three",
    4: "رابعة four",
    5: "خمسة خمس خامسة five",
    6: "ستة ست سادسة six",
    7: "سبعة سبع سابعة seven",
    8: "تمانية تمانة تمنة تمنية تمان تماني ثمانية ثماني ثمان ثامنة eight",
    9: "تسعة تسع تاسعة nine",
    10: "عشرة عشر عاشرة ten",
    11: "احدعش حداعش إحدعش احداعش حداش احداش احدعشر حدعش eleven"
    "|إحدى عشرة|إحدى عشر|الحادية عشرة|الحادية عشر|احد عشر",
    12: "اطنعش تنعش اتنعش اثنعش تناش اطناش اتناش اتنعشر twelve"
    "|اثنتا عشرة|اثنتي عشرة|اثنا عشر|اثني عشر|الثانية عشرة|الثانية عشر",
    15: "خمسطعش خمستعش خمستاش خمسطاش fifteen|خمس عشرة|خمسة عشر",
    20: "عشرين عشرون twenty",
    25: "twenty-five|twenty five|خمسة وعشرين|خمس وعشرين|خمس وعشرون",
    30: "تلاتين ثلاثين ثلاثون thirty",
    40: "أربعين أربعون forty",
    45: "forty-five|forty five|خمسة وأربعين|خمس وأربعون|خمس وأربعين",
    50: "خمسين خمسون fifty",
}
# «التلاتة» and «الأربعة» are Tuesday and Wednesday as well as three and four o'clock.
_HOURS_OR_WEEKDAYS: Final = {
    2: "اثنين اتنين",
    3: "تلاتة تلات ثلاثة ثلاث",
    4: "أربعة أربع",
}
_DAYS: Final = {
    0: "اليوم هاليوم today",
    1: "غدا الغد غد بكرا بكرة بكرى باكر باچر tomorrow",
    2: "بعدبكرا بعدبكرة|بعد غد|بعد الغد|بعد بكرا|بعد بكرة|عقب باچر|عقب باكر|after tomorrow"
    "|the day after tomorrow|day after tomorrow",
}
# As `datetime.weekday` counts; Arabic names without their article.
_WEEKDAYS: Final = {
    0: "تنين monday mon",
    1: "ثلاثاء ثلاثا تلاتا تلاتاء tuesday tue",
    2: "أربعاء أربعا اربعاء wednesday wed",
    3: "خميس thursday thu",
    4: "جمعة friday fri",
    5: "سبت saturday sat",
    6: "أحد حد sunday sun",
}
_PARTS: Final = {
    "before dawn": "|قبل الفجر",
    "dawn": "الفجر فجرا فجر السحر",
    "after dawn": "|بعد الفجر|بعد صلاة الفجر",
    "early morning": "بكير|الصبح بكير|بكير الصبح|early morning|early in the morning",
    "morning": "الصبح صباحا صباح صبحا الصبحية ص am a.m morning|in the morning|this morning",
    "forenoon": "الضحى ضحى الضحا",
    "before noon": "|قبل الظهر|قبل الضهر|before noon",
    "noon": "الظهر ظهرا ظهر الضهر ضهر الضهرية noon|at noon|نص النهار|نص نهار|نصف النهار"
    "|منتصف النهار",
    "afternoon": "afternoon|بعد الظهر|بعد الضهر|بعد صلاة الظهر|بعد صلاة الضهر|in the afternoon"
    "|this afternoon",
    "before late afternoon": "|قبل العصر",
    "late afternoon": "العصر عصرا عصر العصرية|بعد العصر|بعد صلاة العصر",
    "before sunset": "|قبل المغرب|قبل المغيب|before sunset",
    "sunset": "المغرب مغربا مغرب",
    "after sunset": "|بعد المغرب|بعد صلاة المغرب|after sunset",
    "evening": "المساء المسا مساء مساءا مسا عشية م pm p.m evening|in the evening|this evening",
    "before late evening": "|قبل العشاء|قبل العشا",
    "late evening": "العشاء العشا عشاء",
    "after late evening": "|بعد العشاء|بعد العشا|بعد صلاة العشاء|بعد صلاة العشا",
    NIGHT: "الليل ليلا ليل night|at night",
    "before midnight": "|قبل منتصف الليل|قبل نص الليل|قبل نصف الليل|before midnight",
    MIDNIGHT: "midnight|at midnight|منتصف الليل|نص الليل|نصف الليل",
    AFTER_MIDNIGHT: "|after midnight|بعد منتصف الليل|بعد نص الليل|بعد نصف الليل",
}
_FRACTIONS: Final = {
    15: "ربع ربعا quarter|a quarter",
    20: "تلت ثلث ثلثا",
    30: "نص نصف half",
}
# Minutes, times what a dual says by itself.
_UNITS: Final = {
    1: "دقيقة دقائق دقايق د minute minutes min mins",
    2: "دقيقتين دقيقتان",
    HOUR: "ساعات hour hours h hrs",
    2 * HOUR: "ساعتين ساعتان",
    DAY_LONG: "يوما أيام day days",
    2 * DAY_LONG: "يومين يومان",
    WEEK_LONG: "أسبوع أسابيع week weeks",
    2 * WEEK_LONG: "أسبوعين أسبوعان",
    MONTH_LONG: "شهور أشهر month months",
    2 * MONTH_LONG: "شهرين شهران",
}
_PLURALS: Final = frozenset(
    fold("دقائق دقايق ساعات أيام يوما أسابيع شهور أشهر minutes hours days weeks months").split()
)
_SMALL_WORDS: Final = {
    TokenKind.AND: "و and",
    TokenKind.LESS: "إلا الا ناقص to",
    TokenKind.PAST: "past",
    TokenKind.AFTER: "بعد عقب كمان خلال in after",
    TokenKind.NEXT: "القادم القادمة المقبل المقبلة الجاي الجاية الجايه next|اللي جاي|اللي جاية"
    "|يلي جاي|يلي جاية",
    TokenKind.AT: "عند على ع ال عال في من مع وقت تمام هذا هذه هاد سنة at on the this of o'clock",
}
# What stands before a number or a day, and behind «بعد» is a unit by itself.
_LEADING_WORDS: Final = {
    (TokenKind.HOUR_WORD, HOUR): "ساعة عالساعة بالساعة",
    (TokenKind.DAY_WORD, DAY_LONG): "يوم نهار",
    (TokenKind.MONTH_WORD, MONTH_LONG): "شهر",
}
# They say nothing of when it is.
_SAYING_NOTHING: Final = (
    "شي حوالي نحو تقريبا تماما بالضبط بالظبط بالزبط خليها خليه انشرها انشره نزلها نزله"
    "|ان شاء الله|انشالله|من هلق|من هلأ|من الآن|من هلا|from now"
)
# What is joined to an Arabic word in writing; the longest first.
_PREFIXES: Final = ("عال", "هال", "بال", "لل", "ال", "ب", "ل")
# Parts of a day that belong to the day behind them: «مسا التلاتة».
_OF_A_DAY: Final = frozenset(
    map(fold, ["صباح", "ضحى", "ظهر", "ضهر", "عصر", "مغرب", "مساء", "مسا", "عشاء", "فجر", "ليل"])
)


def _names(written: str) -> Iterable[str]:
    """Yield the names of a table's cell: single words, then phrases, which `|` parts."""
    words, *phrases = written.split("|")
    yield from (fold(word) for word in words.split())
    yield from (fold(phrase) for phrase in phrases)


@cache
def _vocabulary() -> dict[str, tuple[Atom, ...]]:
    known: dict[str, tuple[Atom, ...]] = {}
    for name, number in month_names_and_numbers().items():
        known[name] = (Atom(TokenKind.MONTH, number),)
    tables = (
        (TokenKind.WEEKDAY, _WEEKDAYS),
        (TokenKind.NUMBER, _SPOKEN_NUMBERS),
        (TokenKind.HOUR_OR_WEEKDAY, _HOURS_OR_WEEKDAYS),
        (TokenKind.DAY, _DAYS),
        (TokenKind.FRACTION, _FRACTIONS),
        (TokenKind.UNIT, _UNITS),
    )
    for kind, table in tables:
        for value, written in table.items():
            known |= {name: (Atom(kind, value, name),) for name in _names(written)}
    for part, written in _PARTS.items():
        known |= {
            name: (Atom(TokenKind.PART, name in _OF_A_DAY, part),) for name in _names(written)
        }
    for kind, written in _SMALL_WORDS.items():
        known |= {name: (Atom(kind),) for name in _names(written)}
    for (kind, minutes), written in _LEADING_WORDS.items():
        known |= {name: (Atom(kind, minutes, name),) for name in _names(written)}
    known |= dict.fromkeys(_names(_SAYING_NOTHING), ())
    tonight = (Atom(TokenKind.DAY, 0), Atom(TokenKind.PART, text=NIGHT))
    known |= dict.fromkeys(map(fold, ("الليلة", "هالليلة", "tonight")), tonight)
    # The noon prayer of Friday stands for both.
    prayer = (Atom(TokenKind.WEEKDAY, 4), Atom(TokenKind.PART, text=AFTER_FRIDAY_PRAYER))
    return known | dict.fromkeys(map(fold, ("بعد صلاة الجمعة", "الجمعة بعد الصلاة")), prayer)


def is_plural(atom: Atom) -> bool:
    """Return whether a unit is in the plural, which needs a number before it."""
    return atom.text in _PLURALS


def look_up(phrase: str) -> tuple[Atom, ...] | None:
    """Return the parts that a folded phrase stands for, also with what is joined to its front.

    None where it says nothing of time, an empty tuple where it may be left out.
    """
    found = _with_prefix(phrase)
    if found is None and phrase.startswith("و"):
        found = _with_prefix(phrase[1:])
        if found is not None:
            return (Atom(TokenKind.AND), *found)
    return found


def _with_prefix(phrase: str) -> tuple[Atom, ...] | None:
    known = _vocabulary()
    for joined in ("", *_PREFIXES):
        if phrase.startswith(joined):
            found = known.get(phrase.removeprefix(joined))
            if found is not None:
                return tuple(dataclasses.replace(atom, joined=joined) for atom in found)
    return None
