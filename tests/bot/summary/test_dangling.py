"""No sentence stands in a summary whose subject, thing or time only a skipped one tells."""

import pytest

from bot.arabic.normalize import fold
from bot.summary import choose_sentences
from bot.summary.references.back_references import is_torn, points_back
from bot.summary.references.sequence import follows_something
from bot.summary.references.subjects import lacks_subject
from bot.summary.speech.first_person import speaks_in_first_person

TITLE = "إغلاق الجسر القديم في الزهور أمام الشاحنات"
LEAD = "أغلقت بلدية الزهور، اليوم، الجسر القديم أمام الشاحنات بعد ظهور تشقق في دعامته الشرقية."
OTHER = "فماذا قال سكان الحي القريب؟"
MORE = (
    "وتعبر الجسر نحو 400 شاحنة كل يوم بين المنطقة الصناعية وسوق الجملة.",
    "وحددت البلدية طريقًا بديلًا للشاحنات يمر شرق المدينة حتى نهاية الصيف.",
)


@pytest.mark.parametrize(
    "sentence",
    [
        "وأبلغ الصحافيين “أن الجسر القديم لن يفتح أمام الشاحنات قبل الشتاء”.",
        "وأبلغ وكالة محلية أن الجسر القديم لن يفتح أمام الشاحنات قبل الشتاء.",
        "وأخبرت الصحافيين أن الجسر القديم لن يفتح أمام الشاحنات قبل الشتاء.",
        "وفي رسالة ليلية إلى السائقين قال إن الجسر القديم لن يفتح أمام الشاحنات.",
        "وخلال جولة في السوق، أكد أن الجسر القديم لن يفتح أمام الشاحنات.",
        "وردًا على سؤال عن الشاحنات قال: “الجسر القديم لن يفتح”.",
        "وحث دول الجوار على إرسال مواد لإصلاح الجسر القديم أمام الشاحنات.",
        "واتهم الولايات المتحدة بتأخير مواد الجسر القديم وإطالة طريق الشاحنات.",
        "وانتقد قرارًا سابقًا للبلدية بفتح الجسر القديم أمام الشاحنات.",
        "ووصف التقارير عن الجسر القديم والشاحنات بالكاذبة.",
        "ووصف الوضع عند الجسر القديم بأنه لا يحتمل الشاحنات.",
        "وهاجم البلدية لأنها فتحت الجسر القديم أمام الشاحنات في الربيع.",
        "وقال لاحقًا إن الجسر القديم لن يفتح أمام الشاحنات.",
        "ونفى صحة ما قيل عن فتح الجسر القديم أمام الشاحنات.",
        "وأكد أهمية الجسر القديم للشاحنات وللسوق.",
        "وأعلن استمرار العمل في الجسر القديم قبل أن تعود الشاحنات.",
        "وأكدت وجود تشقق آخر في الجسر القديم لا تراه الشاحنات.",
        "وتعهد بإصلاح الجسر القديم للشاحنات قبل الشتاء.",
        "وطالبت باستبدال الجسر القديم بآخر يتسع للشاحنات.",
        "ودعا لإصلاح الجسر القديم أمام الشاحنات في الصيف.",
        "ومن المتوقع أن يظل مشرفًا على الجسر القديم وطريق الشاحنات.",
        "ويتوقع أن يصل إلى الجسر القديم مع أولى الشاحنات.",
    ],
)
def test_a_verb_without_its_subject_needs_the_sentence_before(sentence: str) -> None:
    """Otherwise it is said of the last person that the summary names."""
    assert lacks_subject(fold(sentence)) or points_back(sentence)
    chosen = choose_sentences(TITLE, [LEAD, f"{OTHER} {sentence}", *MORE])
    assert LEAD in chosen
    assert sentence not in chosen


@pytest.mark.parametrize(
    "sentence",
    [
        "وأبلغ رئيس البلدية الصحافيين أن الجسر يفتح قبل الشتاء.",
        "وأبلغت البلدية الصحافيين أن الجسر يفتح قبل الشتاء.",
        "وفي مؤتمر صحفي قال رئيس البلدية إن الجسر يفتح قبل الشتاء.",
        "وفي مؤتمر صحفي عقده رئيس البلدية، قال إن الجسر يفتح قبل الشتاء.",
        "وفي السوق تجار من الذين قالوا إن الطريق البديل طويل.",
        "وانتقد أوباما قرار البلدية.",
        "وهاجم حسين شاهين قرار البلدية.",
        "وانتقدت البلدية تأخر الشاحنات.",
        "ورفضت سوريا عرضًا من البحرين.",
        "ورفض الكرملين التعليق.",
        "وأبلغ القادة الصحافيين أن الجسر يفتح قبل الشتاء.",
        "وزار المدينة القديمة وفد من المهندسين.",
        "وفي التسجيل، يسمع صوت السائق وهو يشرح عن الحادث.",
        "وخلال اجتماع أكد رئيس البلدية أن المحافظة تعتقد أن الجسر متين.",
        "وأكد سلامة الخالد أن الجسر متين.",
        "وكشف استطلاع بين السائقين أن الطريق البديل طويل.",
        "وأعلن اتحاد السائقين إضرابًا ليومين.",
        "ورفض قادة الشرطة فتح الجسر.",
        "وأيدت صحيفة المدينة إغلاق الجسر.",
        "ونفت مديرة السوق تراجع البيع.",
        "وتعهد بسام الحلبي بإصلاح الجسر.",
        "وتعهد بطرس الحلبي بإصلاح الجسر.",
        "ورحب بعض السكان بالطريق البديل.",
        "ورحب بنك المدينة بإصلاح الجسر.",
        "وطالب باحثون من الجامعة بإصلاح الجسر.",
        "ودعا لؤي الحلبي السكان إلى الصبر.",
        "ومن المتوقع أن يظل الجسر مغلقًا.",
        "ومن المقرر أن تزور سوريا فرق من المهندسين.",
        "ومن المقرر أن يصل إلى الزهور غدا وفد من المهندسين.",
        "ومن المتوقع أن تبدأ في البلدة القديمة أعمال الفحص.",
        "ومن المقرر أن يلتقي رئيسا البلديتين مساء الخميس.",
    ],
)
def test_a_verb_with_its_subject_needs_none(sentence: str) -> None:
    """A name that ends like an object is none, and who held the conference speaks there."""
    assert not lacks_subject(fold(sentence))


@pytest.mark.parametrize(
    "sentence",
    [
        "وكان حينئذ مديرًا لمصلحة الطرق التي بنت الجسر القديم.",
        "ونشرت البلدية آنذاك صورًا لدعامة الجسر القديم.",
        "وتعرض الجسر القديم في ذلك اليوم لصدمة من شاحنة.",
        "وفي بيان سابق، أكدت البلدية سلامة الجسر القديم للشاحنات.",
        "وفي حادث آخر، انقلبت شاحنة على الجسر القديم.",
        "وسقط في حادثة سبقت ذلك حاجز الجسر القديم.",
        "وفي اليوم نفسه، فحص مهندس الدعامة الشرقية للجسر القديم.",
        "وفي الشهر التالي انقلبت شاحنة على الجسر القديم.",
        "وفي نفس الشهر انقلبت شاحنة على الجسر القديم.",
        "وأغلقت البلدية السوق القديم في نهاية الشهر ذاته أمام الشاحنات.",
        "وعبرت الجسر القديم آلاف الشاحنات في نفس الفترة.",
        "وأغلق الجسر القديم من قبل البلدية في نفس العام.",
        "وفي وقت لاحق، نشرت البلدية صورًا للجسر القديم.",
        "ولاحقًا عبرت الجسر القديم شاحنات الإطفاء.",
        "وبعد وقت قصير عبرت الجسر القديم شاحنات الإطفاء.",
    ],
)
def test_then_and_another_need_what_they_follow(sentence: str) -> None:
    assert follows_something(fold(sentence))
    assert sentence not in choose_sentences(TITLE, [LEAD, f"{OTHER} {sentence}", *MORE])


@pytest.mark.parametrize(
    "sentence",
    [
        "وعندما بني الجسر في الخمسينات، كانت المدينة آنذاك قرية.",
        "وفي عام 1950 بني الجسر، وكانت المدينة حينها قرية.",
        "وتعرض الجسر لصدمة في ذلك اليوم من عام 2014.",
        "وفي وقت سابق، أغلقت البلدية السوق.",
        "وفي وقت لاحق من اليوم، أغلقت البلدية السوق.",
        "وفي وقت لاحق الأحد، أغلقت البلدية السوق.",
        "وأغلقت البلدية الجسر في آذار، بعد يومين من الحادث، والسوق في الشهر نفسه.",
        "وتعبر الجسر في الصيف شاحنات السوق وفي نفس الفترة حافلات السياح.",
        "وعبرت الجسر شاحنات أقل مما عبره في نفس الفترة من العام الماضي.",
    ],
)
def test_then_is_told_by_the_sentence_itself(sentence: str) -> None:
    assert not follows_something(fold(sentence))


@pytest.mark.parametrize(
    "opening",
    [
        "وبالعودة إلى الجسر القديم، يقول السائقون إن الطريق البديل طويل.",
        "والبداية مع الجسر القديم الذي أغلقته البلدية أمام الشاحنات.",
        "وأغلقت البلدية جسر السكة الجديد أيضًا أمام الشاحنات.",
        "وقال مهندسون من المديرية العامة للطرق إن هذا بمثابة تحذير للمدينة.",
        "وتأتي محاولة إصلاحه بعد سنوات من شكاوى السائقين.",
        "وتتزايد الشكاوى بشأنه منذ الربيع في سوق الجملة.",
        "وتحدث السائقون عنها في اجتماع مع البلدية.",
        "ويعترض عليه تجار السوق وأصحاب المعامل.",
        "وقد ألقي القبض عليه قرب الجسر القديم.",
        "وتم الإفراج عنه قبل فتح الجسر القديم.",
        "ورأى فيها آخرون فرصة لبناء جسر جديد.",
        "وطالب آخرون بفتح الجسر القديم في الليل.",
        "وفي نفس الوقت بدأت البلدية فحص جسر السكة.",
        "وبدلًا من ذلك، تبني البلدية جسرًا للمشاة.",
        "عوضًا عن ذلك تبني البلدية جسرًا للمشاة.",
        "وردت البلدية بأنها تفحص الدعامة في الصيف.",
        "ورد رئيس البلدية قائلًا إن الدعامة متينة.",
        "وأوضح مدير الطرق في المحافظة بسام الحلبي أنه “عند الساعة الثامنة عبرت أيضًا شاحنة إطفاء”.",
        "وقال بسام الحلبي إن مهندسي المديرية فحصوا كذلك الدعامة الغربية.",
        "وكتب يقول “أغلقنا الجسر بناء على طلب من السائقين”.",
        "وكتبت تقول: الجسر مغلق حتى الصيف.",
        "وتدارك قائلًا إن الجسر يفتح في الصيف.",
        "فإن البلدية لم تفحص الدعامة.",
        "فلم يعبر أحد الجسر في الليل.",
    ],
)
def test_an_order_and_a_stranger_s_pronoun_point_back(opening: str) -> None:
    assert points_back(opening)


@pytest.mark.parametrize(
    "sentence",
    [
        "وأعلنت عائلة بينهم طفل نجاتها من الحادث.",
        "وأغلقت مدينة سكانها كثيرون جسرها القديم.",
        "وأنقذ العمال سائقين بينهم شاب من الزهور.",
        "وردت البلدية على السائقين بأنها تفحص الدعامة.",
        "ويرأس اللجنة مهندسان آخران من المحافظة.",
        "وتدارك الأهلي تأخره بهدفين في الشوط الثاني.",
        "وتداركت البلدية نقص المياه قبل الصيف.",
        "فان دايك سجل هدف الفوز في الدقيقة الأخيرة.",
        "فالكون 9 أقلع من قاعدته صباح السبت.",
        "فلم البلدة الجديد يعرض في المركز الثقافي.",
    ],
)
def test_a_noun_s_own_pronoun_points_nowhere(sentence: str) -> None:
    assert not points_back(sentence)


SHELLS = "وعثر عمال الجسر القديم أمس على قذائف من أيام الحرب تحت الدعامة الشرقية؟"
POINTING = (
    "ويقول خبراء وصلوا من العاصمة أمس في مهمة قصيرة إن هذه القذائف قد تنفجر"
    " وتدمر الشاحنات وسوق الجملة."
)


def test_nothing_is_pointed_at_that_was_not_told() -> None:
    """The sentence that tells of the shells asks, so no summary has it."""
    assert POINTING not in choose_sentences(TITLE, [LEAD, SHELLS, POINTING])
    told = SHELLS.replace("؟", ".")
    both = choose_sentences(TITLE, [LEAD, told, POINTING])
    assert POINTING not in both or told in both


@pytest.mark.parametrize(
    "pointing",
    [
        "وطلب مهندس الجسور من سكان سوق الجملة مهلة ليبحث مع المحافظ هذه الخطوة.",
        "وأنهى مهندس الجسور مع سكان سوق الجملة والمنطقة الصناعية تلك الممارسات.",
    ],
)
def test_what_sums_up_a_skipped_sentence_is_not_told(pointing: str) -> None:
    """«هذه الخطوة» sums up the sentence before, unless its own sentence has told what."""
    step = "فهل تقبل المدينة أن تبيع البلدية حديد الجسر القديم؟"
    assert pointing not in choose_sentences(TITLE, [LEAD, step, pointing, *MORE])


def test_what_the_headline_tells_may_be_pointed_at() -> None:
    title = "قذائف من أيام الحرب تغلق الجسر القديم أمام الشاحنات"
    assert POINTING in choose_sentences(title, [LEAD, SHELLS, POINTING])


@pytest.mark.parametrize(
    "sentence",
    [
        "وطلب تجار السوق من البلدية إصلاح طريق الشاحنات، ثم كرروا هذا الأمر أمام المحافظ.",
        "وتخصص بلدية الزهور لإصلاح الطرق والجسور هذا العام 12 مليون ليرة.",
        "وجمعت البلدية شكاوى السائقين في سوق الجملة وأرسلت تلك الشكاوى إلى المحافظة.",
    ],
)
def test_a_sentence_may_point_at_itself_and_at_now(sentence: str) -> None:
    assert sentence in choose_sentences(TITLE, [LEAD, OTHER, sentence])


@pytest.mark.parametrize(
    ("introduction", "leaning"),
    [
        (
            "وهل سمع أحد بما رأته اللجنة العلمية في الجسر القديم؟",
            "وتبدأ البلدية إصلاح الجسر القديم للشاحنات في الخريف بعد أن تنهي اللجنة العلمية عملها.",
        ),
        (
            "وهل سمع أحد بما حمله “نورسا” للجسر القديم؟",
            "وتنتظر بلدية الزهور مواد لإصلاح الجسر القديم يحملها القارب “نورسا” من الساحل.",
        ),
    ],
)
def test_what_an_article_has_of_its_own_is_introduced_first(
    introduction: str, leaning: str
) -> None:
    """Wherever the sentence names it, and though the first one names it as known, too."""
    assert leaning not in choose_sentences(TITLE, [LEAD, introduction, leaning, MORE[0]])
    assert leaning in choose_sentences(TITLE, [LEAD, OTHER, leaning])


@pytest.mark.parametrize(
    "entry",
    [
        "3 و5 أيار/مايو: شاحنتان تصدمان حاجز الجسر القديم في الزهور وتسقطان في النهر قرب السوق.",
        "ليلة 7-8 أيار/مايو: شاحنة تصدم حاجز الجسر القديم في الزهور وتسقط في النهر قرب السوق.",
        "14 آذار/مارس صدمت شاحنة حاجز الجسر القديم في الزهور وسقطت في النهر قرب سوق الجملة.",
        "عام 2014: شاحنة تصدم حاجز الجسر القديم في الزهور وتسقط في النهر قرب السوق مع سائقها.",
    ],
)
def test_no_entry_of_a_chronology_stands_alone(entry: str) -> None:
    assert entry not in choose_sentences(TITLE, [LEAD, entry, *MORE])


def test_the_date_of_a_report_is_no_chronology() -> None:
    report = "14 آذار/مارس 2014 صدمت شاحنة حاجز الجسر القديم في الزهور وسقطت في النهر قرب السوق."
    assert report in choose_sentences("شاحنة تصدم حاجز الجسر القديم في الزهور", [report])


def test_the_sentence_behind_the_headline_again_follows_the_headline_alone() -> None:
    """A sentence between them would be taken for what it points at."""
    title = "رئيس بلدية الزهور يغلق الجسر القديم"
    first = "يعمل المهندس الزائر نادر عوض في فحص جسور المحافظة وطرقها منذ الربيع."
    again = "رئيس بلدية الزهور يغلق الجسر القديم."
    follows = "وأضاف أن شاحنات سوق الجملة تعبر الطريق الشرقي."
    chosen = choose_sentences(title, [first, again, follows])
    assert not (first in chosen and follows in chosen)


@pytest.mark.parametrize(
    "preamble",
    [
        "نتلقى تحذيرات باستمرار من أن الملح يضر أجسامنا.",
        "وما زلت أذكر خلال تلك الفترة كيف كان الجسر.",
        "نأكل كل يوم من السكر أكثر مما تحتاجه أجسامنا.",
    ],
)
def test_what_all_people_do_or_one_remembers_is_first_person(preamble: str) -> None:
    assert speaks_in_first_person(preamble)


@pytest.mark.parametrize(
    "joined",
    [
        "وقال بسام الحلبي إن المديرية فحصت الجسر وتفحص أيضًا النفق.",
        "وقال بسام الحلبي إن المديرية لا تنسى أيضًا النفق.",
    ],
)
def test_also_may_join_two_things_of_the_sentence_itself(joined: str) -> None:
    assert not points_back(joined)


@pytest.mark.parametrize(
    "torn",
    [
        "وعن مشاركتها في بناء الجسر القديم منذ أيامه الأولى وعملها مع الشاحنات في تموز الماضي.",
        "وعن إغلاق الجسر القديم أمام الشاحنات: “خطوة متأخرة في كل الأحوال”.",
        "وحول إغلاق الجسر القديم أمام الشاحنات “خطوة متأخرة في كل الأحوال”.",
        "أما عن إغلاق الجسر القديم أمام الشاحنات، “خطوة متأخرة في كل الأحوال”.",
    ],
)
def test_what_is_spoken_of_alone_is_no_sentence(torn: str) -> None:
    """It begins with what something will be said of, and nobody says it."""
    assert is_torn(fold(torn))
    assert torn not in choose_sentences(TITLE, [LEAD, torn, *MORE])


@pytest.mark.parametrize(
    "whole",
    [
        "وعن إغلاق الجسر القديم، قال المهندس إن الدعامة تشققت.",
        "وعن إغلاق الجسر القديم نشرت الصحيفة مقالًا.",
        "وعن إغلاق الجسر القديم يتحدث السائقون طويلًا.",
        "وعن المباراة، فاز الفريق بهدفين.",
        "أما عن السوق فالأسعار على حالها منذ الربيع.",
        "وحول الجسر القديم سور من الحجر طوله ميلان.",
        "وعن إغلاق الجسر القديم: “قلنا منذ الربيع إنه متعب”، يضيف الحلبي.",
        "وفقا للمهندسين فإن الدعامة تشققت.",
        "بحسب ما نشرته الصحيفة، أغلق الجسر ليلا.",
        "ووفقا لمهندسي البلدية تعبر الجسر 400 شاحنة.",
        "وبحسب مهندسي البلدية أغلق الجسر ليلا.",
    ],
)
def test_what_is_spoken_of_may_be_followed_by_what_is_said(whole: str) -> None:
    assert not is_torn(fold(whole))


@pytest.mark.parametrize(
    "sentence",
    [
        "فالعديد من سائقي الشاحنات يعبرون الجسر القديم ليلًا.",
        "فالمدينة لا تملك جسرًا آخر يحمل الشاحنات.",
        "فلا جسر غيره يحمل الشاحنات.",
        "وتدارك “لكن الجسر القديم لا يحمل الشاحنات”.",
    ],
)
def test_a_reason_needs_what_it_is_given_for(sentence: str) -> None:
    assert points_back(sentence)
    assert sentence not in choose_sentences(TITLE, [LEAD, f"{OTHER} {sentence}", *MORE])


@pytest.mark.parametrize("sentence", ["فالنسيا فازت على الزهور.", "فريق الزهور خسر المباراة."])
def test_a_name_that_begins_like_a_reason_is_none(sentence: str) -> None:
    assert not points_back(sentence)


def test_a_concession_without_its_sentence_is_no_sentence() -> None:
    assert is_torn(fold("وإن كان سكان الحي يأملون أن يفتح الجسر قبل الشتاء."))
    assert not is_torn(fold("وإن كان الجسر قديمًا، فإنه يحمل الشاحنات."))
    assert not is_torn(fold("وإن كان طول الجسر 3.5 كيلومتر قبل الفيضان، فهو اليوم أقصر."))


def test_what_was_said_before_that_needs_somebody_s_word_before_it() -> None:
    """Behind a fact, he who said it is the last person named."""
    said = "وقال مدير الصيانة إن الشاحنات كسرت مصابيح الرصيف وسور الحديقة ثلاث مرات."
    fact = "ويعمل في صيانة الجسر ثلاثون رجلًا يصبغون السور ويصلحون مصابيح الرصيف."
    before = "وفي رسالة ليلية سبقت ذلك قال: “كل شاحنة تعبر في الشتاء تأكل من عمر الحجارة”."
    assert before in choose_sentences(TITLE, [LEAD, said, before])
    assert before not in choose_sentences(TITLE, [LEAD, fact, before])
