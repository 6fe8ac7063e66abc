"""Splits the full text of an article into pages for reading inside the chat."""

from bot.arabic.normalize import clean
from bot.i18n import Translator
from bot.posts.actions.reading import TurnText
from bot.posts.pager import pager_row
from bot.posts.pieces import clean_text, headline, photo_line
from bot.posts.shortening import ELLIPSIS, Piece, joined, shortened, utf16_length
from bot.text.urls import absolute
from bot.types import Button, Post
from storage.models import ArticleStatus, StoredArticle

# Two screens of a phone; with the headline and the photo's line far below Telegram's limit.
PAGE_UNITS = 2_400
MAX_HEADLINE = 300


def text_page(
    article: StoredArticle,
    page: int,
    *,
    translator: Translator,
    sharing: tuple[Button, ...] = (),
) -> Post | None:
    """Compose page `page` (from 0; the last if it is beyond) of the article's text.

    The first page has the photo as its preview, with caption and credit. None if there is no text,
    or if the article may no longer be read. `sharing` is a row of buttons below all.
    """
    news = article.article
    if article.status is not ArticleStatus.LIVE:
        return None
    pages = paginated([text for one in news.paragraphs if (text := clean(one))], PAGE_UNITS)
    if not pages:
        return None
    number = min(page, len(pages) - 1)
    body = [Piece.plain(clean_text(text, news)) for text in pages[number]]
    parts = [Piece.bold(headline(news, MAX_HEADLINE)), *body]
    photo_url = ""
    if number == 0 and news.photo is not None:
        photo_url = absolute(news.photo.url)
        parts.insert(1, photo_line(news.photo, news))
    html = joined(parts, "\n\n").html
    return Post(
        html=html,
        text_html=html,
        buttons=(
            *_turning(article.id, number, len(pages), absolute(news.url), translator),
            *((sharing,) if sharing else ()),
        ),
        link_preview_url=photo_url,
    )


def paginated(paragraphs: list[str], limit: int) -> list[list[str]]:
    """Split paragraphs into pages of at most `limit` UTF-16 units; only a longer one is cut."""
    pages: list[list[str]] = []
    room = 0
    for paragraph in paragraphs:
        for part in _parts(paragraph, limit):
            length = utf16_length(part) + 2
            if not pages or length > room:
                pages.append([])
                room = limit + 2
            pages[-1].append(part)
            room -= length
    return pages


def _parts(paragraph: str, limit: int) -> list[str]:
    """Return the paragraph divided between words where it is longer than a page."""
    parts = []
    while utf16_length(paragraph) > limit:
        part = shortened(paragraph, limit).removesuffix(ELLIPSIS)
        parts.append(part)
        paragraph = paragraph[len(part) :].lstrip()
    return [*parts, paragraph] if paragraph else parts


def _turning(
    article_id: int, number: int, count: int, url: str, translator: Translator
) -> tuple[tuple[Button, ...], ...]:
    row = pager_row(
        lambda page: TurnText(article_id, page),
        offset=number,
        total=count,
        size=1,
        translator=translator,
        numbered=True,
    )
    site = (Button(translator.gettext("🌐 On the site"), url=url),) if url else ()
    return tuple(buttons for buttons in (row, site) if buttons)
