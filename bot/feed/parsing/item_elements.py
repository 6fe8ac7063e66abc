"""Leaves out of the items of a feed's text what would be taken for a field of theirs.

feedparser looks at the name of an element, not at the one around it: a `<link>` within
`<yandex:related>` becomes the link of the item. And some elements that nothing here reads make it
raise, as a position with a name that it does not know, which would cost the whole feed.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from bot.feed.parsing.decoding import item_spans

# Attributes hold no "<" in well-formed XML; what is not closed goes to the end, and is no element.
_TAG: Final = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<(?P<end>/)?(?P<name>[A-Za-z_][\w.:-]*)(?:\s[^<>]*?)?(?P<empty>/)?>",
    re.DOTALL,
)
# An item of more is left as it is: articles stand in CDATA, and a hostile feed must cost no time.
_MAX_TAGS: Final = 2_000
# The fields of an item in RSS and Atom of which one counts.
_FIELDS: Final = frozenset(
    ("entry", "guid", "id", "item", "link", "pubdate", "published", "title", "updated")
)
_FIELDS_OF_TEXT: Final = frozenset(
    ("abstract", "body", "content", "description", "encoded", "subtitle", "summary", "title")
)
# feedparser knows that what these hold is theirs, or it is text with markup.
_HOLDERS: Final = _FIELDS_OF_TEXT | frozenset(("author", "contributor", "group", "image", "source"))
_READ: Final = (
    _FIELDS
    | _FIELDS_OF_TEXT
    | frozenset(("author", "category", "creator", "enclosure", "group", "keywords", "subject"))
    | frozenset(("created", "date", "issued", "modified", "identifier", "origlink", "post-id"))
    | frozenset(("thumbnail",))
)


@dataclass(frozen=True, slots=True)
class _Element:
    """An element of an item at `text[start:end]`, with the names of all elements within it."""

    name: str
    start: int
    end: int
    within: frozenset[str]

    @property
    def local_name(self) -> str:
        return self.name.rpartition(":")[2]


def without_foreign_fields(text: str) -> str:
    """Return a feed's text without the elements of its items that hold other items' fields."""
    return _with_items(text, lambda item: _kept(item, _has_no_foreign_field))


def read_elements_only(text: str) -> str:
    """Return a feed's text of whose items only those elements are left that are read here."""
    return _with_items(text, lambda item: _kept(item, _is_read))


def _has_no_foreign_field(element: _Element, prefix: str) -> bool:
    return element.local_name in _HOLDERS or not any(
        name.startswith(prefix) and name.removeprefix(prefix) in _FIELDS for name in element.within
    )


def _is_read(element: _Element, _prefix: str) -> bool:
    return element.local_name in _READ


def _with_items(text: str, change: Callable[[str], str]) -> str:
    parts: list[str] = []
    place = 0
    for start, end in item_spans(text):
        if end > 0:
            parts += (text[place:start], change(text[start:end]))
            place = end
    return "".join((*parts, text[place:]))


def _kept(item: str, wanted: Callable[[_Element, str], bool]) -> str:
    """Return an item without its unwanted elements; unchanged if its tags do not match."""
    elements = list(_elements(item))
    if not elements or elements[0].end != len(item):
        return item
    whole, *own = elements
    prefix = whole.name[: -len(whole.local_name)]
    parts: list[str] = []
    place = 0
    for element in own:
        if not wanted(element, prefix):
            parts.append(item[place : element.start])
            place = element.end
    return "".join((*parts, item[place:]))


def _elements(item: str) -> Iterator[_Element]:
    """Yield the item's element and those directly within it; nothing if its tags do not match."""
    open_tags: list[tuple[str, int]] = []
    own: list[_Element] = []
    within: set[str] = set()
    tags = (tag for tag in _TAG.finditer(item) if tag["name"])
    for tag in islice(tags, _MAX_TAGS):
        name, start = tag["name"].lower(), tag.start()
        if tag["end"]:
            if not open_tags or open_tags[-1][0] != name:
                return
            start = open_tags.pop()[1]
        elif not tag["empty"]:
            open_tags.append((name, start))
            continue
        if not open_tags:
            yield _Element(name, start, tag.end(), frozenset())
            yield from own
            return
        if len(open_tags) > 1:
            within.add(name)
            continue
        own.append(_Element(name, start, tag.end(), frozenset(within)))
        within.clear()
