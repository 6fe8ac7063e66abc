"""Splits a spoken time into tokens: days, parts of a day, numbers, units, months."""

import re
from typing import Final

from bot.arabic.times.words import Atom, TokenKind, look_up

_TOKEN: Final = re.compile(
    r"""
    (?P<iso>\d{4}-\d{1,2}-\d{1,2})
    |(?P<date>\d{1,2}/\d{1,2}(?:/\d{4})?)
    |(?P<clock>\d{1,2}\s*[:.٫]\s*\d{2})(?!\d)
    |(?P<number>\d{1,4})(?!\d)
    |(?P<word>[^\W\d_]+(?:['.-][^\W\d_]+)*)
    |(?P<gap>[،,.\s]+)
    """,
    re.VERBOSE,
)
_LONGEST_PHRASE: Final = 4


def atoms_in(text: str) -> list[Atom] | None:
    """Return the parts of a folded text; None where a word of it says nothing of time."""
    tokens: list[re.Match[str]] = []
    end = 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            return None
        end = match.end()
        if match.lastgroup != "gap":
            tokens.append(match)
    if end != len(text):
        return None
    atoms: list[Atom] = []
    place = 0
    while place < len(tokens):
        found = _phrase(tokens, place)
        if found is None:
            return None
        taken, more = found
        atoms += more
        place += taken
    return atoms


def _phrase(tokens: list[re.Match[str]], place: int) -> tuple[int, tuple[Atom, ...]] | None:
    """Return the longest phrase that begins at a token, by its length and parts."""
    first = tokens[place]
    kind = first.lastgroup
    if kind != "word":
        written = "".join(first[0].split())
        value = int(written) if kind == "number" else 0
        of = {"number": TokenKind.NUMBER, "clock": TokenKind.CLOCK}.get(str(kind), TokenKind.DATE)
        return 1, (Atom(of, value, written),)
    for length in range(min(_LONGEST_PHRASE, len(tokens) - place), 0, -1):
        chosen = tokens[place : place + length]
        if all(token.lastgroup == "word" for token in chosen):
            found = look_up(" ".join(token[0] for token in chosen))
            if found is not None:
                return length, found
    return None
