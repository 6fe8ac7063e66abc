"""The sentences of an article that may stand in a summary, with what keeps others out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.arabic.normalize import clean, fold
from bot.arabic.sentences import split
from bot.arabic.stems import stem
from bot.arabic.stopwords import STOP_WORDS
from bot.arabic.tokens import tokens

# Enough for any news article; what stands later is never summarised.
MAX_CONSIDERED = 60
MIN_WORDS = 4

_NEWSROOM = r"(?:عنب بلدي|enab baladi)"
_BYLINE = re.compile(
    rf"^\W*(?:{_NEWSROOM}\s*[-–—|ـ/:]|{_NEWSROOM}$|(?:خاص|تقرير|إعداد|اعداد|ترجمة|تحرير|بقلم|"
    r"كتب|تصوير|المصدر|مصدر الصورة)\s*[:|-]|العدد\s+\d+)",
    re.IGNORECASE,
)
# A dateline that runs into the first sentence, which loses it: the sentence stays whole. Without
# a sign behind it a place is only taken for one where a verb of the news follows.
_DASH = r"\s*[-–—|ـ/:]+\s*"
_PLACE = (
    r"(?:ريف\s+)?(?:دمشق|حلب|حمص|حماة|اللاذقية|طرطوس|إدلب|ادلب|الرقة|درعا|السويداء|القنيطرة|"
    r"الحسكة|القامشلي|دير الزور|اسطنبول|إسطنبول|بيروت|عمان|أنقرة|غازي عنتاب|القاهرة)"
)
_NEWS_VERB = (
    r"(?:أعلن|أصدر|قال|قتل|أصيب|وصل|شهد|بدأ|نفذ|أكد|كشف|ارتفع|انخفض|توفي|عقد|دعا|نشر|أطلق|افتتح|"
    r"وقع|سيطر|شن|تعرض|اندلع|ضبط|تجمع|خرج|أغلق|قرر|حدد|يعاني|تعاني|يشهد|تشهد)(?:ت|وا)?\s"
)
_DATELINE = re.compile(
    rf"^\W*(?:{_PLACE}{_DASH})?{_NEWSROOM}{_DASH}(?:{_PLACE}(?:{_DASH}|\s+(?={_NEWS_VERB})))?",
    re.IGNORECASE,
)
_CHROME = re.compile(
    r"مقالات متعلقة|اقرأ أيض|اقرأ المزيد|للمزيد|إقرأ|لقراءة|شاهد أيض|تابعنا|تابعونا|اضغط هنا|"
    r"ادعم عنب بلدي|دولار واحد شهري|حقوق النشر|جميع الحقوق|اشترك|انضم إلى|camera icon|tag icon|"
    r"ظهرت المقالة|appeared first|كنت تعتقد أن المقال|read more|click here|^\W*ع ع ع\W*$|"
    r"^\W*A A A\W*$",
    re.IGNORECASE,
)
# Openings that point back to a sentence before them.
_DANGLING = re.compile(
    r"^[«“\"(\s]*(?:"
    r"[وف]?(?:يأتي|جاء|تأتي|جاءت)\s+(?:ذلك|هذا|هذه|تلك)|"
    r"[وفك]?(?:ذلك|هذا|هذه|تلك|هؤلاء|أولئك|كذلك|هناك|هنا)\b|"
    r"[وف]?(?:هو|هي|هم|هما|إنه|إنها|إنهم|أنه|أنها|لأنه|لأنها|لكنه|لكنها|لكنهم|لكن|بل|كما|أيضا|"
    r"أيضًا|ثم|إلا|غير|بينما|فيما|حيث|إذ|إذا|إلى ذلك|في المقابل|بالمقابل|في حين|في هذا|في ذلك|"
    r"في السياق|في سياق|من جهته|من جهتها|من جانبه|من جانبها|بدوره|بدورها|من ناحيته|من ناحيتها|"
    r"على صعيد|عليه|عليها|له|لها|لهم|به|بها|منه|منها|فيه|فيها|عنه|عنها|وفقا له|بحسبه|بحسبها|"
    r"بالإضافة|إضافة إلى ذلك|علاوة|فضلا|نتيجة ل?ذلك|لذلك|لذا|بذلك|بعد ذلك|قبل ذلك|رغم ذلك|"
    r"مع ذلك|بهذا|لهذا|أما|هكذا|سؤال|و?الجواب|و?الإجابة|مضيفا|مؤكدا|مشيرا)\b|"
    r"و(?:أضاف|تابع|أردف|استطرد|أوضح|أكد|أشار|لفت|بين|شدد|نوه|ذكر|قال|اعتبر|رأى|ختم|اختتم|"
    r"استدرك|كشف|صرح|طالب|دعا|حذر|يضيف|يتابع|يقول|تقول|تضيف|تتابع|يرى|ترى|يؤكد|تؤكد|يوضح|توضح|"
    r"يشير|تشير)(?:ت|وا|ا)?"
    # Without a subject, or with one of a single word that was named in full before.
    r"(?:\s+(?:ال\S+\s+)?(?:أن|إن|أنه|أنها|أنهم|إنه|إنها|إنهم|إلى|على|عن|في|خلال|ب\S+|ل\S+)\b"
    r"|\s*[:“”«\"،])"
    r")"
)
# Who speaks, or which paper is meant, was said before.
_POINTS_BACK = re.compile(
    r"^[«“\"(\s]*(?:(?:قال|أكد|أضاف|أوضح|ذكر|أشار|لفت|اعتبر|رأى|كشف|تابع|يقول|يضيف|يؤكد)(?:ت|وا)?\s+"
    r"(?:إن|أن|إنه|إنها|أنه|أنها|إلى أن)\b|(?:نعم|كلا|طبعا|بالتأكيد|بالطبع|لا)[،,.]|الأمر الذي\b)"
    r"|\b(?:المصدر|البيان|التقرير|الوكالة|المسؤول|المتحدث|الصحيفة)\s+(?:نفسه|نفسها|ذاته|ذاتها)\b"
)
_BARS = re.compile(r"\s[–—|]\s|\s?\|\s?")
_MAX_BYLINE_WORDS = 14
_MAX_ITEM_WORDS = 12
_ENDS_WHOLE = re.compile(r"[.!?؟۔]['\"”»)\]}]*$")
# Without its full stop the last sentence of a paragraph is still whole; fewer words are a
# subheading, and these signs say that something follows.
_WORDS_WITHOUT_STOP = 9
_QUESTION = re.compile(r"؟['\"”»)\]}]*$")
_ITEM = re.compile(r"(?:\d{1,2}\s?[.)\-–]|[-•●▪◾*–])\s")
_GOES_ON = re.compile(r"(?:[:،؛,;…\-–]|\.\.|\[…\]|\[\.\.\.\])['\"”»)\]}]*$")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence with what the choice goes by; `place` counts the article's usable sentences.

    `dangling`: it points back to the sentence before; `orphan`: that one is no candidate. `aside`:
    an item of a list, or the answer to a question, which means little without the others.
    """

    text: str
    place: int
    paragraph: int
    words: tuple[str, ...]
    stems: frozenset[str]
    dangling: bool
    orphan: bool
    quotation: bool
    question: bool
    aside: bool


def telling_stems(text: str) -> list[str]:
    """The stems of a text's words without stop words, in order."""
    return [stem(word) for word in tokens(text) if word not in STOP_WORDS]


def is_byline(paragraph: str) -> bool:
    """Whether a paragraph only names who wrote, where and when: no part of the news."""
    if len(tokens(paragraph)) > _MAX_BYLINE_WORDS:
        return False
    unfinished = not _ENDS_WHOLE.search(paragraph.rstrip())
    return bool(_BYLINE.search(paragraph)) or (unfinished and bool(_BARS.search(paragraph)))


def without_dateline(paragraph: str) -> str:
    """A paragraph without the newsroom's name and the place in front, where a sentence follows."""
    rest = _DATELINE.sub("", paragraph, count=1)
    if rest != paragraph and _ENDS_WHOLE.search(rest.rstrip()) and len(tokens(rest)) > MIN_WORDS:
        return rest
    return paragraph


def _is_whole(text: str, words: int) -> bool:
    if _GOES_ON.search(text):
        return False
    return bool(_ENDS_WHOLE.search(text)) or words >= _WORDS_WITHOUT_STOP


def _points_back(text: str) -> bool:
    return bool(_DANGLING.match(text) or _POINTS_BACK.search(text))


def _is_item(text: str, words: Sequence[str]) -> bool:
    return len(words) <= _MAX_ITEM_WORDS and bool(_ITEM.match(text))


def _answers(before: Sequence[Candidate], paragraph: int, *, gap: bool) -> bool:
    """Whether a paragraph begins after one of a question: an interview's answer."""
    return bool(before) and not gap and before[-1].question and before[-1].paragraph != paragraph


def candidates(paragraphs: Sequence[str]) -> list[Candidate]:
    """Every usable sentence of an article in reading order, at most `MAX_CONSIDERED`."""
    found: list[Candidate] = []
    seen: set[str] = set()
    gap = False
    for number, paragraph in enumerate(map(without_dateline, paragraphs)):
        if is_byline(paragraph):
            continue
        for sentence in split(paragraph):
            text = clean(sentence)
            words = tuple(tokens(text))
            key = fold(text)
            if _CHROME.search(text):
                continue
            if key in seen or len(words) < MIN_WORDS or not _is_whole(text, len(words)):
                gap = True
                continue
            seen.add(key)
            found.append(
                Candidate(
                    text=text,
                    place=len(found),
                    paragraph=number,
                    words=words,
                    stems=frozenset(telling_stems(text)),
                    dangling=_points_back(text) and (gap or bool(found)),
                    orphan=gap,
                    quotation=text[0] in '«“"”',
                    question=bool(_QUESTION.search(text)),
                    aside=_is_item(text, words) or _answers(found, number, gap=gap),
                )
            )
            gap = False
            if len(found) == MAX_CONSIDERED:
                return found
    return found
