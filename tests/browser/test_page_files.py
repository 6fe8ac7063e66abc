"""What the page's files promise, looked at without a browser."""

import json
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from sandbox import page

SCRIPTS = sorted(page.FILES.glob("*.js"))
FIXED = re.compile(r"\bt\(\s*\"([\w.]+)\"")
TURNED = re.compile(r"`([a-z.]+\.)\$\{")
EITHER = re.compile(r"\bt\([^\"`()]*\? ?\"([\w.]+)\" ?: ?\"([\w.]+)\"")


def _catalogue() -> dict[str, dict[str, str | dict[str, str]]]:
    words: dict[str, dict[str, str | dict[str, str]]] = json.loads(
        (page.FILES / "texts.json").read_text("utf-8")
    )
    return words


def _code() -> str:
    return "\n".join(path.read_text("utf-8") for path in SCRIPTS)


def test_both_languages_say_the_same_things() -> None:
    """No key is missing in a language, and values to fill in are the same."""
    words = _catalogue()
    assert words["ar"].keys() == words["en"].keys()
    for key, arabic in words["ar"].items():
        english = words["en"][key]
        assert isinstance(arabic, dict) == isinstance(english, dict), key
        assert _gaps(arabic) == _gaps(english), key
        if isinstance(arabic, dict):
            assert set(arabic) == {"zero", "one", "two", "few", "many", "other"}, key


def _gaps(text: str | dict[str, str]) -> set[str]:
    whole = text if isinstance(text, str) else text["other"]
    return set(re.findall(r"\{(\w+)\}", whole))


def test_every_word_that_is_asked_for_exists_and_none_is_idle() -> None:
    """The catalogue holds what the scripts use, and nothing that they don't."""
    code, keys = _code(), set(_catalogue()["ar"])
    fixed = set(FIXED.findall(code)) | {key for pair in EITHER.findall(code) for key in pair}
    begun = tuple(TURNED.findall(code))
    assert fixed <= keys
    named = fixed | {key for key in keys if f'"{key}"' in code}
    assert {key for key in keys - named if not key.startswith(begun)} == set()


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_parse_no_markup_and_hold_no_arabic(path: Path) -> None:
    """Hostile text can't become markup, and words for people stand in the catalogue alone."""
    code = path.read_text("utf-8")
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", code)
    outside_comments = re.sub(r"^\s*//.*$", "", code, flags=re.MULTILINE)
    assert not re.search(r"[\u0621-\u064a]{2,}", outside_comments)


def test_nothing_points_to_another_host() -> None:
    """The page asks for no font, script or picture from outside."""
    for path in page.FILES.iterdir():
        text = path.read_text("utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"(src|href|url|import)\W{1,4}(https?:)?//", text), path.name


@pytest.mark.parametrize("address", ["/", "/page/main.js", "/page/messages.css", "/favicon.ico"])
async def test_every_file_comes_with_safe_headers(address: str) -> None:
    """No answer of the page may be framed, sniffed, or load from elsewhere."""
    app = httpx.ASGITransport(Starlette(routes=page.routes()))
    async with httpx.AsyncClient(transport=app, base_url="http://sandbox") as client:
        answer = await client.get(address)
    assert answer.status_code == 200
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
