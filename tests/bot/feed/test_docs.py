"""What docs/reading.md says is held by a test is held by one that is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TABLE = (
    (ROOT / "docs" / "reading.md").read_text("utf-8").partition("## What is known of the site")[2]
)


@pytest.mark.parametrize("case", sorted(set(re.findall(r"`((?:feeds|pages)/[\w.*-]+)`", TABLE))))
def test_each_case_of_the_corpus_is_there(case: str) -> None:
    """As a pair of input and expectation."""
    assert list((ROOT / "tests" / "data").glob(f"{case}.json")), case


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`(test_\w+(?:::[\w…]+)?)", TABLE))))
def test_each_test_is_there(named: str) -> None:
    """By its file and, where it is named, by words of its name."""
    file, _, words = named.partition("::")
    names = [
        name
        for path in (ROOT / "tests").rglob(f"{file}.py")
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    ]
    parts = [part.strip("_") for part in words.split("…")]
    assert any(all(part in name for part in parts) for name in names), named
