"""Recognises bylines, and cuts datelines off the sentences that they stand before."""

import re
from collections.abc import Iterable
from typing import Final

from bot.arabic.dates import find_dates, month_names
from bot.arabic.normalize import fold
from bot.article.chrome import is_date_only
from bot.article.places import places

# A tatweel between spaces is typed for a dash.
_PART: Final = re.compile(r"\s+[-–—|/ـ]+\s+|\s*[|]\s*|\s+[–—]|[–—]\s+|\s*[:]\s*$")
_ISSUE: Final = re.compile(r"(?:العدد|عدد|issue|no\.?)\s*:?\s*\d{1,5}", re.IGNORECASE)
_ROLE: Final = re.compile(
    fold(
        r"(?:(?:حوار|تحقيق|تقرير|متابعة)(?=\s*:)|(?:ال)?(?:إعداد|تحرير|ترجمة|كتابة|كتب|كتبت|بقلم|بواسطة"
        r"|أجراه|أجرته|أجرى الحوار|ترجمة وتحرير)"
        r"|by|written by|edited by|reported by|translated by)\b\s*(:?)\s*"
    ),
    re.IGNORECASE,
)
# Words that mean more than a role where no colon stands behind them.
_OTHERWISE: Final = re.compile(
    fold(r"(?:ال)?(?:كتب|كتبت|كتابة|ترجمة|تحرير)\b(?!\s*:)|by (?:the|an?)\b")
)
# A genre before a colon opens a subheading as often as a name.
_GENRES: Final = tuple(map(fold, ("حوار", "تحقيق", "تقرير", "متابعة")))
_NAMES_AFTER_COLON, _NAMES_AFTER_ROLE = 8, 2  # words: «كتب خالد روايته الأولى» is a sentence
_DESK: Final = re.compile(
    r"(?:خاص|متابعات|وكالات|ترجمات|ترجمه|صحافه|رصد|مراسلون|فريق التحقيقات|قسم .{2,20}|وحده .{2,20})"
)
_NEWSROOMS: Final = frozenset(
    map(fold, ("عنب بلدي", "عنب بلدي أونلاين", "عنب بلدي اونلاين", "Enab Baladi", "جريدة عنب بلدي"))
)
_AGENCIES: Final = frozenset(
    map(fold, ("سانا", "رويترز", "فرانس برس", "الأناضول", "أ ف ب", "Reuters", "AFP", "SANA", "AP"))
)
_LONGEST_BYLINE: Final = 110
# An excerpt runs the byline into the first sentence.
_RUN_IN: Final = re.compile(r"^[^.،:؛!؟]{2,40}?\s[-–—|]\s(?:خاص|متابعات|وكالات)\s+(?=\S+\s\S+\s\S)")
# Without a sign behind it a place is a dateline where a verb of the news follows.
_RUN_IN_PLACE: Final = re.compile(
    r"^((?:ريف\s+)?\w+(?:\s\w+)?)\s+(?=(?:أعلن|أصدر|قال|قتل|أصيب|وصل|شهد|بدأ|نفذ|أكد|كشف|ارتفع|انخفض"
    r"|توفي|عقد|دعا|نشر|أطلق|افتتح|وقع|سيطر|شن|تعرض|اندلع|ضبط|تجمع|خرج|أغلق|قرر|حدد|[يت]عاني|[يت]شهد)"
    r"(?:ت|وا)?\s)"
)
_DATELINE: Final = re.compile(r"^(.{2,60}?)\s*(?::|\s[-–—ـ]+|[–—])\s+(?=\S)")
# Places and agencies that nobody has listed are known by their form: up to three short names, an
# agency in brackets («دبي، الإمارات (وكالة) --», `GENEVA (Reuters) -`), any name in brackets behind
# a date («بيروت 12 تشرين الثاني (صدى) -»), or at least two dashes.
_FOREIGN: Final = re.compile(
    r"^([^()\[\].:؛؟!«»\"]{2,60}?)\s*(?:[-–—]\s*)?"
    r"(?:[(\[]\s*([^()\[\]]{1,40}?)\s*[)\]]\s*(--+|[-–—ـ:]+)|(\s--+))\s+(?=\S)"
)
# In whatever `_FOREIGN` finds.
_FOREIGN_PARTS: Final = ("(", "[", "--")
_AGENCY_BEHIND: Final = re.compile(
    r"([^()\[\].:؛؟!«»\"]{2,60}?)[\s\-–—]*[(\[]\s*([^()\[\]]{1,40}?)\s*[)\]][\s\-–—:]*"
)
_AGENCY_NAME: Final = re.compile(
    r".*(?:"
    + fold("وكال|برس|رويترز|الأناضول|سانا|أنباء|شينخوا|سبوتنيك|نوفوستي|بلومبرغ|بي بي سي|سي ان ان")
    + r"|news|press|agency|reuters).*|[^\W\d_](?:[\s.]+[^\W\d_]){1,4}\.?"
    r"|ap|afp|cnn|bbc|dpa|efe|ansa|tass|ria|upi|kuna|mena|wam|spa|qna|petra|ana|nna"
)
_NAME_WORDS, _NAMES_IN_FRONT = 3, 3


def is_byline(line: str, *, authors: Iterable[str] = (), newsrooms: Iterable[str] = ()) -> bool:
    """Return whether the first line of a body only says who wrote it, where, and in which issue.

    `name – newsroom`, `name – city`, `newsroom – issue – date`, names with bars, "by …", or one of
    `authors`. A short subheading is none: it names neither newsroom, desk, place nor author.
    """
    if len(line) > _LONGEST_BYLINE or line.rstrip()[-1:] in {".", "؟", "?", "!", "…"}:
        return False
    folded = fold(line).strip(" :-–—|")
    names = {fold(name) for author in authors for name in [author, *re.split("[،,|]", author)]}
    names = {name.strip() for name in names if name.strip()}
    rooms = _NEWSROOMS | {fold(name) for name in newsrooms if name}
    if folded in names or folded in rooms or _DESK.fullmatch(folded):
        return True
    if _names_role(folded, rooms) or _names_desk(folded, rooms) or _names_agency(line):
        return True
    parts = [part.strip() for part in _PART.split(line) if part and part.strip()]
    if len(parts) < 2 or any(len(part.split()) > 5 for part in parts):  # noqa: PLR2004 - a name's words
        return False
    if any(_says_who(fold(part), names, rooms) for part in parts):
        return True
    bars = line.count("|")
    return bars >= 1 and all(2 <= len(part.split()) <= 4 for part in parts)  # noqa: PLR2004 - a name


def names_author(line: str) -> bool:
    """Return whether a line is the word for a role with a name: «بقلم لينا خوري», "By …".

    «كتب مستعملة للبيع» are books, and what stands "By the river" was written by nobody.
    """
    folded = fold(line).strip(" :-–—|")
    return not _OTHERWISE.match(folded) and _names_role(folded, frozenset())


def without_dateline(text: str, *, newsrooms: Iterable[str] = ()) -> str:
    """Return a paragraph without a dateline such as `دمشق – عنب بلدي: ` or `حلب - سانا - `."""
    rooms = _NEWSROOMS | {fold(name) for name in newsrooms if name}
    text = _without_foreign_dateline(_RUN_IN.sub("", text), rooms)
    for _ in range(3):
        found = _DATELINE.match(text)
        if found is None:
            return text
        parts = [part.strip() for part in re.split(r"[-–—/،,|()]|\sـ+\s", found[1]) if part.strip()]
        if not parts or not all(_is_dateline_part(fold(part), rooms) for part in parts):
            return text
        rest = text[found.end() :]
        place = _RUN_IN_PLACE.match(rest)
        if place is not None and fold(place[1]) in places():
            rest = rest[place.end() :]
        # A place alone before a colon may be the subject; before a dash it is a dateline.
        if len(rest.split()) < 3:  # noqa: PLR2004 - nothing would be left to read
            return text
        text = rest
    return text


def _names_agency(line: str) -> bool:
    """Return whether a line is a foreign dateline and nothing else."""
    found = _AGENCY_BEHIND.fullmatch(line.strip())
    return found is not None and _are_names(found[1]) and _is_agency(found[2])


def _without_dates(text: str) -> str:
    """Remove the dates from a text, and days of a month that name no year."""
    for date in reversed(list(find_dates(text))):
        text = text[: date.start] + text[date.end :]
    return re.sub(rf"\b\d{{1,2}}\s+(?:{month_names()})(?!\w)", "", fold(text))


def _are_names(text: str) -> bool:
    bare = _without_dates(text)
    parts = [part.split() for part in re.split(r"[،,/]|\s[-–—]\s", bare) if part.strip()]
    short = all(len(words) <= _NAME_WORDS for words in parts)
    return 0 < len(parts) <= _NAMES_IN_FRONT and short


def _without_foreign_dateline(text: str, rooms: frozenset[str]) -> str:
    if not any(part in text for part in _FOREIGN_PARTS):
        return text
    found = _FOREIGN.match(text)
    if found is None or not _are_names(found[1]):
        return text
    doubled = bool(found[4]) or (found[3] or "").startswith("--")
    agency = found[2] is not None and (_is_agency(found[2]) or fold(found[2]).strip() in rooms)
    certain = doubled or _without_dates(found[1]) != fold(found[1])
    if not agency and not (certain and len((found[2] or "").split()) <= _NAME_WORDS):
        return text
    rest = text[found.end() :]
    return rest if len(rest.split()) >= 3 else text  # noqa: PLR2004 - nothing would be left


def _is_agency(name: str) -> bool:
    folded = fold(name).strip()
    return folded in _AGENCIES or bool(_AGENCY_NAME.fullmatch(folded))


def _names_role(line: str, rooms: frozenset[str]) -> bool:
    role = _ROLE.match(line)
    if role is None:
        return False
    rest = line[role.end() :]
    genre = line.startswith(_GENRES)
    longest = _NAMES_AFTER_COLON if role[1] and not genre else _NAMES_AFTER_ROLE
    return rest in rooms or len(rest.split()) <= longest


def _names_desk(line: str, rooms: frozenset[str]) -> bool:
    return bool(_DESK.match(line)) and any(line.endswith(room) for room in rooms)


def _says_who(part: str, names: set[str], rooms: frozenset[str]) -> bool:
    return (
        part in names
        or part in rooms
        or part in _AGENCIES
        or part in places()
        or bool(_DESK.fullmatch(part))
        or _names_desk(part, rooms)
        or bool(_ISSUE.search(part))
        or is_date_only(part)
    )


def _is_dateline_part(part: str, rooms: frozenset[str]) -> bool:
    return (
        part in rooms
        or part in _AGENCIES
        or part in places()
        or bool(_DESK.fullmatch(part))
        or is_date_only(part)
    )
