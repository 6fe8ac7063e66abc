"""Pages that are meant to break their reader: the corpus spoiled, and shapes that parsers fear."""

from typing import Final

from hypothesis import strategies as st

from bot.article.assemble import assemble
from bot.article.parse_page import read_page
from bot.article.quality import judge_quality
from bot.errors import PageError
from tests.corruption import corrupted
from tests.data.page_cases import cases

SEEDS: Final = [case.body for case in cases() if case.suffix == "html" and len(case.body) < 30_000]
PIECES: Final = (
    b"<div>", b"</div>", b"<p>", b"<script>", b"<!--", b"\xff\xfe", b"\x00", b"<h1>", b"</h1>",
    b"<table>", b"<br>", b"<figure>", b"&#0;", b"\xd8", b"<noscript>", b"<svg>", b"<template>",
    b"<frameset>", b"<plaintext>", b"<select>", b"<math><mtext>", b"<title>", b"</title>",
    b"<img srcset='a 1w, b 9999999w'>",
    b"<script type='application/ld+json'>{\"@graph\":[", b"<meta charset=utf-16>", b"\xe2\x80\xae",
    b"<base href='http://[x'>", b"<link rel=canonical href='http://[x'>", b"&#8238;", b"<iframe>",
    b"<time datetime='2087-13-45'>", b"postid-99999999999999", b"</body>",
)  # fmt: skip
CONTENT_TYPES: Final = ("", "text/html; charset=utf-16", "text/html; charset=nonsense",
                        "text/html; charset=windows-1256", "application/pdf")  # fmt: skip


def bodies() -> st.SearchStrategy[bytes]:
    """Bytes without a plan, and real shapes, cut and spoiled."""
    return (
        corrupted(SEEDS, PIECES)
        | st.binary(max_size=2000).map(lambda body: b"<html>" + body)
        | st.binary(max_size=500)
    )


def read(body: bytes, content_type: str = "") -> None:
    """Read a page as the poller does, and hold what every result has."""
    try:
        page = read_page(body, url="https://www.khabar-corpus.org/1/x/", content_type=content_type)
        article = assemble(None, page, default_language="ar")
    except PageError:
        return
    judge_quality(article)
    for text in (article.title, *article.paragraphs):
        assert text == text.strip()
        assert not set(text) & set("\u202e\u200b\x00\n")


HEAD: Final = b"<html><body>"
SHAPES: Final = {
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
    "long script": HEAD + b"<script>" + b"var a = 'b';" * 300_000 + b"</script><p>x</p>",
    "long title": b"<html><title>" + "خبر ".encode() * 500_000 + b"</title><body><p>x</p>",
    "many headings": HEAD + b"<h1>a headline of some length</h1>" * 45_000,
}
