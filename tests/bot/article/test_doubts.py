"""The second reader is asked about a page where there is a reason, and only there."""

import logging

import pytest

from bot.article.body import Evidence
from bot.article.doubts import NOTHING_KNOWN, KnownText, reason_to_doubt
from bot.article.parse_page import read_page
from bot.errors import PageError
from tests.data import page_shapes
from tests.data.stories import BRIDGE, LIBRARY

TEXT = BRIDGE.paragraphs
PLAIN = Evidence(share=1.0, kept=1.0)
UNENDED = ("وفيما يلي أسماء القرى التي يشملها العمل",)


def paragraphs(texts: tuple[str, ...] = TEXT) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


TABLE = f"<table><tr><td>{paragraphs((*TEXT, *LIBRARY.paragraphs))}</td></tr></table>"


def asked(
    inner: str, caplog: pytest.LogCaptureFixture, known: KnownText = NOTHING_KNOWN
) -> list[str]:
    """Why the second reader was asked about a page: its log of one line, or none."""
    html = f"<!doctype html><html><body><main><h1>{BRIDGE.title}</h1>{inner}</main></body></html>"
    with caplog.at_level(logging.DEBUG, logger="bot.article.parse_page"):
        page = read_page(html, url=BRIDGE.link, known=known)
    assert page.paragraphs
    return [record.getMessage() for record in caplog.records if "second" in record.getMessage()]


def test_the_newsrooms_own_page_needs_no_second_reader(caplog: pytest.LogCaptureFixture) -> None:
    """Its layout is plain; boxes, share bars and lists in its margin change nothing."""
    with caplog.at_level(logging.DEBUG, logger="bot.article.parse_page"):
        page = read_page(page_shapes.classic(BRIDGE), url=BRIDGE.link)
    assert page.paragraphs == TEXT
    assert not caplog.records


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        (f'<div class="x7">{paragraphs()}</div>', "letters"),
        (
            f'<div class="entry-content">{paragraphs(TEXT[:4])}</div>{paragraphs(TEXT[4:])}',
            "outside",
        ),
        (f'<div class="entry-content"><p>{" ".join(TEXT)}</p></div>', "no paragraphs"),
        (f'<div class="entry-content">{paragraphs((*TEXT, *UNENDED))}</div>', "no sentence"),
        (f'<div class="entry-content">{TABLE}{paragraphs()}</div>', "boxes"),
    ],
)
def test_a_page_that_is_not_plain_is_read_twice(
    inner: str, reason: str, caplog: pytest.LogCaptureFixture
) -> None:
    """No name, text elsewhere, one paragraph, a line that is no sentence, text in a box."""
    (said,) = asked(inner, caplog)
    assert reason in said


def beside(before: str, each: str, after: str) -> str:
    return f"{before}{''.join(each.format(text) for text in LIBRARY.paragraphs)}{after}"


@pytest.mark.parametrize(
    "rest",
    [
        beside("<table>", "<tr><td>{}</td></tr>", "</table>"),
        beside('<div style="display:none">', "{}<br><br>", "</div>"),
        beside('<ul class="toc">', "<li>{}</li>", "</ul>"),
        beside('<div class="tweet">', "{}<br><br>", "</div>"),
        beside('<div class="related">', "<div>{}</div>", "</div>"),
    ],
)
def test_text_that_is_left_out_is_a_reason_whatever_it_stands_in(
    rest: str, caplog: pytest.LogCaptureFixture
) -> None:
    """In a table, hidden, in what is named like a box: it needs no paragraphs to be text."""
    (said,) = asked(f'<div class="entry-content">{paragraphs()}{rest}</div>', caplog)
    assert "boxes" in said


def test_a_plain_body_is_in_doubt_where_something_else_is_known(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The feed has another article's text, or the page was read otherwise before."""
    inner = f'<div class="entry-content">{paragraphs()}</div>'
    assert not asked(inner, caplog)
    (said,) = asked(inner, caplog, KnownText(feed=LIBRARY.paragraphs))
    assert "feed" in said
    caplog.clear()
    (said,) = asked(inner, caplog, KnownText(before=TEXT[:-1]))
    assert "earlier" in said
    caplog.clear()
    assert not asked(inner, caplog, KnownText(feed=TEXT[:1]))


def test_a_body_that_the_feed_has_as_well_needs_no_second_reader(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The newsroom's feed carries the whole text, with a line of its own at the end."""
    lines = (*TEXT, *UNENDED)
    feed = (*lines, "ظهرت المقالة أولًا في الموقع")
    inner = f'<div class="entry-content">{paragraphs(lines)}</div>'
    assert asked(inner, caplog, KnownText(feed=feed)) == []


@pytest.mark.parametrize("feed", [(), (TEXT[0],), LIBRARY.paragraphs, (*TEXT, *LIBRARY.paragraphs)])
def test_a_feed_with_less_or_another_text_confirms_nothing(feed: tuple[str, ...]) -> None:
    """An excerpt, another article's text, or a text of which the page lacks half."""
    assert reason_to_doubt((*TEXT, *UNENDED), PLAIN, KnownText(feed=feed))


def test_a_first_paragraph_that_stands_alone_in_its_element_is_no_body() -> None:
    """Though the feed has no more than that."""
    lead = TEXT[:1]
    assert reason_to_doubt(lead, Evidence(share=0.2, kept=1.0), KnownText(feed=lead))


def test_only_the_very_same_lines_as_before_are_known() -> None:
    """Else a page that did not change would seem to be corrected, being read in another way."""
    lines = (*TEXT, *UNENDED)
    assert not reason_to_doubt(lines, PLAIN, KnownText(before=lines))
    assert reason_to_doubt(lines, PLAIN, KnownText(before=TEXT))


def test_a_page_without_a_body_is_read_twice(caplog: pytest.LogCaptureFixture) -> None:
    """What the structure does not show may still be there."""
    with caplog.at_level(logging.DEBUG, logger="bot.article.parse_page"), pytest.raises(PageError):
        read_page("<html><body><p>؟</p></body></html>", url=BRIDGE.link)
    assert caplog.records
