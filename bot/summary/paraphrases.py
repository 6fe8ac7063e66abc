"""Compares words by what they say in news, so that another word for it is nothing new.

An army that «سحبت» its vehicles and one that «نقلت» them did the same; «موسكو» is the government
of Russia; who is «الرئيس» was told with his name.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import fold
from bot.summary.word_forms import kernel_of

# One thing a line. Words of one root are one anyway.
_SAME: Final = """
    سحب انسحب انسحاب نقل أخرج إخراج أخلى إخلاء إجلاء غادر مغادرة رحل رحيل خرج ترك
    قتل قتلى قتيل مقتل مصرع حتف وفاة توفي مات موت قضى لقي لقوا هلك ضحية ضحايا
    أصيب جرح جريح جرحى مصاب إصابة
    اعتقل اعتقال معتقل أوقف توقيف موقوف احتجز احتجاز محتجز قبض
    استهدف استهداف قصف غارة هجوم هاجم ضرب ضربة اعتداء
    عقد أجرى جرى
    طلب دعا دعوة حث ناشد
    رفض عارض
    بدأ انطلق شرع باشر
    اتفاق توقيع وقع صفقة عقد
    وصل زار زيارة
    أقال عزل طرد إقالة فصل
    عثر وجد كشف
    احتجاج احتج احتجوا تظاهر تظاهروا مظاهرة متظاهر متظاهرين محتج محتجين
    إدانة أدان استنكر ندد
    منع حظر
    فاز فوز تغلب هزم انتصر
    حدث وقع حصل
    نار رصاص
    ارتفع زاد صعد
    انخفض تراجع هبط
    طائرة مروحية
    تقاعد استقال استقالة
    خطف اختطف رهينة رهائن
    طفل فتى صبي
    كهف مغارة
    اعتذر اعتذار أسف
    انتخب انتخاب انتخابات اقتراع تصويت صوت
    محادثات مباحثات مفاوضات مشاورات
    سجن حبس
    وقف علق تعليق
    خلاف نزاع توتر
    غضب استياء
    تعهد وعد
"""
# A country, its people, and the capital by which its government is called.
_PLACES: Final = """
    أمريكا أمريكي أمريكية واشنطن ولايات متحدة
    روسيا روسي موسكو الكرملين
    السعودية سعودي الرياض المملكة
    إيران إيراني طهران
    تركيا تركي أنقرة
    فرنسا فرنسي باريس
    بريطانيا بريطاني لندن
    ألمانيا ألماني برلين
    الصين صيني بكين
    سوريا سوري دمشق
    مصر مصري القاهرة
    قطر قطري الدوحة
    إسرائيل إسرائيلي
    لبنان لبناني بيروت
    العراق عراقي بغداد
    الأردن أردني عمان
    الهند هندي نيودلهي
    إسبانيا إسباني مدريد
    إيطاليا إيطالي روما
    اليابان ياباني طوكيو
    أوكرانيا أوكراني كييف
"""
# Who somebody is beside his name, what frames news, and when it was: nothing that is told.
_FRAME: Final = """
    رئيس وزير زعيم مسؤول متحدث ناطق قائد جنرال سيناتور نائب عضو أمين مدير حاكم شيخ ملك أمير مستشار
    سفير خارجية داخلية دفاع حكومة سلطة سلطات دولة بلد بلاده البلاد جهاز نظير جانب مبعوث شخص أشخاص
    رجل تم أصبح بات ظل زال يزال تزال شكل شأن خصوص يتعلق متعلقة إطار عدد عدة جديد كبير كبيرة كبار حق
    حال حالة سبب بسبب جراء أجل مجال عملية أمر شيء قام قامت يقوم تقوم قيام وضع آخر أخرى مختلف كافة
    جميع بعض وسط إثر عقب نتيجة ذات نفس رغم أيضا فعل فعلا فور فورا ستكون تكون يكون أول مرة فيه عندما
    حين حينها وقت مكان تاريخ موعد طريق خاصة عام عامة قرار اتخذ اتخذت حاول محاولة يمكن يمكنه إمكان
    أدى أدت أثناء ضمن لدى نحو حوالي نهاية مطلع بداية بعيد قبيل لكنه لكنها مما استخدم استخدام اسم
    بدأ بدأت حدث وقع حصل جرى أجرى يعد تعد يمثل تمثل يأتي تأتي جاء جاءت اليوم الآن حالي مقبل جاري
    سنة شهر أسبوع ساعة بذلك بهذا وبذلك وبهذا
    مصدر مصادر وسائل إعلام إعلامية محلية رويترز فرانس برس هيئة إذاعة تلفزيون تلفزيوني
    قائلا مضيفا موضحا مشيرا مؤكدا لافتا متابعا اعتبر رأى وصف شدد أعرب عبر نشر نشرت نشرته اتهم اتهام
    كشف تحدث حسبما وفق وفقا
"""


def _stems(word: str) -> tuple[str, str]:
    return stem(fold(word)), stem(fold("ال" + word))


def _things() -> dict[str, frozenset[str]]:
    """Return the names of the things that each stem may say."""
    found: dict[str, frozenset[str]] = {}
    for number, line in enumerate((_SAME.strip() + _PLACES.rstrip()).splitlines()):
        for form in {form for word in line.split() for form in _stems(word)}:
            found[form] = found.get(form, frozenset()) | {f"#{number}"}
    return found


_THINGS: Final = _things()
_FRAMING: Final = frozenset(form for word in _FRAME.split() for form in _stems(word))


@lru_cache(maxsize=20_000)
def senses_of(stem: str) -> frozenset[str]:
    """Return what a stem says: what its other forms keep, and the things it is a word for.

    Also of what is being done, and of what several did: «يغادر», «احتجوا».
    """
    forms = (stem, stem.removesuffix("و"), stem[1:] if stem[0] in "يت" else stem)
    things = (_THINGS.get(form, frozenset()) for form in forms)
    return frozenset((stem, kernel_of(stem))).union(*things)


def telling(stems: Iterable[str]) -> tuple[frozenset[str], ...]:
    """Return the senses of each stem that may tell something."""
    return tuple(senses_of(one) for one in stems if one not in _FRAMING)
