"""Articles made by rule, of every kind that a newsroom prints, with the faults that pages bring."""

import random
import re
from collections.abc import Sequence

from bot.arabic.sentences import split

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


# Of each kind that is told in another way than a report: a headline and its paragraphs.
KINDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "live-blog": (
        "تطورات العاصفة لحظة بلحظة",
        (
            "تحديثات مستمرة لأخبار العاصفة المطرية في الساحل:",
            "12:40 – أغلقت مديرية الموانئ مرفأ الصيد حتى إشعار آخر.",
            "12:10 – انقطع التيار عن أحياء الشاطئ بعد سقوط ثلاثة أعمدة.",
            "11:35 – وصلت فرق الإنقاذ إلى قرية عين الزهور، وأخلت 14 عائلة.",
            "11:00 – بدأ هطول الأمطار الغزيرة على طول الساحل.",
        ),
    ),
    "live-blog2": (
        "آخر أخبار الانتخابات البلدية",
        (
            "19:05",
            "أغلقت مراكز الاقتراع أبوابها في المدينة بعد تمديد ساعة واحدة.",
            "18:30",
            "قالت اللجنة إن نسبة الإقبال بلغت 41% حتى السادسة مساء.",
            "17:00",
            "سجل مراقبون تأخرًا في فتح مركزين في الحي الشرقي.",
        ),
    ),
    "list": (
        "خمس نصائح لحفظ الخضار في الصيف",
        (
            "مع ارتفاع الحرارة تفسد الخضار سريعًا، وهذه خمس نصائح من مهندسين زراعيين لحفظها.",
            "1. لا تغسل الخضار قبل وضعها في البراد.",
            "2. ضع الأوراق الخضراء في كيس من القماش.",
            "3. أبعد الموز عن بقية الفاكهة.",
            "4. احفظ البصل والبطاطا في مكان جاف ومظلم.",
            "5. استهلك ما قطعته خلال يومين.",
        ),
    ),
    "list2": (
        "أسعار الخضار اليوم",
        (
            "نشرت لجنة السوق أسعار الخضار لهذا اليوم:",
            "- البندورة: 4,500 ليرة.",
            "- الخيار: 3,200 ليرة.",
            "- البطاطا: 5,000 ليرة.",
        ),
    ),
    "flash": (
        "زلزال خفيف في الساحل",
        (
            "عاجل: هزة أرضية بقوة 4.2 درجات شعر بها سكان الساحل.",
            "التفاصيل لاحقًا.",
        ),
    ),
    "flash2": (
        "عاجل | وصول المساعدات",
        ("وصلت قافلة المساعدات إلى المعبر.",),
    ),
    "interview": (
        "مدرب نادي الفرات: هدفنا البقاء",
        (
            "في حديث عن موسم صعب ينتظر نادي الفرات، يشرح المدرب جهاد ناصر خطته لتجديد الفريق.",
            "كيف تصف الموسم الماضي؟",
            "كان موسمًا طويلًا، لكننا خرجنا منه بفريق شاب وطموح.",
            "ما أولويات النادي الآن؟",
            "البقاء في الدرجة الأولى أولًا، ثم بناء أكاديمية للناشئين تضم 60 لاعبًا.",
            "هل تنوي الاستمرار؟",
            "نعم، عقدي يمتد عامين آخرين، ولا أفكر في الرحيل.",
        ),
    ),
    "interview2": (
        "الكاتبة هالة سعد: أكتب لأتذكر",
        (
            "- متى بدأتِ الكتابة؟",
            "- بدأت في العاشرة، حين أهداني جدي دفترًا أزرق.",
            "- ولماذا الرواية؟",
            "- لأنها تتسع لكل الأصوات، ولأنني لا أجيد الاختصار.",
        ),
    ),
    "opinion": (
        "عن المدينة التي نريد",
        (
            "هل نسكن المدينة أم تسكننا؟ سؤال يتردد كلما أُغلق شارع أو هُدم بيت قديم.",
            "أكتب هذا وأنا أرى الحي الذي ولدت فيه يفقد أشجاره واحدة بعد أخرى.",
            "ليست المشكلة في البناء، بل في غياب خطة تحفظ للناس حقهم في الظل والهواء.",
            "نحتاج إلى قانون يلزم كل مشروع جديد بزراعة شجرة عن كل شقة.",
            "وإلا فإننا سنورث أبناءنا إسمنتًا وحسب.",
        ),
    ),
}


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


def faults(title: str, paragraphs: Sequence[str], chosen: Sequence[str]) -> list[str]:
    """What is wrong with a summary of such an article; empty where nothing is."""
    told = [paragraph for paragraph in paragraphs if paragraph not in {*BYLINES, *CHROME}]
    whole = [sentence for paragraph in told for sentence in split(paragraph)]
    found = [f"cut or changed: {one}" for one in chosen if one not in whole]
    found += [f"chrome: {one}" for one in chosen if one in {*BYLINES, *CHROME, title}]
    places = [whole.index(one) for one in chosen if one in whole]
    if places != sorted(places):
        found.append("out of order")
    for place in places:
        pointing = any(_pattern(one).fullmatch(whole[place]) for one in DANGLING)
        if place and pointing and whole[place - 1] not in chosen:
            found.append(f"dangling: {whole[place]}")
    figures = set(re.findall(r"\d[\d.,]*", " ".join(paragraphs)))
    changed = set(re.findall(r"\d[\d.,]*", " ".join(chosen))) - figures
    return found + [f"changed figure: {figure}" for figure in sorted(changed)]


def _pattern(sentence: str) -> re.Pattern[str]:
    return re.compile(re.escape(sentence).replace(r"\{n\}", r"\d+"))
