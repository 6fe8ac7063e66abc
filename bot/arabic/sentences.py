"""Splits running Arabic text into sentences."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from bot.arabic.quotes import CLOSING, enclosed

_NEWLINES = re.compile(r"[\n\r\u2028\u2029\x0b\x0c]+")
_END = re.compile(rf"(?:\.{{2,}}|…+\.*|[.!?؟۔]+(?:…|\.\.)*)(?:\s?[{re.escape(CLOSING)}](?!\w))*")
_LAST_WORD = re.compile(r"(\S+)$")
_OPENING = '«“”"([{‹'
_ARABIC = "\u0620-\u064a\u0671-\u06d3"

# A point after these belongs to the word. One letter alone is nearly always a title (د., م.),
# a page (ص.) or an initial; the exceptions are told by what stands before, see `_single_letter`.
_TITLE_WORDS = (
    "أد ا.د أ.د م.م د.م أ.م هـ مج تح تر ج.م ش.م.م ص.ب س.ت "
    "Mr Mrs Ms Dr Prof St Sr Jr Gen Col Lt Sgt Capt Rev Hon Sen Gov No Nos vs Vol Fig Art "
    "cf al Inc Ltd Co Corp Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec approx est"
)
_TITLES = frozenset(_TITLE_WORDS.split())
_INITIALS = re.compile(rf"(?:[A-Za-z]\.)+[A-Za-z]|(?:[{_ARABIC}]ـ?\.)+[{_ARABIC}]ـ?")
# Latin initials by their names: «جون إف. كينيدي». Several in a row (بي بي سي) are a name that can
# stand last.
_LETTER_NAME_WORDS = (
    "إيه بي سي دي إي إف اف جي إتش اتش جيه جاي كيه كاي إل إم إن كيو آر أر إس تي يو دبليو إكس واي زد"
)
_LETTER_NAMES = frozenset(_LETTER_NAME_WORDS.split())
_PROCLITICS = re.compile(r"^[وفبلك]?(?:ال)?")
# Nouns after which a single letter is a name: «فيتامين د.» ends a sentence, «د.» does not.
_LETTER_NAMED = re.compile(
    r"(?:فيتامين|الفئة|فئة|المجموعة|مجموعة|الحرف|حرف|القسم|قسم|النموذج|نموذج|الشعبة|شعبة|البند|"
    r"بند|الفقرة|فقرة|الخطة|خطة|الخيار|التهاب الكبد|النمط|القطاع|المبنى|البناء|الكتلة)\s+\S+$"
)
_ERA_OR_UNIT = re.compile(r"(?:\d|\))\s*(?:ق\.)?(?:م|هـ|ه|ص|كم|ب\.م|ق\.م|ل\.س|ت\.س|د\.أ)$")
_MEASURE = re.compile(r"\d\s*(?:كم|سم|مم|كغ|غ|مل)$")
_OF_MEASURE = re.compile(r"\s*(?:(?:شمال|جنوب|شرق|غرب)ي?\b|لل|لكل\b)")
# After a pause of dots a clause that goes on begins like this.
_GOES_ON = re.compile(
    r"\s*(?:[،؛:,;)\]»”-]|(?:لكن|ولكن|أو|ثم|بل|حتى|إلا|أي|إن|أن|التي|الذي|الذين|إلخ|الخ|و|من|في|على|إلى)\b"
    r"|و[\u0620-\u064a])"
)
_GOES_ON_QUOTED = re.compile(
    r"\s*(?:ثم|وهو|وهي|وهم|وهما|وهن|طوال|خلال|وسط|أمام|أثناء|قبل أن|بعد أن|عند|حين|عندما|فيما|"
    r"بينما|بخط|بصوت|بلهجة|بلا|بكل|بغضب|بحزن|بفرح|على حد|بحسب|وفق|وفقا|كما)\b"
)
_SAYING = re.compile(
    r"\s*(?:هكذا|بهذه|بهذا|[وف]?(?:[يتن]?سأل|[يت]تساءل|تساءل|سألت?|يقول|تقول|قال|قالت|[يت]?هتف|"
    r"[يت]?صرخ|كتب|كتبت|يكتب|يردد|تردد|ردد|رد|ردت|يجيب|أجاب|أجابت|علّ?ق|علقت|يعلق|يضيف|أضاف))\b"
)
_PREPOSITION = re.compile(r"\s*(?:في|من|إلى|على|عن|حتى|أي|الموافق|حين|حيث|عندما|بين)\b")
# و with the title of one letter: المحامية سمر ود. منى.
_AND_TITLE = re.compile("و[دمأا]")
_ORDINAL = re.compile(r"(?:^|\s)(?:و?ال|رقم|لل)ـ?\s?\d{1,2}$")
_AFTER_SPEECH = re.compile(r"\s*(?:بعد|قبل|منذ|بسبب|رغم|ضمن|عبر)\b")
_ADDRESS = re.compile(r"\S*(?:/|www\.)\S*$")
_SITE = re.compile(
    r"^(?:com|net|org|info|edu|gov|sy|me|io|tv|html?|php|js|pdf|jpg|png)\b", re.IGNORECASE
)
_LOWER = re.compile(r"\s*[a-z]")
_GLUED_BEFORE = re.compile(
    rf"(?:[{_ARABIC}\u064b-\u0652ـ]{{3,}}|\d{{2,}}|[A-Za-z]{{2,}})[{re.escape(CLOSING)}]*\s*$"
)
_GLUED_AFTER = re.compile(rf"[{re.escape(_OPENING)}]?(?:و )?[{_ARABIC}]{{2,}}")
_SPACE = re.compile(r"\s*")
_HAS_WORD = re.compile(r"[^\W_]")
MIN_WORDS_BESIDE_PAUSE = 4
_SEEN = 300


def split(text: str) -> list[str]:
    """Split a text into sentences; only white space is lost.

    A new line always ends a sentence; a quotation or a bracket is never cut. Points of
    abbreviations, initials, decimals, addresses and numbered items do not end a sentence.
    """
    result: list[str] = []
    for paragraph in _NEWLINES.split(text):
        result.extend(_split_paragraph(paragraph.strip()))
    return result


def _split_paragraph(paragraph: str) -> list[str]:
    sentences: list[str] = []
    start = checked = 0
    for match, end in _marks(paragraph):
        if end <= start or not _ends(paragraph, start, match, end):
            continue
        # Signs without a word belong to what follows; each stretch is looked at once.
        if not _HAS_WORD.search(paragraph, checked, end):
            checked = end
            continue
        sentences.append(paragraph[start:end].strip())
        start = checked = end
    rest = paragraph[start:].strip()
    if rest and sentences and not _HAS_WORD.search(rest):
        sentences[-1] = f"{sentences[-1]} {rest}"
    elif rest:
        sentences.append(rest)
    return sentences


def _marks(paragraph: str) -> Iterator[tuple[re.Match[str], int]]:
    """Return every mark that could end a sentence, with the end of what belongs to it."""
    stretches = enclosed(paragraph)
    starts = [start for start, _ in stretches]
    for match in _END.finditer(paragraph):
        at = bisect_right(starts, match.start()) - 1
        if at < 0 or match.start() > stretches[at][1]:
            # A straight quotation mark behind the point may open the next quotation.
            following = starts[at + 1] if at + 1 < len(starts) else len(paragraph)
            yield match, min(match.end(), following)
            continue
        opening, closing = stretches[at]
        # An enclosed mark can only count when the closing mark follows at once.
        if not _SPACE.fullmatch(paragraph, min(match.end(), closing), closing):
            continue
        end = max(match.end(), closing + 1)
        before = paragraph[max(0, opening - _SEEN) : opening]
        if not _closed_goes_on(
            _since_last_end(before), match.group(), paragraph[end - 1], paragraph[end : end + _SEEN]
        ):
            yield match, end


def _since_last_end(before: str) -> str:
    """Return what a sentence says before a quotation, as far as can be told without cutting it."""
    return re.split(r"[.!?؟…][»”\")\]]*\s", before)[-1]


def _closed_goes_on(before: str, mark: str, closing: str, after: str) -> bool:
    """Return whether a sentence goes on behind a quotation or bracket that held a whole one.

    `before` is what the sentence says before the opening mark.
    """
    if closing in ")]}":
        # A sentence of its own in brackets ends; (…) and (د.) inside another don't.
        return bool(_HAS_WORD.search(before)) or mark[0] == "…"
    if _GOES_ON_QUOTED.match(after):
        return True
    if mark[0] == ".":
        return False
    introduced = before.rstrip().endswith(":")
    if not introduced and _HAS_WORD.search(before) and _AFTER_SPEECH.match(after):
        return True
    return bool(_GOES_ON.match(after) or (not introduced and _SAYING.match(after)))


def _ends(  # noqa: PLR0911 - a list of cases reads best as one
    paragraph: str, start: int, match: re.Match[str], end: int
) -> bool:
    # Far more than any rule looks at, so that a paragraph of points stays linear.
    before = paragraph[max(start, match.start() - _SEEN) : match.start()]
    after = paragraph[end : end + _SEEN]
    if not after.strip():
        return True
    following = after[:1]
    if after.lstrip()[0] in "،؛:,;)]}»":
        return False
    if not following.isspace():
        return _forgotten_space(before, match.group(), after)
    if _LOWER.match(after):
        return False
    mark = match.group()
    if mark.startswith(("..", "…")):
        return _pause_ends(before, after)
    if mark[0] in "!?؟":
        return not re.match(r"\s*(?:Mail|News)\b", after)
    return not _belongs_to_word(before, after, at_start=not before.strip(' \t(«“"0123456789'))


def _forgotten_space(before: str, mark: str, after: str) -> bool:
    if mark[0] in "!?؟":
        if mark[0] == "?" and after[0].isascii() and _ADDRESS.search(before):
            return False
        return bool(_HAS_WORD.match(after)) or after[0] in _OPENING
    return bool(
        _GLUED_BEFORE.search(before) and _GLUED_AFTER.match(after) and not _SITE.match(after)
    )


def _pause_ends(before: str, after: str) -> bool:
    if _GOES_ON.match(after):
        return False
    return len(before.split()) >= MIN_WORDS_BESIDE_PAUSE <= len(after.split())


def _belongs_to_word(  # noqa: PLR0911 - a list of cases reads best as one
    before: str, after: str, *, at_start: bool
) -> bool:
    """Return whether a single point with white space after it is part of what stands before it."""
    before = before.rstrip()
    found = _LAST_WORD.search(before)
    if found is None:
        return True
    word = found.group(1).lstrip(_OPENING + "'’-–")
    if _MEASURE.search(before) and _OF_MEASURE.match(after):
        return True
    if _ERA_OR_UNIT.search(before):
        return bool(_PREPOSITION.match(after)) or bool(re.match(r"\s*\d", after))
    bare = _PROCLITICS.sub("", word) if len(word) > 3 else word  # noqa: PLR2004 - letters
    if word in _TITLES or bare in _TITLES:
        return True
    if _INITIALS.fullmatch(word) or _INITIALS.fullmatch(bare):
        # أ.ف.ب. and U.S. can stand last; only what follows tells.
        return not _starts_anew(after)
    if word in _LETTER_NAMES and not {*before.split()[-2:-1]} & _LETTER_NAMES:
        return not _starts_anew(after)
    if _AND_TITLE.fullmatch(word) or _ORDINAL.search(before):
        return True
    if word.isdigit():
        return _enumerates(before, word, at_start=at_start)
    if len(word.rstrip("ـ")) == 1 and word[0].isalpha():
        return not _LETTER_NAMED.search(before)
    return False


def _enumerates(before: str, number: str, *, at_start: bool) -> bool:
    if len(number) > 2:  # noqa: PLR2004 - digits of an item's number
        return False
    lead = before[: -len(number)].rstrip()
    return at_start or lead.endswith((":", "؛")) or f" {int(number) - 1}. " in f" {before}"


_ANEW = re.compile(
    r"\s*(?:[وف](?:قال|أضاف|أكد|أوضح|أشار|ذكر|كان|تابع|يأتي|بحسب|نقل|لفت|شدد|بيّ?ن|أعلن|يقول|جاء)"
    r"|(?:وقالت|وأضافت|وأكدت|وأوضحت|وأشارت|وذكرت|وكانت|وتابعت|ونقلت|وأعلنت|وتأتي|وجاءت))"
)


def _starts_anew(after: str) -> bool:
    return bool(_ANEW.match(after))
