"""Parses `parse_mode=HTML` into text with entities, or refuses it with the byte offset."""

import re
from dataclasses import dataclass

from sandbox.telegram.api_errors import unparsable
from sandbox.telegram.markup_text import Entity, MarkupText, link_entity

_TAGS = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
_SPACE = " \t\r\n\0\x0b"
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,8})|#[xX]([0-9a-fA-F]{1,8})|([a-zA-Z]+));?")
_LAST_CODE_POINT = 0x10FFFF


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


def _unescape(text: str) -> str:
    """Replace the few character references that Telegram knows; others stay as they are."""
    if "&" not in text:
        return text

    def one(match: re.Match[str]) -> str:
        decimal, hexadecimal, name = match.groups()
        if name:
            return _NAMED.get(name, match.group()) if match.group().endswith(";") else match.group()
        code = int(decimal) if decimal else int(hexadecimal, 16)
        is_character = 0 < code <= _LAST_CODE_POINT and not 0xD800 <= code <= 0xDFFF  # noqa: PLR2004
        return chr(code) if is_character else match.group()

    return _REFERENCE.sub(one, text)


class _Parser(MarkupText):
    """One pass over the source, with the tags that are open."""

    def __init__(self, source: str) -> None:
        super().__init__(source)
        self.open: list[_Open] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while True:
            begin = self.source.find("<", self.at)
            self._text(self.source[self.at : begin if begin >= 0 else len(self.source)])
            if begin < 0:
                break
            self.at = begin + 1
            if self.source.startswith("/", self.at):
                self._end_tag(begin)
            else:
                self._start_tag(begin)
        if self.open:
            raise unparsable(
                f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"'
            )
        return self.result()

    def _text(self, raw: str) -> None:
        self.write(_unescape(raw).replace("\r", ""))

    def _skip_space(self) -> None:
        while self.peek() and self.peek() in _SPACE:
            self.at += 1

    def _start_tag(self, begin: int) -> None:
        name = self.until(_SPACE + ">").lower()
        where = f"at byte offset {self.byte(begin)}"
        if not self.peek():
            raise unparsable(f"Unclosed start tag {where}")
        if name not in _TAGS:
            raise unparsable(f'Unsupported start tag "{name}" {where}')
        argument = ""
        while self.peek() != ">":
            self._skip_space()
            if self.peek() == ">":
                break
            argument = self._attribute(name, where) or argument
        self.at += 1
        if name == "span" and argument != "spoiler":
            raise unparsable(f'Tag "span" must have class "tg-spoiler" {where}')
        self.open.append(_Open(name, argument, self.units, len(self.parts)))

    def _attribute(self, tag: str, where: str) -> str:
        """Read one attribute; answer what the tag makes of it ("" for nothing)."""
        unclosed = f'Unclosed start tag "{tag}" {where}'
        name = self.until(_SPACE + "=>/\"'").lower()
        if not name:
            raise unparsable(f'Empty attribute name in the tag "{tag}" {where}')
        self._skip_space()
        if not self.peek():
            raise unparsable(unclosed)
        if self.peek() != "=":
            if tag == "blockquote" and name == "expandable":
                return "expandable"
            raise unparsable(
                f'Expected equal sign in declaration of an attribute of the tag "{tag}" {where}'
            )
        self.at += 1
        self._skip_space()
        quote = self.peek()
        if not quote:
            raise unparsable(unclosed)
        if quote in "\"'":
            self.at += 1
            value = _unescape(self.until(quote))
            self.at += 1
        else:
            token = self.at
            value = self.until(_SPACE + ">").lower()
            if not re.fullmatch(r"[a-z0-9.-]*", value):
                raise unparsable(f"Unexpected end of name token at byte offset {self.byte(token)}")
        if not self.peek():
            raise unparsable(unclosed)
        return _meaning(tag, name, value)

    def _end_tag(self, begin: int) -> None:
        where = f"at byte offset {self.byte(begin)}"
        if not self.open:
            raise unparsable(f"Unexpected end tag {where}")
        self.at += 1
        name = self.until(_SPACE + ">").lower()
        self._skip_space()
        if self.peek() != ">":
            raise unparsable(f"Unclosed end tag {where}")
        self.at += 1
        tag = self.open.pop()
        if name and name != tag.tag:
            raise unparsable(
                f'Unmatched end tag {where}, expected "</{tag.tag}>", found "</{name}>"'
            )
        self._close(tag)

    def _close(self, tag: _Open) -> None:
        argument = tag.argument
        if tag.tag == "a":
            argument = argument or "".join(self.parts[tag.begin :])
        elif tag.tag == "code" and argument and self.open and self.open[-1].tag == "pre":
            self.open[-1].argument = argument
            return
        self.add_entity(tag.offset, _kind(tag.tag, argument))


def _kind(tag: str, argument: str) -> Entity | None:
    """The type and particulars of the entity that a tag makes; None if it makes none."""
    kind = _TAGS[tag]
    match kind:
        case "text_link":
            return link_entity(argument)
        case "custom_emoji":
            if not argument.isdecimal():
                raise unparsable("Invalid custom emoji identifier specified")
            return {"type": kind, "custom_emoji_id": argument}
        case "blockquote" if argument:
            return {"type": "expandable_blockquote"}
        case "pre" if argument:
            return {"type": kind, "language": argument}
        case _:
            return {"type": kind}


def _meaning(tag: str, name: str, value: str) -> str:
    match tag, name:
        case "a", "href":
            return value
        case "code", "class":
            return value.removeprefix("language-") if value.startswith("language-") else ""
        case "span", "class":
            return value.removeprefix("tg-") if value.startswith("tg-") else ""
        case "tg-emoji", "emoji-id":
            return value
        case "blockquote", "expandable":
            return "expandable"
        case _:
            return ""


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Split HTML into text and entities (offsets in UTF-16 code units, as they were nested).

    Raises:
        ApiError: "can't parse entities: …" with the byte offset, as Telegram says it.
    """
    if "<" not in source:
        return _unescape(source).replace("\r", ""), []
    return _Parser(source).parse()
