"""Nothing is told twice in a summary, whoever says it again and however."""

import pytest

from bot.arabic.normalize import fold
from bot.arabic.tokens import tokens
from bot.summary import choose_sentences
from bot.summary.content import Content, content_of
from bot.summary.paraphrases import senses_of, telling
from bot.summary.references.attribution import message_of

TITLE = "وزير النقل يرفض رفع أجور الحافلات في مدينة الوردية"
LEAD = (
    "رفض وزير النقل، سمير الطحان، أمس، طلب أصحاب الحافلات رفع أجور الركوب في مدينة الوردية قبل"
    " نهاية العام."
)
NEWS = (
    "وتنقل الحافلات نحو 30 ألف راكب كل يوم، معظمهم من طلاب الجامعة وعمال المعامل.",
    "ويشكو سائقو الحافلات من ارتفاع أسعار الوقود وقطع الغيار منذ مطلع الربيع.",
)


def _content(text: str) -> Content:
    folded = fold(text)
    return content_of(tokens(folded), tokens(message_of(folded)))


@pytest.mark.parametrize(
    "again",
    [
        "وقال الطحان في مؤتمر صحفي: “لن نقبل أن ترتفع أجور الحافلات على الناس قبل العام المقبل”.",
        "وأورد بيان للوزارة أن أجور ركوب الحافلات تبقى على حالها حتى نهاية العام.",
        "وأكدت ناطقة باسم الوزارة أنه رفض الطلب فعلًا.",
        "وفي حديث لإذاعة محلية، قال الطحان: “لا زيادة في أجور الحافلات هذا العام”.",
        "وكان مصدر في وزارة النقل صرح للصحفيين أن الأجور لن ترتفع مهما طلب أصحاب الحافلات.",
        "وكان أصحاب الحافلات طلبوا رفع أجور الركوب قبل نهاية العام بحجة غلاء الوقود.",
    ],
)
def test_what_the_lead_told_is_not_quoted_after_it(again: str) -> None:
    """A quotation, a statement, a confirmation, the background; what is new stands instead."""
    chosen = choose_sentences(TITLE, [LEAD, again, *NEWS])
    assert chosen == [LEAD, *NEWS]


def test_who_says_something_new_is_quoted() -> None:
    """The speaker's own name is no repeat."""
    said = "وقال الطحان إن الوزارة تدرس دعم المازوت بدلًا من ذلك، وتعلن خطتها بعد عيد القطاف."
    assert said in choose_sentences(TITLE, [LEAD, said, *NEWS])


def test_the_news_of_the_headline_is_told_whatever_is_told_again_with_it() -> None:
    """A lead may begin with what led to the news; the sentence with the news repeats some of it."""
    before = "هدد أصحاب الحافلات في مدينة الوردية، أمس، بوقف العمل إن لم ترتفع أجور الركوب."
    news = (
        "ورفض وزير النقل، سمير الطحان، رفع أجور الركوب في حافلات الوردية، رغم تهديد أصحاب الحافلات"
        " بوقف العمل."
    )
    assert news in choose_sentences(TITLE, [before, news, *NEWS])


@pytest.mark.parametrize(
    "report",
    [
        "ويطلب أصحاب الحافلات رفع أجور الركوب ثلث ما هي عليه بعد غلاء الإطارات والزيوت في الصيف.",
        "وأضرب أصحاب الحافلات في الوردية أربعة أيام لرفع أجور الركوب فتعطلت المدارس والمشافي.",
    ],
)
def test_a_report_of_its_own_may_say_again_what_it_is_about(report: str) -> None:
    """The second sentence of news takes up the first, and most of its words are new."""
    background = "وتأسست مديرية الحافلات في المدينة قبل أربعين عامًا بعشرين حافلة قديمة."
    assert report in choose_sentences(TITLE, [LEAD, report, background, *NEWS])


def test_a_third_sentence_may_be_a_report_of_its_own_too() -> None:
    """It stands before background from farther off, unless somebody is only quoted again."""
    report = (
        "ويربح أصحاب الحافلات من أجور الركوب في مدينة الوردية أقل مما يدفعون للمازوت والزيوت، وباع"
        " عشرون منهم مركباتهم في الصيف."
    )
    quoted = (
        "وقال الطحان إن أصحاب الحافلات في الوردية يربحون من أجور الركوب ما يكفي للمازوت والزيوت"
        " والإطارات وأجور المواقف."
    )
    far = "وتأسست مديرية السير في المحافظة قبل أربعين عامًا بعشرين موظفًا في مبنى المحطة."
    assert choose_sentences(TITLE, [LEAD, NEWS[0], report, far]) == [LEAD, NEWS[0], report]
    assert choose_sentences(TITLE, [LEAD, NEWS[0], quoted, far]) != [LEAD, NEWS[0], quoted]


STAYS_TITLE = "وزير الري: فرق الصيانة باقية في وادي الزهور"
STAYS = (
    "قال وزير الري، سمير الطحان، أمس، إن فرق الصيانة ستبقى في وادي الزهور ما دامت السدود تحتاج"
    " إليها، رغم طلب المجلس المحلي رحيلها."
)
STAYS_NEWS = (
    "وتعمل في الوادي منذ الربيع ثماني فرق جاءت من الساحل بعد عاصفة هدمت قناتين.",
    "ويخشى مزارعون أن تفسد شاحناتها طريق القرية قبل موسم القطاف.",
)


@pytest.mark.parametrize(
    "again",
    [
        "وقال الطحان: “باقون في الوادي لأن الناس محتاجون إلينا، ولا نرحل قبل ترميم القنوات”.",
        "وجاء في بيان للوزارة أن بقاء الفرق في الوادي سببه حاجة السدود، لا رغبة مهندس أو شركة.",
        "وصرح الطحان يوم الأحد بأن الصيانة حاجة لكل سد في الوادي، وبأن من رحل عنه يندم كل شتاء.",
    ],
)
def test_a_quotation_repeats_the_lead_in_other_forms_of_its_words(again: str) -> None:
    """«ستبقى» is «بقاء», and who says it, where and when is no news."""
    assert again not in choose_sentences(STAYS_TITLE, [STAYS, again, *STAYS_NEWS])


def test_half_a_quotation_told_already_is_a_repeat_though_the_headline_has_the_rest() -> None:
    """What is new of the headline may be but its figure."""
    title = "مجلس المدينة يمدد عقود عمال النظافة ستة أشهر"
    lead = (
        "وافق أعضاء مجلس مدينة الوردية، أمس، على تمديد عقود عمال النظافة بعد خلاف على أجور الليل"
        " ومواعيد الصيف."
    )
    again = "وكتب المجلس في صفحته: “اتفق الأعضاء على تمديد عقود عمال النظافة ستة أشهر”."
    more = "وينظف العمال أربعين شارعًا كل ليلة بثلاث شاحنات قديمة."
    assert again not in choose_sentences(title, [lead, again, more])


def test_a_third_sentence_tells_no_half_of_each_other_one_again() -> None:
    """It is like neither alone."""
    second = (
        "وطلبت البلدية من أصحاب المعامل تنظيف مجرى النهر قبل الشتاء وإلا أغلقت مخازنهم في ساحة"
        " السوق."
    )
    again = (
        "وتظاهر العشرات ضد رفض الوزير أجور الحافلات وضد تنظيف مجرى النهر، ورفعوا صورًا قديمة"
        " للوردية وأغنيات كتبوها."
    )
    one, other = _content(LEAD), _content(second)
    assert not _content(again).tells_nothing_new([one], frozenset())
    assert not _content(again).tells_nothing_new([other], frozenset())
    assert _content(again).tells_nothing_new([one, other], frozenset())


def test_figures_that_the_lead_kept_back_are_news() -> None:
    """A second sentence may name again what it counts."""
    lead = "رفعت بلدية الوردية، أمس، رسوم الحدائق والمواقف والأسواق، ويبدأ العمل بها بعد العيد."
    again = (
        "وبحسب قرار البلدية، ترتفع رسوم الحدائق والمواقف والأسواق بعد العيد، ويبدأ العمل بها في كل"
        " الأحياء القريبة والبعيدة والجديدة."
    )
    figures = (
        "وبحسب قرار البلدية، ترتفع رسوم الحدائق بعد العيد إلى 120 ليرة والمواقف إلى 140 ليرة"
        " والأسواق إلى 160 ليرة لكل دكان."
    )
    assert _content(again).tells_nothing_new([_content(lead)], frozenset())
    assert not _content(figures).tells_nothing_new([_content(lead)], frozenset())


def test_a_repeat_is_made_up_for_by_what_stands_after_it() -> None:
    """A summary is not shorter because its second sentence said the first one again."""
    again = "وأعلن وزير النقل أنه يرفض رفع أجور الركوب في حافلات الوردية قبل نهاية العام."
    assert len(choose_sentences(TITLE, [LEAD, again, *NEWS])) == len([LEAD, *NEWS])


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("فقد الصيادون سبعة عشر شخصًا في العاصفة.", "وبلغ عدد الغرقى 17 مفقودًا حتى المساء.", True),
        ("أصيب خمسة وعشرون عاملًا في الحريق.", "ونقلت فرق الإسعاف 25 عاملًا إلى المشفى.", True),
        ("غادر اثنا عشر نازحًا المخيم.", "وسجلت الإدارة خروج 12 شخصًا من الخيام.", True),
        ("خرج أحد عشر لاعبًا من القائمة.", "وضمت القائمة 11 لاعبًا من أندية الساحل.", True),
        ("وصل أكثر من 250 نازحًا إلى القرية.", "وأحصى المجلس 252 شخصًا في المدرسة.", True),
        ("وصل أكثر من 250 نازحًا إلى القرية.", "وأحصى المجلس 290 شخصًا في المدرسة.", False),
        ("أصيب سبعة عشر عاملًا في الحريق.", "ونقلت فرق الإسعاف 7 عمال إلى المشفى.", False),
        ("أصيب 4 عمال في الحريق.", "ونقلت فرق الإسعاف 5 عمال إلى المشفى.", False),
    ],
)
def test_a_toll_is_one_in_digits_in_words_and_nearly(one: str, other: str, *, same: bool) -> None:
    """Tolls grow while they are told; small ones are counted one by one."""
    assert _content(one).counts_the_same(_content(other)) is same


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ("وفي بيان مشترك، قال الناديان إن المباراة تؤجل.", "المباراة تؤجل."),
        ("وفي برنامج يبثه موقع “الملعب”، أضاف المدير: المباراة تؤجل.", "المباراة تؤجل."),
        ("فيما قال مدير النادي: المباراة تؤجل.", "المباراة تؤجل."),
        ("وكان مدير النادي قد صرح أن المباراة تؤجل.", "المباراة تؤجل."),
        ("وجاء في بيان للنادي أن المباراة تؤجل.", "المباراة تؤجل."),
        ("وتضمن التقرير أن المباراة تؤجل.", "المباراة تؤجل."),
        ("وقال لصحيفة “النهار” المحلية إن المباراة تؤجل.", "المباراة تؤجل."),
        ("وكتب المدير على “تويتر” إن “المباراة تؤجل”.", "“المباراة تؤجل”."),
        (
            "وأقر الناديان “خارطة طريق” للموسم، من دون أن يعلنا مضمونها.",
            "وأقر الناديان “خارطة طريق” للموسم، من دون أن يعلنا مضمونها.",
        ),
        ("وقالت الناطقة باسم “نادي الضفة” الذي فاز، إن المباراة تؤجل.", "المباراة تؤجل."),
        ("وقال متحدث باسم فريق “الضفة” إن “المباراة تؤجل”.", "“المباراة تؤجل”."),
        ("وفي المدينة ثلاثة جسور.", "وفي المدينة ثلاثه جسور."),
        (
            "وأعلنت جماعة تسمي نفسها “أهل الوادي” إغلاق الطريق.",
            "وأعلنت جماعة تسمي نفسها “أهل الوادي” إغلاق الطريق.",
        ),
        ("وكان الجسر قد أغلق شهرًا.", "وكان الجسر قد اغلق شهرا."),
    ],
)
def test_who_says_it_is_told_from_what_is_said(sentence: str, message: str) -> None:
    """Also where it is said first when or where, or that it was said before."""
    assert message_of(fold(sentence)).strip() == fold(message)


def test_two_long_sentences_may_share_a_few_names() -> None:
    """What both are about is no repeat, or nothing could be told of one man twice."""
    one = _content(LEAD)
    other = _content(
        "وتولى سمير الطحان وزارة النقل قبل ثلاثة أشهر بعد سنوات أدار فيها مرفأ الصيد ومحطة القطار."
    )
    assert not other.tells_nothing_new([one], frozenset())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("قتل سبعة عشر شخصًا في حريق السوق.", "وأصيب أربعة عشر شخصًا بحروق في الحريق."),
        ("قتل سبعة عشر شخصًا في حريق السوق.", "ونقل 10 أشخاص إلى مستشفى المدينة."),
        ("في 2023 بلغت كمية القمح نصف ما كانت.", "وفي 2024 بلغت الكمية ضعفيها."),
    ],
)
def test_another_figure_is_no_toll_told_again(one: str, other: str) -> None:
    """The ten of a seventeen is no figure, and a year is near to every other one."""
    assert not _content(one).counts_the_same(_content(other))


def test_what_happened_somewhere_is_no_attribution() -> None:
    """Who is quoted stands behind the place without a comma: the deaths are the news."""
    text = fold("وفي حلب قتل تسعة مدنيين بانهيار مبنى قال سكان إنه متصدع منذ سنوات.")
    assert "قتل" in message_of(text)


def test_the_hour_alone_is_no_news() -> None:
    """Nor are the other hours of the same moment."""
    title = "الوردية تفتح الجسر القديم أمام الشاحنات"
    lead = "فتحت الوردية الخميس الجسر القديم أمام الشاحنات، بحسب إذاعة النهر، بعد عام من الإصلاح."
    hour = "وأوضحت إذاعة النهر أن الجسر فتح الخميس الساعة 01,00 (الأربعاء 22,00 بتوقيت غرينتش)."
    news = "وأنفقت الوردية على دعامة الجسر الشرقية 40 مليون ليرة جمعتها من تجار السوق."
    assert choose_sentences(title, [lead, hour, news]) == [lead, news]


def test_a_figure_stuck_to_a_word_is_told_again_as_any_other() -> None:
    """The space is forgotten: «طرد23 عاملا»."""
    title = "مدير المرفأ يعد بالرد على قرار النقابة منع السفن"
    lead = "رأى مدير المرفأ أن قرار النقابة منع23 سفينة من دخول الحوض اختيار للخصام، ووعد بالرد."
    again = "واعتبر المرفأ أن النقابة اختارت الخصام من خلال قرار ضده بينه منع 23 سفينة، ووعد برد."
    news = "وتحمل سفن من الحوض نصف ما تنتجه معامل الساحل من الزجاج والورق كل عام."
    assert again not in choose_sentences(title, [lead, again, news])


def test_what_is_mostly_told_is_a_repeat_with_two_words_of_the_headline() -> None:
    """They may be the emptiest: «مشكلة», «تواجه»."""
    title = "شركة الحافلات تواجه شكاوى من مشكلة في أبواب الحافلات الجديدة"
    lead = (
        "لم ترد شركة الحافلات على شكاوى من عطب في أبواب الحافلات الزرقاء والخضراء الجديدة عند"
        " توقفها في محطة السوق."
    )
    again = (
        "ومع أن الحافلات القديمة لم تواجه مشكلة في الأبواب، تتعطل أبواب الحافلات الزرقاء والخضراء"
        " الجديدة عند توقفها في محطة السوق."
    )
    assert again not in choose_sentences(title, [lead, again, *NEWS])


HELD_TITLE = "الشرطة تعتقل عمالًا احتجوا على حظر الحافلات في سوق الوردية"
HELD = (
    "اعتقلت الشرطة، أمس، عشرات العمال الذين احتجوا على حظر الحافلات في سوق الوردية ونقلتهم إلى"
    " محكمة الصلح."
)
HELD_NEWS = (
    "ويبيع تجار السوق خضار القرى القريبة منذ مئة عام.",
    "وكانت البلدية رصفت الأرصفة وزرعت حولها أشجار الزيتون والليمون.",
)


@pytest.mark.parametrize(
    "again",
    [
        "وقالت الشرطة إنها أوقفت متظاهرين ضد منع الحافلات في السوق، وإنها تحفظ الأمان والنظام.",
        "وأوضح قائد الشرطة أن المحتجزين تظاهروا ضد منع الحافلات في السوق، وأنه واجب لا يؤجل.",
        (
            "وقال سامر الدهان، المتحدث باسم الشرطة، إنها أوقفت متظاهرين ضد منع الحافلات في السوق،"
            " وإنها تحفظ الأمان والنظام."
        ),
    ],
)
def test_who_was_told_of_says_it_again_in_other_words(again: str) -> None:
    """«اعتقل» and «أوقف», «احتج» and «تظاهر» are one; an office beside a name is no news.

    Nor is the name of who speaks for them.
    """
    assert again not in choose_sentences(HELD_TITLE, [HELD, again, *HELD_NEWS])


@pytest.mark.parametrize(
    "news",
    [
        "وقال طبيب إن رجالًا أوقفوا متظاهرين ضد منع الحافلات في السوق، وجروهم من الشعر.",
        "وقال مصدر مسؤول إن رجالًا أوقفوا متظاهرين ضد منع الحافلات في السوق، وجروهم من الشعر.",
        (
            "وقال سامر الدهان، المتحدث باسم “مشفى الوادي”، إن رجالًا أوقفوا متظاهرين ضد منع الحافلات"
            " في السوق، وجروهم من الشعر."
        ),
        "ونفت الشرطة أنها أوقفت متظاهرين ضد منع الحافلات في السوق، لأنها تحفظ الأمان والنظام.",
        "لكن الشرطة قالت إنها أوقفت متظاهرين ضد منع الحافلات في السوق، وإنها تحفظ الأمان والنظام.",
        "وقالت الشرطة إنها أوقفت متظاهرين ضد منع الحافلات عند الجسر والنهر وقرب بستان الزيتون.",
    ],
)
def test_what_is_seen_denied_answered_or_done_elsewhere_is_news(news: str) -> None:
    """Though many of its words were told."""
    assert news in choose_sentences(HELD_TITLE, [HELD, news, *HELD_NEWS])


def test_a_figure_that_nothing_has_told_is_news_in_the_same_words() -> None:
    """A toll that rose is told in the words of the first one."""
    counted = (
        "وقالت الشرطة إنها أوقفت 87 متظاهرًا ضد منع الحافلات في السوق، وإنها تحفظ الأمان والنظام."
    )
    assert counted in choose_sentences(HELD_TITLE, [HELD, counted, *HELD_NEWS])


def test_a_conclusion_of_what_the_headline_says_is_no_news() -> None:
    """«وبذلك» only joins it to what was told."""
    title = "شركة الحافلات أول شركة في الوردية تتوقف عن استخدام المازوت"
    lead = "أعلنت شركة الحافلات، أمس، أنها لن تشغل في الوردية حافلة على المازوت بعد عيد القطاف."
    thus = "وبذلك تكون شركة الحافلات أول شركة في الوردية تتوقف عن استخدام المازوت."
    assert thus not in choose_sentences(title, [lead, HELD_NEWS[0], thus, HELD_NEWS[1]])


def test_a_capital_is_its_government_and_an_office_tells_nothing() -> None:
    """«موسكو» is «روسيا»; «رئيس» stands beside a name."""
    assert senses_of("موسكو") & senses_of("روسي")
    assert telling(["رييس", "حافل"]) == telling(["حافل"])


ASKED_TITLE = "وزير النقل يعلن منع الحافلات القديمة من دخول الوردية"
ASKED = "تعهد وزير النقل كريم السمان، الأحد، بأن الوزارة سوف تمنع الحافلات القديمة من دخول المدينة."
ASKED_NEWS = "ويبدأ المنع عند الساعة السابعة صباحًا، ويشمل كل حافلة صنعت قبل عشرين عامًا."


@pytest.mark.parametrize(
    "words",
    [
        "سوف تمنع الوزارة الحافلات القديمة من دخول المدينة",
        "سوف تمنع وزارة النقل دخول حافلات قديمة إلى المدينة كلها",
    ],
)
def test_the_same_words_in_answer_to_a_question_are_no_news(words: str) -> None:
    """Whatever stands in front of them tells when and to whom they were said again."""
    asked = (
        "وعندما سئل السمان في طريق عودته من المرفأ عن رأي السائقين وأصحاب المرائب، "
        f"أجاب الصحفيين “{words}”."
    )
    assert asked not in choose_sentences(ASKED_TITLE, [ASKED, ASKED_NEWS, asked])


def test_other_words_in_answer_to_a_question_are_news() -> None:
    """A quotation in which some words were told tells what the others say."""
    asked = (
        "وعندما سئل السمان في طريق عودته من المرفأ عن رأي السائقين وأصحاب المرائب، "
        "أجاب الصحفيين “سوف نمنع الحافلات القديمة وندفع لكل سائق راتب عام كامل”."
    )
    assert asked in choose_sentences(ASKED_TITLE, [ASKED, ASKED_NEWS, asked])
