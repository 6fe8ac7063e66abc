"""Finds a sentence whose verb has no subject of its own: that of the sentence before is meant.

«وأبلغ الصحافيين», «وفي تغريدة ليلية قال إن», «وأكد متانة السد»: behind another sentence it says
that somebody else spoke or acted.
"""

from typing import Final

from bot.arabic.morphology.lexicon import lexicon, name_words
from bot.arabic.morphology.stems import stem
from bot.summary.references.phrases import NO_SUBJECT, QUOTES, SAID, START, pattern

# Where or when somebody spoke, and the first verb of saying behind it; «رد على» is a noun there, as
# are others but before "that".
_BEHIND_ADVERBIAL: Final = pattern(
    rf"""{START}[وف]?(?:
        في | خلال | عبر | ضمن | عقب | بعد | قبل | أثناء | لدى | ردا\ على | تعليقا\ على | على\ هامش
    )\s[^:.،{QUOTES}]{{3,70}}?(?:،\s?|\s)
    (?<!الذي\ )(?<!التي\ )(?<!الذين\ )(?<!كما\ )(?<!\ ما\ )(?<!من\ )(?<!أن\ )(?<!إن\ )
    (?<!هو\ )(?<!هي\ )(?<!هم\ )
    (?!(?:ردا?|نقل|بين|عبر|كشف|ختم|دعا?|نف|علق|ذكر|توقع|لفت|اعتبارا?)\s(?!أن|إن))
    (?:{SAID})(?=[\s:،{QUOTES}])
    """
)
_ALONE: Final = pattern(NO_SUBJECT)
# «في مؤتمر صحفي عقده الوزير، قال إن» says who.
_NAMES_SUBJECT: Final = pattern(
    r"""(?<!\w)(?:عقد|ألق[يا]|أدل[يا]|نشر|أجر[يا]|أصدر|بث|وجه|كتب)(?:ت)?(?:ه|ها)?\s+(?:ب(?:ه|ها)\s+)?
    (?:ال(?!سبت|أحد|اثنين|ثلاثاء|أربعاء|خميس|جمعة|يوم|ليلة)\w{3,}|رئيس|وزير|مدير|قائد|زعيم)
    """
)
# Verbs of what somebody does to others by words; before one of another kind the object comes first
# as well: «وزار المدينة وفد».
_ACTS: Final = pattern(
    rf"""{START}[وف]?(?:قد\ )?
    (?:أبلغ|أخبر|أطلع|انتقد|وصف|اتهم|هاجم|أدان|حث|ناشد|رفض|هدد|دعا|طمأن|خاطب|سأل|هنأ)
    (ت)?\s+(\w+)
    """
)
# Behind a masculine verb these can only be its object, and people in the accusative behind any.
_FEMININE: Final = pattern(
    r"ال(?!له(?!\w))\w{3,}(?:ه|ات) | وكالة | صحيفة | قناة | شبكة | محطة | هيئة | إذاعة"
    r"| حكومة | وزارة | منظمة | شركة | جماعة | دول | سلطات | قوات"
)
# Plurals of things are feminine, too, and a situation does nothing: «ووصف التقارير بالكاذبة».
_THINGS: Final = pattern(r"ال(?:تقارير|أنباء|أخبار|مزاعم|وضع|أمر)")
_ACCUSATIVE: Final = pattern(r"ال(?!(?:حسين|ياسين|بحرين|أرجنتين|فلبين|كرملين)(?!\w))\w{3,}ين")
_INDEFINITE: Final = pattern(r"\w{3,}ا")
# What is said of an act: «وأكد متانة السد», «وتعهد بإصلاح السد», «ودعا لإصلاح السد».
_SAYS: Final = pattern(
    rf"""{START}[وف]?(?:قد\ )?
    (?:أكد|أعلن|نفى|نف|كشف|أوضح|استبعد|توقع|استنكر|أدان|دان|رجح|أيد|انتقد|رفض)(ت)?\s+
    (?!ال|[بل])(\w{{3,}})
    """
)
_SAYS_OF: Final = pattern(
    rf"""{START}[وف]?(?:قد\ )?(?:
        (?:طالب|ندد|رحب|أشاد|تعهد|هدد|توعد|اعترف|أقر|لوح|وعد)(?:ت|وا)?\s+(?=ب)
        | (?:دعا|دعت|دعوا)\s+(?=ل)
    )(\w)(\w{{2,}})
    """
)
# What somebody is expected to do, and what stands behind the verb.
_EXPECTED: Final = pattern(
    rf"""{START}[وف]?(?:من\ ال(?:متوقع|مقرر|منتظر|مرجح|مفترض|محتمل)|[يت]توقع|[يت]نتظر|[يت]رجح)\s
    (?:أن|بأن)\s(?:[يت]\w{{2,}})\s(\w+)
    """
)
_PREPOSITION: Final = pattern("في|إلى|على|عن|من|مع|بعد|قبل|خلال|عند|غدا")
# «أن يصل إلى دمشق غدا وفد»: where to, and then who.
_SUBJECT_AT_LAST: Final = pattern(
    r"\s\w+(?:\sال\w+)*(?:\sغدا)?\s(?!(?:في|إلى|على|عن|من|مع|بعد|قبل|خلال|عند)\b|[بلو]?ال|لل)\w{3,}"
)
# The name of an act says nothing; «استطلاع» and «اتحاد» name who does.
_ACT: Final = pattern(
    r"""(?!استطلاع|اتحاد|ائتلاف|اجتماع|انتصار|ابتسام|اعتدال|ابتهال)(?:
        است\w\wا\w | ان\w\wا\w | ا\wت\wا\w | اتفاق | ازدياد
        | عدم | وجود | وقوع | مقتل | وصول | سقوط | حدوث | صدور | ضلوع | مصرع
    )
    """
)
# Behind a preposition these are no plurals, and short names are none of them.
_ACT_BEHIND_PREPOSITION: Final = pattern(
    r"""ا\w\wا\w | ا\w{2,3}ة | ت\w\wي\w | م\wا\w\wة
    | وقف | فرض | دعم | شن | رد | فتح | منع | سحب | ضم | عقد | نقل | رفع | خفض | حل
    """
)
# Behind a masculine verb a feminine noun is no subject, but for men's names and plurals.
_NOUN: Final = pattern(r"(?!هذه)\w{2,}ة")
_LISTED: Final = pattern(r"أهمية | ضرورة | مشاركة | مواصلة | متانة | رغبة | إصابة | إعادة | إقامة")
_MEN: Final = pattern(
    r"""قادة | سادة | أساتذة | طلبة | ساسة | قضاة | دعاة | أئمة | إخوة | باعة | مارة | رواة | هواة
    | عدة | بضعة | مئة | مائة | ثلاثة | أربعة | خمسة | ستة | سبعة | ثمانية | تسعة | عشرة
    | خليفة | جمعة | سلامة | عودة | بركة | نعمة | حسنة | مروة
    """
)
_LEAST_WORD: Final = 4
# «أكد سلامة الخالد أن»: who it is that says it stands before "that".
_SAYS_THAT: Final = pattern(
    rf"""(?:\s+[^\s]+){{0,5}}?
    (?:(?<!بعد)(?<!قبل)(?<!إلى)(?<!على)\s+(?:أن|أنه|أنها|أنهم)\b|\s*[:{QUOTES}])"""
)


def lacks_subject(text: str) -> bool:
    """Return whether the first verb of a folded sentence is understood only with another's subject.

    Told by what stands behind it: what can only be said, or what can only be its object.
    """
    said = _BEHIND_ADVERBIAL.match(text)
    if said and _ALONE.match(text, said.end()) and not _NAMES_SUBJECT.search(said[0]):
        return True
    if _says_of_an_act(text):
        return True
    expected = _EXPECTED.match(text)
    if expected and _lacks_who(expected[1], text[expected.end() :]):
        return True
    acts = _ACTS.match(text)
    return acts is not None and _is_object(acts[2], feminine=acts[1] is not None)


def _lacks_who(word: str, behind: str) -> bool:
    """Return whether the word behind a verb, and what follows that, names nobody who does it."""
    if _PREPOSITION.fullmatch(word):
        return _SUBJECT_AT_LAST.match(behind) is None
    # «رئيسا البلدين» are two who do it.
    return _is_described(word) and not behind.startswith(" ال")


def _is_object(word: str, *, feminine: bool) -> bool:
    if not feminine and _FEMININE.fullmatch(word):
        # «الأساقفة» are men.
        return not word.startswith("ال") or word[2:].startswith(stem(word))
    if _ACCUSATIVE.fullmatch(word) or (not feminine and _THINGS.fullmatch(word)):
        return True
    # «قرارا» is an object, «أوباما» a name, and behind a feminine verb «سوريا» acts.
    return not feminine and bool(_INDEFINITE.fullmatch(word)) and stem(word[:-1]) in lexicon().stems


def _is_described(word: str) -> bool:
    """Return whether a word behind a verb says what somebody stays or becomes: «يظل مؤثرا»."""
    is_word = stem(word[:-1]) in lexicon().stems and word not in name_words()
    return is_word and bool(_INDEFINITE.fullmatch(word))


def _says_of_an_act(text: str) -> bool:
    """Return whether the object of a verb of saying stands where its subject would."""
    if of := _SAYS_OF.match(text):
        act = of[2]
        if _ACT.fullmatch(act) or _ACT_BEHIND_PREPOSITION.fullmatch(act):
            return True
        is_word = len(act) >= _LEAST_WORD and stem(act) in lexicon().stems
        return is_word and stem(of[1] + act) == stem(act)
    says = _SAYS.match(text)
    if says is None or _SAYS_THAT.match(text, says.end()):
        return False
    if _ACT.fullmatch(says[2]):
        return True
    if says[1] or not _NOUN.fullmatch(says[2]) or _MEN.fullmatch(says[2]):
        return False
    return stem(says[2]) in lexicon().stems or _LISTED.fullmatch(says[2]) is not None
