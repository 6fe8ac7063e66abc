"""Reads and validates the prepared stories in the JSON files of `content/`."""

import json
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any, TypeVar

from sandbox.newsroom.errors import ContentError
from sandbox.newsroom.models import Kind, Language, Layout, PhotoKind, Scene, Story
from sandbox.newsroom.wording import unknown_placeholders

E = TypeVar("E", bound=StrEnum)
_TEXT_KEYS = ("headline", "section", "caption", "kicker", "byline", "author")
_KEYS = frozenset(
    {
        *_TEXT_KEYS,
        "key",
        "paragraphs",
        "tags",
        "language",
        "kind",
        "layout",
        "scene",
        "breaking",
        "photo_kind",
    }
)


@cache
def prepared() -> tuple[Story, ...]:
    """All stories of `content/stories_*.json`, in the order of the files' names.

    Raises:
        ContentError: a file is not what it should be; the text names file and story.
    """
    stories: list[Story] = []
    folder = resources.files("sandbox.newsroom") / "content"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.startswith("stories_") and file.name.endswith(".json"):
            stories += parse(file.read_text("utf-8"), file.name)
    keys = [story.key for story in stories]
    if len(set(keys)) != len(keys):
        raise ContentError("two stories have the same key")
    return tuple(stories)


def parse(text: str, name: str) -> list[Story]:
    """The stories of one file.

    Raises:
        ContentError: not a list of stories.
    """
    try:
        rows = json.loads(text)
    except ValueError as error:
        raise ContentError(f"{name}: {error}") from error
    if not isinstance(rows, list):
        raise ContentError(f"{name}: not a list")
    return [story(row, name) for row in rows]


def story(row: Any, name: str = "story") -> Story:
    """One story from its JSON object.

    Raises:
        ContentError: a key is missing, unknown, of the wrong type, or names no known value.
    """
    if not isinstance(row, dict) or not isinstance(row.get("key"), str):
        raise ContentError(f"{name}: a story is an object with a key")
    where = f"{name}: {row['key']}"
    if unknown := set(row) - _KEYS:
        raise ContentError(f"{where}: unknown {sorted(unknown)}")
    texts = {key: row.get(key, "") for key in _TEXT_KEYS}
    lists = {key: row.get(key, []) for key in ("paragraphs", "tags")}
    if not all(isinstance(value, str) for value in texts.values()):
        raise ContentError(f"{where}: {_TEXT_KEYS} are texts")
    for key, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise ContentError(f"{where}: {key} is a list of texts")
    if not texts["headline"] or not texts["section"]:
        raise ContentError(f"{where}: headline and section are needed")
    for text in (*texts.values(), *lists["paragraphs"], *lists["tags"]):
        if strange := unknown_placeholders(text):
            raise ContentError(f"{where}: unknown placeholders {sorted(strange)}")
    return Story(
        key=row["key"],
        paragraphs=tuple(lists["paragraphs"]),
        tags=tuple(lists["tags"]),
        language=_member(Language, row.get("language", "ar"), where),
        kind=_member(Kind, row.get("kind", "news"), where),
        layout=_member(Layout, row["layout"], where) if "layout" in row else None,
        scene=_member(Scene, row.get("scene", "city"), where),
        photo_kind=_member(PhotoKind, row.get("photo_kind", "normal"), where),
        breaking=bool(row.get("breaking", False)),
        **texts,
    )


def _member(kind: type[E], value: object, where: str) -> E:
    try:
        return kind(str(value))
    except ValueError as error:
        raise ContentError(f"{where}: {error}") from error
