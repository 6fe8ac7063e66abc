"""An article that only a script would show is read out of the script's data."""

import json

import pytest

from bot.article.parse_page import read_page
from bot.article.script_data import text_in_scripts
from tests.data.stories import BRIDGE
from tests.growth import assert_grows_in_proportion

HTML = "".join(f"<p>{text}</p>" for text in BRIDGE.paragraphs)


@pytest.mark.parametrize(
    "data",
    [
        json.dumps({"props": {"article": {"contentHtml": HTML}}}),
        json.dumps({"body": HTML}).replace("<", "\\u003c").replace(">", "\\u003e"),
        "window.__STATE__ = " + json.dumps({"a": "<p>x</p>", "text": HTML}, ensure_ascii=False),
    ],
)
def test_the_longest_text_of_a_scripts_data_is_the_body(data: str) -> None:
    """Whatever the field is called."""
    head = f"<html><head><title>{BRIDGE.title}</title></head><body><div id=app></div>"
    page = f"{head}<script>{data}</script></body></html>"
    assert read_page(page, url=BRIDGE.link).paragraphs == BRIDGE.paragraphs


NOTICE = (
    "<p>نستخدم ملفات تعريف الارتباط لتحسين تجربتك على موقعنا ولعرض إعلانات تناسب اهتماماتك.</p>"
    "<p>بمتابعة الاستخدام توافق على سياسة الخصوصية، ويمكنك تغيير الإعدادات في أي وقت.</p>"
) * 3


@pytest.mark.parametrize("article", [HTML, ""])
def test_what_a_plug_in_says_in_a_script_is_no_article(article: str) -> None:
    """A page without a text stays without, and a longer notice hides no article."""
    data = json.dumps({"consent": NOTICE, "article": article})
    page = (
        f"<html><head><title>{BRIDGE.title}</title></head><body><h1>{BRIDGE.title}</h1>"
        f"<script>var settings = {data};</script></body></html>"
    )
    found = read_page(page, url=BRIDGE.link).paragraphs
    assert found == (BRIDGE.paragraphs if article else ())


@pytest.mark.parametrize("piece", ['"', '"\\', '"</p></p>', '"<p></p><p></p>' + "a" * 20_000])
def test_a_hostile_script_takes_no_longer_than_it_is(piece: str) -> None:
    """Quotation marks without end."""
    assert_grows_in_proportion(
        lambda size: f"<script>{piece * (size // len(piece))}</script></p>",
        lambda html: text_in_scripts(html, bool),
        size=100_000,
    )
