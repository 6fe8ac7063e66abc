"""Loads the place names found in datelines and bylines, Syrian cities and others."""

from functools import cache
from importlib import resources

from bot.arabic.normalize import fold


@cache
def places() -> frozenset[str]:
    """Return the folded place names of `data/places.txt`."""
    file = resources.files("bot.article") / "data" / "places.txt"
    lines = (line.strip() for line in file.read_text("utf-8").splitlines())
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))
