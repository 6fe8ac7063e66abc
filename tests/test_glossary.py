"""Names of modules and documents follow the glossary: retired words do not return."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT.joinpath("docs", "glossary.md").read_text("utf-8")
FOLDERS = ("bot", "handlers", "storage", "sandbox", "tests", "benchmarks", "docs")
SECTION = "## Retired words"


def retired_words() -> set[str]:
    """The words of the first column of the last table, in singular and plural."""
    rows = re.findall(r"^\| ([a-z, ]+) \| .+ \|$", GLOSSARY.split(SECTION)[1], re.MULTILINE)
    words = {word for row in rows[1:] for word in row.split(", ")}
    return words | {plural for word in words for plural in (f"{word}s", f"{word}es")}


def parts_of(name: str) -> set[str]:
    """The words of a file's or folder's name."""
    return set(re.split(r"[_\-.]", name.lower()))


def names() -> list[Path]:
    """Every module and document, by its path in the project."""
    found = [
        path.relative_to(ROOT)
        for folder in FOLDERS
        for suffix in ("*.py", "*.md")
        for path in ROOT.joinpath(folder).rglob(suffix)
    ]
    return sorted(found)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_retired_word_names_a_module_or_document(folder: str) -> None:
    paths = [path for path in names() if path.parts[0] == folder]
    assert paths
    retired = retired_words()
    assert [path for path in paths if any(parts_of(part) & retired for part in path.parts)] == []


def test_a_retired_word_is_recognised_in_a_name() -> None:
    """As a whole word, in singular and plural, anywhere in the path."""
    retired = retired_words()
    assert {"wish", "wishes", "deeds", "bundle", "helpers"} <= retired
    assert parts_of("desk_wishes.py") & retired
    assert not parts_of("waiting_room.py") & retired


def test_every_term_has_a_row_of_four_columns_and_one_place() -> None:
    """A term is listed once, with a meaning."""
    rows = re.findall(r"^\| (?!English|-)(.+) \|$", GLOSSARY.split(SECTION)[0], re.MULTILINE)
    cells = [re.split(r"\s*\|\s?", row) for row in rows]
    assert cells
    assert [row for row in cells if len(row) != 4 or not row[2]] == []
    terms = [term for row in cells for term in row[0].split(", ")]
    assert len(terms) == len(set(terms))
