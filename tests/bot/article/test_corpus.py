"""Every page of the corpus comes out as its expectation says."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.article.parse_page import read_page, read_text
from bot.errors import PageError
from bot.types import ArticlePage

PAGES = Path(__file__).parents[2] / "data" / "pages"


def shown(page: ArticlePage) -> dict[str, Any]:
    """A page in the words of the expectations."""
    return {
        "title": page.title,
        "paragraphs": list(page.paragraphs),
        "photo": page.photo.url if page.photo else None,
        "caption": page.photo.caption if page.photo else None,
        "credit": page.photo.credit if page.photo else None,
        "tags": [tag.name for tag in page.tags],
        "author": page.author,
        "site_id": page.site_id,
        "url": page.url,
        "language": page.language,
        "excerpt": page.excerpt,
        "published": page.published.isoformat() if page.published else None,
        "modified": page.modified.isoformat() if page.modified else None,
    }


def read(name: str, url: str, content_type: str) -> ArticlePage:
    text = PAGES / f"{name}.txt"
    if text.exists():
        return read_text(text.read_text("utf-8"))
    return read_page((PAGES / f"{name}.html").read_bytes(), url=url, content_type=content_type)


@pytest.mark.parametrize("name", sorted(path.stem for path in PAGES.glob("*.json")))
def test_a_page_comes_out_as_expected(name: str) -> None:
    """What is named in the expectation is exactly what is read."""
    want = json.loads((PAGES / f"{name}.json").read_text("utf-8"))
    content_type, url = want.pop("content_type"), want.pop("url")
    if "error" in want:
        with pytest.raises(PageError, match=want["error"]):
            read(name, url, content_type)
        return
    got = shown(read(name, url, content_type))
    assert {key: got[key] for key in want} == want


def test_a_page_over_the_bound_is_refused() -> None:
    """Twenty megabytes never reach the parser."""
    with pytest.raises(PageError, match="larger"):
        read_page(b"<html>" + b"x" * 20_000_000, url="https://a.org/1/")


def test_a_redirect_to_the_front_page_is_no_article() -> None:
    """Some sites answer so for what they have withdrawn."""
    html = (PAGES / "classic.html").read_bytes()
    with pytest.raises(PageError, match="front page"):
        read_page(html, url="https://www.khabar-corpus.org/")
    assert read_page(html, url="https://www.khabar-corpus.org/?p=801101").title


@pytest.mark.parametrize("text", ["", " \n ", "×\n\nع ع ع"])
def test_a_text_without_a_headline_is_refused(text: str) -> None:
    """No headline, no article."""
    with pytest.raises(PageError):
        read_text(text)


def test_a_text_over_the_bound_is_refused() -> None:
    """A text is read whole or not at all."""
    with pytest.raises(PageError, match="longer"):
        read_text("س" * 1_000_001)
