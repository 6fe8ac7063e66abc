"""The second reader is asked of pages with much beside their text, and of none that is slow."""

import pytest

from bot.article.reference_text import general_text
from tests.data.stories import BRIDGE, LIBRARY

_ROW = "<div><span>خبر</span> <a href='/x/'>آخر</a></div>"
# As its `json_encode` writes a row.
_IN_PHP = _ROW.replace("</", r"<\/")
_STORY = "".join(f"<p>{text}</p>" for text in (*BRIDGE.paragraphs, *LIBRARY.paragraphs))


def _page(before: str, behind: str = "") -> str:
    return (
        f"<html><head><title>{BRIDGE.title}</title></head><body>{before}"
        f"<article><h1>{BRIDGE.title}</h1>{_STORY}</article>{behind}</body></html>"
    )


@pytest.mark.parametrize(
    "beside",
    [
        f"<script>var rows = {_IN_PHP * 150};</script>",
        f"<script>var rows = {_ROW * 5_000};</script>",
        f"<style>/* {'<div>' * 400} */</style>",
        f"<!-- {'<div>' * 400} -->",
        f"<div title='{'<b>' * 2_500}'>x</div>",
        f"<svg>{'<path d=M0 />' * 2_500}</svg>",
        f"<form><select>{'<option>قرية</option>' * 2_500}</select></form>",
        f"<map>{'<area href=/x/>' * 2_500}</map>",
    ],
    ids=["script", "long script", "style", "comment", "attribute", "svg", "select", "map"],
)
def test_what_is_no_element_of_the_text_keeps_no_page_from_the_reader(beside: str) -> None:
    """Its markup counts for nothing, whatever stands behind it."""
    found = general_text(_page(beside, "<ul><li>خبر</li></ul>" * 1_000))
    assert all(text in found for text in BRIDGE.paragraphs)


@pytest.mark.parametrize(
    "within",
    [
        "<p>" + "<b>خبر</b> " * 2_500,
        "<div>" * 150 + "<p>خبر</p>" * 3_000,
        "<p>خبر</p>" * 16_000,
        "<svg></svg>" * 16_000,
        f"<svg><div><p>{'،' * 5_000}</p>{'<div>' * 150}{'<p>خبر من المدينة القديمة</p>' * 3_000}",
        f"<map>{'<div>' * 150}{'<p>خبر</p>' * 3_000}",
    ],
    ids=["paragraph", "depth", "elements", "drawings", "below a drawing", "below a map"],
)
def test_a_page_on_which_the_reader_is_slow_is_not_read(within: str) -> None:
    """In the square of one of its parts."""
    assert general_text(_page("", within)) == ""
