"""Asks WordPress REST about the posts of articles, and passes by posts of other articles.

A number alone names no article: a site gives it away again after a restored backup, and an importer
keeps the numbers of another site in its guids.
"""

from collections.abc import Collection, Sequence

from bot.feed.identity import number_of, root_of
from bot.feed.wordpress.posts import Visibility, WordPressPosts
from bot.feed.wordpress.rest_requests import site_root, visibility_url
from bot.feed.wordpress.rest_responses import ListedPost
from bot.ingest.page_identity import is_post_of
from bot.text.urls import absolute, host_of
from storage.models import Article


class ListedPosts:
    """What REST of the feeds' sites says of articles."""

    def __init__(self, posts: WordPressPosts, feed_urls: Sequence[str]) -> None:
        self._posts = posts
        # By host the feed whose site lies highest: articles name the sites below it.
        self._sites = {
            host_of(url): url
            for url in sorted(feed_urls, key=lambda url: len(site_root(url)), reverse=True)
        }

    def closed(self) -> list[bool]:
        """Return of each site whether its REST is closed."""
        return [self._posts.is_closed(url) for url in self._sites.values()]

    def knows(self, article: Article) -> bool:
        """Return whether an article is on one of the sites, open or closed."""
        return host_of(article.url) in self._sites

    def is_open(self, article: Article) -> bool:
        """Return whether the REST of an article's site is known and open."""
        url = self._sites.get(host_of(article.url))
        return url is not None and not self._posts.is_closed(url)

    async def visibility(self, host: str, root: str, numbers: Collection[int]) -> Visibility | None:
        """Fetch what REST lists of at most 100 posts; None where it is closed or silent.

        `root` is the directory of the site on its host, empty for none. Whose posts they are is
        left to `is_post_of`.
        """
        url = absolute(f"{root}/", self._sites[host]) if root else self._sites[host]
        return await self._posts.visibility(visibility_url(url, numbers), root=root)

    async def of(self, article: Article) -> ListedPost | None:
        """Fetch an article's post as REST lists it now, in one request.

        None where REST is closed or silent, does not list it, or lists another article's post.
        """
        number = number_of(article.site_id)
        if number is None or not self.is_open(article):
            return None
        answer = await self.visibility(host_of(article.url), root_of(article.site_id), [number])
        post = answer.posts.get(number) if answer is not None else None
        return post if post is not None and is_post_of(article, post) else None
