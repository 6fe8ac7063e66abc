"""Lays out lists of articles and tags in pages, each with the buttons to the others."""

from dataclasses import dataclass
from datetime import datetime

from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import Listing, ShowArticle, ShowPage
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.pager import in_rows, pager_row
from bot.posts.pieces import clean_text, headline, section_of
from bot.posts.shortening import Piece, joined, shortened
from bot.text.urls import absolute
from bot.types import Button
from handlers.ui.formatting import published_time
from storage.articles.tags import UsedTag
from storage.models import StoredArticle

PAGE_SIZE = 5
TAGS_PAGE_SIZE = 12
TAGS_IN_ROW = 2
# Five of these and a header are far below the limit of a message.
MAX_HEADLINE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """Holds one page of a list: `items` from `offset` on, of `total`."""

    listing: Listing
    key: int
    offset: int
    total: int
    items: tuple[StoredArticle, ...]


def clamp_offset(offset: int, total: int, size: int) -> int:
    """Return where the page with this offset begins; past the end, where the last page begins."""
    last = max(0, (total - 1) // size * size)
    return min(offset // size * size, last)


def articles_page(
    page: ListPage, header: str, *, translator: Translator, now: datetime, zone_name: str
) -> tuple[str, Rows]:
    """Lay out a page of articles as HTML with its buttons; `header` is HTML."""
    lines = [header]
    numbers = []
    for number, stored in enumerate(page.items, start=page.offset + 1):
        title = headline(stored.article, MAX_HEADLINE)
        link = Piece.link(title, absolute(stored.article.url)).html
        published = published_time(
            stored.article.published, now, translator=translator, zone_name=zone_name
        )
        section = clean_text(section_of(stored.article), stored.article)
        below = joined((Piece.plain(published), Piece.plain(section)), " · ")
        lines.append(f"{number}. {link}\n{below.html}")
        numbers.append(Button(str(number), data=encode(ShowArticle(stored.id))))
    turning = pager_row(
        lambda offset: ShowPage(page.listing, page.key, offset),
        numbered=True,
        offset=page.offset,
        total=page.total,
        size=PAGE_SIZE,
        translator=translator,
    )
    return "\n\n".join(lines), tuple(row for row in (tuple(numbers), turning) if row)


def tags_page(
    tags: list[UsedTag], offset: int, total: int, *, translator: Translator
) -> tuple[str, Rows]:
    """Lay out a page of the tags in use; each is a button that opens its articles."""
    rows = list(in_rows(map(tag_button, tags), TAGS_IN_ROW))
    rows.append(
        pager_row(
            lambda start: ShowPage(Listing.TAGS, 0, start),
            numbered=True,
            offset=offset,
            total=total,
            size=TAGS_PAGE_SIZE,
            translator=translator,
        )
    )
    header = translator.html(
        "<b>Tags and sections of recent news</b>\nPress one to see its news and to follow it."
    )
    return header, tuple(row for row in rows if row)


def tag_button(used: UsedTag) -> Button:
    """Return a tag's button: its name, and the number of its recent articles where known."""
    name = shortened(clean(used.tag.name), MAX_LABEL)
    label = f"{name} · {used.articles}" if used.articles else name
    return Button(label, data=encode(ShowPage(Listing.TAG, used.tag.id, 0)))
