"""Finds references in a sentence to earlier ones, without which it can't be understood.

All patterns are matched on folded text, and written so that they may be spelt either way.
"""

import re
from functools import lru_cache
from typing import Final

from bot.arabic.morphology.lexicon import lexicon
from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.summary.references.attribution import message_of
from bot.summary.references.phrases import (
    CONTINUED,
    NO_SUBJECT,
    QUOTES,
    SAID,
    START,
    TIMES,
    pattern,
)
from bot.summary.references.sequence import follows_something
from bot.summary.references.subjects import lacks_subject

# With و or ف before them or without.
_OPENERS: Final = r"""
    بيد\ أن\S* | غير\ أن\S* | إلا\ أن\S* | على\ أن\S* | لكن\S{0,3} | بل | كما | أيضا | ثم | بينما
    | فيما | إن\ كان\S*
    | حيث | إذ | إذا | لذلك | لذا | كذلك | هكذا | هنا | هناك | بهذا | أما | سؤال | الجواب
    | الإجابة | إما
    | مضيف\S{1,2} | مؤكد\S{1,2} | مشير\S{1,2} | موضح\S{1,2} | بالمقابل | في\ المقابل | في\ حين
    | من\ (?:جهت|جانب|ناحيت|وجهت|طرف)(?:ه|ها|هم|هما|ي) | بدور(?:ه|ها|هم|هما)
    | من\ (?:جهة|ناحية|جانب)\ (?:أخرى|ثانية|آخر|ثان) | على\ صعيد | على\ الصعيد
    | في\ (?:(?:ذات|نفس)\ )?(?:ال)?سياق
    | في\ الوقت\ (?:نفسه|ذاته) | في\ غضون | في\ الأثناء | بالتوازي | علاوة | فضلا | بالإضافة
    | إضافة\ إلى
    | (?:بدلا|عوضا)\ (?:من|عن)\ (?:ذلك|هذا)
    | (?:مع|بعد|قبل|رغم|برغم|منذ|وسط|خلال|إثر|على\ إثر|عقب|جراء|نتيجة|بناء\ على|إلى|بسبب)\ ل?ذلك
    | الأمر\ الذي | السبب | هو | هي | هم | هما | إن?ه | إنها | إنهم | لأن\S{0,3} | وفقا\ ل(?:ه|ها
    |هم)
    | بحسب(?:ه|ها|هم) | (?:ل|ب|من|في|عن|علي|إلي|لدي|مع|عند|بين|حول|ضد|بعد|قبل)(?:ه|ها|هم|هما)
    | منذ\ ذلك | عليه | نعم | كلا | طبعا | بالتأكيد | بالطبع | لا[،.] | (?:من|إلى)\ (?:هنا|هناك)
    | حتى\ الآن\ لم
    | ليس\ هذا | ل[ما]\ [يت]مض | سرعان\ ما | بالعودة\ إلى
    | البداية\ (?:كانت\ )?(?:ب\w+|مع|من)
    | مما | بعدها | قبلها | حينها | عندها | وقتها | يومها | آنذاك | تاليا | بالتالي | من\ ثم
    | (?:يأتي|جاء|تأتي|جاءت)\ (?:ذلك|هذا|هذه|تلك|ال?قرار|ال?تصريحات|ال?إعلان|ال?خطوة)
"""
# «ويمكن أن» has all it needs.
_IMPERSONAL: Final = r"(?:يمكن|يفترض|سبق|ينبغي|يجب|يتوقع|يذكر|يعتقد|ينتظر|يبدو|من)\ "
# «فالعديد من الوزراء»: the reason for what was told before.
_GIVES_REASON: Final = pattern(
    rf"""{START}ف(?:
        إن(?=\s+(?:ال|هذ|ذلك)) | لم(?=\s+[يتن]\w) | كل|هناك|ثمة|لا|لن|ليس|ليست|كان|كانت
        | (ال(?!كون\s)\w{{3,}})
    )(?!\w)"""
)
_MANY: Final = frozenset(fold("العديد الناس الكثير البعض الكل الجميع").split())
# With a pronoun at their end, behind a verb: «وتتزايد التكهنات بشأنه».
_PREPOSITIONS: Final = "بشأن|حول|ضد|عن|علي|إلي|من|في|ب|ل|مع|أمام|تجاه|بين"

_POINTING: Final = pattern(
    rf"""{START}(?:
        [وف]?(?:{_OPENERS})(?!\w)
        | [وف]?(?:(?:قد|تم|جرى)\s+)?(?:ألقي|(?!ال)\w{{3,}})\s+(?:ال\w+\s+)?
          (?:{_PREPOSITIONS})(?:ه|ها|هم|هما)(?!\w)
        | [وف]?\w{{3,}}\s+(?:(?:في|من|ب|ل|عن|علي)(?:ه|ها|هم|هما)\s+)?(?:آخرون|أخريات)(?!\w)
        | [وف]?[يت]?رد(?:ت|وا)?\s(?:(?!على)[^\s:،{QUOTES}]+\s){{1,5}}(?:بأن(?:ه|ها|هم)?|قائلة?ا?)\s
        | فقد\s | [وف]?سبق\ (?:أن|ل\w+\ أن)\s+\w{{3,}}(?:ا|وا)(?!\w)
        | [وف]?(?:قد\ )?(?:كان|كانت)?\s?(?:قد\s+)?(?:{SAID}){NO_SUBJECT}
        | [وف]?(?:بعدما|بعد\ أن|عندما|حين|فيما|بينما)\s+(?:{SAID}){NO_SUBJECT}
        | [وف]?(?:كان|كانت|كانوا)\s+(?:قد|(?!ت\w\wي\w\s|تحالف|تيار|تلفزيون)[يت]\w{{3,}})\s
        | [وف][يت]\w{{3,}}\s+منذ\s
        | (?:[^\s،]+\s+){{1,6}}(?:أيضا|كذلك)[،\s]
        | [وف](?!{_IMPERSONAL})\w{{3,}}\s+(?:إلى|على|عن|أن|إن|أنه|أنها)\s
        | [وف]?تدارك(?:ت|وا)?(?:\s+(?:قائلا|قائلة|أن|إن|بأن)(?!\w)|\s*[:،{QUOTES}])
        | [وف]?(?:{CONTINUED})\s(?!العمل|الدوام|المفاوضات)
        | (?:\S+\s+){{0,4}}[وف]?[بلك]?(?:هذا|هذه|ذلك|تلك|هؤلاء|أولئك|هذين|هاتين)\s+(?!{TIMES})
    )
    | {START}[وف]?(?:{SAID})\b[^:،{QUOTES}]{{0,80}}?\s(?:إن|أن|بأن)\s
      (?:هذا|هذه|ذلك|تلك|هؤلاء)\s(?!ال)
    | {START}(?:\S+\s+){{0,3}}(?:ال)?(?:متحدث|ناطق|مسؤول)\w*\s+باسم(?:ه|ها|هم|هما)(?!\w)
    """
)
# Wherever it stands in the sentence.
_POINTING_INSIDE: Final = pattern(
    rf"""\b(?:حسبما|كما|وفقما|وفق\ ما|بحسب\ ما)\ (?:{CONTINUED})(?!\w)
    | \b(?:المصدر|البيان|التقرير|الوكالة|المسؤول|المتحدث|الصحيفة|الموقع|الجهة)\s+(?:نفسه|نفسها
    |ذاته|ذاتها)\b
    """
)
# «غادرت أيضا طائرة», also in what is said: another one is not told, unless the sentence joins it
# to something itself.
_ALSO: Final = pattern(r"^(?:(?!و|فيما|كما|بل|لا\ |ليس)[^\s،]+\s+){1,10}(?:أيضا|كذلك)(?=[\s،.])")
# Of what something will be said: «وعن السبب، قال الوزير». «وحول المدينة سور» is whole.
_ABOUT: Final = pattern(
    rf"""{START}[وف]?(?:أما\ )?
    (?:عن|بشأن|بخصوص|فيما\ يخص|فيما\ يتعلق|حول(?=[^{QUOTES}]*[{QUOTES}]))\s"""
)
# What makes a sentence of it: what stands behind a comma, or a verb. A word that no lexicon has and
# that begins as a verb does is one, but for a month.
_STATES: Final = pattern(
    rf"""[،,]\s*\w+\s+\w | (?<!\w)ف\w{{4,}}
    | (?<!\w)[وف]?(?:{SAID}|كان|كانت|ليس|ليست|لم|لن|لا|قد|ما|هناك|هو|هي|أن|إن|\w{{2,}}(?<!ا)ت)(?!\w)
    """
)
_VERB: Final = re.compile(
    r"(?<!\w)[وف]?(?!(?:تموز|يوليو|يونيو|يناير|نيسان|تشرين|نوفمبر)(?!\w))"
    r"(?:(?=س?[يتن])\w{3,}|(?!ال)\w{3,}وا)(?!\w)"
)
_IN_QUOTES: Final = re.compile(rf"[{QUOTES}][^{QUOTES}]*[{QUOTES}]")
# The first words hold a pronoun that means somebody else: «وقالت زوجته», «ووالدها».
_PRONOUN: Final = re.compile(r"\w{3,}(?:ها|هم|هما)|\w{3,}ه")
_NO_PRONOUN: Final = re.compile(
    r"\w*(?:الله|وجه|واجه|تجه|نبه|شابه|وجوه|تجاه|مياه|هذه|شبه|طه|نزيه|فقيه|انتباه|اشباه|منتزه|مكروه"
    r"|تنويه|ترفيه|توجيه|تشويه|مهم|اهم|أهم|تهم|ساهم|فهم|سهم|درهم|ادهم|أدهم|رهم|مبهم|داهم|ملهم|سفيه"
    r"|شبيه|كريه|كنه|فواكه|أفواه|افواه|عبده|المجابه)"
)
# «عائلة بينهم طفل» is of itself.
_FEMININE: Final = re.compile(r"(?!ال|وال|بال|لل)\w{3,}ة")
_PART: Final = re.compile(
    r"(?:من|بين|ب?معظم|أغلب|غالبيت|جميع|كل|بعض|نصف|أكثر|عدد|عمر|آخر|أحد|إحد|أبرز|أهم|أول|ضمن|علي|إلي|في)(?:ه|هم|هما)"
)
# The tail of the sentence before, behind a full stop: «مضيفا أن», «معتبرة ذلك».
_TORN: Final = pattern(
    r"""^[^\w]*و?(?:
        (?:مضيف|مشير|معتبر|مؤكد|موضح|مبين|منوه|متابع|مشدد|محذر|مطالب|معرب|معبر|معلن|مستدرك|مردف
        |مستطرد|ملمح|مرجح|مجدد|متهم|واصف|نافي|داعي|قائل|كاشف|مذكر|منتقد|مستنكر|مندد|متعهد|مهدد)
        (?:ا|ة|ين)
        | (?:لافت|ذاكر|ناقل)(?:ا|ة|ين)\ (?:إلى|أن|عن)
        | م\w{2,6}(?:ا|ة)\ (?:(?:إلى|على)\ )?ب?أن(?:ه|ها|هم|هما)?
    )(?!\w)
    """
)
# Who says it, and nothing that is said: «وفقا لما ذكرته الوكالة.», «بحسب مصدر قضائي.» With a
# conjunction before them a main clause follows.
_CITES: Final = pattern(
    r"""^[^\w]*(?:
        (?:(?:وفقا|طبقا)\ ل | (?:وفق|بحسب|حسب|نقلا\ عن|استنادا\ إلى)\ )(?:ما\ \w+)?
        | حسبما\ ?\w+ | على\ (?:حد|ذمة)\ \w+
    )"""
)
# «وإن كان الطريق طويلا»: without what it is set against.
_CONCEDES: Final = pattern(r"^[^\w]*وإن\ كان(?:ت|وا)?\s(?!(?:[^.]|\.(?=[0-9]))*[،,])")
_PREFIX: Final = re.compile(r"^[وف]?(?:ال|لل|بال)?(?=\w{3})")


def points_back(text: str) -> bool:
    """Return whether a sentence begins with words that only the sentence before explains.

    A connective («بيد أن», «من جهتها»), a pronoun, a verb without its subject («وأضاف أن»), a time
    («وكان حينئذ»).
    """
    folded = fold(text)
    if _POINTING.match(folded) or _POINTING_INSIDE.search(folded):
        return True
    if lacks_subject(folded) or follows_something(folded):
        return True
    if _gives_reason(folded) or _ALSO.match(message_of(folded).lstrip()):
        return True
    words = re.findall(r"\w+", re.sub("[\u064b-\u0652]", "", text))[:3]
    if any(map(_is_pronoun, words[:2])):
        return True
    # «محاولة تسميمه»: a feminine noun is not his.
    return (
        len(words) > 2  # noqa: PLR2004 - the noun behind its verb, and what belongs to somebody
        and bool(_FEMININE.fullmatch(words[1]))
        and not words[2].endswith("ها")
        and not _PART.fullmatch(words[2])
        and _is_pronoun(words[2])
    )


def _gives_reason(text: str) -> bool:
    found = _GIVES_REASON.match(text)
    # «فالنسيا» is a town, «فان دايك» a footballer, «فالكون» a rocket.
    return found is not None and (
        not found[1] or found[1] in _MANY or stem(found[1]) in lexicon().stems
    )


def _is_pronoun(word: str) -> bool:
    return bool(_PRONOUN.fullmatch(word)) and not _NO_PRONOUN.fullmatch(word)


def is_torn(text: str) -> bool:
    """Return whether a folded sentence is the tail of another one, or a beginning without an end.

    «مضيفا أن العمل مستمر»; «وعن مشاركتها في البناء منذ أيامه الأولى.» and «بحسب مصدر قضائي.»,
    which state nothing.
    """
    if _TORN.match(text) or _CONCEDES.match(text):
        return True
    about = _ABOUT.match(text) or _CITES.match(text)
    return about is not None and not _states(_IN_QUOTES.sub(" ", text[about.end() :]))


def _states(text: str) -> bool:
    """Return whether a folded text holds what may be a verb."""
    if _STATES.search(text):
        return True
    return any(stem(word) not in lexicon().stems for word in _VERB.findall(text))


@lru_cache(maxsize=20_000)
def bare(word: str) -> str:
    """Strip a folded word of article and conjunction, so that «متحدث» introduces «المتحدث»."""
    return _PREFIX.sub("", word)
