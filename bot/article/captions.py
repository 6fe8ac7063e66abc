"""Splits a photo's caption into description, date and credit."""

import re
from typing import Final

from bot.arabic.dates import find_dates
from bot.arabic.normalize import clean, fold
from bot.article import bylines, chrome
from bot.article.places import places

MAX_CAPTION: Final = 700
MAX_CREDIT: Final = 100
_MAX_CREDIT_WORDS: Final = 12
_SHORT_CAPTION: Final = 200

_LABEL: Final = re.compile(r"^\s*(?:camera\s*icon|tag\s*icon)\s*", re.IGNORECASE)
_BRACKET: Final = re.compile(r"[\s\-–—،,|/]*[(\[（]\s*([^()\[\]（）]{1,120}?)\s*[)\]）][\s.،]*$")
_BRACKET_BEFORE_DATE: Final = re.compile(
    r"\s*[(\[（]\s*([^()\[\]（）]{1,80}?)\s*[)\]）](?=[\s\-–—،,|]*[^()]{4,30}$)"
)
_EDGES: Final = " \t-–—،,|/:؛"
_YEAR: Final = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
_DATE_BEFORE: Final = re.compile(r"(?:19|20)\d{2}\s*[\s\-–—،,|/.]*$")
_DIGITS: Final = re.compile(r"[\d\s/.\-–٠-٩%:]+")
# A label in front of the name says that it is a credit, wherever it stands.
_LABELLED: Final = re.compile(
    r"(?:^|[\s\-–—،,|(/.])(?:(?:ال)?(?:تصوير|مصدر الصورة|المصدر|مصدر|عدسة|بعدسة|الصورة من"
    r"|الصورة)\s*:"
    r"|(?:Photo(?:graph)?(?:\s+by)?|Credits?|Source|Image)\s*:|Photo by\s|(?:©|\(c\)))\s*"
    r"([^:؟!]{2,80}?)[\s.)]*$",
    re.IGNORECASE,
)
# Names that stand after a dash without brackets.
_AGENCY: Final = re.compile(
    r"(?:رويترز|فرانس برس|أ\s?\.?\s?ف\s?\.?\s?ب\.?|ا ف ب|أسوشيتد برس|أسوشيتد بريس|الأناضول|سانا"
    r"|نورث برس"
    r"|عنب بلدي|غيتي|إنترنت|انترنت|فيسبوك|تلغرام|تيليغرام|تويتر|أرشيف(?:ية)?|الدفاع المدني"
    r"|الأمم المتحدة"
    r"|يونيسف|AFP|Reuters|AP|EPA|dpa|DPA|SANA|Getty(?: Images)?|Anadolu|AA"
    r"|North Press(?: Agency)?|UNHCR"
    r"|UNICEF|UN|OCHA|WFP|Enab Baladi|Facebook|Telegram|Twitter|Shutterstock|Unsplash"
    r"|Wikimedia(?: Commons)?)"
)
_AGENCY_LAST: Final = re.compile(
    rf"\s+[-–—|/]\s*({_AGENCY.pattern}(?:\s*[/،,]\s*[^\d\-–—|]{{2,50}})?)[\s.]*$"
)
# In brackets, but about the picture, not about its maker.
_NO_CREDIT: Final = re.compile(
    r"^(?:(?:إلى\s+|من\s+|على\s+)?(?:ال)?(?:يمين|يسار|وسط|أعلى|أسفل|خلف|أمام)\b.{0,30}"
    r"|(?:قبل|بعد|خلال|أثناء|منذ|عند|قرب|في|من|إلى|على|مع|نحو|before|after|during|in|with"
    r"|near)\s.{1,60}"
    # An age, a distance, a number of anything; who of those shown is meant.
    r"|[\d٠-٩]+(?:[.,٫\-–][\d٠-٩]+)?\s?(?:عام(?:ا|ًا)?|سنة|سنوات|شهر\w*|أشهر|أسبوع\w*|أسابيع|يوما?|أيام|كم"
    r"|كيلومتر\w*|متر\w*|طن\w*|ألفا?|آلاف|مليون\w*|دولار\w*|ليرة|شخص\w*|أشخاص|years?|months?|km|kilomet\w+"
    r"|met(?:er|re)s?)\b.{0,30}"
    r"|.{0,30}(?:^|\s)(?:من|إلى|على|أقصى|في|جهة|عن)\s+(?:ال)?"
    r"(?:يمين|يسار|وسط|منتصف|أعلى|أسفل|خلف|أمام)"
    r"|(?:.{0,20}\s)?(?:from|on|at)\s(?:the\s)?(?:far\s)?(?:left|right|center|centre)"
    r"|(?:far|second|third)\s(?:left|right)"
    r"|(?:left|right|center|centre|top|bottom|above|below|l|r)\b.{0,20})$",
    re.IGNORECASE,
)
# So ends a sentence, and no caption among the paragraphs.
_ENDS: Final = (".", "!", "؟", "?", "…", "»", "”", '"')
_ACRONYM: Final = re.compile(r"^(?:[A-Z][A-Za-z.\-]{1,7}|[\u0621-\u064a]{2,5})$")


def split_credit(caption: str) -> tuple[str, str]:
    """Split a caption into description, which keeps its date, and credit without brackets.

    `… - 8 حزيران 2017 - (وكالة)` gives `… - 8 حزيران 2017` and `وكالة`. A bracket that explains a
    word before it (an acronym), a place in the picture or a number is part of the caption. A
    caption that is printed twice comes back once; the credit is empty where none is given.
    """
    text = without_repetition(caption)
    found = _BRACKET.search(text)
    if found and _is_credit(found[1], text[: found.start()]):
        return _parted(text[: found.start()], found[1])
    found = _BRACKET_BEFORE_DATE.search(text)
    if found and _ends_in_date(text) and _is_credit(found[1], text[: found.start()]):
        date = text[found.end() :]
        if is_date(date.strip(_EDGES + ".")):
            return (text[: found.start()] + date).strip(_EDGES), found[1]
    found = _LABELLED.search(text)
    if found and len(found[1].split()) <= _MAX_CREDIT_WORDS:
        return _parted(text[: found.start()], found[1])
    found = _AGENCY_LAST.search(text)
    if found:
        return _parted(text[: found.start()], found[1])
    return text.strip(_EDGES), ""


def without_repetition(caption: str) -> str:
    """Remove an icon's name from a caption, and repetitions of the caption."""
    text = clean(_LABEL.sub("", caption))[: MAX_CAPTION * 3]
    parts = [part for part in re.split(r"\s*camera\s*icon\s*", text, flags=re.IGNORECASE) if part]
    if len(parts) > 1 and len({fold(part).strip(_EDGES) for part in parts}) == 1:
        text = parts[0]
    words = text.split()
    folded = [fold(word).strip(_EDGES + ".") for word in words]
    for times in (3, 2):
        length, rest = divmod(len(words), times)
        if length > 1 and rest == 0 and folded == folded[:length] * times:
            return " ".join(words[:length])[:MAX_CAPTION]
    return " ".join(words)[:MAX_CAPTION]


def has_caption_shape(text: str) -> bool:
    """Return whether a paragraph looks like a caption.

    Ends in a credit, or in a dash and a date.
    """
    if len(text) > MAX_CAPTION or not text:
        return False
    caption, credit = split_credit(text)
    dated = _ends_in_date(caption)
    if credit:
        return dated or bool(_AGENCY.search(credit)) or not re.search(r"[.!؟?]\s", caption)
    return dated and re.search(r"[-–—،,|]\s*[^-–—،,|]{0,25}$", caption) is not None


def is_caption_line(text: str, *, below_image: bool) -> bool:
    """Return whether a line among the paragraphs is a photo's caption, not part of the text.

    The lead of a story may end in brackets («بحسب الوكالة الرسمية (سانا)») or in a date, too, so
    that its shape alone proves nothing: a caption does not end in a full stop, and has both date
    and credit, or a date behind a dash, or stands below its image with an agency's name.
    """
    # Most paragraphs end so, and their shape need not be looked at.
    if text.rstrip().endswith(_ENDS) or not has_caption_shape(text):
        return False
    if tells_of_article(text):
        return False
    caption, credit = split_credit(text)
    if credit and _ends_in_date(caption):
        return True
    if credit:
        known = _AGENCY.fullmatch(credit) or _LABELLED.search(without_repetition(text))
        return below_image and len(text) <= _SHORT_CAPTION and known is not None
    return re.search(r"\s[-–—|]\s*[^-–—،,|]{0,25}$", caption) is not None


def tells_of_article(line: str) -> bool:
    """Return whether a line says when an article was published, who wrote it, how long it is."""
    date = next(find_dates(line), None)
    return chrome.is_chrome(line) or bylines.names_author(line[: date.start] if date else line)


def same_caption(a: str, b: str) -> bool:
    """Return whether two captions are equal apart from credit and icon's name."""
    first, second = (fold(split_credit(text)[0]).strip(_EDGES + ".") for text in (a, b))
    return bool(first) and first == second


def _is_credit(inner: str, before: str) -> bool:
    if _DIGITS.fullmatch(inner) or _NO_CREDIT.match(inner):
        return False
    if len(inner.split()) > _MAX_CREDIT_WORDS:
        return False
    agency = _AGENCY.fullmatch(inner.strip()) is not None
    if agency or _DATE_BEFORE.search(before) or not before.strip(_EDGES):
        return True
    # «مدخل المخيم (الحسكة)» says where it is.
    if fold(inner) in places():
        return False
    # «قوات سوريا الديموقراطية (قسد)»: one short word right after a name explains the name.
    return not (_ACRONYM.match(inner) and before.rstrip()[-1:].isalpha())


def _parted(caption: str, credit: str) -> tuple[str, str]:
    """Move a date that stands beside the credit back to the caption."""
    dates = list(find_dates(credit))
    if dates:
        date = credit[dates[0].start : dates[0].end]
        credit = (credit[: dates[0].start] + " " + credit[dates[0].end :]).strip(_EDGES)
        caption = f"{caption.strip(_EDGES)} - {date}" if caption.strip(_EDGES) else date
    return caption.strip(_EDGES), clean(credit).strip(_EDGES)[:MAX_CREDIT]


def is_date(text: str) -> bool:
    """Return whether a text is one date and nothing else."""
    dates = list(find_dates(text))
    return len(dates) == 1 and (dates[0].start, dates[0].end) == (0, len(text))


def _ends_in_date(caption: str) -> bool:
    tail = caption[-40:]
    dates = list(find_dates(tail))
    if dates:
        return not tail[dates[-1].end :].strip(_EDGES + ".")
    return bool(re.search(rf"[-–—،,|]\s*{_YEAR.pattern}[\s.]*$", caption))
