"""Composes the text of a digest: header, lines by section, and the count of omitted ones."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from bot.arabic.bidi import isolate
from bot.i18n import Translator
from bot.posts.cluster_events import Line
from bot.posts.limits import Piece, joined
from bot.posts.pieces import NOTHING, headline
from bot.text.urls import absolute

MAX_HEADLINE = 200


def by_section(lines: Sequence[Line]) -> list[Line]:
    """In the order of each section's weightiest; what has no section comes last."""
    sections: dict[str, list[Line]] = {}
    for line in lines:
        sections.setdefault(line.section, []).append(line)
    # The sort is stable.
    ordered = sorted(sections.items(), key=lambda named: not named[0])
    return [line for _, members in ordered for line in members]


def header(count: int, translator: Translator, *, top: bool = False) -> Piece:
    """What the message is."""
    if top:
        return Piece.bold(translator.gettext("Top stories of late"))
    text = translator.ngettext(
        "📋 {n} article in the meantime", "📋 {n} articles in the meantime", count
    )
    return Piece.bold(text)


def left_over(count: int, translator: Translator) -> Piece:
    """How many articles have no line, and where they are found; nothing where there are none."""
    if count <= 0:
        return NOTHING
    return Piece.plain(
        translator.ngettext(
            "And {n} more article: /latest", "And {n} more articles: /latest", count
        )
    )


def left_on_site(count: int, line: Line, translator: Translator) -> Piece:
    """As `left_over`, for a channel, where a command is of no use: the site of this line."""
    if count <= 0:
        return NOTHING
    address = urlsplit(absolute(line.article.article.url))
    told = translator.ngettext(
        "And {n} more article on the site", "And {n} more articles on the site", count
    )
    return Piece.link(told, f"{address.scheme}://{address.netloc}/" if address.netloc else "")


def heading(section: str, translator: Translator, *, continued: bool = False) -> Piece:
    """The name of a section; `continued` where the part before has lines of it, too."""
    name = isolate(section) or translator.gettext("Other news")
    if continued:
        name = translator.gettext("{section} (continued)", section=name)
    return Piece.bold(name)


def row(number: int, line: Line, translator: Translator) -> Piece:
    """One line with its number."""
    news = line.article.article
    sign = Piece.plain("🔴") if news.breaking else NOTHING
    updates = NOTHING
    if line.updates:
        told = translator.ngettext("and {n} update", "and {n} updates", line.updates)
        updates = Piece.italic(f"({told})")
    link = Piece.link(headline(news, MAX_HEADLINE), absolute(news.url))
    return joined((Piece.plain(f"{number}."), sign, link, updates), " ")


def body(lines: Sequence[Line], translator: Translator, within: range | None = None) -> Piece:
    """The lines, ordered by section, under their headings; of those only `within`.

    A single section needs no heading.
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
