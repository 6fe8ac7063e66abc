"""What every parse mode needs: the place in the source, the text that came of it, its entities."""

import re
from typing import Any

from sandbox.telegram import utf16
from sandbox.telegram.links import is_link, normal_link

Entity = dict[str, Any]

_PERSON = re.compile(r"tg://user\?id=(\d{1,15})$")


class MarkupText:
    """A source with a position in it, and the plain text and entities read so far.

    `at` is an index of the source; `units` counts UTF-16 code units of the text, as entities do;
    refusals give places as UTF-8 bytes of the source.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.parts: list[str] = []
        self.units = 0
        self.entities: list[Entity] = []

    def write(self, text: str) -> None:
        """Add plain text to the result."""
        self.parts.append(text)
        self.units += utf16.length(text)

    def byte(self, index: int) -> int:
        """The place of a source index in bytes of UTF-8."""
        return len(self.source[:index].encode("utf-8", "surrogatepass"))

    def ahead(self, text: str) -> bool:
        """Whether the source goes on with `text` at the present position."""
        return self.source.startswith(text, self.at)

    def peek(self) -> str:
        """The character at the present position, "" at the end."""
        return self.source[self.at : self.at + 1]

    def until(self, stops: str) -> str:
        """Move to the next character of `stops`, or to the end; answer what was passed."""
        begin = self.at
        while self.peek() and self.peek() not in stops:
            self.at += 1
        return self.source[begin : self.at]

    def add_entity(self, offset: int, kind: Entity | None) -> None:
        """Close an entity that began at `offset` here; nothing for an empty one or for None."""
        if kind is not None and self.units > offset:
            self.entities.append({"offset": offset, "length": self.units - offset, **kind})

    def result(self) -> tuple[str, list[Entity]]:
        """The text and its entities, in the order in which they were closed."""
        return "".join(self.parts), self.entities


def link_entity(url: str) -> Entity | None:
    """What a link of the markup becomes: a mention of a person, a text link, or nothing."""
    person = _PERSON.match(url)
    if person:
        return {"type": "text_mention", "user": {"id": int(person[1])}}
    return {"type": "text_link", "url": normal_link(url)} if is_link(url) else None
