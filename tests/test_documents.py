"""Documents and the Makefile name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.joinpath("docs").rglob("*.md"), *ROOT.glob("*.md")])
PATH = re.compile(
    r"`((?:bot|handlers|storage|sandbox|tests|benchmarks|docs)/(?:[\w.-]+/)*[\w.-]*)`"
)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")


def names(document: Path) -> str:
    return str(document.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_every_path_and_link_of_a_document_leads_somewhere(document: Path) -> None:
    text = document.read_text("utf-8")
    named = {path: ROOT / path for path in PATH.findall(text)}
    linked = {link: document.parent / link for link in LINK.findall(text)}
    assert [name for name, path in (named | linked).items() if not path.exists()] == []


def test_paths_and_links_are_found_in_the_documents() -> None:
    """The two patterns match what documents hold."""
    text = "".join(document.read_text("utf-8") for document in DOCUMENTS)
    assert len(PATH.findall(text)) > 50
    assert len(LINK.findall(text)) > 10


def test_every_test_that_the_makefile_names_is_there() -> None:
    """A file that moved would end a run before its first test."""
    named = re.findall(r"\btests/[\w./]+", ROOT.joinpath("Makefile").read_text("utf-8"))
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []
