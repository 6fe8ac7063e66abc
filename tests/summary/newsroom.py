"""Articles made by rule, of every kind that a newsroom prints, with the faults that pages bring."""

import random

PLACES = ("حلب", "حمص", "درعا", "اللاذقية", "الرقة", "السويداء", "إدلب", "دير الزور")
NAMES = ("سامر العلي", "هدى القاسم", "مازن الخطيب", "رنا يوسف", "طارق منصور", "ليلى حداد")
THINGS = ("سوق الخضار", "جسر النهر", "محطة المياه", "المخبز الآلي", "مدرسة الحي", "خط الباصات")
BYLINES = (
    "عنب بلدي – خاص",
    "رنا يوسف – حلب",
    "عنب بلدي – العدد 138 – الأحد 12/10/2014",
    "سامر العلي | هدى القاسم | مازن الخطيب",
)
CHROME = (
    "ع ع ع",
    "مقالات متعلقة",
    "×",
    "اضغط هنا للمساهمة",
    "ادعم عنب بلدي",
    "اذا كنت تعتقد أن المقال يحوي معلومات خاطئة أرسل تصحيحًا إلى التحرير.",
    "ظهرت المقالة سوق جديد أولاً على الموقع.",
    "اقرأ أيضًا: أسعار الخضار ترتفع قبل العيد.",
)
# Sentences that mean nothing without the one before.
DANGLING = (
    "وأضاف أن العمل ينتهي بعد {n} يومًا من توقيع العقد مع المتعهد.",
    "من جهته، قال إن الكلفة بلغت {n} مليون ليرة دون أجور النقل.",
    "ويأتي ذلك بعد توقف دام {n} شهرًا بسبب نقص المواد وارتفاع أسعارها.",
    "لكنه لم يحدد موعدًا جديدًا، واكتفى بالقول إن {n} عاملًا سيعودون قريبًا.",
    "وأشار إلى أن {n} عائلة تنتظر وصول الخدمة إلى بيوتها منذ الربيع.",
    "قال إن الطريق الفرعي سيبقى مغلقًا أمام الشاحنات مدة {n} يومًا.",
    "وهذا ما دفع {n} تاجرًا إلى نقل بضائعهم إلى السوق القديم.",
)
FACTS = (
    "أعلن مجلس مدينة {place}، اليوم، إعادة افتتاح {thing} بعد ترميم استمر {n} شهرًا.",
    "وقال مدير المشروع، {name}، لعنب بلدي إن “العمل صعب. لكنه انتهى”، بكلفة {n} مليون ليرة.",
    "يخدم {thing} نحو {n},500 شخص في الأحياء الشرقية من مدينة {place}.",
    "وبحسب أرقام البلدية، ارتفع عدد المستفيدين بنسبة {n}.5% منذ مطلع العام.",
    "وذكرت إدارة {thing} في بيان أن الدوام يبدأ عند الساعة 7.30 صباحًا طوال أيام الأسبوع.",
    "تجمع عشرات السكان قرب {thing} لمتابعة حفل الافتتاح الذي حضره م. {name} ود. سهى ناصر.",
    "وتعاني مدينة {place} من نقص في الخدمات الأساسية منذ {n} سنوات، وفق سكان محليين.",
    "خصصت المحافظة {n} حافلة لنقل الطلاب بين {place} والبلدات القريبة خلال الامتحانات.",
)
QUESTIONS = ("كيف بدأ المشروع؟", "هل من خطة للصيانة؟", "وماذا عن الكلفة؟")


def _filled(sentence: str, chance: random.Random) -> str:
    return sentence.format(
        n=chance.randint(3, 90),
        place=chance.choice(PLACES),
        name=chance.choice(NAMES),
        thing=chance.choice(THINGS),
    )


def article(seed: int) -> tuple[str, list[str]]:
    """A headline and paragraphs with byline, chrome, subheadings and sentences of all kinds."""
    chance = random.Random(seed)
    title = f"{chance.choice(PLACES)}.. {chance.choice(THINGS)} يعود إلى العمل"
    paragraphs = [chance.choice(BYLINES)] if chance.random() < 0.7 else []
    if chance.random() < 0.3:
        paragraphs.append(title)
    for _ in range(chance.randint(1, 8)):
        sentences = [_filled(chance.choice(FACTS), chance)]
        while chance.random() < 0.45:
            sentences.append(_filled(chance.choice((*DANGLING, *FACTS)), chance))
        if chance.random() < 0.15:
            sentences.insert(0, _filled(chance.choice(DANGLING), chance))
        paragraphs.append(" ".join(sentences))
        if chance.random() < 0.25:
            paragraphs.append(chance.choice(CHROME))
        if chance.random() < 0.15:
            paragraphs.append("أسعار متفاوتة")
        if chance.random() < 0.15:
            paragraphs.append(chance.choice(QUESTIONS))
    paragraphs.extend(chance.sample(CHROME, 3))
    return title, paragraphs
