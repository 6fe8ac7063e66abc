"""Both kinds of Markdown: what Telegram makes of them, and where it refuses."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.telegram.api_errors import ApiError
from sandbox.telegram.formatted_text import read_text

RESERVED = "_*[]()~`>#+-=|{}.!"


def entity(offset: int, length: int, kind: str, **more: Any) -> dict[str, Any]:
    return {"offset": offset, "length": length, "type": kind, **more}


def quote(offset: int, length: int) -> dict[str, Any]:
    return entity(offset, length, "blockquote")


def link(offset: int, length: int, url: str) -> dict[str, Any]:
    return entity(offset, length, "text_link", url=url)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*خبر*", "خبر", [entity(0, 3, "bold")]),
        ("_a_ __b__", "a b", [entity(0, 1, "italic"), entity(2, 1, "underline")]),
        ("~a~ ||b||", "a b", [entity(0, 1, "strikethrough"), entity(2, 1, "spoiler")]),
        ("😀*نص*", "😀نص", [entity(2, 2, "bold")]),
        ("*ا _ب_*", "ا ب", [entity(0, 3, "bold"), entity(2, 1, "italic")]),
        ("___ا_ ب__", "ا ب", [entity(0, 3, "underline"), entity(0, 1, "italic")]),
        ("[هنا](http://site.example/?a=1)", "هنا", [link(0, 3, "http://site.example/?a=1")]),
        (
            "[x](http://site.example/\\)\\\\)",
            "x",
            [link(0, 1, "http://site.example/)\\")],
        ),
        ("[site\\.example/a]", "site.example/a", [link(0, 14, "http://site.example/a")]),
        ("[x](nowhere)", "x", []),
        (
            "[ليلى](tg://user?id=77)",
            "ليلى",
            [entity(0, 4, "text_mention", user={"id": 77})],
        ),
        (
            "![👍](tg://emoji?id=5368)",
            "👍",
            [entity(0, 2, "custom_emoji", custom_emoji_id="5368")],
        ),
        ("`a*b_[.`", "a*b_[.", [entity(0, 6, "code")]),
        ("`a\\`b`", "a`b", [entity(0, 3, "code")]),
        ("```\nx = 1```", "x = 1", [entity(0, 5, "pre")]),
        ("```py\nx = 1\n```", "x = 1", [entity(0, 5, "pre", language="py")]),
        ("```py```", "py", [entity(0, 2, "pre")]),
        (">قول\n>آخر", "قول\nآخر", [quote(0, 7)]),
        (">قول\nنص", "قول\nنص", [quote(0, 3)]),
        ("نص\n>قول", "نص\nقول", [quote(3, 3)]),
        (
            ">a\n**>b\n>c||\nd",
            "a\nb\nc\nd",
            [quote(0, 1), entity(2, 3, "expandable_blockquote")],
        ),
        (">a *b\n>c* d", "a b\nc d", [quote(0, 7), entity(2, 3, "bold")]),
        ("1\\. \\#لا\\_وسم\\!", "1. #لا_وسم!", []),
        ("\\خ\\", "\\خ\\", []),
        ("**", "", []),
    ],
)
def test_markdown_v2_becomes_nested_entities_in_utf16_units(
    source: str, text: str, entities: list[dict[str, Any]]
) -> None:
    """Each mark of the Bot API becomes its entity; offsets count UTF-16 code units."""
    assert read_text(source, "MarkdownV2", None, detected=False) == (text, entities)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("تم.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("a > b", "Character '>' is reserved and must be escaped with the preceding '\\'"),
        ("a | b", "Character '|' is reserved and must be escaped with the preceding '\\'"),
        ("a!", "Character '!' is reserved and must be escaped with the preceding '\\'"),
        ("a]", "Character ']' is reserved and must be escaped with the preceding '\\'"),
        ("خبر *نص", "Can't find end of Bold entity at byte offset 7"),
        ("*a _b*", "Can't find end of Bold entity at byte offset 5"),
        ("__a_", "Can't find end of Italic entity at byte offset 3"),
        ("``` x", "Can't find end of Pre entity at byte offset 0"),
        ("```py\nx", "Can't find end of PreCode entity at byte offset 0"),
        ("`x", "Can't find end of Code entity at byte offset 0"),
        ("||x", "Can't find end of Spoiler entity at byte offset 0"),
        ("[x", "Can't find end of TextUrl entity at byte offset 0"),
        (">*x\ny*", "Can't find end of Bold entity at byte offset 1"),
        ("خ [x](http://a", "Can't find end of a URL at byte offset 7"),
        ("![x](tg://emoji?id=1", "Can't find end of a custom emoji URL at byte offset 5"),
        ("![x]", "Custom emoji entity must contain a tg://emoji URL"),
    ],
)
def test_bad_markdown_v2_is_refused_with_its_place(source: str, reason: str) -> None:
    """The refusal names the character, or the entity and the byte where it began."""
    with pytest.raises(ApiError) as refused:
        read_text(source, "MarkdownV2", None)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("*خبر* _نص_", "خبر نص", [entity(0, 3, "bold"), entity(4, 2, "italic")]),
        ("*a_b*", "a_b", [entity(0, 3, "bold")]),
        ("`a*b` .!>", "a*b .!>", [entity(0, 3, "code")]),
        ("```py\nx*1```", "x*1", [entity(0, 3, "pre", language="py")]),
        ("[هنا](http://site.example/a_b)", "هنا", [link(0, 3, "http://site.example/a_b")]),
        ("[site.example]", "site.example", [link(0, 12, "http://site.example/")]),
        ("a\\_b \\! \\", "a_b \\! \\", []),
        ("__", "", []),
    ],
)
def test_the_older_markdown_knows_five_marks_and_no_nesting(
    source: str, text: str, entities: list[dict[str, Any]]
) -> None:
    """What stands between two marks is taken as it is written."""
    assert read_text(source, "Markdown", None, detected=False) == (text, entities)


@pytest.mark.parametrize(("source", "byte"), [("خبر_عاجل", 6), ("*a", 0), ("a [b", 2), ("```x", 0)])
def test_an_older_mark_without_an_end_is_refused_with_its_byte(source: str, byte: int) -> None:
    """An underscore within a word is the classic fault; the refusal says where it stands."""
    with pytest.raises(ApiError) as refused:
        read_text(source, "markdown", None)
    assert refused.value.description == (
        "Bad Request: can't parse entities: "
        f"Can't find end of the entity starting at byte offset {byte}"
    )


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60))
def test_escaped_text_survives_markdown_v2(text: str) -> None:
    """Whatever is escaped comes back as it was, save the white space at its ends."""
    source = re.sub(r"([\\" + re.escape(RESERVED) + r"])", r"\\\1", text)
    assert read_text(source, "MarkdownV2", None, detected=False) == (text.strip(), [])


@given(st.text(st.sampled_from("_*[]()~`>|!\\\n\r x😀خ.:/"), max_size=40))
@pytest.mark.parametrize("mode", ["Markdown", "MarkdownV2"])
def test_any_markdown_is_read_or_refused_in_telegrams_words(mode: str, source: str) -> None:
    """No input is an error of the sandbox's own, and entities stay inside the text."""
    refusal = ""
    text, entities = "", list[dict[str, Any]]()
    try:
        text, entities = read_text(source, mode, None, detected=False)
    except ApiError as refused:
        refusal = refused.description
    assert not refusal or refusal.startswith("Bad Request: can't parse entities: ")
    length = len(text.encode("utf-16-le")) // 2
    assert all(e["offset"] >= 0 and e["offset"] + e["length"] <= length for e in entities)
