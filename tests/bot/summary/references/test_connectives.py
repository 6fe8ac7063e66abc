"""A connective keeps no sentence out that tells what the headline promises."""

import pytest

from bot.summary import choose_sentences
from bot.summary.references.connectives import joined_part

TITLE = "رنا الطحان تفوز برئاسة غرفة التجار والحرفيون يرفضون فرز الصناديق"
LEAD = "فازت رنا الطحان، أمس، برئاسة غرفة تجار الوردية بفارق خمسين صوتًا."
BETWEEN = (
    "وتضم الغرفة ألفي تاجر من الوردية والقرى التي حولها.",
    "وبقيت أسواق المدينة مغلقة طوال النهار.",
)


@pytest.mark.parametrize(
    "joined",
    [
        "غير أن نقابة الحرفيين رفضت فرز الصناديق وطلبت قاضيًا.",
        "لكن الحرفيين رفضوا فرز الصناديق وطلبوا قاضيًا.",
        "ومن جهتها، رفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.",
        "وفي المقابل رفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.",
        "أما نقابة الحرفيين فرفضت فرز الصناديق وطلبت قاضيًا.",
        "كما رفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.",
        "ومن جهة أخرى، رفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.",
        "وفي سياق آخر رفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.",
        "وفي غضون ذلك، رفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.",
        "وفيما أغلقت أسواق الوردية، رفضت نقابة الحرفيين فرز الصناديق.",
        "ورفضت نقابة الحرفيين أيضًا فرز الصناديق وطلبت قاضيًا.",
    ],
)
def test_what_a_connective_joins_is_told_where_the_headline_tells_both(joined: str) -> None:
    """Though the sentence right before it is not chosen."""
    assert joined in choose_sentences(TITLE, [LEAD, *BETWEEN, joined], max_sentences=2)
    other = "مجلس الوردية يمد أنابيب الماء إلى حي الجسر القديم"
    assert joined not in choose_sentences(other, [LEAD, *BETWEEN, joined], max_sentences=2)


@pytest.mark.parametrize(
    "leaning",
    [
        "لكنها رفضت فرز الصناديق وطلبت قاضيًا.",
        "ومن جهتها أكدت أن الحرفيين يرفضون فرز الصناديق.",
        "كما أشارت إلى أن الحرفيين يرفضون فرز الصناديق.",
        "كما طالبت بالعودة إلى فرز الصناديق أمام الحرفيين.",
        "غير أن هذا الفرز أغضب الحرفيين حول الصناديق.",
        "كما رفض حرفيون آخرون فرز الصناديق.",
        "لكن للمرة الأولى ترفض نقابة الحرفيين فرز الصناديق صراحة.",
        "غير أن الآن ترفض نقابة الحرفيين فرز الصناديق.",
        "ورفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.",
    ],
)
def test_a_connective_joins_nothing_that_leans_on_more(leaning: str) -> None:
    """A pronoun, a verb without its subject, others beside those told of; and no connective."""
    assert not joined_part(leaning)


def test_a_headline_s_other_half_is_told_whatever_is_told_again_with_it() -> None:
    """The words of the headline may be the speaker's office, and so may the topic."""
    title = "الحرفيون يطلبون حل غرفة التجار ومحافظ الوردية يدعو إلى الهدوء"
    lead = "طلب حرفيو الوردية، أمس، حل غرفة التجار بعد خلاف على فرز الصناديق في ساحة السوق."
    half = (
        "ودعا محافظ الوردية، نديم الصباغ، إلى الهدوء، وقال إنه يتابع خلاف الحرفيين والتجار على"
        " الصناديق في ساحة السوق."
    )
    assert half in choose_sentences(title, [lead, half, *BETWEEN])


def test_a_sentence_alone_is_joined_by_one_that_tells_as_much_new() -> None:
    """Where nothing else can be told, a repeat with news in it is more than nothing."""
    title = "مدير النقل يرفض رفع أجور الحافلات في الوردية"
    lead = "رفض مدير النقل، سمير الطحان، أمس، رفع أجور الحافلات في مدينة الوردية."
    half = (
        "وقال المدير إنه يرفض رفع أجور الحافلات قبل أن يدرس خبراء الجامعة أسعار الوقود وقطع"
        " الغيار والإطارات."
    )
    again = "وقال المدير إنه يرفض رفع أجور الحافلات في المدينة اليوم."
    assert choose_sentences(title, [lead, half]) == [lead, half]
    assert choose_sentences(title, [lead, again]) == [lead]


def test_the_second_sentence_may_report_much_that_is_new_of_what_the_lead_told() -> None:
    """A report that names who and where is no repeat, though an agency tells it."""
    title = "الشرطة توقف سارق أجراس الدير القديم"
    lead = "أوقفت الشرطة، أمس، رجلًا يشتبه بأنه سرق أجراس دير قديم في الجبل."
    report = (
        "وقالت مديرية الشرطة إن حميد الوراق، وهو سائق شاحنة من قرية عين الزهور، خبأ الأجراس في"
        " مستودع للحديد قرب المرفأ."
    )
    other = "ويزور الدير في الصيف سياح من مدن الساحل."
    assert report in choose_sentences(title, [lead, report, other], max_sentences=2)


@pytest.mark.parametrize(
    ("joined", "half"),
    [
        ("كما أصدر نديم الصباغ بيانًا رفض فيه فرز الصناديق مع الحرفيين.", False),
        ("كما أصدر الحرفيون بيانًا رفضوا فيه فرز الصناديق.", True),
        ("أما الاثنين فرفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.", False),
        ("أما في الصباح فرفضت نقابة الحرفيين فرز الصناديق وطلبت قاضيًا.", True),
        ("أما نقابة الحرفيين فرفضت فرز الصناديق وطلبت قاضيًا.", True),
    ],
)
def test_what_is_added_to_others_and_set_against_a_day_needs_them(
    joined: str, *, half: bool
) -> None:
    """«كما» adds to what somebody did who is told; a day is set against another day."""
    chosen = choose_sentences(TITLE, [LEAD, *BETWEEN, joined], max_sentences=2)
    assert (joined in chosen) is half
