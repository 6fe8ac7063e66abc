"""The table of Telegram's texts in docs/delivery.md is the table in the code."""

import re
from pathlib import Path

from bot.delivery.refusals.failure_actions import Scope
from bot.delivery.refusals.known_refusals import REFUSALS

DOCUMENT = Path(__file__).parents[4] / "docs" / "delivery.md"


def documented() -> list[tuple[str, ...]]:
    """The rows between the marks of the document: texts, calls, what is done, file."""
    text = DOCUMENT.read_text("utf-8")
    part = text[text.index("<!-- refusals -->") : text.index("<!-- /refusals -->")]
    rows = [re.split(r" \| ", line.strip("| \n")) for line in part.splitlines() if "|" in line]
    return [tuple(row) for row in rows[2:]]


def in_code() -> list[tuple[str, ...]]:
    rows: dict[tuple[str, str, str], list[str]] = {}
    for rule in REFUSALS:
        calls = "all" if len(rule.scopes) == len(Scope) else ", ".join(rule.scopes)
        rows.setdefault((calls, str(rule.action), rule.source), []).append(f"`{rule.part}`")
    return [(", ".join(texts), *key) for key, texts in rows.items()]


def test_the_documented_texts_are_those_of_the_code() -> None:
    assert documented() == in_code()
