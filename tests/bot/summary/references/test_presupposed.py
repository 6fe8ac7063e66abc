"""What a sentence takes for told, and whom an act was done to, the summary tells before it."""

import pytest

from bot.arabic.normalize import fold
from bot.summary import choose_sentences
from bot.summary.references.owners import lacks_owner
from bot.summary.references.presupposed import presupposed_in

TITLE = "إغلاق الجسر القديم في الزهور أمام الشاحنات"
LEAD = "أغلقت بلدية الزهور، اليوم، الجسر القديم أمام الشاحنات بعد ظهور تشقق في دعامته الشرقية."
ASKED = "فهل يعود السائقون؟"
LATER = "وحددت البلدية طريقًا بديلًا للشاحنات يمر شرق المدينة حتى نهاية الصيف."


@pytest.mark.parametrize(
    ("leaning", "telling"),
    [
        (
            "وقال سائقو الشاحنات إنهم وافقوا على الاتفاق، لكنهم ينتظرون مصابيح وحارسًا.",
            "توصل محافظ الزهور، اليوم، إلى حل يغلق الجسر القديم أمام الشاحنات حتى نهاية الصيف.",
        ),
        (
            "وبحثت الشرطة قرب الجسر القديم عن الشاحنات التي كانت في الزهور ساعة الهجوم.",
            "أغلقت بلدية الزهور، اليوم، الجسر القديم أمام الشاحنات بعد أن فجر مجهولون دعامته.",
        ),
    ],
)
def test_an_agreement_or_an_attack_is_told_before_it_is_known(leaning: str, telling: str) -> None:
    """In whatever words it is told."""
    assert leaning not in choose_sentences(TITLE, [LEAD, ASKED, leaning, LATER])
    assert leaning in choose_sentences(TITLE, [telling, ASKED, leaning])


def test_an_agreement_is_not_what_the_sentence_before_told() -> None:
    """As a decision or an attack may be; a closed bridge is no agreement."""
    agreed = "وقال سائقو الشاحنات إنهم وافقوا على الاتفاق، لكنهم لم يتركوا الجسر القديم بعد."
    assert agreed not in choose_sentences(TITLE, [LEAD, agreed, LATER])
    attacked = "وبحثت الشرطة قرب الجسر القديم عن شاحنات كانت في الزهور ساعة الهجوم."
    assert attacked in choose_sentences(TITLE, [LEAD, attacked])


@pytest.mark.parametrize(
    "sentence",
    [
        "وقال السائقون إنهم وافقوا على الاتفاق الجديد.",
        "وقال السائقون إنهم وافقوا على الاتفاق مع البلدية.",
        "وقال السائقون إنهم وقعوا اتفاقية مع البلدية، وإن الاتفاقية تفتح الجسر ليلًا.",
        "وقال السائقون إن الشرطة حققت في الهجوم على الجسر.",
        "ورفض السائقون طلبًا جديدًا من البلدية.",
        "ورفض السائقون إغلاق الجسر.",
        "وقبل أيام من طلب البلدية عبر الجسر آخر السائقين.",
    ],
)
def test_what_is_named_in_full_is_taken_for_nothing(sentence: str) -> None:
    assert presupposed_in(fold(sentence)) == ()


@pytest.mark.parametrize(
    "reaction",
    [
        "ورفض مجلس المحافظة مطلب إقالة مدير الطرق، وقال إن الجسر القديم يحتاج إلى مهندس.",
        "وأثارت تصريحات الحلبي عن الجسر القديم غضب سائقي الشاحنات في سوق الجملة.",
        "ورحب تجار السوق بدعوة المحافظ إلى فتح الجسر القديم أمام الشاحنات ليلًا.",
        "وقوبلت فكرة النفق بسخرية من سائقي الشاحنات الذين عبروا الجسر القديم كل يوم.",
    ],
)
def test_no_reaction_is_told_without_what_it_answers(reaction: str) -> None:
    """Nor is a demand told by him alone who refuses it."""
    assert presupposed_in(fold(reaction))
    assert reaction not in choose_sentences(TITLE, [LEAD, ASKED, reaction, LATER])


@pytest.mark.parametrize(
    "told",
    [
        "وطلب السائقون من المحافظ إقالة مدير الطرق بعد إغلاق الجسر القديم في الزهور.",
        "ودعا تجار السوق إلى إقالة مدير الطرق بعد إغلاق الجسر القديم في الزهور.",
    ],
)
def test_a_reaction_follows_what_it_answers(told: str) -> None:
    reaction = "ورفض مجلس المحافظة مطلب الإقالة قائلًا إن الشاحنات تحتاج إلى مهندس خبير."
    assert choose_sentences(TITLE, [LEAD, told, reaction]) == [LEAD, told, reaction]


@pytest.mark.parametrize(
    ("sentence", "lacks"),
    [
        ("واتهمت البلدية شركة الشاحنات بالوقوف وراء محاولة تسميمه قرب الجسر.", True),
        ("وأعلنت الشرطة اعتقاله قرب الجسر.", True),
        ("ونفت البلدية إقالته.", False),
        ("وقال السائق إن الشرطة حاولت اعتقاله.", False),
        ("وأغلقت البلدية الجسر بعد اختباره.", False),
        ("وأعلنت الشرطة اعتقال السائق بعد تفتيشه.", False),
        ("وقررت البلدية تعليق العمل.", False),
    ],
)
def test_whom_an_act_was_done_to_stands_before_it(sentence: str, *, lacks: bool) -> None:
    """No woman, no town, no other act is meant by «ه»."""
    assert lacks_owner(sentence) is lacks


def test_nobody_is_poisoned_who_was_not_named() -> None:
    named = "فهل نسي الناس أن مهندس الجسر القديم شرب ماء مسمومًا في الزهور؟"
    leaning = "واتهمت بلدية الزهور شركة الشاحنات بالوقوف وراء محاولة تسميمه قرب الجسر القديم."
    assert leaning not in choose_sentences(TITLE, [LEAD, named, leaning, LATER])
