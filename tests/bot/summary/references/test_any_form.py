"""Words that point elsewhere are known in each of their forms, though few sentences are searched.

What the pattern needs is looked for first; a form that this test forgets is never searched for.
"""

import pytest

from bot.arabic.normalize import fold
from bot.summary.references.demonstratives import pointed_at
from bot.summary.references.given_names import full_names
from bot.summary.references.quoted_names import QuotedNames
from bot.summary.references.sequence import follows_something
from bot.summary.speech.first_person import speaks_in_first_person
from bot.summary.speech.stances import Stance


@pytest.mark.parametrize(
    "then",
    [
        *(
            "حينئذ",
            "عندئذ",
            "يومئذ",
            "وقتئذ",
            "بعدئذ",
            "آنذاك",
            "حينذاك",
            "وقتذاك",
            "حينها",
            "وقتها",
        ),
        *("في ذلك اليوم", "في تلك اللحظة", "في العام نفسه", "في السنة ذاتها", "في ذات الشهر"),
    ],
)
def test_then_is_known_in_any_form(then: str) -> None:
    assert follows_something(fold(f"وكان الجسر {then} مغلقا أمام الشاحنات."))


@pytest.mark.parametrize(
    "pointed",
    [
        *("هذا المعمل", "بهذه القذائف", "هؤلاء اللاجئين", "هذين المعملين", "لهاتين الشاحنتين"),
        *("تلك القذائف", "أولئك اللاجئين", "في ذلك المعمل"),
    ],
)
def test_what_is_pointed_at_is_known_in_any_form(pointed: str) -> None:
    assert pointed_at(fold(f"وأصيب ثلاثة أطفال قرب النهر من {pointed}."), frozenset())


@pytest.mark.parametrize(("opening", "closing"), [*("«»", "“”", '""', "„”")])
def test_a_quoted_name_is_known_in_any_marks(opening: str, closing: str) -> None:
    names = QuotedNames()
    names.read(f"غرقت سفينه {opening}النورس{closing} امس", 0)
    assert names.read(f"وكانت السفينه {opening}النورس{closing} قديمه", 1)


def test_a_full_name_is_known_behind_a_sign() -> None:
    assert full_names("قال الطبيب («سارة دانيوس») أمس") == {("ساره", "دانيوس")}


@pytest.mark.parametrize("verb", ["اتهمت", "واتهموا", "يتهم", "فتتهم", "يتهمون"])
def test_who_is_accused_is_known_behind_any_form(verb: str) -> None:
    assert Stance(fold(f"{verb} النقابة البلدية بإهمال الجسر.")).accused


@pytest.mark.parametrize("word", ["شكرًا", "شكراً", "#كلنا_معكم"])
def test_an_ending_and_a_hashtag_are_nobody_s_speech(word: str) -> None:
    assert not speaks_in_first_person(f"كتب المشجعون على الجدار {word} للفريق بعد المباراة.")


def test_who_is_told_if_you_are_does_not_speak_of_himself() -> None:
    assert not speaks_in_first_person("ينصح الأطباء بالراحة إذا كنت تعاني من السعال.")
    assert speaks_in_first_person("كنت في السوق حين سقط السقف.")
