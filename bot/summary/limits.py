"""Bounds the length of a summary, whoever has written it."""

from typing import Final

MAX_CHARACTERS: Final = 600
MAX_SENTENCES: Final = 3
