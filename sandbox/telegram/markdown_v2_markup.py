"""Parses `parse_mode=MarkdownV2` into nested entities, or refuses it with the byte offset."""

import re
from dataclasses import dataclass

from sandbox.telegram.api_errors import unparsable
from sandbox.telegram.markdown_markup import pre_entity, read_language
from sandbox.telegram.markup_text import Entity, MarkupText, link_entity

_RESERVED = "_*[]()~`>#+-=|{}.!\n"
_LAST_ESCAPED = "~"  # only characters of ASCII can be escaped
_EMOJI_URL = re.compile(r"tg://emoji\?id=(\d{1,20})$", re.IGNORECASE)
_OPENING = {
    "```": "pre",
    "__": "underline",
    "||": "spoiler",
    "![": "custom_emoji",
    "_": "italic",
    "*": "bold",
    "~": "strikethrough",
    "[": "text_link",
    "`": "code",
}
_CLOSING = {
    "bold": "*",
    "italic": "_",
    "underline": "__",
    "strikethrough": "~",
    "spoiler": "||",
    "code": "`",
    "pre": "```",
    "text_link": "]",
    "custom_emoji": "]",
}
_NAMES = {  # as the refusals call them
    "pre": "Pre",
    "underline": "Underline",
    "spoiler": "Spoiler",
    "custom_emoji": "CustomEmoji",
    "italic": "Italic",
    "bold": "Bold",
    "strikethrough": "Strikethrough",
    "text_link": "TextUrl",
    "code": "Code",
    "blockquote": "BlockQuote",
}


@dataclass(frozen=True, slots=True)
class _Open:
    kind: str
    language: str
    offset: int
    begin: int
    part: int


class _Parser:
    def __init__(self, source: str) -> None:
        self.text = MarkupText(source)
        self.open: list[_Open] = []
        self.is_line_start = True
        self.is_quoted = False

    def parse(self) -> tuple[str, list[Entity]]:
        text = self.text
        while text.at < len(text.source):
            kind = self.open[-1].kind if self.open else ""
            reserved = "`" if kind in {"code", "pre"} else _RESERVED
            plain = text.until(reserved + "\\")
            if plain:
                text.write(plain.replace("\r", ""))
                self.is_line_start = False
            if not text.peek():
                break
            if text.peek() == "\\":
                self._escape()
            elif not self._close_quote() and not self._close(kind):
                self._begin()
        if self.open and self.open[-1].kind == "blockquote":
            self._end_quote("blockquote")
        self._refuse_open()
        return text.result()

    def _escape(self) -> None:
        self.text.at += 1
        self.is_line_start = False
        self.text.write(self._escaped() or "\\")

    def _escaped(self) -> str:
        """Read the character behind a backslash; "" where nothing is escaped there."""
        character = self.text.peek()
        if not character or character > _LAST_ESCAPED:
            return ""
        self.text.at += 1
        return character

    def _refuse_open(self) -> None:
        if self.open:
            raise unparsable(
                f"Can't find end of {self._name(self.open[-1])} entity at byte offset "
                f"{self.text.byte(self.open[-1].begin)}"
            )

    @staticmethod
    def _name(entity: _Open) -> str:
        return "PreCode" if entity.language else _NAMES[entity.kind]

    def _close_quote(self) -> bool:
        """End a quotation at the last of its lines, which `||` makes an expandable one."""
        if not self.is_quoted:
            return False
        at, source = self.text.at, self.text.source
        is_expandable = self.open[-1].kind == "blockquote" and source.startswith("||", at)
        at += 2 * is_expandable
        is_last = at == len(source) or (source[at] == "\n" and not source.startswith("\n>", at))
        if not is_last:
            return False
        if self.open[-1].kind != "blockquote":
            self._refuse_open()
        self.text.at = at
        self._end_quote("expandable_blockquote" if is_expandable else "blockquote")
        return True

    def _end_quote(self, kind: str) -> None:
        self.text.add_entity(self.open.pop().offset, {"type": kind})
        self.is_quoted = False

    def _close(self, kind: str) -> bool:
        mark = _CLOSING.get(kind)
        text = self.text
        if mark is None or not text.ahead(mark) or (kind == "italic" and text.ahead("__")):
            return False
        entity = self.open.pop()
        text.at += len(mark)
        text.add_entity(entity.offset, self._entity(entity))
        return True

    def _entity(self, entity: _Open) -> Entity | None:
        match entity.kind:
            case "text_link":
                words = "".join(self.text.parts[entity.part :])
                return link_entity(self._url("a URL") if self.text.ahead("(") else words)
            case "custom_emoji":
                if not self.text.ahead("("):
                    raise unparsable("Custom emoji entity must contain a tg://emoji URL")
                found = _EMOJI_URL.match(self._url("a custom emoji URL"))
                if not found:
                    raise unparsable("Invalid custom emoji URL")
                return {"type": "custom_emoji", "custom_emoji_id": found[1]}
            case "pre":
                return pre_entity(entity.language)
            case kind:
                return {"type": kind}

    def _url(self, name: str) -> str:
        text = self.text
        text.at += 1
        begin, url = text.at, ""
        while text.peek() != ")":
            url += text.until(")\\")
            if not text.peek():
                raise unparsable(f"Can't find end of {name} at byte offset {text.byte(begin)}")
            if text.peek() == "\\":
                text.at += 1
                url += self._escaped() or "\\"
        text.at += 1
        return url

    def _begin(self) -> None:
        text = self.text
        begin = text.at
        if text.ahead("\n"):
            text.at += 1
            text.write("\n")
            self.is_line_start = True
            return
        if text.ahead(">") and self.is_line_start:
            text.at += 1
            if not self.is_quoted:
                self.is_quoted = True
                self.open.append(_Open("blockquote", "", text.units, begin, len(text.parts)))
            return
        mark = next((mark for mark in _OPENING if text.ahead(mark)), None)
        if mark is None:
            raise unparsable(
                f"Character '{text.peek()}' is reserved and must be escaped with the preceding '\\'"
            )
        text.at += len(mark)
        language = read_language(text) if mark == "```" else ""
        self.open.append(_Open(_OPENING[mark], language, text.units, begin, len(text.parts)))


def parse_markdown_v2(source: str) -> tuple[str, list[Entity]]:
    """Split MarkdownV2 into text and entities (offsets in UTF-16 code units, as they were closed).

    Raises:
        ApiError: "can't parse entities: …" with the byte offset, as Telegram says it.
    """
    return _Parser(source).parse()
