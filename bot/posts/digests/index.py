"""Encodes all entries of a digest in parts, small enough for the buttons of each part."""

import string
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.posts.actions.encoding import MAX_BYTES, encode
from bot.posts.actions.reading import OpenEntryNumber, ShowPart
from bot.types import Button

# Bounds the entries and the parts that a button may refer to.
MAX_ENTRIES = 100
# What is left of a button's bytes by the longest names of a place and a part.
ROOM = MAX_BYTES - len(encode(OpenEntryNumber(MAX_ENTRIES, MAX_ENTRIES, "")))
_DIGITS = string.ascii_letters + string.digits + "-_"
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_MAX_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """An article with a line in the digest, and how many older ones the line stands for."""

    article_id: int
    updates: int


@dataclass(frozen=True, slots=True)
class DigestIndex:
    """The entries in the order of their numbers, and how many articles the digest had in all."""

    total: int
    entries: tuple[DigestEntry, ...]


def encode_index(index: DigestIndex) -> str:
    """Encode an index with letters, digits, - and _; two or three for each ordinary entry.

    Raises:
        ValueError: there is no entry, or there are more than `MAX_ENTRIES`.
    """
    if not 0 < len(index.entries) <= MAX_ENTRIES:
        raise ValueError(f"an index has 1 to {MAX_ENTRIES} entries, not {len(index.entries)}")
    first = min(one.article_id for one in index.entries)
    span = max(one.article_id for one in index.entries) - first + 1
    most = max(one.updates for one in index.entries) + 1
    # The one above all entries keeps their leading zeros.
    number = 1
    for one in reversed(index.entries):
        number = (number * span + one.article_id - first) * most + one.updates
    header = (len(index.entries), index.total, first, span, most)
    fields = (_written(value) for value in header)
    return "".join(_DIGITS[len(field)] + field for field in fields) + _written(number)


def decode_index(text: str) -> DigestIndex | None:
    """Decode what `encode_index` wrote; None for anything else."""
    if len(text) > MAX_ENTRIES * MAX_BYTES or any(letter not in _VALUES for letter in text):
        return None
    header = []
    for _ in range(5):
        size = _VALUES[text[0]] if text else 0
        header.append(_read(text[1 : 1 + size]))
        text = text[1 + size :]
    count, total, first, span, most = header
    # From the first id of all to the last is one more than the last.
    if not 0 < count <= MAX_ENTRIES or not span or not most or max(header) > _MAX_NUMBER + 1:
        return None
    number = _read(text)
    entries = []
    for _ in range(count):
        number, updates = divmod(number, most)
        number, beyond = divmod(number, span)
        entries.append(DigestEntry(first + beyond, updates))
    index = DigestIndex(total, tuple(entries))
    bounded = all(one.article_id <= _MAX_NUMBER for one in entries)
    return index if number == 1 and bounded else None


def spread_over_buttons(
    labelled: Sequence[tuple[str, OpenEntryNumber | ShowPart]], written: str
) -> tuple[Button, ...]:
    """Build buttons with these labels and actions, which together carry the encoded index.

    Raises:
        ValueError: the index is too long for them.
    """
    buttons = []
    for label, action in labelled:
        room = MAX_BYTES - len(encode(replace(action, index_piece="")))
        data = encode(replace(action, index_piece=written[:room]))
        buttons.append(Button(label, data=data))
        written = written[room:]
    if written:
        raise ValueError(f"{len(written)} letters of the index have no button")
    return tuple(buttons)


def _written(number: int) -> str:
    digits = []
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def _read(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * len(_DIGITS) + _VALUES[digit]
    return number
