"""Composes the text of a digest: header, lines by section, and the count of omitted ones."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.arabic.bidi import isolate
from bot.i18n import Translator
from bot.posts.digests.cluster_events import Line
from bot.posts.pieces import headline
from bot.posts.shortening import NOTHING, Piece, joined
from bot.text.urls import absolute

MAX_HEADLINE = 200


def by_section(lines: Sequence[Line]) -> list[Line]:
    """Order the lines by section, by each section's most important line; no section comes last."""
    sections: dict[str, list[Line]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(line)
    # The sort is stable.
    ordered = sorted(sections.items(), key=lambda named: not named[0])
    return [line for _, members in ordered for line in members]


def header(count: int, translator: Translator, hour: int | None = None) -> Piece:
    """Return the heading of the digest's message: its hour, if it is one of the chat's."""
    if hour is not None:
        text = translator.ngettext(
            "📋 The digest of {hour}: {n} article",
            "📋 The digest of {hour}: {n} articles",
            count,
            hour=f"{hour}:00",
        )
    else:
        text = translator.ngettext(
            "📋 {n} article in the meantime", "📋 {n} articles in the meantime", count
        )
    return Piece.bold(text)


def left_over(count: int, translator: Translator) -> Piece:
    """Return how many articles have no line, and where to find them; nothing if there are none."""
    if count <= 0:
        return NOTHING
    return Piece.plain(
        translator.ngettext(
            "And {n} more article: /latest", "And {n} more articles: /latest", count
        )
    )


def left_on_site(count: int, line: Line, translator: Translator) -> Piece:
    """Return the same as `left_over` for a channel, with the site instead of a command."""
    if count <= 0:
        return NOTHING
    address = urlsplit(absolute(line.article.article.url))
    told = translator.ngettext(
        "And {n} more article on the site", "And {n} more articles on the site", count
    )
    return Piece.link(told, f"{address.scheme}://{address.netloc}/" if address.netloc else "")


def heading(section: str, translator: Translator, *, continued: bool = False) -> Piece:
    """Return a section's heading; `continued` if the part before has lines of it."""
    name = isolate(section) or translator.gettext("Other news")
    if continued:
        name = translator.gettext("{section} (continued)", section=name)
    return Piece.bold(name)


def row(number: int, line: Line, translator: Translator) -> Piece:
    """Return one line of the digest with its number."""
    news = line.article.article
    sign = Piece.plain("🔴") if news.breaking else NOTHING
    updates = NOTHING
    if line.updates:
        told = translator.ngettext("and {n} update", "and {n} updates", line.updates)
        updates = Piece.plain(f"({told})")
    link = Piece.link(headline(news, MAX_HEADLINE), absolute(news.url))
    return joined((Piece.plain(f"{number}."), sign, link, updates), " ")


def body(lines: Sequence[Line], translator: Translator, within: range | None = None) -> Piece:
    """Return the lines by section under their headings; only those `within` if given.

    A single section gets no heading.
    """
    within = within or range(len(lines))
    headed = any(line.section != lines[0].section for line in lines)
    blocks: list[list[Piece]] = []
    for place in within:
        section = lines[place].section
        same = place > 0 and lines[place - 1].section == section
        if not same or place == within.start:
            blocks.append([heading(section, translator, continued=same)] if headed else [])
        blocks[-1].append(row(place + 1, lines[place], translator))
    return joined([joined(block, "\n") for block in blocks], "\n\n")
