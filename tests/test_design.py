"""The design document says what the code is: its floors are those of the import contract."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DESIGN = ROOT.joinpath("docs", "design.md").read_text("utf-8")
CONTRACTS = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text("utf-8"))["tool"][
    "importlinter"
]


def documented_floors(package: str) -> list[set[str]]:
    """The floors of a package as the table of docs/design.md names them, upper first."""
    row = re.search(rf"^\| `{package}` \| (.+) \|$", DESIGN, re.MULTILINE)
    assert row is not None
    return [set(re.findall(r"`(\w+)`", floor)) for floor in row.group(1).split("→")]


def contracted_floors(package: str) -> list[set[str]]:
    """The floors of a package as import-linter holds them, upper first."""
    contract = next(c for c in CONTRACTS["contracts"] if c.get("containers") == [package])
    assert contract["exhaustive"]
    return [set(re.split(r"\s*\|\s*", layer)) for layer in contract["layers"]]


@pytest.mark.parametrize("package", ["handlers", "bot", "storage"])
def test_the_documented_floors_are_the_import_contract(package: str) -> None:
    assert documented_floors(package) == contracted_floors(package)


@pytest.mark.parametrize("package", ["handlers", "bot", "storage"])
def test_every_folder_of_a_package_is_described(package: str) -> None:
    folders = {
        f"{package}/{path.parent.name}" for path in ROOT.joinpath(package).glob("*/__init__.py")
    }
    described = set(re.findall(rf"^\| `({package}/\w+)` \|", DESIGN, re.MULTILINE))
    assert described == folders
