"""Finds references in a sentence to earlier ones, without which it can't be understood.

All patterns are matched on folded text, and written so that they may be spelt either way.
"""

import re
from typing import Final

from bot.arabic.normalize import fold

_QUOTES: Final = '«»“”„‟"'
_START: Final = rf"^[{_QUOTES}(\s]*"
# With و or ف before them or without.
_OPENERS: Final = r"""
    بيد\ أن\S* | غير\ أن\S* | إلا\ أن\S* | على\ أن\S* | لكن\S{0,3} | بل | كما | أيضا | ثم | بينما
    | فيما | إن\ كان\S*
    | حيث | إذ | إذا | لذلك | لذا | كذلك | هكذا | هنا | هناك | بهذا | أما | سؤال | الجواب
    | الإجابة | إما
    | مضيف\S{1,2} | مؤكد\S{1,2} | مشير\S{1,2} | موضح\S{1,2} | بالمقابل | في\ المقابل | في\ حين
    | من\ (?:جهت|جانب|ناحيت|وجهت|طرف)(?:ه|ها|هم|هما|ي) | بدور(?:ه|ها|هم|هما)
    | من\ (?:جهة|ناحية|جانب)\ (?:أخرى|ثانية|آخر|ثان) | على\ صعيد | على\ الصعيد | في\ (?:السياق|سياق)
    | في\ الوقت\ (?:نفسه|ذاته) | في\ غضون | في\ الأثناء | بالتوازي | علاوة | فضلا | بالإضافة
    | إضافة\ إلى
    | (?:مع|بعد|قبل|رغم|برغم|منذ|وسط|خلال|إثر|على\ إثر|عقب|جراء|نتيجة|بناء\ على|إلى|بسبب)\ ل?ذلك
    | الأمر\ الذي | السبب | هو | هي | هم | هما | إن?ه | إنها | إنهم | لأن\S{0,3} | وفقا\ ل(?:ه|ها
    |هم)
    | بحسب(?:ه|ها|هم) | (?:ل|ب|من|في|عن|علي|إلي|لدي|مع|عند|بين|حول|ضد|بعد|قبل)(?:ه|ها|هم|هما)
    | منذ\ ذلك | عليه | نعم | كلا | طبعا | بالتأكيد | بالطبع | لا[،.] | من\ هنا | حتى\ الآن\ لم
    | ليس\ هذا | ل[ما]\ [يت]مض | سرعان\ ما
    | مما | بعدها | قبلها | حينها | عندها | وقتها | يومها | آنذاك | تاليا | بالتالي | من\ ثم
    | (?:يأتي|جاء|تأتي|جاءت)\ (?:ذلك|هذا|هذه|تلك|ال?قرار|ال?تصريحات|ال?إعلان|ال?خطوة)
"""
_SAID: Final = r"""
    (?:قال|أضاف|تابع|أردف|استطرد|أوضح|أكد|أشار|لفت|بين|شدد|نوه|ذكر|اعتبر|رأى|ختم|اختتم|استدرك|كشف
    |صرح|أورد
    |طالب|دعا|دع|حذر|أعلن|أعرب|أفاد|اعترف|أقر|نفى|نف|زعم|عبر|علق|كتب|تعهد|توقع|رد|استبعد|نقل|روى
    |شرح|ألمح)
    (?:ت|وا|ا)?
    | [يت](?:قول|ضيف|تابع|رى|ؤكد|وضح|شير|عتبر|عتقد|ذكر|لفت|شرح|روي|حكي|خشى|أمل|طالب|دعو|حذر|علق
    |ختم|بين)
    (?:ون|ان)?
"""
# Verbs of continuing refer to something said before.
_CONTINUED: Final = r"""
    (?:أضاف|تابع|أردف|استطرد|أكمل|واصل|ختم|اختتم|استدرك)(?:ت|وا|ا)?
    | [يت](?:ضيف|تابع|كمل|ستطرد|ختم|ختتم)
"""
# What can follow a verb of saying only where its subject was left out.
_NO_SUBJECT: Final = rf"""
    (?:\s+(?:أيضا\s+)?(?:أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|أننا|إننا|أنني|إنني|إلى|على|عن|في|من
    |خلال|عبر
    |الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|اليوم|أمس|صباح|مساء
    |قائلا|قائلة|بأن\S{{0,3}}|بال\S+|لل\S+|لوكالة|لعنب|لصحيفة|لبي|لقناة|لوسائل|لبرنامج|ردا|أمام
    |بعد|قبل
    |حول|بشأن|له|لها|لهم|كذلك|أيضا)\b | \s*[:،{_QUOTES}])
"""
_TIMES: Final = r"""
    (?:ال)?(?:عام|أسبوع|شهر|يوم|سنة|صيف|شتاء|ربيع|خريف|موسم|أيام|صباح|مساء|ليلة|قرن|فترة)
"""
# «ويمكن أن» has all it needs.
_IMPERSONAL: Final = r"(?:يمكن|يفترض|سبق|ينبغي|يجب|يتوقع|يذكر|يعتقد|ينتظر|يبدو|من)\ "


def _pattern(text: str) -> re.Pattern[str]:
    # Folding makes letters small, and \\S is not \\s.
    return re.compile(fold(text.replace(r"\S", r"[^\s]")), re.VERBOSE)


_POINTING: Final = _pattern(
    rf"""{_START}(?:
        [وف]?(?:{_OPENERS})(?!\w)
        | فقد\s | [وف]?سبق\ (?:أن|ل\w+\ أن)\s+\w{{3,}}(?:ا|وا)(?!\w)
        | [وف]?(?:قد\ )?(?:كان|كانت)?\s?(?:قد\s+)?(?:{_SAID}){_NO_SUBJECT}
        | [وف]?(?:بعدما|بعد\ أن|عندما|حين|فيما|بينما)\s+(?:{_SAID}){_NO_SUBJECT}
        | [وف]?(?:كان|كانت|كانوا)\s+(?:قد|[يت]\w{{3,}})\s
        | [وف][يت]\w{{3,}}\s+منذ\s
        | (?:[^\s،]+\s+){{1,2}}(?:أيضا|كذلك)[،\s]
        | [وف](?!{_IMPERSONAL})\w{{3,}}\s+(?:إلى|على|عن|أن|إن|أنه|أنها)\s
        | [وف]?(?:{_CONTINUED})\s(?!العمل|الدوام|المفاوضات)
        | (?:\S+\s+){{0,4}}[وف]?[بلك]?(?:هذا|هذه|ذلك|تلك|هؤلاء|أولئك|هذين|هاتين)\s+(?!{_TIMES})
    )
    | {_START}(?:\S+\s+){{0,3}}(?:ال)?(?:متحدث|ناطق|مسؤول)\w*\s+باسم(?:ه|ها|هم|هما)(?!\w)
    | \b(?:حسبما|كما|وفقما|وفق\ ما|بحسب\ ما)\ (?:{_CONTINUED})(?!\w)
    | \b(?:المصدر|البيان|التقرير|الوكالة|المسؤول|المتحدث|الصحيفة|الموقع|الجهة)\s+(?:نفسه|نفسها
    |ذاته|ذاتها)\b
    """
)
# The first words hold a pronoun that means somebody else: «وقالت زوجته», «ووالدها».
_PRONOUN: Final = re.compile(r"\w{3,}(?:ها|هم|هما)|\w{3,}ه")
_NO_PRONOUN: Final = re.compile(
    r"\w*(?:الله|وجه|واجه|تجه|نبه|شابه|وجوه|تجاه|مياه|هذه|شبه|طه|نزيه|فقيه|انتباه|اشباه|منتزه|مكروه"
    r"|تنويه|ترفيه|توجيه|تشويه|مهم|اهم|أهم|تهم|ساهم|فهم|سهم|درهم|ادهم|أدهم|رهم|مبهم|داهم|ملهم|سفيه"
    r"|شبيه|كريه|كنه|فواكه|أفواه|افواه|عبده|المجابه)"
)
# The tail of the sentence before, behind a full stop: «مضيفا أن», «معتبرة ذلك».
_TORN: Final = _pattern(
    r"""^[^\w]*و?(?:
        (?:مضيف|مشير|معتبر|مؤكد|موضح|مبين|منوه|متابع|مشدد|محذر|مطالب|معرب|معبر|معلن|مستدرك|مردف
        |مستطرد|ملمح|مرجح|مجدد|متهم|واصف|نافي|داعي|قائل|كاشف|مذكر|منتقد|مستنكر|مندد|متعهد|مهدد)
        (?:ا|ة|ين)
        | (?:لافت|ذاكر|ناقل)(?:ا|ة|ين)\ (?:إلى|أن|عن)
        | م\w{2,6}(?:ا|ة)\ (?:(?:إلى|على)\ )?ب?أن(?:ه|ها|هم|هما)?
    )(?!\w)
    """
)
# The speaker, in the first one or two words of the name.
_SPEAKER: Final = _pattern(
    rf"""{_START}[وف]?(?:قد\ )?(?:كما\ )?(?:{_SAID})\s+
    (\w{{3,}}(?:[\s-](?!(?:أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|إلى|على|عن|في|من|قائلا|بأن)\b)\w{{3,}})?)
    (?:\s+(?:أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|أننا|إننا|قائلا|قائلة|بأن\S{{0,3}}|إلى|على|عن|في)\b
    |\s*[:،{_QUOTES}-]|\s)
    """
)
# Who said it, up to the words themselves; behind where or when they were said, too:
# «وفي مؤتمر صحفي، قال», «وكان الوزير قد صرح».
_ATTRIBUTION: Final = _pattern(
    rf"""{_START}
    (?:[وف]?(?:في|خلال|عبر|ضمن|عقب|على\ هامش)\s[^:،]{{3,100}}،\s
    | [وف]?(?:كان|كانت)\s[^:،«»“”„‟"]{{3,80}}?\s)?
    [وف]?(?:قد\ )?(?:كما\ |فيما\ |بينما\ )?(?:{_SAID})\b[^:«»“”„‟"]{{0,150}}?
    (?:\s(?:أن|إن|أنه|إنه|أنها|إنها|أنهم|إنهم|بأن)\s|[:«“"])
    """
)
# Fewer words in quotation marks are a name.
_LEAST_SAID: Final = 4
# These descriptions refer to a person named before, if only in another article.
ROLES: Final = frozenset(
    fold(
        "المصدر المتحدث البيان التقرير الوزير المسؤول الكاتب الخبير الباحث المدير الناشط المحافظ "
        "الطبيب المراسل المرصد المنظمة المدرب اللاعب القائد الشاهد الضحية المحامي المتهم الصحيفة "
        "الوكالة الدراسة الصحفي"
    ).split()
)
_PREFIX: Final = re.compile(r"^[وف]?(?:ال|لل|بال)?(?=\w{3})")


def points_back(text: str) -> bool:
    """Return whether a sentence begins with words that only the sentence before explains.

    A connective («بيد أن», «من جهتها»), a pronoun, a verb without its subject («وأضاف أن»).
    """
    if _POINTING.search(fold(text)):
        return True
    return any(
        _PRONOUN.fullmatch(word) and not _NO_PRONOUN.fullmatch(word)
        for word in re.findall(r"\w+", re.sub("[\u064b-\u0652]", "", text))[:2]
    )


def is_torn(text: str) -> bool:
    """Return whether a folded sentence is the tail of another one: «مضيفا أن العمل مستمر»."""
    return _TORN.match(text) is not None


def speaker_of(text: str) -> tuple[str, ...]:
    """Return the speaker named at the beginning, in one or two folded words; empty if none.

    «الحلبي», «المصدر», «سامر الحلبي»: who was introduced in a sentence that a reader does not see
    would be a stranger to him.
    """
    found = _SPEAKER.match(fold(text))
    return tuple(re.findall(r"\w+", found[1])) if found else ()


def message_of(text: str) -> str:
    """Return what is said in a folded sentence that begins with who says it; else all of it."""
    found = _ATTRIBUTION.match(text)
    if found is None:
        return text
    said = text[found.end() :]
    # «جماعة تسمي نفسها "أهل الوادي"» is quoted with nothing.
    quoted = re.split(f"[{_QUOTES}]", said, maxsplit=1)[0].split()
    if found[0][-1] in _QUOTES and len(quoted) < _LEAST_SAID:
        return text
    return said


def bare(word: str) -> str:
    """Strip a folded word of article and conjunction, so that «متحدث» introduces «المتحدث»."""
    return _PREFIX.sub("", word)
