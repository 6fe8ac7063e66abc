"""Isolates Latin runs and numbers in right-to-left text, so that they display in order."""

import re
import unicodedata

LEFT_TO_RIGHT_ISOLATE = "\u2066"
POP_ISOLATE = "\u2069"
RIGHT_TO_LEFT_MARK = "\u200f"

# A run that reads from left to right: it begins and ends with a Latin letter or a digit and
# may hold signs between (2014-10-12, +963 11, v2.1, @name, C++, 50%).
_LATIN = "A-Za-z\u00c0-\u024f\u0370-\u052f"
_RUN = re.compile(
    rf"[@#+$€£-]?[{_LATIN}0-9](?:[{_LATIN}0-9\u0300-\u036f'’.,:;/@&+_%$€£#=?~() -]*"
    rf"[{_LATIN}0-9])?(?:\+\+|[%°$€£+]|(?<=[{_LATIN}])[.!](?=[{_LATIN}]))?(?P<close>\))?"
)
_STRONG = frozenset({"L", "R", "AL"})
_DIGITS_ONLY = re.compile(r"\d+")
_LETTER = re.compile(f"[{_LATIN}]")
# Between numbers it belongs to the Arabic sentence: "رقم 1 - 3 آذار", "14:00 - 16:30".
_BETWEEN_NUMBERS = re.compile(r"((?<=[\d%])\s+-+\s+|(?<=[\d%])[,;:]\s+)")
_PRESENT = re.compile("[\u2066-\u2069]")


def from_the_right(line: str) -> str:
    """Begin a line with a right-to-left mark where it would run from the left without one.

    A line takes its direction from its first letter (UAX 9, P2). Apps differ in whether they look
    into isolates for it, so a letter in one counts.
    """
    first = next(
        (kind for letter in line if (kind := unicodedata.bidirectional(letter)) in _STRONG), ""
    )
    return RIGHT_TO_LEFT_MARK + line if first == "L" else line


def isolate(text: str) -> str:
    """Wrap each Latin run or compound number in a directional isolate (UAX 9, LRI…PDI).

    Without it a message from right to left shows "2014-10-12" as "12-10-2014" and moves the
    signs of a Latin name to its other end. A lone whole number needs nothing, and numbers with a
    spaced sign between them are read one after the other, as the sentence runs. Isolates that are
    in the text already are dropped first, so the call may be repeated.
    """

    def alone(run: str) -> str:
        if _DIGITS_ONLY.fullmatch(run):
            return run
        return f"{LEFT_TO_RIGHT_ISOLATE}{run}{POP_ISOLATE}"

    def wrapped(match: re.Match[str]) -> str:
        run = match.group()
        after = ""
        # A bracket that was opened inside the run is closed inside it; any other belongs outside.
        if match["close"] and run.count("(") < run.count(")"):
            run, after = run[:-1], ")"
        if _LETTER.search(run):
            return alone(run) + after
        parts = _BETWEEN_NUMBERS.split(run)
        return (
            "".join(part if place % 2 else alone(part) for place, part in enumerate(parts)) + after
        )

    return _RUN.sub(wrapped, _PRESENT.sub("", text))
