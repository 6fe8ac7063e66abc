"""What the headline promises is told, with what it needs, and from however far off."""

from bot.summary import choose_sentences

TITLE = "رئيسة نقابة الصيادين الجديدة تتعهد بتعديل عقد المرفأ مع شركة الأصيل"
LEAD = "تسلمت سعاد النجار، أمس، رئاسة نقابة الصيادين في الوردية بعد انتخابات دامت يومين."
NEXT = "وفازت بفارق عشرين صوتًا على بحار متقاعد من حي الجسر."
PLEDGE = "ووعدت سعاد النجار في كلمتها ببناء سوق مغطاة للسمك وبصيانة القوارب الصغيرة."
HALF = "كما أكدت عزمها على تعديل عقد المرفأ الذي وقعته شركة الأصيل قبل عشرة أعوام."
FILLER = [
    f"وتعمل في {street} ورشة لإصلاح الشباك يملكها صيادون من النقابة."
    for street in (
        "حي الورد",
        "حي الجسر",
        "شارع النخيل",
        "ساحة البرتقال",
        "زقاق النحاسين",
        "درب الملح",
        "سوق الحبال",
        "طريق المنارة",
        "خان الزيت",
        "باب البحر",
        "رصيف الشباك",
        "حي الرمان",
        "شارع الصنوبر",
        "تل الطاحون",
        "ساحة السمك",
    )
]


def test_what_keeps_the_promise_brings_the_sentence_along_that_it_needs() -> None:
    """Who "also confirmed" is told right before it, in the place of a lesser sentence."""
    assert choose_sentences(TITLE, [LEAD, NEXT, PLEDGE, HALF]) == [LEAD, PLEDGE, HALF]


def test_what_promises_nothing_brings_nothing_along() -> None:
    other = "كما شكرت البحارة القدامى على سهرهم ليلة الفرز."
    assert other not in choose_sentences(TITLE, [LEAD, NEXT, PLEDGE, other], max_sentences=2)


def test_the_other_half_of_a_headline_is_told_from_twenty_sentences_off() -> None:
    half = "وتعهدت النجار بتعديل عقد المرفأ مع شركة الأصيل قبل نهاية الصيف."
    assert half in choose_sentences(TITLE, [LEAD, NEXT, *FILLER, half])


def test_nothing_else_is_told_from_so_far_off() -> None:
    """Not even where one sentence would stand alone."""
    far = "وتملك نقابة الصيادين مبنى من ثلاث طبقات خلف سوق الحبال."
    links = ["وهل تكفي الشباك كل هذا العدد من الصيادين؟"] * (len(FILLER) + 1)
    assert choose_sentences(TITLE, [LEAD, *links, far]) == [LEAD]


def test_a_summary_begins_with_nothing_from_so_far_off() -> None:
    """Not even where all before it are items of a list: their first says more of the news."""
    items = [f"{number + 1} أيار: {text}" for number, text in enumerate([LEAD, *FILLER, NEXT])]
    far = (
        "وتملك نقابة الصيادين منذ عشرين عامًا مبنى من ثلاث طبقات خلف سوق الحبال "
        "القديم في حي الورد من المدينة."
    )
    assert choose_sentences(TITLE, [*items, far])[0] == items[0]


def test_what_an_interviewee_says_far_off_is_not_told_in_the_newsrooms_voice() -> None:
    """The headline quotes him; a sentence tells it only where somebody says it."""
    title = "عشرون عامًا على سد الوادي: “الشركات ترفض الاعتراف بفشل السد”"
    lead = "يذكر أهل الوردية يوم افتتاح سد الوادي الذي دعي إليه تلاميذ المدارس كلهم."
    own = "الشركات ترفض الاعتراف بفشل السد."
    said = "وقال المهندس نديم الصباغ إن “الشركات ترفض الاعتراف بفشل السد”."
    text = [lead, *FILLER, "وماء السد قليل في الصيف."]
    assert own not in choose_sentences(title, [*text, own])
    assert said in choose_sentences(title, [*text, said])


def test_the_word_of_a_short_title_that_one_sentence_holds_is_told() -> None:
    """The text comes back to the station; the apology stands in one sentence."""
    title = "اعتذار من إذاعة النهر"
    told = [
        "بثت إذاعة النهر، أمس، حلقة عن سد الوادي أغضبت أهل القرى القريبة من السد.",
        "ويضم مبنى إذاعة النهر ستين موظفًا يعرف أكثرهم طريق السد.",
        "وتنقل إذاعة النهر آراء أهل القرى كلها عن السد إلى الناس منذ ربع قرن.",
        "وبدا كلام القرى ناقصًا بعد سماع تسجيل جديد، فوجب الاعتذار.",
    ]
    assert told[3] in choose_sentences(title, told, max_sentences=2)
