"""Decides whether a page belongs to an item or article, and under which identity."""

import dataclasses
from collections.abc import Collection
from datetime import datetime

from bot.arabic.normalize import fold
from bot.article.shared_words import shares_words
from bot.feed.compare_articles import same_text
from bot.feed.identity import address_id, number_of
from bot.feed.wordpress.rest_responses import ListedPost
from bot.text.urls import is_same_host
from bot.types import ArticlePage, FeedItem
from storage.models import Article


def is_page_for(item: FeedItem, page: ArticlePage) -> bool:
    """Return whether the page at an item's URL can be that of the item."""
    return not (
        is_another_items(page, item)
        or _holds_nothing_of(
            page, title=item.title, paragraphs=item.paragraphs, published=item.published
        )
    )


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

    Address and number decide, unless the page holds nothing of the article. Where one of them is
    another, the headline, the second of publication, a paragraph or the text must be the same: a
    slug was changed, or an address that is gone leads to a page of the site's own; a theme prints
    one number on all pages, or an address was given to another article. Where both are, so is the
    article.
    """
    if _holds_nothing_of(
        page, title=article.title, paragraphs=article.paragraphs, published=article.published
    ):
        return False
    is_there = not page.url or address_id(page.url) in {article.site_id, address_id(article.url)}
    numbers = number_of(article.site_id), number_of(page.site_id)
    if None in numbers or numbers[0] == numbers[1]:
        if is_there:
            return True
    elif not is_there:
        return False
    return (
        fold(page.title) == fold(article.title)
        or page.published == article.published
        or bool(set(page.paragraphs) & set(article.paragraphs))
        or same_text(article, dataclasses.replace(article, paragraphs=page.paragraphs))
    )


def is_post_of(article: Article, post: ListedPost) -> bool:
    """Return whether the post that REST has under a known article's number is that of the article.

    One of address, headline and second of publication is enough; of a post that has none of them
    only the article's page can tell. See also `is_same_post`, which judges an item so.
    """
    return (
        address_id(post.link) == address_id(article.url)
        or fold(post.title) == fold(article.title)
        or post.published == article.published
    )


def _holds_nothing_of(
    page: ArticlePage, *, title: str, paragraphs: Collection[str], published: datetime | None
) -> bool:
    """Return whether a page at an article's address shows nothing of the article.

    A site in maintenance, or one that a plug-in opens later, answers each address with 200 and the
    same notice, which names no other address. The article's second of publication, one of its
    paragraphs or two words of its headline are enough to show that it is no such page.
    """
    if published is not None and page.published == published:
        return False
    if set(paragraphs) & set(page.paragraphs):
        return False
    # Of most pages the headline is enough.
    return not shares_words(title, (page.title, *page.paragraphs))
