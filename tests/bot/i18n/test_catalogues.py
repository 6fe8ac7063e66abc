"""The catalogues: complete, alike in their places, right in every number, and all that is said."""

import ast
import re
import string
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.i18n import LANGUAGES, Catalogues, commands_in_order

ROOT = Path(__file__).parents[3]
CATALOGUES = Catalogues.load()
NUMBERS = (0, 1, 2, 3, 11, 100)
ARABIC_LETTER = re.compile(r"[\u0620-\u064a]")
# Data of language processing, which nobody is shown: the word is a key, not a message.
ARABIC_DATA = {
    "bot/arabic",
    "bot/ingest/archive/backfill.py",
    "bot/ingest/archive/reindex.py",
    "bot/article",
    "bot/summary",
    "bot/feed",
    "bot/text/charsets.py",
    "bot/config/settings.py",
    "bot/posts/compose.py",
    "bot/posts/op_ed.py",
    "bot/posts/hashtags.py",
    "bot/posts/tag_ranking.py",
    "bot/text/feed_footers.py",
    "bot/text/protected_posts.py",
    "bot/text/superscripts.py",
    # A word to write to the bot, in what the terminal says.
    "handlers/run_command.py",
}
# Handlers and posts say everything through these; the first arguments are msgids.
SAYING = {"gettext": 1, "html": 1, "ngettext": 2, "nhtml": 2, "mark": 1}


def read(language: str) -> Catalog:
    source = resources.files("bot").joinpath("locale", language, "LC_MESSAGES", "khabar.po")
    with source.open("rb") as lines:
        return read_po(lines, locale=language)


def key(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, tuple | list) else (message.id,)


def entries(language: str) -> dict[tuple[str, ...], Message]:
    return {key(message): message for message in read(language) if message.id}


def forms(message: Message) -> tuple[str, ...]:
    texts = message.string
    return tuple(texts) if isinstance(texts, tuple | list) else (str(texts),)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# Formatted code has no blank there: a module without any of these says nothing.
SAYS = re.compile(rf"\b(?:{'|'.join(SAYING)})\(")
# As it is, or as an escape.
HOLDS_ARABIC = re.compile(rf"{ARABIC_LETTER.pattern}|\\[uUN]")


def sources(holding: re.Pattern[str], *folders: str) -> Iterator[tuple[Path, ast.Module]]:
    """The modules in these folders whose text holds something; to parse all takes seconds."""
    for folder in folders or ("handlers", "bot"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            text = file.read_text("utf-8")
            if holding.search(text):
                yield file, ast.parse(text)


def said() -> dict[tuple[str, ...], str]:
    """Every msgid in the code, with a place where it stands."""
    found: dict[tuple[str, ...], str] = {}
    for file, tree in sources(SAYS):
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            count = SAYING.get(name)
            texts = [a.value for a in node.args[: count or 0] if isinstance(a, ast.Constant)]
            if count and len(texts) == count and all(isinstance(text, str) for text in texts):
                found[tuple(str(text) for text in texts)] = f"{file.name}:{node.lineno}"
    return found


MESSAGES = entries("en")


def test_both_catalogues_hold_the_same_messages() -> None:
    """A message in one language only would be English among Arabic."""
    assert set(entries("ar")) == set(entries("en"))


def test_everything_said_is_in_the_catalogues_and_nothing_else() -> None:
    """No message is missing, none is left over."""
    in_code = said()
    assert {msgid: where for msgid, where in in_code.items() if msgid not in MESSAGES} == {}
    assert set(MESSAGES) - set(in_code) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_entry_is_empty_or_fuzzy(language: str) -> None:
    """Each message has all the plural forms of its language, checked by a person."""
    plurals = {"ar": 6, "en": 2}[language]
    for msgid, message in entries(language).items():
        assert not message.fuzzy, msgid
        assert len(forms(message)) == (plurals if len(msgid) > 1 else 1), msgid
        assert all(text.strip() or text == msgid[0] for text in forms(message)), msgid


def test_the_catalogues_are_not_marked_fuzzy() -> None:
    """The tools of gettext mark a whole file so when nobody has looked at its head."""
    assert not any(read(language).fuzzy for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_are_those_of_the_message(language: str) -> None:
    """What is filled in is filled in in every language; a number may be a word (خبران)."""
    for msgid, message in entries(language).items():
        wanted = set().union(*map(places, msgid))
        for text in forms(message):
            optional = {"n"} if len(msgid) > 1 else set()
            if len(msgid) > 1 and text == forms(message)[0]:
                assert places(text) <= wanted, msgid
            else:
                assert wanted - optional <= places(text) <= wanted, msgid


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("number", NUMBERS)
def test_every_message_renders(language: str, number: int) -> None:
    """With 0, 1, 2, 3, 11 and 100, and with hostile values, nothing is left unfilled."""
    translator = CATALOGUES.translator(language)
    for msgid in MESSAGES:
        values = {name: f"<{name}>{{x}}" for name in set().union(*map(places, msgid)) - {"n"}}
        if len(msgid) > 1:
            shown = translator.nhtml(msgid[0], msgid[1], number, **values)
        else:
            shown = translator.html(msgid[0], **values)
        assert shown
        assert all(f"<{name}>" not in shown for name in values), msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_html_of_the_messages_is_what_telegram_takes(language: str) -> None:
    """Only bold, italic and what is copied by a touch, each closed."""
    for message in entries(language).values():
        for text in forms(message):
            tags = re.findall(r"</?([a-z]+)>", text)
            assert set(tags) <= {"b", "i", "code"}, text
            assert text.count("<b>") == text.count("</b>"), text
            assert text.count("<i>") == text.count("</i>"), text
            assert text.count("<code>") == text.count("</code>"), text
            assert re.sub(r"</?(?:[bi]|code)>", "", text).count("<") == 0, text


@pytest.mark.parametrize(
    ("number", "wanted"),
    [
        (0, "لا أخبار"),
        (1, "خبر واحد"),
        (2, "خبران"),
        (3, "3 أخبار"),
        (10, "10 أخبار"),
        (11, "11 خبرًا"),
        (99, "99 خبرًا"),
        (100, "100 خبر"),
        (102, "102 خبر"),
        (103, "103 أخبار"),
        (111, "111 خبرًا"),
    ],
)
def test_arabic_plurals(number: int, wanted: str) -> None:
    """خبر، خبران، 3 أخبار، 11 خبرًا، 100 خبر."""
    text = CATALOGUES.translator("ar").nhtml(
        "<b>{tag}</b>: {n} article", "<b>{tag}</b>: {n} articles", number, tag="حلب"
    )
    assert text == f"<b>حلب</b>: {wanted}"


def test_arabic_punctuation_is_arabic() -> None:
    """The comma, the question mark and the quotation marks of Arabic."""
    for message in entries("ar").values():
        for text in forms(message):
            bare = re.sub(r"\{\w+\}|</?\w+>|/\w+", "x", text)
            if ARABIC_LETTER.search(bare):
                assert not re.search(r"[,;?“”\"]", bare), text
                assert " ،" not in bare, text


def test_commands_stand_in_order_in_arabic() -> None:
    """Each in a directional isolate, so that the slash stays before the word; tags untouched."""
    text = CATALOGUES.translator("ar").html("There is no such command. /help shows what there is.")
    assert "\u2066/help\u2069" in text
    assert commands_in_order("<b>أ</b> /a و/b") == "<b>أ</b> \u2066/a\u2069 و/b"
    assert commands_in_order("أ:\n/a – أ") == "أ:\n\u200f\u2066/a\u2069 – أ"
    assert "\u2066" not in CATALOGUES.translator("en").html(
        "There is no such command. /help shows what there is."
    )


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("ar", "ar"), ("en", "en"), ("en-GB", "en"), ("AR_sy", "ar"), ("de", "ar"), ("", "ar")],
)
def test_a_language_without_a_catalogue_gets_arabic(language: str, wanted: str) -> None:
    """Telegram's language codes come with regions and in any case."""
    assert CATALOGUES.translator(language).language == wanted


def test_no_text_for_readers_stands_in_code() -> None:
    """Arabic letters in a string literal belong in the catalogue."""
    found = []
    for file, tree in sources(HOLDS_ARABIC):
        name = file.relative_to(ROOT).as_posix()
        if any(name.startswith(allowed) for allowed in ARABIC_DATA):
            continue
        docstrings = set(map(id, docstrings_of(tree)))
        found += [
            f"{name}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and ARABIC_LETTER.search(node.value)
            and id(node) not in docstrings
        ]
    assert found == [], found


def docstrings_of(tree: ast.Module) -> Iterator[ast.expr]:
    """The string that stands first in each module, class and function."""
    owners = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    for node in ast.walk(tree):
        if isinstance(node, owners) and node.body and isinstance(node.body[0], ast.Expr):
            yield node.body[0].value
