"""Articles that are held, copied or withdrawn: no press and no link names them to a reader."""

import dataclasses
import itertools
import json
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, get_type_hints

import pytest

import handlers
from bot.posts.actions.encoding import PREFIXES, Action, encode
from tests.articles import NOON
from tests.handlers.offstage import SECRET, STRANGER, Offstage

IDS = (4, 5, 6)
# Of a button with very many choices some are pressed.
MOST = 12


def values_of(kind: Any, article_id: int) -> tuple[Any, ...]:
    if issubclass(kind, StrEnum):
        return tuple(kind)
    if kind is bool:
        return (False, True)
    return ("x",) if kind is str else (article_id, 0, 1)


def every(action: type[Action], article_id: int) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """The data of all buttons of a kind that could name an article, and what they say."""
    hints = get_type_hints(action)
    kinds = [hints[one.name] for one in dataclasses.fields(action)]
    for values in itertools.product(*(values_of(kind, article_id) for kind in kinds)):
        if any(value == article_id and not isinstance(value, bool) for value in values):
            try:
                yield encode(action(*values)), values
            except ValueError:
                continue


def sampled(action: type[Action], article_id: int) -> list[str]:
    """Some of them, among which each value of each field occurs; `MOST` at the least."""
    buttons = list(every(action, article_id))
    seen: set[tuple[int, object]] = set()
    chosen = []
    for data, values in buttons:
        if not seen.issuperset(enumerate(values)):
            seen.update(enumerate(values))
            chosen.append(data)
    rest = [data for data, _ in buttons if data not in set(chosen)]
    return chosen + rest[:: max(1, len(rest) // MOST)][: max(0, MOST - len(chosen))]


@pytest.mark.parametrize("action", PREFIXES.values(), ids=lambda action: action.__name__)
def test_no_press_shows_a_word_of_them(offstage: Offstage, action: type[Action]) -> None:
    """Whatever button, whatever number: forged, or from before the article was withdrawn."""
    for article_id, place in itertools.product(IDS, ("private", "stranger", "group", "inline")):
        for data in sampled(action, article_id):
            offstage.press(data, place)
            assert not named(offstage), (data, place)


@pytest.mark.parametrize(
    "text",
    [
        *(f"/start a{one}" for one in IDS),
        *(f"https://news.example/{one}/khabar/" for one in IDS),
        *(f"https://news.example/?p={one}" for one in IDS),
        SECRET,
        "/latest",
        "/tags",
    ],
)
def test_no_message_brings_them(offstage: Offstage, text: str) -> None:
    """By a deep link, by the article's own link, by its words."""
    entities = [{"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}]
    offstage.hand_over(
        {
            "update_id": 1,
            "message": {
                "message_id": 9,
                "date": int(NOON.timestamp()),
                "chat": {"id": STRANGER, "type": "private", "first_name": "غريب"},
                "from": {"id": STRANGER, "is_bot": False, "first_name": "غريب"},
                "text": text,
                "entities": entities if text.startswith("/") else [],
            },
        }
    )
    assert offstage.request.asked
    shown = json.dumps(offstage.request.asked, default=str, ensure_ascii=False)
    assert not any(f"{SECRET} {one}" in shown for one in IDS)


@pytest.mark.parametrize("text", ["", SECRET])
def test_no_inline_query_brings_them(offstage: Offstage, text: str) -> None:
    """Neither among the newest nor by their words."""
    person = {"id": STRANGER, "is_bot": False, "first_name": "غريب"}
    offstage.hand_over(
        {"update_id": 1, "inline_query": {"id": "1", "from": person, "query": text, "offset": ""}}
    )
    (answer,) = [given for name, given in offstage.request.asked if name == "answerInlineQuery"]
    assert SECRET not in json.dumps(answer["results"], default=str, ensure_ascii=False)


def test_what_serves_readers_asks_only_for_public_articles() -> None:
    """One check at one place: a new handler can't forget it without being seen here."""
    folder = Path(handlers.__file__).parent
    for path in (*folder.glob("reader/*.py"), *folder.glob("ui/*.py")):
        assert "articles.get(" not in path.read_text("utf-8"), path


def named(offstage: Offstage) -> bool:
    return SECRET in json.dumps(offstage.request.asked, default=str, ensure_ascii=False)
