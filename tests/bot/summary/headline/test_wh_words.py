"""A summary tells what its headline promises, and more than one sentence where there is more."""

import pytest

from bot.summary import choose_sentences

REST = (
    "وتضم مدينة الوردية ثلاث حدائق عامة تفتح أبوابها من الصباح حتى المساء.",
    "وزار الحدائق في الصيف الماضي نحو 12 ألف شخص من القرى القريبة.",
)


@pytest.mark.parametrize(
    ("title", "lead", "background", "answer"),
    [
        (
            "من هي رنا الطحان التي تدير حدائق الوردية؟",
            "عين مجلس مدينة الوردية، أمس، رنا الطحان مديرة للحدائق العامة.",
            "وتدير رنا الطحان منذ أمس ميزانية حدائق الوردية وفرقها.",
            "ولدت رنا الطحان في قرية عين الزهور عام 1981، ودرست هندسة الزراعة.",
        ),
        (
            "لماذا أغلقت حدائق الوردية في أول أيام الربيع؟",
            "أغلق مجلس مدينة الوردية، أمس، حدائقها الثلاث أمام الزوار.",
            "وكتب على أبواب حدائق الوردية أنها أغلقت حتى إشعار آخر.",
            "ويعود إغلاق حدائق الوردية إلى مرض أصاب أشجار الدلب.",
        ),
        (
            "كم دفعت الوردية لإنارة حدائقها العامة؟",
            "أنارت بلدية الوردية، أمس، حدائقها العامة بمصابيح جديدة.",
            "وحضر إنارة حدائق الوردية محافظ المدينة وتلاميذ مدارسها.",
            "ودفعت الوردية لإنارة حدائقها 40 مليون ليرة.",
        ),
    ],
)
def test_a_headline_that_asks_is_answered(
    title: str, lead: str, background: str, answer: str
) -> None:
    """Who is told by birth and studies, why by a cause, how much by a figure."""
    told = [lead, background, *REST, answer]
    assert answer in choose_sentences(title, told, max_sentences=2)


WHO = "من هي رنا الطحان المديرة الجديدة لحدائق الوردية العامة؟"
BUSY = (
    "عين مجلس مدينة الوردية، أمس، رنا الطحان مديرة للحدائق العامة الثلاث.",
    "وأمام رنا الطحان، البالغة من العمر 44 عاما، ميزانية صغيرة وأشجار مريضة.",
    "وتسقى حدائق الوردية العامة من بئر قديمة جفت مرتين في الصيف.",
    *REST,
    "وزرعت ستون شجرة من الدلب والصنوبر على أطراف الحدائق.",
    "وتحرس الحدائق في الليل دوريتان من شرطة البلدية.",
    "وركبت في الحدائق كراسي خشبية صنعها نجارو السوق القديم.",
    "وتعمل نافورة الحدائق بالطاقة الشمسية منذ الربيع.",
)


@pytest.mark.parametrize(
    "life",
    [
        "وولدت رنا الطحان في قرية عين الزهور، لأب يعمل في بستان.",
        "والطحان هي مهندسة زراعية بدأت في مشاتل القرى.",
        "درست رنا الطحان هندسة الزراعة في جامعة العاصمة.",
        "وعملت رنا الطحان عشرة أعوام في مشاتل القرى القريبة.",
        "وتولت رنا الطحان عامين منصب رئيسة المشاتل.",
    ],
)
def test_the_last_sentence_tells_the_life_that_a_headline_asks_for(life: str) -> None:
    """However far off; an age told by the way is too little."""
    assert life in choose_sentences(WHO, [*BUSY, life])
    assert life not in choose_sentences("رنا الطحان مديرة جديدة لحدائق الوردية", [*BUSY, life])


def test_one_life_is_told_once() -> None:
    """Beside who she is, the news comes before where she studied."""
    born = "وولدت رنا الطحان، وهي مهندسة زراعية، في قرية عين الزهور."
    told = [BUSY[0], born, *BUSY[2:], "ودرست رنا الطحان هندسة الزراعة في جامعة العاصمة."]
    chosen = choose_sentences(WHO, told)
    assert born in chosen
    assert told[-1] not in chosen


def test_what_follows_a_question_of_the_text_answers_that_of_the_headline() -> None:
    title = "كيف عادت الحياة إلى حدائق الوردية القديمة؟"
    told = [
        "فتحت بلدية الوردية، أمس، حدائقها القديمة بعد عامين من الإغلاق.",
        "وحضر فتح الحدائق القديمة في الوردية تلاميذ المدارس.",
        "فكيف عادت الحياة إليها؟",
        "زرع متطوعون من الوردية ستين شجرة في الحدائق، ومدوا شبكة للري.",
        *REST,
    ]
    assert told[3] in choose_sentences(title, told, max_sentences=2)


def test_an_explainer_that_asks_here_and_there_is_no_interview() -> None:
    title = "كيف تحفظ حدائق الوردية أشجارها القديمة؟"
    told = [
        "كم شجرة في حدائق الوردية؟",
        "تضم حدائق الوردية القديمة ستين شجرة من الدلب والصنوبر.",
        *REST,
        "ومن يسقيها؟",
        "يسقي عمال البلدية أشجار الحدائق مرتين في الأسبوع.",
    ]
    assert told[1] in choose_sentences(title, told)


def test_the_second_half_of_a_headline_is_told_however_far_off() -> None:
    """Behind more sentences than are usually looked at for the next one."""
    title = "الوردية تفتح حدائقها القديمة وتلغي رسوم مواقف السيارات"
    half = "وألغى المجلس رسوم مواقف السيارات حول الأسواق حتى نهاية العام."
    told = [
        "فتحت بلدية الوردية، أمس، حدائقها القديمة بعد عامين من الإغلاق.",
        "ومد متطوعون شبكة للري في الحدائق طولها كيلومتران.",
        *REST,
        "وزرعت ستون شجرة من الدلب والصنوبر على أطراف الحدائق.",
        "وتحرس الحدائق في الليل دوريتان من شرطة البلدية.",
        "وركبت في الحدائق كراسي خشبية صنعها نجارو السوق القديم.",
        "وتعمل نافورة الحدائق بالطاقة الشمسية منذ الربيع.",
        half,
    ]
    assert half in choose_sentences(title, told)


def test_words_of_one_root_are_one_promise() -> None:
    """«اعتذار» is kept by «تعتذر», «إيقاف» by «أوقفت»."""
    title = "اعتذار في الوردية وإيقاف معمل"
    told = [
        "باع مصنع الألبان في الوردية، الأسبوع الماضي، مئة علبة فاسدة.",
        "ووزعت العلب على محال السوق القديم في الوردية وحي الجسر.",
        "وقال مدير مصنع الألبان إن الإدارة تعتذر من كل زبون، وأوقفت خطوطها.",
    ]
    assert choose_sentences(title, told, max_sentences=2) == [told[0], told[2]]


def test_one_sentence_is_not_all_where_the_text_has_more() -> None:
    """What stands between says the lead again, so the next news is farther off than usual."""
    title = "وزير النقل يرفض رفع أجور الحافلات في الوردية"
    lead = "رفض وزير النقل، سمير الطحان، أمس، رفع أجور الحافلات في مدينة الوردية."
    again = [
        f"وقال الوزير {when} إنه يرفض رفع أجور الحافلات في الوردية."
        for when in ("للصحفيين", "لإذاعة محلية", "في بيان", "لوفد السائقين", "أمام المجلس")
    ]
    again += [
        f"وأكد بيان {whose} أن أجور الحافلات في الوردية لا ترفع."
        for whose in ("للوزارة", "للمحافظة", "للبلدية")
    ]
    news = "وتنقل الحافلات نحو 30 ألف راكب كل يوم، معظمهم من طلاب الجامعة."
    assert choose_sentences(title, [lead, *again, news]) == [lead, news]
