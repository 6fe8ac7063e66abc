"""Whatever bytes come, a page's reader ends in a result or in the project's own error."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.article.assemble import assemble
from bot.article.scraper import read_page, read_text
from bot.errors import PageError
from bot.types import Page
from tests.data.page_cases import cases

SEEDS = [case.body for case in cases() if case.suffix == "html" and len(case.body) < 30_000]
TEXTS = [case.body.decode() for case in cases() if case.suffix == "txt"]
PIECES = st.sampled_from(
    [b"<div>", b"</div>", b"<p>", b"<script>", b"<!--", b"\xff\xfe", b"\x00", b"<h1>", b"</h1>",
     b"<table>", b"<br>", b"<figure>", b"&#0;", b"\xd8", b"<noscript>", b"<svg>", b"<template>"]
)  # fmt: skip
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A page of the corpus with pieces cut out and put in."""
    body = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 400)))
        body = body[:start] + draw(st.binary(max_size=8) | PIECES) + body[end:]
    return body


def ends(body: bytes | str) -> None:
    """Read, assemble, and hold the time (of this thread: the machine may be busy)."""
    began = time.thread_time()
    try:
        page: Page = read_page(body, url="https://www.khabar-corpus.org/1/x/")
        article = assemble(None, page, default_language="ar")
        for text in (article.title, *article.paragraphs):
            assert text == text.strip()
            assert not set(text) & set("\u202e\u200b\x00\n")
    except PageError:
        pass
    assert time.thread_time() - began < 2


@SLOW
@given(st.binary(max_size=2000).map(lambda body: b"<html>" + body) | st.binary(max_size=500))
def test_any_bytes(body: bytes) -> None:
    """Bytes without a plan."""
    ends(body)


@SLOW
@given(mutated())
def test_any_damaged_page(body: bytes) -> None:
    """Real shapes, cut and spoiled."""
    ends(body)


@SLOW
@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from("\n".join(TEXTS).split("\n")), max_size=30).map("\n".join)
)
def test_any_text(text: str) -> None:
    """Lines in any order."""
    try:
        assert read_text(text).title
    except PageError:
        return


HEAD = b"<html><body>"
HOSTILE = {
    "open divs": HEAD + b"<div>" * 500_000,
    "crossed tags": HEAD + b"<div></b>" * 200_000,
    "open comments": HEAD + b"<!--" * 500_000,
    "open scripts": HEAD + b"<script>" * 300_000,
    "open bolds": HEAD + b"<p><b>" * 200_000,
    "tables": HEAD + b"<table><tr><td>" * 100_000,
    "unclosed paragraphs": HEAD + b"<p>" * 300_000,
    "many paragraphs": HEAD + b"<div>" + "<p>فقرة من نص قصير في هذه الصفحة.</p>".encode() * 30_000,
    "many images": HEAD + b"<img src='/a.jpg'>" * 60_000,
    "many links": HEAD + b"<a href='/tag/x/'>x</a>" * 60_000,
    "one long line": HEAD + b"<p>" + b"a " * 1_500_000,
    "long caption": HEAD + b"<figure><img src=/a.jpg><figcaption>" + b"( - " * 300_000,
    "attributes": HEAD + b"<div " + b"a='b' " * 200_000 + b">x",
    "angles": HEAD + b"<" * 1_000_000,
    "spaces": HEAD + b"<h1>" + b" " * 3_000_000 + b"</h1>",
    "json": b"<html><script type='application/ld+json'>" + b"[" * 200_000 + b"</script>",
    "srcset": HEAD + b"<img srcset='" + b"a 1w," * 200_000 + b"'>",
    "breaks": HEAD + b"<p>" + b"x<br>" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_pages_end_in_time(name: str) -> None:
    """Shapes that make parsers slow."""
    ends(HOSTILE[name])
