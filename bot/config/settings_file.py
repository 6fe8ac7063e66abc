"""Reads the lines of a settings file, and refuses each that would not count as it was meant."""

import io
import re
from pathlib import Path
from typing import Final

from dotenv.parser import Binding, parse_stream

from bot.errors import ConfigError

_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NO_SETTING: Final = (
    "is no setting; write NAME=value, with quotation marks on both sides of the value or on neither"
)
# As the parser finds it (python-dotenv's own), which puts a line's end in the place of a backslash
# and an n: a secret may hold these, too.
_QUOTED: Final = re.compile(
    r"""[^=]*=\s*(?P<mark>["'])(?P<value>(?:\\.|(?!(?P=mark))[^\\])*)(?P=mark)"""
)
_NOT_CLOSED: Final = "opens a quotation mark that is not closed in the same line"


def read_settings_file(path: Path) -> dict[str, str]:
    """Return what a settings file sets, by the settings' names in lower case.

    A value that is empty sets nothing. Nothing is put in place of `$word` or `${word}`, nor of a
    backslash and a letter: a secret may hold either.

    Raises:
        ConfigError: the file can't be read, or lines of it are no settings.
    """
    try:
        # Some editors begin such a file with a mark.
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError:
        raise ConfigError(f"{path} can't be read: save it as text in UTF-8") from None
    except OSError as error:
        raise ConfigError(f"{path} can't be read: {error.strerror}") from None
    # UTF-16 without its mark is UTF-8 with a NUL behind each letter.
    if "\0" in text:
        raise ConfigError(f"{path} can't be read: save it as text in UTF-8")
    values, faults = parse_settings(text)
    if faults:
        raise ConfigError("\n".join(f"{path}: {fault}" for fault in faults))
    return values


def parse_settings(text: str) -> tuple[dict[str, str], list[str]]:
    """Parse the text of a settings file, whose lines end in line feeds.

    Returns:
        What it sets, by names in lower case; and for each line that would not count as it was
        meant what is wrong there. What stands in such a line may be a secret, and is not repeated.
    """
    values: dict[str, str] = {}
    lines: dict[str, int] = {}
    faults = []
    for binding in parse_stream(io.StringIO(text)):
        number = _line_of(binding)
        name = (binding.key or "").lower()
        if fault := _fault(binding):
            faults.append(f"line {number} {fault}")
        elif name in values and binding.value:
            faults.append(f"line {number} sets {name.upper()}, which line {lines[name]} sets, too")
        elif binding.value:
            values[name], lines[name] = _value(binding), number
    return values, faults


def bare(value: str) -> str:
    """Return a value without the white space and the one pair of quotation marks around it."""
    value = value.strip()
    mark = value[:1]
    quoted = len(value) > 1 and mark in {'"', "'"} and value.find(mark, 1) == len(value) - 1
    return value[1:-1] if quoted else value


def _fault(binding: Binding) -> str:
    """Return what is wrong with a line; empty for a setting, a comment or nothing."""
    if binding.error:
        return _NO_SETTING
    if binding.key is None:
        return ""
    if binding.value is None or not _NAME.fullmatch(binding.key):
        return _NO_SETTING
    # The next lines, with what they set, up to another quotation mark.
    return _NOT_CLOSED if "\n" in binding.original.string.strip() else ""


def _value(binding: Binding) -> str:
    """Return what a line sets, as it is written.

    In quotation marks a backslash makes the mark behind it, or another backslash, one of the value.
    """
    quoted = _QUOTED.match(binding.original.string)
    if quoted is None:
        return binding.value or ""
    return re.sub(rf"\\([\\{quoted['mark']}])", r"\1", quoted["value"])


def _line_of(binding: Binding) -> int:
    """Return the number of a line; the parser counts the empty ones before it to it."""
    string = binding.original.string
    before = string[: len(string) - len(string.lstrip())]
    return binding.original.line + before.count("\n")
