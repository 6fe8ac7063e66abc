"""What a model may say in a summary, and what it may not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.arabic.normalize import fold
from bot.summary.model.faithful import judge
from bot.summary.model.foreign_facts import numbers, numerals, possible_names

TITLE = "بلدية حلب تؤهل سوق الحدادين"
PARAGRAPHS = (
    "بدأت بلدية حلب الاثنين 3 آذار تأهيل سوق الحدادين، بكلفة 1,250 مليون ليرة.",
    "وقال النجار إن “العمل يشمل 48 محلًا و5 أقواس حجرية”، وإن نسبة الإنجاز بلغت 12.5% حتى الآن.",
    "وتشارك منظمة Heritage Link في التدريب، ويعمل في الورشة ثلاثون عاملًا.",
    "ويدير الورشة المهندس سامر النجار، وهو من سكان الحي.",
)
GOOD = "بدأت بلدية حلب تأهيل سوق الحدادين بكلفة 1250 مليون ليرة. وبلغت نسبة الإنجاز 12.5 في المئة."


def verdict(answer: str, names: set[str] | None = None) -> str:
    found = judge(answer, title=TITLE, paragraphs=PARAGRAPHS, names=names or set())
    assert bool(found) != bool(found.reason)
    return found.reason


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        "يؤهل مجلس بلدية حلب سوق الحدادين، ويشمل العمل ٤٨ محلًا.",
        "قال المهندس سامر النجار إن «العمل يشمل 48 محلا» في السوق.",
        "يعمل ثلاثون عاملًا في ورشة سوق الحدادين بحلب، وتشارك في التدريب منظمة Heritage Link.",
        "بدأ العمل في سوق الحدادين بحلب يوم الاثنين 3 آذار.",
    ],
)
def test_what_the_article_says_may_be_said_in_other_words(answer: str) -> None:
    """Other forms of words, digits, quotation marks and per cent signs are no other facts."""
    assert verdict(answer, {"حلب", "دمشق"}) == ""


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("يشمل العمل في سوق الحدادين بحلب 49 محلًا.", "number"),
        ("تبلغ كلفة تأهيل سوق الحدادين بحلب 1250 مليار ليرة.", "number"),
        ("بلغت نسبة الإنجاز في سوق الحدادين بحلب 48%.", "number"),
        ("بلغت نسبة العمل في سوق الحدادين بحلب -12.5%.", "number"),
        ("يعمل أربعون عاملًا في ورشة سوق الحدادين بحلب.", "number in words"),
        ("قال النجار إن “العمل يشمل السوق كله” في حلب.", "quotation"),
        ("بدأ العمل في سوق الحدادين بحلب، و”الإنجاز بلغ 12.5%.", "quotation"),
        ("تشارك منظمة Heritage Bridge في تأهيل سوق الحدادين.", "foreign word"),
        ("بدأت بلدية دمشق تأهيل سوق الحدادين.", "name"),
        ("بدأ العمل في سوق الحدادين بحلب يوم الثلاثاء.", "name"),
        ("بدأ العمل في سوق الحدادين بحلب في 3 نيسان.", "name"),
        ("قال المهندس عمار الخطيب إن العمل في سوق الحدادين بدأ.", "name"),
        ("اجتمع الفلاحون صباحًا لمناقشة أسعار القمح والشعير والقطن.", "words"),
        ("The municipality of Aleppo restores a market.", "not Arabic"),
        ("بدأت بلدية حلب. وبدأ العمل. وبلغت الكلفة. ويعمل الحي.", "4 sentences"),
        ("بدأت بلدية حلب تأهيل سوق", "whole sentences"),
        ("**بدأت بلدية حلب تأهيل سوق الحدادين.**", "plain prose"),
        ("- بدأت بلدية حلب تأهيل سوق الحدادين، https://example.org.", "plain prose"),
        (
            "بدأت بلدية حلب تأهيل سوق الحدادين، " + "وبدأت بلدية حلب تأهيل السوق " * 30 + ".",
            "characters",
        ),
        ("", "0 sentences"),
    ],
)
def test_what_the_article_does_not_say_is_refused(answer: str, reason: str) -> None:
    """One wrong fact is enough, and the reason names its kind."""
    assert reason in verdict(answer, {"حلب", "دمشق"})


@given(st.integers(min_value=0, max_value=10**9))
def test_no_other_number_passes(number: int) -> None:
    """Whatever it is, and in whichever digits: only the article's figures may be said."""
    said = f"{number:,}"
    arabic = said.translate({ord(str(digit)): chr(0x660 + digit) for digit in range(10)})
    allowed = number in {3, 48, 5}
    for figure in (said, arabic, str(number)):
        answer = f"يشمل العمل في سوق الحدادين بحلب {figure} محلًا."
        assert (verdict(answer) == "") == allowed


@given(st.text(max_size=700))
def test_any_text_gets_a_verdict(answer: str) -> None:
    """A model can answer with anything."""
    verdict(answer)
    assert len(possible_names(answer)) < 40_000


@given(st.lists(st.sampled_from(PARAGRAPHS), min_size=1, max_size=1))
def test_the_articles_own_sentences_always_pass(chosen: list[str]) -> None:
    """What stands in the article is true to it."""
    assert verdict(chosen[0], {"حلب"}) == ""


@given(
    st.lists(
        st.sampled_from(["48", "1,250", "12.5", "-3", "٥", "و7", "18:40", "3/4/2025", "٪", "ألف"]),
        max_size=8,
    )
)
def test_figures_are_those_of_the_folded_text(parts: list[str]) -> None:
    """Folding a text changes none of its figures."""
    text = " ".join(parts)
    assert numbers(text) == numbers(fold(text))
    assert numerals(text) == numerals(fold(text))


def test_a_name_is_looked_for_in_every_length_and_without_its_prefix() -> None:
    """«وبدير الزور» may be «دير الزور»."""
    assert {"دير الزور", "بدير الزور", "دير", "الزور", "زور"} <= set(
        possible_names("وبدير الزور")
    ) | set(possible_names("بدير الزور"))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("وأضاف أن العمل في سوق الحدادين بحلب يشمل 48 محلًا.", "points to a sentence before"),
        ("هل يشمل العمل في سوق الحدادين بحلب 48 محلًا؟", "asks"),
        ("نعمل في ورشة سوق الحدادين بحلب منذ الاثنين 3 آذار.", "first person"),
        ("تؤهل بلدية حلب سوق الحدادين.", "headline again"),
        (
            "يشمل العمل في سوق الحدادين بحلب 48 محلًا. وفي السوق 48 محلًا و5 أقواس حجرية.",
            "one thing twice",
        ),
        ("يعمل في الورشة ثلاثون عاملًا. وقال النجار إن نسبة الإنجاز بلغت 12.5%.", "introduced"),
    ],
)
def test_an_answer_has_no_fault_that_an_extract_may_not_have(answer: str, reason: str) -> None:
    """The article's own words, but not a summary that a reader can read alone."""
    paragraphs = (*PARAGRAPHS, "وقال سامر النجار إن العمل بدأ في موعده.")
    found = judge(answer, title=TITLE, paragraphs=paragraphs)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("يتهم سكان الحي بلدية حلب بإهمال سوق الحدادين.", "leaves out the denial"),
        ("يتهم سكان الحي بلدية حلب بإهمال السوق. ونفت البلدية إهمال سوق الحدادين.", ""),
        ("بدأت بلدية حلب تأهيل السوق. ولم يصدر عن البلدية تعليق.", "leaves out the denial"),
        ("بدأت بلدية حلب تأهيل سوق الحدادين بكلفة 1250 مليون ليرة.", ""),
        ("بدأت بلدية حلب تأهيل السوق. مضيفة أن العمل يشمل 48 محلًا.", "tail of another"),
    ],
)
def test_an_accusation_is_not_used_without_the_articles_denial(answer: str, reason: str) -> None:
    """Nor is anybody said to be silent who denied."""
    paragraphs = (
        *PARAGRAPHS,
        "ويتهم سكان الحي البلدية بإهمال السوق، ولم يصدر عن المجلس تعليق.",
        "وأضافت مضيفة في السوق أن سكان الحي سعداء.",
        "ونفت البلدية إهمال سوق الحدادين.",
    )
    assert reason in (found := judge(answer, title=TITLE, paragraphs=paragraphs)).reason
    assert bool(found) is not bool(reason)
