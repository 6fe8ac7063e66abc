"""Everything hostile that a site can answer with: as a feed, an item, a page, a photo."""

import asyncio
import gzip
from collections.abc import Callable
from typing import Final

from tests.attacks.hostile_site import Answer, HostileSite, body, endless, raw
from tests.bot.delivery.hostile import BUILDERS

ATTRIBUTES: Final = " ".join(f'a{number}="x"' for number in range(80_000))
BARE_ATTRIBUTES: Final = "<p " + " ".join(f"a{number}" for number in range(20_000)) + ">"
OK: Final = b"HTTP/1.1 200 OK\r\n"
RSS: Final = "application/rss+xml"


async def bomb(writer: asyncio.StreamWriter) -> None:
    """300 MB of zeros in 1.3; packed only where it is asked for."""
    packed = gzip.compress(b"\0" * 300_000_000, 1)
    await body(packed, RSS, "Content-Encoding: gzip")(writer)


def feeds(site: HostileSite) -> dict[str, Answer]:
    """What the feed answers with once."""
    told = site.rss()
    packed = gzip.compress(told)
    zipped = "Content-Encoding: gzip"
    hints = b"HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n" * 200
    many = b"<rss><channel>" + b"<item><title>a</title></item>" * 100_000 + b"</channel></rss>"
    number = b'{"version":"https://jsonfeed.org/version/1.1","items":[{"id":' + b"9" * 100_000
    rss = f"Content-Type: {RSS}\r\nConnection: close\r\n".encode()
    deep = b"<rss>" + b"<a>" * 200_000
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(10))
    return {
        "bytes after the end of gzip": body(packed + b"\0" * 5_000_000, RSS, zipped),
        "endless bytes after the end of gzip": endless(
            OK + rss + b"Content-Encoding: gzip\r\n\r\n" + packed, b"\0" * 65_536
        ),
        "gzip in gzip in gzip": body(
            gzip.compress(packed), RSS, "Content-Encoding: gzip, gzip, gzip"
        ),
        "a bomb of gzip": bomb,
        "endless 100 Continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500),
        "endless 103 with links": endless(b"", hints),
        "100,000 headers": raw(OK + b"X-A: b\r\n" * 100_000 + b"\r\n"),
        "an endless header": endless(OK + b"X-A: ", b"b" * 65_536),
        "10,000 cookies": raw(OK + rss + b"Set-Cookie: a=b; Path=/\r\n" * 10_000 + b"\r\n" + told),
        "HTTP/0.9": raw(told),
        "no HTTP at all": raw(b"220 smtp.example ESMTP\r\n" * 1000),
        "a chunk with an endless extension": endless(
            OK + rss + b"Transfer-Encoding: chunked\r\n\r\n5;", b"a=b;" * 10_000
        ),
        "a chunk of negative length": raw(
            OK + rss + b"Transfer-Encoding: chunked\r\n\r\n-5\r\nabcde\r\n0\r\n\r\n"
        ),
        "a chunk of absurd length": raw(
            OK + rss + b"Transfer-Encoding: chunked\r\n\r\n" + b"f" * 4000 + b"\r\nabcde"
        ),
        "two lengths": raw(OK + rss + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nabcde"),
        "a length without a body": raw(OK + rss + b"Content-Length: 99999999999\r\n\r\nabc"),
        "a redirect to itself": raw(
            b"HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\n"
            b"Connection: close\r\n\r\n"
        ),
        "a redirect to the cloud's secrets": raw(
            b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/meta-data/\r\n"
            b"Content-Length: 0\r\nConnection: close\r\n\r\n"
        ),
        "a redirect to a file": raw(
            b"HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n"
            b"Connection: close\r\n\r\n"
        ),
        "elements 200,000 deep": body(deep, RSS),
        "a billion laughs": body(
            f"<?xml version='1.0'?><!DOCTYPE r [{laughs}]><rss><channel><title>&l9;</title>"
            "</channel></rss>".encode(), RSS,
        ),
        "a foreign entity": body(
            b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b"<rss><channel><title>&x;</title></channel></rss>", RSS,
        ),
        "200,000 processing instructions": body(b"<?x y?>" * 200_000 + told, RSS),
        "nothing but NUL": body(b"\0" * 2_000_000, RSS),
        "UTF-7": body(told, "application/rss+xml; charset=utf-7"),
        "a charset that is a codec": body(told, "application/rss+xml; charset=zlib_codec"),
        "a charset of quadratic time": body(told, f"{RSS}; charset=idna"),
        "UTF-32": body(told.decode().encode("utf-32"), f"{RSS}; charset=utf-32"),
        "a charset of 5,000 letters": body(told, f"{RSS}; charset={'x' * 5000}"),
        "quadratic entities": body(
            b"<!DOCTYPE r [<!ENTITY a '" + b"x" * 50_000 + b"'>]><rss><channel><title>"
            + b"&a;" * 50_000 + b"</title></channel></rss>", RSS,
        ),
        "JSON of wrong types": body(
            b'{"version":"https://jsonfeed.org/version/1.1","items":[null,3,[],{"id":{},"url":[],'
            b'"title":9,"content_html":{},"date_published":[],"tags":{},"authors":7}]}',
            "application/feed+json",
        ),
        "100,000 items": body(many, RSS),
        "JSON 100,000 deep": body(b"[" * 100_000, "application/feed+json"),
        "JSON with a number of 100,000 digits": body(number + b"}]}", "application/feed+json"),
    }  # fmt: skip


ITEMS: Final[dict[str, dict[str, str]]] = {
    "20,000 attributes without values": {"text": BARE_ATTRIBUTES + "نص</p>"},
    "100,000 categories": {"inside": "".join(f"<category>{n}</category>" for n in range(100_000))},
    "a headline of 1 MB": {"title": "سطر " * 200_000},
    "a text of 3 MB without a space": {"text": "<p>" + "ب" * 1_500_000 + "</p>"},
    "100,000 links": {"text": '<p><a href="/1/x/">أ</a></p>' * 100_000},
    "elements 100,000 deep": {"text": "<div>" * 100_000},
    "a comment that never ends": {"text": "<!--" * 100_000},
    "shortcodes in shortcodes": {"text": "[a][b]" * 50_000},
    "letters that join for ever": {"title": "ا" + "\u0651" * 50_000 + " خبر"},
    "direction marks": {"title": "\u202e\u2066" * 5_000 + " خبر من المدينة"},
}


def pages(site: HostileSite) -> dict[str, Callable[[], None]]:
    """Pages of articles that are in the feed."""

    def publish(name: str, **parts: str) -> None:
        item = site.publish(f"صفحة معادية {name}")
        html = site.page(item, **parts)
        site.answers[f"/{item.number}/khabar/"] = body(html.encode(), "text/html")

    nested = "[" * 100_000
    shapes: dict[str, dict[str, str]] = {
        "80,000 attributes": {"inside": f"<div {ATTRIBUTES}></div>"},
        "80,000 attributes of the body": {"head": f"</head><body {ATTRIBUTES}>"},
        "JSON-LD 100,000 deep": {"head": f'<script type="application/ld+json">{nested}</script>'},
        "JSON-LD with a huge number": {
            "head": '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":'
            + "9" * 200_000
            + "}</script>"
        },
        "100,000 meta elements": {"head": '<meta property="article:tag" content="x">' * 100_000},
        "elements 100,000 deep": {"inside": "<b>" * 100_000},
        "tables in tables": {"inside": "<table><tr><td>" * 30_000},
        "formatting that is adopted": {"inside": "<a><b><i><p>" * 10_000},
        "options in selects": {"inside": "<select><option>" * 50_000},
    }
    return {
        name: lambda name=name, parts=parts: publish(name, **parts)  # type: ignore[misc]
        for name, parts in shapes.items()
    }


PHOTOS: Final[dict[str, Callable[[], bytes]]] = BUILDERS | {
    "PostScript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n/x {x} def x\n",
    "SVG with a foreign entity": lambda: (
        b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>'
    ),
    "a page": lambda: b"<html>" * 1000,
}
