"""No address of any length is fetched; one that is too long, or of no page, closes nothing."""

from dataclasses import dataclass, field
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.feed.http.fetcher import Fetcher
from bot.feed.identity import address_id
from bot.feed.wordpress.post_details import PostDetails
from bot.feed.wordpress.posts import BEHIND_THE_LAST, WordPressPosts
from bot.feed.wordpress.rest_requests import posts_url
from bot.types import FeedItem
from sandbox.serving import listen, make_server, served, url_of
from tests.bot.feed.conftest import NOW

MOST_POSTS = 50


@dataclass
class Shelf:
    """A site whose posts have long Arabic slugs; `refusal` is what it answers in their place."""

    url: str = ""
    refusal: int = 0
    posts: dict[str, int] = field(default_factory=dict)
    asked: int = 0

    def link(self, slug: str) -> str:
        return f"{self.url}/2026/10/12/{slug}/"

    async def rest(self, request: Request) -> Response:
        self.asked += 1
        if self.refusal:
            return PlainTextResponse("", self.refusal)
        slugs = unquote(request.query_params.get("slug", "")).split(",")
        found = [
            {
                "id": self.posts[slug],
                "date_gmt": "2026-10-12T07:00:00",
                "status": "publish",
                "link": self.link(slug),
                "title": {"rendered": slug},
                "content": {"rendered": "<p>نص الخبر من الواجهة.</p>", "protected": False},
            }
            for slug in slugs
            if slug in self.posts
        ]
        return JSONResponse(found, headers={"X-WP-Total": str(len(found))})


def slug_of(number: int) -> str:
    return f"بلدية-البلدة-تفتح-سوقها-القديم-مرة-{number}"


async def test_many_items_with_arabic_addresses_are_all_completed(fetcher: Fetcher) -> None:
    """A letter is six in an address, and fifty slugs are more than fit into one."""
    sock = listen(0)
    shelf = Shelf(
        url_of(sock), posts={slug_of(number): number for number in range(1, MOST_POSTS + 1)}
    )
    items = [
        FeedItem(site_id=address_id(shelf.link(slug)), url=shelf.link(slug), title=slug)
        for slug in shelf.posts
    ]
    app = Starlette(routes=[Route("/wp-json/wp/v2/posts", shelf.rest)])
    async with served((make_server(app), sock)):
        posts = WordPressPosts(fetcher, lambda: NOW)
        done = await PostDetails(posts).completed(f"{shelf.url}/feed/", items)
    assert [item.paragraphs for item in done] == [("نص الخبر من الواجهة.",)] * MOST_POSTS
    assert [item.url for item in done] == [item.url for item in items]
    assert not posts.is_closed(shelf.url)
    assert shelf.asked < MOST_POSTS / 4


@pytest.mark.parametrize("status", [413, 414, 431])
async def test_a_request_that_is_too_long_closes_rest_for_no_other(
    fetcher: Fetcher, status: int
) -> None:
    """The next request, which is short, is made and answered."""
    sock = listen(0)
    shelf = Shelf(url_of(sock), refusal=status, posts={slug_of(1): 1})
    app = Starlette(routes=[Route("/wp-json/wp/v2/posts", shelf.rest)])
    async with served((make_server(app), sock)):
        posts = WordPressPosts(fetcher, lambda: NOW)
        assert await posts.ask(posts_url(shelf.url, slugs=shelf.posts)) is None
        assert not posts.is_closed(shelf.url)
        shelf.refusal = 0
        answer = await posts.ask(posts_url(shelf.url, slugs=shelf.posts))
    assert answer is not None
    assert len(answer[0]) == 1


async def test_a_page_behind_the_last_closes_rest_for_no_other(fetcher: Fetcher) -> None:
    """Posts were deleted while pages were read; a first page that is refused is a refusal."""
    sock = listen(0)
    shelf = Shelf(url_of(sock), refusal=400, posts={slug_of(1): 1})
    app = Starlette(routes=[Route("/wp-json/wp/v2/posts", shelf.rest)])
    async with served((make_server(app), sock)):
        posts = WordPressPosts(fetcher, lambda: NOW)
        assert await posts.ask(posts_url(shelf.url, page=2)) is BEHIND_THE_LAST
        assert not posts.is_closed(shelf.url)
        assert await posts.ask(posts_url(shelf.url)) is None
        assert posts.is_closed(shelf.url)
