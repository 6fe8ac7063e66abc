"""What a reader would call a fault in a summary, one kind after the other, in invented articles."""

import pytest

from bot.arabic.tokens import tokens
from bot.summary import choose_sentences
from bot.summary.content import content_of
from bot.summary.references.back_references import points_back
from bot.summary.speech.first_person import speaks_in_first_person

LEAD = "أغلقت بلدية الزهور، اليوم، الجسر القديم أمام الشاحنات بعد ظهور تشقق في دعامته الشرقية."
MORE = (
    "وتعبر الجسر نحو 400 شاحنة كل يوم بين المنطقة الصناعية وسوق الجملة.",
    "وحددت البلدية طريقًا بديلًا للشاحنات يمر شرق المدينة حتى نهاية الصيف.",
)
TITLE = "إغلاق الجسر القديم في الزهور أمام الشاحنات"


@pytest.mark.parametrize(
    "opening",
    [
        "بيد أن المزارعين رفضوا العرض ووصفوه بغير الكافي.",
        "بيد أنهم طلبوا مهلة من البلدية حتى نهاية الشهر.",
        "ومن وجهتهم رأى التجار أن الطريق البديل طويل.",
        "وكان قد وصل إلى المدينة مساء الأربعاء مع وفد صغير.",
        "وأضاف المهندس رامي الخولي أن الفحص يستمر أسبوعين.",
        "يكمل الحارس روايته عن تلك الليلة قائلًا إن الصوت كان عاليًا.",
        "وبذلك يرتفع عدد الجسور المغلقة في المحافظة إلى سبعة.",
        "وقال الخميس في تصريحات إن الأعمال تنتهي في موعدها.",
        "وقالت زوجته إن الورشة أغلقت أبوابها قبل عامين.",
        "ورفض محاموه التعليق على قرار المحكمة الأخير.",
        "ولم يتضح بعد سبب هذا التأخير في تسليم المواد.",
        "وأضافت أن الكلفة لم تحسب بعد.",
        "وبعدما أكد “سلامة” الدعامة، قال أنه يطلب فحصًا جديدًا للجسر.",
        "ويشارك منذ عام 2013 في لجنة الجسور التي تدرس الطرق كلها.",
        "وفي المدينة أيضًا، تحولت ورشة السكك إلى مخزن دائم لمواد الجسور.",
        "كما طلب السكان إنارة الطريق قبل الشتاء.",
        "وإن كان التجار يأملون بفتح الطريق قبل العيد.",
        "وتغلق البلدية في الخريف كذلك جسر السكة القديم أمام الشاحنات.",
        "وتنتهي أعمال الفحص في الخريف، حسبما أضاف مهندس البلدية.",
        "فقد أغلق الجسر الجديد في الربيع، وفتح بعد شهرين.",
        "وسبق أن اعتقلا في الربيع الماضي بعد شجار في سوق الجملة.",
        "وقال متحدث باسمها إن الأعمال تنتهي في موعدها.",
        "وستكون هذه المرة الثالثة التي يغلق فيها الجسر.",
        "وفي ذات السياق أغلقت البلدية سوق الجملة أمام الشاحنات.",
        "ومن هناك تعبر الشاحنات إلى سوق الجملة بلا جسر.",
        "وإلى هناك وصلت أول شاحنة صباح اليوم عبر الجسر الجديد.",
    ],
)
def test_what_points_back_never_stands_without_the_sentence_before(opening: str) -> None:
    """Nor does it when that one can't be chosen: here it is a question."""
    assert points_back(opening)
    chosen = choose_sentences(TITLE, [LEAD, "فماذا قال سكان الحي القريب؟ " + opening, *MORE])
    assert LEAD in chosen
    assert opening not in chosen


@pytest.mark.parametrize(
    "torn",
    [
        "مضيفًا أن الجسر القديم يفتح أمام الشاحنات في الخريف بعد فحص دعامته.",
        "معتبرة أن إغلاق الجسر القديم أمام الشاحنات جاء متأخرًا سنوات.",
        "وفقًا لما ذكرته هيئة الجسور والشاحنات الوطنية.",
        "طبقًا لبيان هيئة الجسور القديمة مساء الأربعاء.",
        "بحسب ما نقلته إذاعة الزهور عن هيئة الجسور.",
        "حسبما أفاد مهندس الجسر القديم صباح اليوم.",
        "على حد وصف صحيفة “الضفة” المحلية للجسر القديم.",
        "مشيرا إلى أن شاحنات المنطقة الصناعية تعبر الجسر القديم ليلًا.",
        "ومؤكدين رفضهم إغلاق الجسر القديم أمام شاحنات سوق الجملة.",
        "لافتًا إلى أن الجسر القديم في الزهور بني قبل خمسين عامًا.",
        "مستبعدًا أن تعود الشاحنات إلى الجسر القديم قبل الشتاء.",
    ],
)
def test_the_tail_of_a_sentence_is_no_sentence(torn: str) -> None:
    """Some put a full stop before it; it stays torn behind the one before, too."""
    said = "وقال مدير الطرق إن فحص دعامة الجسر القديم يستغرق أسبوعين."
    assert torn not in choose_sentences(TITLE, [LEAD, f"{said} {torn}"])


@pytest.mark.parametrize(
    "sentence",
    [
        LEAD,
        *MORE,
        "وقال رئيس البلدية، سامر الدهان، إن الإصلاح يبدأ مطلع الشهر المقبل.",
        "ويمكن أن يستمر الإغلاق حتى نهاية الخريف بحسب تقديرات البلدية.",
        "ولهذا العام خصصت المحافظة 12 مليون ليرة لصيانة الجسور.",
        "الأهم من الإصلاح هو منع الشاحنات الثقيلة، بحسب مهندس الطرق.",
        "وكان تنظيم السائقين قد طلب إغلاق الجسر في الربيع.",
    ],
)
def test_what_stands_alone_points_nowhere(sentence: str) -> None:
    assert not points_back(sentence)


@pytest.mark.parametrize(
    ("introduction", "bare"),
    [
        (
            "وعلقت على الأمر في حديث طويل بثته إذاعة محلية ليل أمس المهندسة الإنشائية ريم الخولي.",
            "وقالت الخولي إن الدعامة الشرقية لم تفحص منذ عشرين عامًا.",
        ),
        (
            "ونقلت إذاعة محلية ليل أمس معلومات مفصلة عن مصدر في مديرية الطرق العامة؟",
            "وقال المصدر إن الدعامة الشرقية لم تفحص منذ عشرين عامًا.",
        ),
        (
            "ووردت معلومات مفصلة عن الأمر صباح أمس الأول في صحيفة محلية يقرؤها الناس في الزهور؟",
            "ويقول تقرير الصحيفة إن الدعامة الشرقية لم تفحص منذ عشرين عامًا.",
        ),
        (
            "وعلقت على الأمر في حديث طويل بثته إذاعة محلية ليل أمس المهندسة الإنشائية ريم الخولي؟",
            "وقالت ريم الخولي إن الدعامة الشرقية لم تفحص منذ عشرين عامًا.",
        ),
    ],
)
def test_nobody_speaks_who_was_not_introduced(introduction: str, bare: str) -> None:
    """A surname, a role, a name whose office was told before."""
    chosen = choose_sentences(TITLE, [LEAD, introduction, bare, *MORE])
    assert bare not in chosen or introduction in chosen


@pytest.mark.parametrize(
    "again",
    [
        "وأعلن مجلس المدينة إغلاق الجسر القديم أمام الشاحنات بعد ظهور تشقق في الدعامة الشرقية.",
        "وقال مدير الطرق: “أغلقنا الجسر القديم أمام الشاحنات بعد ظهور تشقق في دعامته”.",
    ],
)
def test_nothing_is_told_twice(again: str) -> None:
    """Agencies tell a thing and then quote who told it."""
    chosen = choose_sentences(TITLE, [LEAD, again, *MORE])
    assert chosen[0] == LEAD
    assert again not in chosen


def test_a_toll_is_told_once_whether_in_digits_or_in_words() -> None:
    """«تسعة أشخاص» and «9 أشخاص» are one toll; two stretches of years are none."""
    one = content_of(tokens("اعتقلت الشرطة تسعة أشخاص بعد شجار في السوق."))
    assert one.says_the_same(content_of(tokens("وأكدت الوزارة توقيف 9 أشخاص وإحالتهم إلى القضاء.")))
    crowd = content_of(tokens("دفع القتال أكثر من 50 ألف شخص إلى النزوح من ثلاث بلدات."))
    again = content_of(tokens("ويعتقد أن نحو خمسين ألف شخص قد فروا إلى البلدات القريبة."))
    assert crowd.says_the_same(again)
    years = content_of(tokens("أغلق الجسر 9 سنوات بسبب الحرب."))
    assert not years.says_the_same(content_of(tokens("ودرس المهندس 9 سنوات خارج البلاد.")))


def test_a_link_to_another_article_is_no_sentence_of_this_one() -> None:
    """It has no full stop where all others have one; what "you may like" is chrome anyhow."""
    links = (
        "فريق المدينة يتوج بكأس البلاد للمرة الثالثة في تاريخه الطويل بعد الجسر",
        "قد يهمك: وزير يطالب بمزيد من التعاون في قضية الجسر القديم.",
    )
    chosen = choose_sentences(TITLE, [LEAD, links[0], MORE[0], links[1], MORE[1]])
    assert not set(links) & set(chosen)


@pytest.mark.parametrize(
    "heading", ["الجسر القديم يفتح من جديد!", "جسر الزهور من الحجر إلى الحديد.."]
)
def test_a_heading_that_calls_is_no_sentence(heading: str) -> None:
    """It stands in a paragraph of its own, where the others end with a full stop."""
    assert heading not in choose_sentences(TITLE, [LEAD, heading, *MORE])
    assert heading in choose_sentences("", [heading])


@pytest.mark.parametrize(
    "sentence",
    [
        "أغلقناها سنتين، وبعنا نصف العدة لنشتري الخبز.",
        "نحن لا نملك غير هذا الطريق إلى المدرسة.",
        "كان موسمًا طويلًا، لكننا خرجنا منه بفريق شاب.",
        "أكتب هذا وأنا أنظر إلى الجسر من نافذتي.",
        "فرحة الناس بالجسر جرفتني بعيدًا عن حزن ذلك الشتاء.",
        "نحتاج إلى جسر جديد قبل أن يأتي الشتاء.",
    ],
)
def test_nobody_says_we_in_the_newsrooms_voice(sentence: str) -> None:
    assert speaks_in_first_person(sentence)
    assert sentence not in choose_sentences(TITLE, [LEAD, sentence, *MORE])


@pytest.mark.parametrize(
    "sentence",
    [
        "قال سائق: نحن لا نملك غير هذا الطريق إلى السوق.",
        "وقال السائق نزار عوض إن “شاحناتنا لا تعبر الطريق البديل”.",
        "كان مكانًا جميلًا أحيانًا، ومتضمنًا حديقة.",
        "تزامنا مع الإغلاق وصلت آنا شاهين من فيينا.",
        "ويقتني صاحب الورشة قرب الجسر القديم سيارات من القرن الماضي.",
        "رحل عن عالمنا المغني رشيد حداد عن 59 عامًا.",
        "إذا كنت تخاف من الجسور العالية فجرب الطريق البديل.",
        "انتشر وسم #أنا-أيضا في الزهور بعد إغلاق الجسر القديم أمام الشاحنات.",
    ],
)
def test_what_somebody_is_quoted_with_is_no_first_person(sentence: str) -> None:
    """Quotation marks, a colon or a verb of saying stand before it; other words only look so."""
    assert not speaks_in_first_person(sentence)


def test_the_newsrooms_own_correspondent_tells_news() -> None:
    """The newest count is often hers alone: «بحسب مراسلتنا»."""
    count = "وتقدمت سعاد النجار بعد فرز 60 في المئة من الأصوات، بحسب مراسلتنا في الوردية ليلى عوض."
    chosen = choose_sentences(
        "إغلاق صناديق الاقتراع في الوردية وبدء فرز الأصوات",
        [
            "أغلقت صناديق الاقتراع في الوردية مساء الأحد وسط ترقب لاسم رئيس البلدية الجديد.",
            count,
            "ويدير رئيس البلدية الأسواق والحدائق والمواقف في المدينة.",
        ],
    )
    assert count in chosen
    assert not speaks_in_first_person(count)


def test_nothing_is_announced_that_does_not_follow() -> None:
    """A sentence that leads to a list has nothing to lead to in a summary."""
    announcement = "وفيما يلي خمس نقاط من خطة البلدية لإصلاح الجسر القديم في مدينة الزهور."
    assert announcement not in choose_sentences(TITLE, [LEAD, announcement, "- نقطة.", *MORE])


def test_a_news_lead_is_kept() -> None:
    """However long the reactions are, and whatever more words of the headline they hold."""
    lead = "أغلقت الشرطة أمس مقر الموقع واعتقلت رئيس تحريره."
    reaction = (
        "ودعت نقابة الصحفيين في المدينة إلى إطلاق رئيس تحرير الموقع وإعادة فتح المقر بعد إغلاق"
        " الشرطة له، وقالت إن إغلاق المقر واعتقال الصحفيين يمس حرية الصحافة."
    )
    chosen = choose_sentences("إغلاق مقر الموقع واعتقال رئيس تحريره", [lead, reaction, *MORE])
    assert chosen[0] == lead


def test_the_only_sentence_that_tells_the_news_is_told() -> None:
    """Even where it is the headline again."""
    assert choose_sentences("إغلاق الجسر القديم", ["إغلاق الجسر القديم غدًا."]) != []


@pytest.mark.parametrize(
    ("kind", "title", "paragraphs", "told"),
    [
        (
            "interview",
            "صانع السلال نادر عوض: القصب يعرف صاحبه",
            (
                "يفتح نادر عوض ورشته في وادي الكرز كل صباح، ويعرف زبائنه من طرقهم على الباب.",
                "كيف استمرت الورشة؟",
                "أغلقناها سنتين، وبعنا نصف العدة. ثم عدنا إليها حين عاد الزبائن.",
            ),
            ["يفتح نادر"],
        ),
        (
            "links that ask",
            TITLE,
            (
                LEAD,
                "من هو مهندس الجسر القديم؟",
                "لماذا تتصدع الجسور في الصيف؟",
                *MORE,
            ),
            ["أغلقت بلدية", "وتعبر الجسر", "وحددت البلدية"],
        ),
        (
            "prices",
            "أسعار خمس سلع في سوق النواعير",
            (
                "رصدت لجنة السوق أسعار خمس سلع في سوق النواعير هذا الأسبوع.",
                "وارتفعت أسعار ثلاث سلع وانخفضت اثنتان.",
                "الخيار: 5,000 ليرة للكيلوغرام، بعد أن كان 4,000.",
                "البصل: 3,000 ليرة للكيلوغرام الواحد.",
            ),
            ["رصدت لجنة", "وارتفعت أسعار"],
        ),
        (
            "chronology",
            "أهم حوادث الجسر القديم منذ 2013",
            (
                "لم يكن تشقق الدعامة أول حادث يتعرض له الجسر القديم في مدينة الزهور.",
                (
                    "30 كانون الثاني/يناير: سقط حاجز الجسر القديم تحت شاحنة محملة بالإسمنت في"
                    " وضح النهار دون إصابات أو أضرار."
                ),
                "12 آذار 2014: أغلق الجسر القديم شهرًا.",
            ),
            ["لم يكن تشقق"],
        ),
        (
            "obituary",
            "رحيل الخطاط عادل منصور",
            (
                "توفي الخطاط عادل منصور، أمس، في بيته في حي الورد عن 84 عامًا.",
                "ولد منصور عام 1941، وكتب لافتات السوق القديم كلها بخط يده.",
                "نم قرير العين يا معلمنا.",
            ),
            ["توفي الخطاط", "ولد منصور"],
        ),
        (
            "flash",
            "عاجل: هزة في الساحل",
            ("شعر سكان الساحل بهزة أرضية خفيفة قبل قليل.", "التفاصيل لاحقًا."),
            ["شعر سكان"],
        ),
        (
            "opinion",
            "عن المدينة التي نريد",
            (
                "أكتب هذا وأنا أرى الحي يفقد أشجاره.",
                "ليست مشكلة المدينة في البناء، بل في غياب خطة تحفظ للناس حقهم في الظل.",
            ),
            ["ليست مشكلة"],
        ),
    ],
)
def test_each_kind_of_article_is_told_sensibly(
    kind: str, title: str, paragraphs: tuple[str, ...], told: list[str]
) -> None:
    chosen = choose_sentences(title, paragraphs)
    assert len(chosen) == len(told), kind
    for sentence, beginning in zip(chosen, told, strict=True):
        assert sentence.startswith(beginning), kind


@pytest.mark.parametrize("word", ["سيعتني", "يعتني", "بريتني", "يقتني"])
def test_a_word_that_only_ends_like_me_is_no_first_person(word: str) -> None:
    """Who takes care, who acquires, and a singer."""
    assert not speaks_in_first_person(f"{word} الطبيب بالمرضى في القرية.")


@pytest.mark.parametrize("number", ["أولًا", "وثانيًا", "ثالثًا"])
def test_one_of_several_that_are_counted_is_no_news(number: str) -> None:
    """«ثانيًا» without the first and the third means little."""
    counted = f"{number}، تعبر الجسر القديم شاحنات أثقل مما صمم له بكثير."
    assert counted not in choose_sentences(TITLE, [LEAD, counted, *MORE])
