"""Stored articles, invented, for tests of posts."""

from dataclasses import replace
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from storage.models import ArticleStatus, StoredArticle, Tag, TagKind
from tests.articles import NOON, invented

SUMMARY = (
    "افتتح المجلس البلدي حديقة عامة في حي الزيتون صباح اليوم.",
    "وتضم الحديقة ملعبًا ومكتبة صغيرة ومقاعد مظللة.",
    "وتفتح أبوابها يوميًا من الثامنة صباحًا.",
)
TAGS = (
    Tag("حي الزيتون", folded="حي الزيتون", id=7),
    Tag("حدائق", folded="حدايق", id=8),
    Tag("محليات", TagKind.SECTION, "local", "محليات", 9),
)


def stored(
    *,
    summary: tuple[str, ...] = SUMMARY,
    status: ArticleStatus = ArticleStatus.LIVE,
    **changes: Any,
) -> StoredArticle:
    """An article with a summary; further keywords change the article itself."""
    return StoredArticle(
        id=41,
        article=replace(invented(), **({"tags": TAGS} | changes)),
        summary=summary,
        status=status,
        first_seen=NOON,
        content_hash="hash",
    )


def telegram_text(html: str) -> str:
    """The text that Telegram shows for our HTML, read with another parser than our own code."""
    tree = LexborHTMLParser(f"<body>{html}</body>")
    return tree.body.text() if tree.body is not None else ""


def telegram_length(html: str) -> int:
    """Length as Telegram counts it: UTF-16 code units after entity parsing."""
    return len(telegram_text(html).encode("utf-16-le")) // 2
