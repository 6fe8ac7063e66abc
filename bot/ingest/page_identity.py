"""Decides whether a page belongs to an item or article, and under which identity."""

import dataclasses

from bot.arabic.normalize import fold
from bot.feed.changes import same_text
from bot.feed.identity import address_id, number_of
from bot.text.urls import is_same_host
from bot.types import ArticlePage, FeedItem
from storage.models import Article


def is_another_items(page: ArticlePage, item: FeedItem) -> bool:
    """Return whether an item's URL led to the page of an article with another post number."""
    numbers = number_of(page.site_id), number_of(item.site_id)
    if None in numbers or numbers[0] == numbers[1] or not is_same_host(page.url, item.url):
        return False
    return address_id(page.url) != address_id(item.url)


def with_identity(article: Article, item: FeedItem, page: ArticlePage | None) -> Article:
    """Return the article with its post number, taken from the page if the feed gives none.

    It is found at the address where its page says that it is: one whose slug was changed would
    cost a redirect at each reading.
    """
    if page is None or not is_same_host(page.url, article.url):
        return article
    numbered = number_of(page.site_id) is not None and number_of(article.site_id) is None
    site_id = page.site_id if numbered else article.site_id
    is_same = page.site_id == site_id or address_id(page.url) == item.site_id
    return dataclasses.replace(article, site_id=site_id, url=page.url if is_same else article.url)


def other_ids(article: Article, item: FeedItem) -> tuple[str, ...]:
    """Return further ids of an article, the feed's own first."""
    ids = (item.site_id, address_id(item.url), address_id(article.url))
    return tuple(dict.fromkeys(one for one in ids if one and one != article.site_id))


def is_page_of(article: Article, page: ArticlePage) -> bool:
    """Return whether a page still belongs to a known article.

    Its address decides. At another one, as after a change of the slug, two numbers tell it apart,
    and the headline, the second of publication or the text must be the same: an address that is
    gone may lead to a page of the site's own, and a number may have been given away, as after a
    restored backup.
    """
    if not page.url or address_id(page.url) in {article.site_id, address_id(article.url)}:
        return True
    numbers = number_of(article.site_id), number_of(page.site_id)
    if None not in numbers and numbers[0] != numbers[1]:
        return False
    return (
        fold(page.title) == fold(article.title)
        or page.published == article.published
        or same_text(article, dataclasses.replace(article, paragraphs=page.paragraphs))
    )
