"""Names the rules by which this process reads articles, as the program's own files have them.

A version that reads a page otherwise finds other words, photos or tags where the newsroom has
edited nothing. Whatever changes in these files gives another name: nobody has to think of it.
"""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import bot

# What decides how a page, and the feed's item beside it, become an article that is compared.
_FOLDERS: Final = ("arabic", "article", "feed", "text")
_FILES: Final = ("ingest/page_identity.py", "ingest/publications.py")
_PARSERS: Final = ("lxml",)
_LETTERS: Final = 16


@cache
def current_rules() -> str:
    """Return the name of the rules that this process has loaded; another one for any change."""
    return rules_in(Path(bot.__file__).parent)


def rules_in(package: Path) -> str:
    """Return the name of the rules in a folder that is laid out as the package `bot`."""
    parts = [f"{name} {version(name)}" for name in _PARSERS]
    listed = [package / name for name in _FILES]
    for folder in _FOLDERS:
        listed += (package / folder).rglob("*")
    for path in sorted(listed):
        if path.is_file() and path.suffix != ".pyc":
            content = hashlib.sha256(path.read_bytes()).hexdigest()
            parts.append(f"{path.relative_to(package).as_posix()} {content}")
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:_LETTERS]
