"""Pages in which each element may look at all the others take time in proportion to their size."""

from collections.abc import Callable
from contextlib import suppress

import pytest

from bot.article.parse_page import read_page
from bot.article.reference_text import general_text
from bot.errors import PageError
from bot.text.bounded_html import parse_html
from tests.growth import TIMES, assert_grows_in_proportion

SENTENCE = "وقال رئيس المجلس إن الفرن يعمل طوال أيام الأسبوع، وإن الطحين يكفي حتى الربيع."
CARD = '<div class="card"><h2><a href="/x"></a></h2>'


def _within(opened: str, held: str) -> str:
    return f'<html><body><h1>افتتاح فرن جديد</h1><div class="entry-content">{opened}{held}'


# Depth and length grow together: what looks at all that it holds, at each depth, shows.
SHAPES: dict[str, tuple[int, Callable[[int], str]]] = {
    "nested cards around lines": (60, lambda n: _within(CARD * n, "<p>خبر</p>" * 40 * n)),
    "nested banners around links": (
        60,
        lambda n: _within('<div class="banner">' * n, "<p><a href=/x>خبر</a></p>" * 20 * n),
    ),
    "signs in one paragraph": (
        900,
        lambda n: _within("<p>", "خبر <b>x</b><sup>2</sup>" * n),
    ),
    "marks on one letter": (2_000, lambda n: _within("<p>", "a" + "\u0301\u0327" * n)),
    "marks as references": (2_000, lambda n: _within("<p>", "a" + "&#769;&#807;" * n)),
    "nested bodies": (
        25,
        lambda n: _within(
            '<div class="post-content" itemprop="articleBody">' * n, "<p>x</p>" * 30 * n
        ),
    ),
    "photos in one paragraph": (
        60,
        lambda n: _within("<p>", "<noscript></noscript><img src='data:x'>" * 10 * n),
    ),
    "nested cards around headings": (
        45,
        lambda n: _within('<div class="card"><h2>' * n, "<i>خبر</i>" * 80 * n),
    ),
}


def _read(html: str) -> None:
    """Read a page by our own code: a second reader is asked of small pages alone."""
    # What is refused for its depth or number of elements would be measured as nothing.
    parse_html(html)
    with suppress(PageError):
        read_page(html, url="https://site.example/5/x/", second_reader=lambda _: "")


@pytest.mark.parametrize("name", SHAPES)
def test_a_page_takes_time_in_proportion_to_its_size(name: str) -> None:
    size, make = SHAPES[name]
    assert_grows_in_proportion(make, _read, size=size)


@pytest.mark.parametrize("name", SHAPES)
def test_the_second_reader_takes_no_more_than_in_proportion(name: str) -> None:
    """It is not asked where it would."""
    size, make = SHAPES[name]
    assert_grows_in_proportion(make, general_text, size=TIMES * size)
