"""Fixed parts of the theme: labels of both editions and the style sheet."""

import json
from functools import cache
from importlib import resources

from sandbox.newsroom.models import Language


@cache
def labels(language: Language) -> dict[str, str]:
    """Short texts of the site's chrome."""
    file = resources.files("sandbox.newsroom.theme") / "labels.json"
    found: dict[str, dict[str, str]] = json.loads(file.read_text("utf-8"))
    return found[language.value]


@cache
def style() -> str:
    """The style sheet, which each page carries inline."""
    return (resources.files("sandbox.newsroom.theme") / "style.css").read_text("utf-8")
