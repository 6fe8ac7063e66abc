"""The voice of docs/voice.md, as far as it can be counted."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.bot.i18n.test_catalogues import ROOT, SAYING, entries, forms

# A phone of 360 pixels shows about so many letters in a line of the answer to a press.
LINE = 46
FILLED = {"n": "12", "headline": "عنوان خبر", "reason": "reason", "outcome": "✅ وافق كريم العلي"}
ARABIC = entries("ar")

# Words of an office, and those of machinery that a reader can't act on.
CLERK = re.compile(
    "بالفعل|يُرجى|فصاعدًا|على سبيل|في الآونة|الأمر /|يمكن إلغاء|تم (?:حفظ|إرسال|إلغاء)"
)
MACHINERY = re.compile("خلاصة|تغذية|خادم|قاعدة البيانات|webhook|استثناء|HTTP|للمهندس")
ACTION = re.compile(
    "/[a-z]+|أرسل|اكتب|اضغط|اختر|جرّب|احذف|امنح|أضف|تابع بعد|افتح|أعد إلى|لعلك تقصد|هل ما زال"
)
REFUSALS = re.compile(
    r"The list|Nothing is (?:stored|planned|followed)|There is no (?:tag|such|word)|Fewer"
    r"|Another word"
    r"|A single|That was a lot|Something went|This search is too old|You (?:follow|administer) no"
    r"|No news is (?:being )?sent (?:here|there because)|That is too far|I did not understand"
    r"|Three digests|Please write|The bot has no right|Sending has stopped|Only text|A word behind"
    r"|⚠️ You follow nothing|⚠️ The bot can no longer|Every article holds"
)


def said_in(*folders: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each message that these folders say, with the function that says it."""
    for folder in folders:
        for file in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if not isinstance(node, ast.Call):
                    continue
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                texts = [
                    a.value for a in node.args[: SAYING.get(name, 0)] if isinstance(a, ast.Constant)
                ]
                if texts and len(texts) == SAYING[name]:
                    yield name, tuple(str(text) for text in texts)


SAID = {
    msgid for _, msgid in said_in("handlers/reader", "handlers/desk", "handlers/ui", "bot/posts")
}
# What the owners are told; they run the machinery, and may hear of it.
OWNERS = {msgid for _, msgid in said_in("handlers/owner", "bot/owner_alerts", "bot/delivery")}
PASSIVE = re.compile("تعذّ?ر|تُرسل|يُرسل|يُعاد|أُوقف|حُجز|تُنشر|تُقرأ|يعرضها|يواصل البوت|تغذية")
# Plain text is for labels and for the answers to presses; a sentence is no label.
ANSWERS = {
    msgid
    for name, msgid in said_in("handlers/reader", "handlers/desk", "handlers/ui")
    if name in {"gettext", "ngettext"} and msgid[0].rstrip().endswith((".", "?"))
}


def filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: FILLED.get(place[1], "حي الزيتون"), text)


@pytest.mark.parametrize("msgid", sorted(ANSWERS), ids=lambda one: one[0][:40])
def test_an_answer_to_a_press_has_two_lines(msgid: tuple[str, ...]) -> None:
    """Longer ones are cut by Telegram's apps, or cover what was pressed."""
    for text in forms(ARABIC[msgid]):
        lines = sum(-(-len(line) // LINE) for line in filled(text).split("\n"))
        assert lines <= 2, text


def test_nobody_hears_an_office_or_a_machine() -> None:
    """Readers and editors get words that they can act on."""
    for msgid in SAID:
        for text in forms(ARABIC[msgid]):
            assert not CLERK.search(text), text
            assert not MACHINERY.search(text), text


def test_owners_hear_who_does_what() -> None:
    """We read, we send, we hold back: nobody has to ask who."""
    assert len(OWNERS) > 40
    for msgid in OWNERS:
        for text in forms(ARABIC[msgid]):
            assert not CLERK.search(text), text
            assert not PASSIVE.search(text), text


def test_what_did_not_work_comes_with_what_to_do() -> None:
    """A refusal names a command, or says what to press or write."""
    refused = [msgid for msgid in SAID if REFUSALS.match(msgid[0])]
    assert len(refused) > 15
    for msgid in refused:
        text = forms(ARABIC[msgid])[min(1, len(forms(ARABIC[msgid])) - 1)]
        assert ACTION.search(text), text


def test_there_are_fifty_before_and_after() -> None:
    """And each “after” is what is said now."""
    lines = (ROOT / "docs" / "voice.md").read_text("utf-8").split("\n")
    rows = [line.split(" | ") for line in lines if re.match(r"\| \d+ \|", line)]
    assert len(rows) == 50
    now = {
        re.sub(r"</?\w+>|\u200f", "", text).replace("\n", " ⏎ ")
        for message in ARABIC.values()
        for text in forms(message)
    }
    assert [row[2].removesuffix(" |") for row in rows if row[2].removesuffix(" |") not in now] == []
