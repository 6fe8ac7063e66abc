"""The page about the newsroom names everything there is."""

from dataclasses import fields
from pathlib import Path

from sandbox.newsroom import Fault, Layout, Newsroom, Permalinks, Settings
from sandbox.newsroom.control import routes
from sandbox.newsroom.wording import PLACEHOLDER_NAMES

PAGE = Path(__file__).parents[3] / "docs" / "sandbox-newsroom.md"


def test_every_fault_setting_and_layout_is_documented() -> None:
    """Nothing can be asked for that the page does not name."""
    text = PAGE.read_text("utf-8")
    names = [member.value for kind in (Fault, Layout, Permalinks) for member in kind]
    names += [field.name for field in fields(Settings)]
    names += [f"{{{name}}}" for name in PLACEHOLDER_NAMES]
    assert [name for name in names if f"`{name}`" not in text] == []


def test_every_route_is_documented(newsroom: Newsroom) -> None:
    """Each call of the control API has its row."""
    text = PAGE.read_text("utf-8")
    paths = [str(getattr(route, "path", "")) for route in routes(newsroom)]
    for path in paths:
        name = path.lstrip("/").replace("{number:int}", "NUMBER")
        assert f" {name}` |" in text, name
