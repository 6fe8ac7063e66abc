"""No accusation without its denial, no expectation without what came of it."""

import pytest

from bot.arabic.normalize import fold
from bot.summary import choose_sentences
from bot.summary.speech.stances import Stance

TITLE = "نفوق أسماك في نهر الوردية والبلدية تغلق معمل الصباغة"
LEAD = "أغلقت بلدية الوردية، أمس، معمل الصباغة القديم بعد نفوق مئات الأسماك في النهر."
CLAIM = "ويتهم سكان الوردية شركة الأصيل بتصريف مياه ملونة من المعمل إلى النهر خلال ساعات الليل."
DENIAL = "وتنفي الشركة ذلك، وتقول إن مياه الصباغة تعالج كلها."
NEXT = "ويعمل في معمل الصباغة 120 عاملًا من الوردية، وعدتهم البلدية بعمل بديل حتى الخريف."


def test_an_accusation_is_told_with_the_denial_behind_it() -> None:
    """Short as the denial is, and little as it adds."""
    chosen = choose_sentences(TITLE, [LEAD, CLAIM, DENIAL, NEXT])
    assert chosen == [LEAD, CLAIM, DENIAL]


@pytest.mark.parametrize(
    "between",
    [
        "وجمعت البلدية عينات من ماء النهر أرسلتها إلى مخبر الجامعة.",
        "وتقول الجمعية الزراعية إن حقولًا كثيرة تسقى من ماء النهر.",
    ],
)
@pytest.mark.parametrize(
    "denial",
    [
        DENIAL,
        "ونفى مدير شركة الأصيل، نديم الصباغ، تصريف أي مياه في النهر.",
        "ورفضت الشركة هذه الاتهامات ووصفتها بالكيدية.",
        "وقالت الشركة إنه لا صحة لما يقوله السكان عن مياه النهر.",
        "لكن الشركة أنكرت أن تكون صرفت شيئًا في النهر.",
        "وتقول شركة الأصيل إن المياه تعالج في أحواض داخل المعمل.",
        "ومن جهته، قال نديم الصباغ، مدير الشركة، إن النهر نظيف.",
        "وتصر إدارة الشركة على أن المياه تعالج كلها.",
        "وردًا على ذلك، دعا مدير الشركة السكان إلى زيارة المعمل.",
        "وردت الشركة على ذلك بصور لأحواض المعالجة.",
        "ومع ذلك، قالت شركة الأصيل إن ماء النهر نظيف.",
        "ونفى نديم الصباغ، مدير الشركة، هذه الاتهامات.",
    ],
)
def test_an_accusation_is_not_told_without_its_denial(between: str, denial: str) -> None:
    """A few sentences later, in other words, or as the word of the accused."""
    chosen = choose_sentences(TITLE, [LEAD, CLAIM, between, denial, NEXT])
    assert CLAIM not in chosen or denial in chosen


def test_where_the_denial_does_not_fit_the_accusation_is_left_out() -> None:
    """The lead is the news, so what is left is not enough for both."""
    room = len(LEAD) + len(CLAIM) + len(DENIAL)
    told = [LEAD, CLAIM, DENIAL]
    assert choose_sentences(TITLE, told, max_characters=room + 2) == told
    assert choose_sentences(TITLE, told, max_characters=room) == [LEAD, DENIAL] or (
        CLAIM not in choose_sentences(TITLE, told, max_characters=room)
    )
    assert CLAIM not in choose_sentences(TITLE, told, max_sentences=2)


def test_a_lead_that_accuses_is_followed_by_its_denial_however_late() -> None:
    lead = "اتهم سكان الوردية، أمس، شركة الأصيل بتصريف مياه الصباغة الملونة في النهر."
    more = (
        "وتقول البلدية إن مئات الأسماك نفقت في نهر الوردية منذ مطلع الأسبوع.",
        "وجمع طلاب الجامعة عينات من ماء النهر في ثلاثة مواضع.",
        "ويسقي المزارعون من النهر حقول البندورة والخيار في القرى المجاورة.",
        "ويعود بناء معمل الصباغة إلى خمسين عامًا، وفيه 120 عاملًا.",
        "وأرسلت المحافظة لجنة من أربعة مهندسين لفحص أحواض المعمل.",
    )
    for denial in (
        "ونفت شركة الأصيل في بيان تصريف مياه الصباغة في النهر.",
        "ونفى مدير شركة الأصيل هذه الاتهامات.",
        "ومن جهتها، قالت شركة الأصيل إن مياه النهر نظيفة.",
    ):
        assert denial in choose_sentences(TITLE, [lead, *more, denial])


@pytest.mark.parametrize(
    "silence",
    [
        "ولم يصدر على الفور أي تعليق من شركة الأصيل على إغلاق معمل الصباغة.",
        "ولم ترد شركة الأصيل على طلب للتعليق على نفوق أسماك النهر.",
        "ورفض مدير شركة الأصيل التعليق على إغلاق معمل الصباغة في الوردية.",
    ],
)
def test_nobody_is_said_to_be_silent_who_denied(silence: str) -> None:
    """It was true when it was written; the article has the denial since."""
    assert Stance(fold(silence)).silent
    told = [LEAD, silence, NEXT, "ثم نفت الشركة أن تكون لمياهها صلة بنفوق الأسماك."]
    assert silence not in choose_sentences(TITLE, told)


@pytest.mark.parametrize(
    ("expected", "turn"),
    [
        (
            "وكان يفترض أن يعاد فتح معمل الصباغة صباح اليوم بعد فحص أحواضه.",
            "لكن محكمة الوردية أمرت بإغلاق المعمل شهرين آخرين.",
        ),
        (
            "وكان من المقرر أن تصل عينات ماء النهر إلى مخبر الجامعة أمس.",
            "غير أن سيارة البلدية تعطلت على الطريق، وفسدت العينات.",
        ),
        (
            "ودفع العمال باب معمل الصباغة ودخلوا إلى آلاته قبل وصول الشرطة.",
            "لكن حراس البلدية أخرجوهم من المعمل بعد دقائق.",
        ),
    ],
)
def test_a_story_does_not_end_before_its_turn(expected: str, turn: str) -> None:
    chosen = choose_sentences(TITLE, [LEAD, expected, turn, NEXT])
    assert expected not in chosen or turn in chosen


def test_a_lead_is_not_told_without_the_turn_against_it() -> None:
    """Much as it repeats of the lead: it says the opposite."""
    lead = "أعلن مجلس الوردية، أمس، فتح الجسر القديم أمام الشاحنات بعد إصلاح دعامته."
    turn = "إلا أن سائقي الشاحنات في الوردية قالوا إن الجسر القديم مغلق أمامهم حتى اليوم."
    other = "لكن أسعار الخضار لم تنخفض في أسواق المدينة منذ الربيع."
    title = "تضارب الأنباء عن فتح الجسر القديم أمام الشاحنات"
    assert choose_sentences(title, [lead, turn, NEXT])[:2] == [lead, turn]
    assert choose_sentences(title, [lead, other, NEXT], max_sentences=2) != [lead, other]


def test_a_denial_that_means_something_else_is_not_taken_for_an_answer() -> None:
    """«ذلك» is what the sentence before told, which is not chosen."""
    lead = "اتهم سكان الوردية شركة الأصيل بتصريف مياه الصباغة الملونة في النهر."
    between = "فهل تشتري الشركة ماء النهر من البلدية بثمن قليل؟"
    denial = "ونفت شركة الأصيل ذلك، وقالت إن مياه الصباغة كلها من آبارها."
    assert denial not in choose_sentences(TITLE, [lead, between, denial, NEXT])


def test_silence_does_not_take_the_place_of_news() -> None:
    silence = "ولم تعلق شركة الأصيل على نفوق الأسماك في نهر الوردية حتى الآن."
    assert choose_sentences(TITLE, [LEAD, silence, NEXT], max_sentences=2) == [LEAD, NEXT]


@pytest.mark.parametrize(
    ("sentence", "claims", "denies"),
    [
        (CLAIM, True, False),
        (DENIAL, False, True),
        ("وقدم السكان شكوى إلى المحافظة.", True, False),
        ("وتقول مزاعم إن المعمل يعمل ليلًا، وهو ما تنفيه الشركة.", True, True),
        ("ولا تنفي الشركة أن المعمل قديم.", False, False),
        ("ويقول السكان إن البلدية كذبت عليهم.", False, False),
        ("ويصدر النفط من المرفأ الجديد.", False, False),
        ("وقال المدير: “باقون ما دمنا نفي بالتزاماتنا”.", False, False),
        ("ورفضت الشركة شراء آلات جديدة.", False, False),
        ("وأعلن المعمل عن إنتاج صباغ أزرق.", False, False),
    ],
)
def test_what_claims_and_what_denies(sentence: str, *, claims: bool, denies: bool) -> None:
    """Oil is no denial, nor a promise kept, nor the refusal of something that nobody claimed."""
    stance = Stance(fold(sentence))
    assert (stance.claims, stance.denies) == (claims, denies)


def test_the_accuser_does_not_answer_himself() -> None:
    """«اتهم الوزير سمير الطحان البلدية» is answered by the municipality alone."""
    accused = Stance(fold("اتهم وزير النقل سمير الطحان البلدية بإهمال الجسر.")).accused
    assert Stance(fold("وقالت البلدية إن الجسر سليم.")).speaker & accused
    assert not Stance(fold("وقال الطحان إن الجسر قديم.")).speaker & accused


@pytest.mark.parametrize(
    "lead",
    [
        "انتقدت نقابة الصيادين، أمس، بلدية الوردية بسبب مياه الصباغة في النهر.",
        "طالبت نقابة الصيادين، أمس، بلدية الوردية بإغلاق معمل الصباغة على النهر.",
        "حملت نقابة الصيادين، أمس، بلدية الوردية المسؤولية عن مياه الصباغة في النهر.",
    ],
)
def test_who_is_blamed_has_the_word_next(lead: str) -> None:
    """Behind «في المقابل», and though other sentences stand between."""
    between = "ويصيد في النهر مئتا صياد من القرى المجاورة كل ربيع."
    word = "وفي المقابل، قالت بلدية الوردية إن ماء النهر يفحص كل أسبوع."
    assert word in choose_sentences(TITLE, [lead, between, NEXT, word], max_sentences=2)


def test_a_denial_of_these_claims_answers_those_who_made_them() -> None:
    """Beside news that claims nothing, «هذه المزاعم» would be said of nothing that is told."""
    claim = "ويزعم تجار أن شركة الأصيل باعت أقمشة تالفة في أسواق العاصمة."
    denial = "ونفى نديم الصباغ هذه المزاعم عن معمل الصباغة القديم في الوردية."
    assert denial not in choose_sentences(TITLE, [LEAD, claim, denial], max_sentences=2)
    assert denial in choose_sentences(TITLE, [LEAD, claim, denial])


def test_who_warned_does_not_answer_himself() -> None:
    """«لكن بعض النقابات» after «حذرت نقابات» hands the word to nobody else."""
    warning = Stance(fold("ومع رفض المعمل، حذرت نقابات الصيادين من إغلاق النهر."))
    same = Stance("", "بعض نقابات الصيادين أشارت إلى إغلاق النهر.")
    other = Stance("", "شركة الأصيل قالت إن النهر مفتوح.")
    assert warning.blamer & same.side
    assert not warning.blamer & other.side


def test_nobody_has_his_turn_where_nobody_has_spoken() -> None:
    """«من جهته» answers a claim that is told, if somebody speaks in what is told."""
    title = "معمل الصباغة في الوردية يواجه أزمة بعد نفوق الأسماك"
    lead = "يواجه معمل الصباغة أزمة بعد نفوق أسماك النهر واتهامات بالتلوث بين أهل الوردية."
    says = "حذر صيادو الوردية، أمس، معمل الصباغة من اتهامات بالتلوث بعد نفوق أسماك النهر."
    between = "ويعمل في معمل الصباغة مئة عامل من القرى المجاورة للنهر."
    turn = "من جهته، صرح مدير معمل الصباغة بأن مياه المصارف تفحص كل أسبوع."
    assert turn not in choose_sentences(title, [lead, between, turn], max_sentences=2)
    assert turn in choose_sentences(title, [says, between, turn], max_sentences=2)


def test_nobody_speaks_in_what_is_between_him_and_others() -> None:
    """«بينه وبين» holds the word for making something plain, behind a letter that joins."""
    title = "معمل الصباغة في الوردية يواجه أزمة بعد نفوق الأسماك"
    lead = "يواجه معمل الصباغة أزمة بعد نفوق أسماك النهر وخلافًا بينه وبين صيادي الوردية."
    between = "ويعمل في معمل الصباغة مئة عامل من القرى المجاورة للنهر."
    turn = "من جهته، صرح مدير معمل الصباغة بأن مياه المصارف تفحص كل أسبوع."
    assert turn not in choose_sentences(title, [lead, between, turn], max_sentences=2)


ACCUSED = "سكان الوردية يتهمون شركة الأصيل بتلويث النهر"
RAIN = "عاد ماء النهر صافيًا بعد أسبوع من المطر، كما رأى الصيادون أمس عند الجسر القديم."
COUNTED = [
    f"وفي اليوم {day} من الصيف جمع الطلاب {day * 7} سمكة من بحيرة الشمال ووزعوها على القرى."
    for day in range(1, 40)
]


@pytest.mark.parametrize("before", range(11, 19))
def test_what_the_headline_promises_far_off_is_told_with_its_denial(before: int) -> None:
    """Also where one of them, or both, stand behind what else is read for a summary."""
    claim = "ويتهم سكان الوردية شركة الأصيل بتلويث النهر بمياه ملونة خلال ساعات الليل."
    chosen = choose_sentences(ACCUSED, [RAIN, *COUNTED[:before], claim, DENIAL])
    assert chosen == [RAIN, claim, DENIAL]


@pytest.mark.parametrize("between", [0, 3])
@pytest.mark.parametrize("before", range(11, 36))
def test_no_accusation_is_told_whose_denial_is_not_read(before: int, between: int) -> None:
    """Wherever the reading of a long article ends."""
    claim = "ويتهم سكان الوردية شركة الأصيل بتلويث النهر بمياه ملونة خلال ساعات الليل."
    other = "وتعمل في سوق الوردية ورشة لإصلاح الشباك والقوارب الصغيرة."
    told = [RAIN, *COUNTED[:before], claim]
    chosen = choose_sentences(ACCUSED, [*told, *[other] * between, DENIAL])
    assert (claim in chosen) <= (DENIAL in chosen)


@pytest.mark.parametrize("before", [0, 5, 14])
def test_what_brings_its_introduction_along_is_not_told_without_its_denial(before: int) -> None:
    """Three sentences are full then."""
    first = "وقدم سكان الوردية شكوى على شركة الأصيل إلى محكمة المدينة صباح الخميس."
    claim = "كما اتهموها بتلويث النهر بمياه ملونة تصرفها خلال ساعات الليل من المعمل القديم."
    denial = "وتنفي شركة الأصيل ذلك، وتقول إن مياه الصباغة تعالج كلها."
    chosen = choose_sentences(ACCUSED, [RAIN, *COUNTED[:before], first, claim, denial])
    assert claim not in chosen or denial in chosen
