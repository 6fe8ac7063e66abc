"""Parses `parse_mode=Markdown` (older, no nesting), or refuses it with the byte offset."""

from sandbox.telegram.api_errors import unparsable
from sandbox.telegram.markup_text import Entity, MarkupText, link_entity

_MARKS = "_*`["
_FENCE = "```"


def parse_markdown(source: str) -> tuple[str, list[Entity]]:
    """Split the older Markdown into text and entities (offsets in UTF-16 code units).

    Raises:
        ApiError: "can't parse entities: …" with the byte offset, as Telegram says it.
    """
    text = MarkupText(source)
    while True:
        text.write(text.until(_MARKS + "\\").replace("\r", ""))
        mark = text.peek()
        if not mark:
            return text.result()
        if mark == "\\":
            _read_escape(text)
        else:
            _read_entity(text, mark)


def _read_escape(text: MarkupText) -> None:
    text.at += 1
    if text.peek() and text.peek() in _MARKS:
        text.write(text.peek())
        text.at += 1
    else:
        text.write("\\")


def _read_entity(text: MarkupText, mark: str) -> None:
    begin, offset = text.at, text.units
    language = ""
    end_mark = {"[": "]"}.get(mark, mark)
    if text.ahead(_FENCE):
        end_mark = _FENCE
        text.at += len(_FENCE)
        language = read_language(text)
    else:
        text.at += 1
    end = text.source.find(end_mark, text.at)
    if end < 0:
        raise unparsable(f"Can't find end of the entity starting at byte offset {text.byte(begin)}")
    words = text.source[text.at : end]
    text.write(words.replace("\r", ""))
    text.at = end + len(end_mark)
    text.add_entity(offset, _kind(text, mark, end_mark, language, words))


def _kind(text: MarkupText, mark: str, end_mark: str, language: str, words: str) -> Entity | None:
    match mark:
        case "_":
            return {"type": "italic"}
        case "*":
            return {"type": "bold"}
        case "`":
            return pre_entity(language) if end_mark == _FENCE else {"type": "code"}
        case _:
            return link_entity(_read_url(text) if text.ahead("(") else words)


def _read_url(text: MarkupText) -> str:
    text.at += 1
    url = text.until(")")
    text.at += 1
    return url


def read_language(text: MarkupText) -> str:
    """Read the language behind an opening ``` and one line break after it."""
    begin = text.at
    language = text.until(" \t\r\n\v\f`")
    if not text.peek() or text.peek() == "`":
        text.at, language = begin, ""
    for line_break in ("\r\n", "\n\r", "\n", "\r"):
        if text.ahead(line_break):
            text.at += len(line_break)
            break
    return language


def pre_entity(language: str) -> Entity:
    """The entity of a code block, with its language if one is named."""
    return {"type": "pre", "language": language} if language else {"type": "pre"}
