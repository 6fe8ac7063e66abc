"""HTML and entities: what Telegram makes of them, and where it refuses."""

from html import escape
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram import utf16
from sandbox.telegram.api_errors import ApiError
from sandbox.telegram.entity_detection import detect
from sandbox.telegram.formatted_text import read_text
from sandbox.telegram.rendering import render_html


def entity(offset: int, length: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"offset": offset, "length": length, "type": kind, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("<b>خبر</b>", "خبر", [entity(0, 3, "bold")]),
        ("<strong>a</strong><em>b</em>", "ab", [entity(0, 1, "bold"), entity(1, 1, "italic")]),
        ("<u>a</u> <ins>b</ins>", "a b", [entity(0, 1, "underline"), entity(2, 1, "underline")]),
        ("<s>a</s><del>b</del>", "ab", [entity(0, 2, "strikethrough")]),
        ("😀<b>نص</b>", "😀نص", [entity(2, 2, "bold")]),
        (
            "<b>ا <i>ب</i></b>",
            "ا ب",
            [entity(0, 3, "bold"), entity(2, 1, "italic")],
        ),
        ("<tg-spoiler>سر</tg-spoiler>", "سر", [entity(0, 2, "spoiler")]),
        ('<span class="tg-spoiler">سر</span>', "سر", [entity(0, 2, "spoiler")]),
        (
            '<a href="http://site.example/?a=1&amp;b=2">هنا</a>',
            "هنا",
            [entity(0, 3, "text_link", url="http://site.example/?a=1&b=2")],
        ),
        (
            "<a href='site.example'>x</a>",
            "x",
            [entity(0, 1, "text_link", url="http://site.example/")],
        ),
        ('<a href="nowhere">x</a>', "x", []),
        ("<code>a&lt;b</code>", "a<b", [entity(0, 3, "code")]),
        ("<code>#وسم</code>", "#وسم", [entity(0, 4, "code")]),
        (
            '<pre><code class="language-py">x=1</code></pre>',
            "x=1",
            [entity(0, 3, "pre", language="py")],
        ),
        ("<blockquote>قول</blockquote>", "قول", [entity(0, 3, "blockquote")]),
        (
            "<blockquote expandable>قول</blockquote>",
            "قول",
            [entity(0, 3, "expandable_blockquote")],
        ),
        (
            '<tg-emoji emoji-id="5368">👍</tg-emoji>',
            "👍",
            [entity(0, 2, "custom_emoji", custom_emoji_id="5368")],
        ),
        ("  <b> نص </b>  ", "نص", [entity(0, 2, "bold")]),
        ("&quot;&#1582;&#x62e;&nbsp;&amp", '"خخ&nbsp;&amp', []),
        ("<B>x</b>", "x", [entity(0, 1, "bold")]),
        ("<b></b>x", "x", []),
    ],
)
def test_html_becomes_text_with_entities_in_utf16_units(
    source: str, text: str, entities: list[dict[str, Any]]
) -> None:
    """Each tag of the Bot API becomes its entity; offsets count UTF-16 code units."""
    assert read_text(source, "HTML", None) == (text, entities)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("خبر <x>", 'Unsupported start tag "x" at byte offset 7'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("<b>خبر", 'Can\'t find end tag corresponding to start tag "b"'),
        ("نص</b>", "Unexpected end tag at byte offset 4"),
        (
            "<b>x</i>",
            'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"',
        ),
        ("<b", "Unclosed start tag at byte offset 0"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ("<a =x>", 'Empty attribute name in the tag "a" at byte offset 0'),
        (
            "<a href>x</a>",
            'Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0',
        ),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_bad_html_is_refused_with_its_byte_offset(source: str, reason: str) -> None:
    """The refusal says what is wrong and at which byte."""
    with pytest.raises(ApiError) as refused:
        read_text(source, "HTML", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("خبر #سوريا_اليوم.", [(4, 12, "hashtag")]),
        ("#123 لا", []),
        ("😀 #وسم", [(3, 4, "hashtag")]),
        ("اسأل @layla و@a", [(5, 6, "mention")]),
        ("/start abc", [(0, 6, "bot_command")]),
        ("/start@sandbox_bot", [(0, 18, "bot_command")]),
        ("a/b 1/2", []),
        ("انظر http://127.0.0.1:8801/a?b=1، ثم", [(5, 27, "url")]),
        ("موقع example.org هنا", [(5, 11, "url")]),
        ("a@example.org", [(0, 13, "email")]),
    ],
)
def test_hashtags_commands_and_links_are_found(
    text: str, found: list[tuple[int, int, str]]
) -> None:
    """What people write without markup still has entities."""
    assert detect(text, []) == [entity(*place) for place in found]


def test_given_entities_are_taken_and_those_that_text_decides_are_not() -> None:
    """A bot may say what is bold, not what is a hashtag."""
    given_entities = [entity(0, 3, "bold"), entity(0, 3, "hashtag"), entity(1, 99, "italic")]
    assert read_text("خبر", "", given_entities) == (
        "خبر",
        [entity(0, 3, "bold"), entity(1, 2, "italic")],
    )


@pytest.mark.parametrize(
    "wrong",
    [
        5,
        ["x"],
        [{"type": "bold"}],
        [entity(0, 1, "shiny")],
        [{"type": [], "offset": 0, "length": 1}],
    ],
)
def test_wrong_entities_are_refused(wrong: Any) -> None:
    """Entities that are none are an error of parsing."""
    with pytest.raises(ApiError, match="can't parse entities"):
        read_text("x", "", wrong)


@pytest.mark.parametrize(
    ("place", "reason"),
    [
        ((1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 0"),
        (
            (0, 1),
            (
                "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte "
                "offset 0"
            ),
        ),
    ],
)
def test_an_entity_does_not_cut_a_symbol(place: tuple[int, int], reason: str) -> None:
    """An offset between the two units of one symbol is refused."""
    with pytest.raises(ApiError) as refused:
        read_text("😀x", "", [entity(*place, "bold")])
    assert refused.value.description == f"Bad Request: {reason}"


def test_quotes_are_not_nested_and_code_holds_nothing() -> None:
    """The inner quote and the bold in code are dropped."""
    source = "<blockquote>a<blockquote>b</blockquote></blockquote><code><b>c</b></code>"
    assert read_text(source, "html", None)[1] == [entity(0, 2, "blockquote"), entity(2, 1, "code")]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_escaped_text_survives_html(text: str) -> None:
    """Whatever is escaped comes back as it was, save the white space at its ends."""
    assert read_text(escape(text), "HTML", None, detected=False) == (text.strip(), [])


@given(
    st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs", "Cc"]), min_size=1),
    st.lists(
        st.tuples(
            st.integers(0, 20),
            st.integers(1, 20),
            st.sampled_from(["bold", "italic", "spoiler", "code", "blockquote", "text_link"]),
        ),
        max_size=5,
    ),
)
def test_rendering_nests_its_tags(text: str, places: list[tuple[int, int, str]]) -> None:
    """Any entities give HTML with all text and as many closing tags as opening ones."""
    entities = [entity(o, n, k, url="http://site.example/") for o, n, k in places]
    shown, kept = read_text(text, "", entities, detected=False)
    html = render_html(shown, kept)
    assert html.count("</") * 2 == html.count("<")
    plain, _ = read_text(html, "HTML", None, detected=False)
    assert plain == shown


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30), st.integers(0, 40))
def test_utf16_offsets_and_indexes_agree(text: str, index: int) -> None:
    """Counting units up to an index and back leads to the same index."""
    index = min(index, len(text))
    assert utf16.to_index(text, utf16.length(text[:index])) == index


def test_rendering_is_safe_to_show() -> None:
    """No markup of the writer reaches the page."""
    html = render_html('<script>"x"</script>', [entity(0, 3, "text_link", url="javascript:a.b")])
    assert "<script" not in html
    assert "href" not in html
