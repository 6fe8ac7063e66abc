"""Renders text with entities as safe HTML."""

from html import escape

from sandbox.telegram.links import is_link, normal_link
from sandbox.telegram.markup_text import Entity

_SIMPLE = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "code": "code",
    "spoiler": "tg-spoiler",
    "blockquote": "blockquote",
}


def _tags(entity: Entity, covered: str) -> tuple[str, str]:
    kind = entity["type"]
    if kind in _SIMPLE:
        return f"<{_SIMPLE[kind]}>", f"</{_SIMPLE[kind]}>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "pre":
        language = escape(str(entity.get("language", "")), quote=True)
        inner = f'<code class="language-{language}">' if language else ""
        return f"<pre>{inner}", ("</code>" if inner else "") + "</pre>"
    if kind in {"text_link", "url"}:
        url = str(entity.get("url", covered))
        if is_link(url):
            return f'<a href="{escape(normal_link(url), quote=True)}">', "</a>"
    if kind in {"hashtag", "cashtag", "mention", "bot_command", "text_mention", "email"}:
        return f'<a data-kind="{kind}" data-value="{escape(covered, quote=True)}">', "</a>"
    return "", ""


def render_html(text: str, entities: list[Entity]) -> str:
    """Nest the entities' tags around the escaped text; overlapping ones are split."""
    if not entities:
        return escape(text)
    units = text.encode("utf-16-le", "surrogatepass")
    cuts = {0, len(units) // 2}
    for entity in entities:
        cuts |= {entity["offset"], entity["offset"] + entity["length"]}
    marks = sorted(cut for cut in cuts if 0 <= cut <= len(units) // 2)
    parts: list[str] = []
    stack: list[tuple[Entity, str]] = []

    def slice_of(first: int, last: int) -> str:
        return units[first * 2 : last * 2].decode("utf-16-le", "replace")

    def close_at(mark: int) -> list[Entity]:
        """Close what ends here; answer what was closed only to keep the nesting."""
        reopen: list[Entity] = []
        while any(entity["offset"] + entity["length"] <= mark for entity, _ in stack):
            entity, closing = stack.pop()
            parts.append(closing)
            if entity["offset"] + entity["length"] > mark:
                reopen.insert(0, entity)
        return reopen

    for first, last in zip(marks, [*marks[1:], marks[-1]], strict=True):
        opening = close_at(first)
        opening += [entity for entity in entities if entity["offset"] == first]
        for entity in opening:
            covered = slice_of(entity["offset"], entity["offset"] + entity["length"])
            start, end = _tags(entity, covered)
            parts.append(start)
            stack.append((entity, end))
        parts.append(escape(slice_of(first, last)))
    return "".join(parts)
