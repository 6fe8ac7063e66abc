"""The voice of docs/voice.md, as far as it can be counted."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.bot.i18n.test_catalogues import ROOT, SAYING, SAYS, entries, forms, sources

# A phone of 360 pixels shows about so many letters in a line of the answer to a press.
LINE = 46
FILLED = {"n": "12", "headline": "عنوان خبر", "reason": "reason", "outcome": "✅ وافق كريم العلي"}
ARABIC = entries("ar")

# Words of an office, and those of machinery that a reader can't act on.
CLERK = re.compile(
    "بالفعل|يُرجى|فصاعدًا|على سبيل|في الآونة|الأمر /|يمكن إلغاء|تم (?:حفظ|إرسال|إلغاء)"
    "|البتّ في|بعينه|تلقّي|ما يُحفظ|بُحث عن|مجمّع|يُتجاوز|يُسأل|لا يمكن (?:العثور|الاتصال)|في الوقت المحدد"
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
    for _, tree in sources(SAYS, *folders):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            texts = [
                a.value for a in node.args[: SAYING.get(name, 0)] if isinstance(a, ast.Constant)
            ]
            if texts and len(texts) == SAYING[name]:
                yield name, tuple(str(text) for text in texts)


PASSIVE = re.compile("تعذّ?ر|تُرسل|يُرسل|يُعاد|أُوقف|حُجز|تُنشر|تُقرأ|يعرضها|يواصل البوت|تغذية")


def filled(text: str) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: FILLED.get(place[1], "حي الزيتون"), text)


@pytest.fixture(scope="module")
def said() -> set[tuple[str, ...]]:
    """All messages for readers and editors."""
    folders = ("handlers/reader", "handlers/desk", "handlers/ui", "bot/posts")
    return {msgid for _, msgid in said_in(*folders)}


def test_an_answer_to_a_press_has_two_lines() -> None:
    """Longer ones are cut by Telegram's apps, or cover what was pressed.

    Plain text is for labels and for the answers to presses; a sentence is no label.
    """
    answers = {
        msgid
        for name, msgid in said_in("handlers/reader", "handlers/desk", "handlers/ui")
        if name in {"gettext", "ngettext"} and msgid[0].rstrip().endswith((".", "?"))
    }
    assert len(answers) > 50
    texts = [text for msgid in answers for text in forms(ARABIC[msgid])]
    lines = {text: sum(-(-len(one) // LINE) for one in filled(text).split("\n")) for text in texts}
    assert [text for text in texts if lines[text] > 2] == []


def test_nobody_hears_an_office_or_a_machine(said: set[tuple[str, ...]]) -> None:
    """Readers and editors get words that they can act on."""
    for msgid in said:
        for text in forms(ARABIC[msgid]):
            assert not CLERK.search(text), text
            assert not MACHINERY.search(text), text


def test_owners_hear_who_does_what() -> None:
    """We read, we send, we hold back: nobody has to ask who.

    They run the machinery, and may hear of it.
    """
    owners = {msgid for _, msgid in said_in("handlers/owner", "bot/owner_alerts", "bot/delivery")}
    assert len(owners) > 40
    for msgid in owners:
        for text in forms(ARABIC[msgid]):
            assert not CLERK.search(text), text
            assert not PASSIVE.search(text), text


def test_what_did_not_work_comes_with_what_to_do(said: set[tuple[str, ...]]) -> None:
    """A refusal names a command, or says what to press or write."""
    refused = [msgid for msgid in said if REFUSALS.match(msgid[0])]
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
