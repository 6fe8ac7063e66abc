"""Looks up messages in the gettext catalogues of each language, English texts being the keys."""

import gettext
import html
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DEFAULT_LANGUAGE = "ar"
LANGUAGES = ("ar", "en")
_RIGHT_TO_LEFT = {"ar"}
# A slash after a letter or "<" begins no command but ends a tag or parts two words.
_COMMAND = re.compile(r"(?<![\w<])/[a-z]+")
# Before the first letter of a line, where that is in an isolate.
_BEGINNING = re.compile(r"^(?=[^\w\n<{]*\u2066)", re.MULTILINE)

Value = str | int


def mark(msgid: str) -> str:
    """Mark a message for translation where it is declared; it is translated where it is shown."""
    return msgid


@dataclass(frozen=True, slots=True)
class Translator:
    """Translates messages to one language.

    A msgid is the English sentence. Named placeholders (`{tag}`) are filled from keywords, `{n}`
    from the number. `gettext` and `ngettext` insert values unchanged (buttons, notices);
    `html` and `nhtml` escape them, for texts sent as HTML.
    """

    language: str
    messages: gettext.NullTranslations

    def gettext(self, msgid: str, **values: Value) -> str:
        return self.messages.gettext(msgid).format(**values)

    def ngettext(self, singular: str, plural: str, n: int, **values: Value) -> str:
        return self.messages.ngettext(singular, plural, n).format(n=n, **values)

    def html(self, msgid: str, **values: Value) -> str:
        return self.messages.gettext(msgid).format(**_escaped(values))

    def nhtml(self, singular: str, plural: str, n: int, **values: Value) -> str:
        return self.messages.ngettext(singular, plural, n).format(n=n, **_escaped(values))


def _escaped(values: Mapping[str, Value]) -> dict[str, Value]:
    return {
        name: html.escape(value, quote=False) if isinstance(value, str) else value
        for name, value in values.items()
    }


@dataclass(frozen=True, slots=True)
class Catalogues:
    """The translators of all languages; an unknown language gets the default one."""

    translators: Mapping[str, Translator]

    @classmethod
    def load(cls) -> "Catalogues":
        """Load the `.po` files and compile them in memory, so that no compiled file is stale."""
        return cls({language: _load(language) for language in LANGUAGES})

    def translator(self, language: str) -> Translator:
        """Return the translator for an IETF tag such as `en-GB`; Arabic if there is none."""
        primary = language.replace("_", "-").split("-", 1)[0].lower()
        return self.translators.get(primary) or self.translators[DEFAULT_LANGUAGE]


def commands_in_order(text: str) -> str:
    """Wrap each command (`/start`) in a directional isolate (UAX 9, LRI and PDI).

    Without it the slash jumps to the other end of the word. A line that begins with a command
    gets a right-to-left mark, too: browsers look into the isolate for the side at which it stands.
    """
    return _BEGINNING.sub("\u200f", _COMMAND.sub("\u2066\\g<0>\u2069", text))


def _each(
    texts: str | Sequence[str], change: Callable[[str], str]
) -> str | list[str] | tuple[str, ...]:
    return change(texts) if isinstance(texts, str) else tuple(map(change, texts))


@cache
def _load(language: str) -> Translator:
    source = resources.files("bot").joinpath("locale", language, "LC_MESSAGES", "khabar.po")
    with source.open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    if language in _RIGHT_TO_LEFT:
        for message in catalogue:
            message.string = _each(message.string or "", commands_in_order)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translator(language, gettext.GNUTranslations(compiled))
