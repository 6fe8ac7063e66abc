"""Each change of what reads pages is another set of rules, and nothing else is."""

import shutil
from pathlib import Path

import pytest

import bot
from bot.ingest.reading_rules import current_rules, rules_in

BOT = Path(bot.__file__).parent


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A copy of the program, to be changed."""
    ignored = shutil.ignore_patterns("__pycache__", "locale")
    return Path(shutil.copytree(BOT, tmp_path / "bot", ignore=ignored))


def test_the_same_files_elsewhere_are_the_same_rules(package: Path) -> None:
    """Also where Python has compiled them, or has not."""
    assert rules_in(package) == current_rules()
    (package / "article" / "__pycache__").mkdir()
    (package / "article" / "__pycache__" / "photos.cpython-311.pyc").write_bytes(b"compiled")
    assert rules_in(package) == current_rules()


@pytest.mark.parametrize(
    "name",
    [
        *("article/chrome_patterns.py", "text/boxes.py", "feed/compare_articles.py"),
        *("feed/parsing/items.py", "ingest/publications.py"),
    ],
)
def test_a_changed_rule_is_another_set(package: Path, name: str) -> None:
    changed = package / name
    changed.write_text(changed.read_text("utf-8") + "\n# A rule.\n", "utf-8")
    assert rules_in(package) != current_rules()


def test_a_moved_rule_is_another_set(package: Path) -> None:
    (package / "article" / "photos.py").rename(package / "article" / "pictures.py")
    assert rules_in(package) != current_rules()


def test_what_reads_no_page_does_not_count(package: Path) -> None:
    changed = package / "delivery" / "composing.py"
    changed.write_text(changed.read_text("utf-8") + "\n# Not a rule.\n", "utf-8")
    assert rules_in(package) == current_rules()
