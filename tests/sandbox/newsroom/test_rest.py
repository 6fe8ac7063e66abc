"""REST answers as WordPress answers."""

from datetime import timedelta

import httpx
import pytest

from sandbox.newsroom import Newsroom, Settings
from tests.sandbox.newsroom.conftest import Clock

POSTS = "/wp-json/wp/v2/posts"


async def test_pages_and_totals(client: httpx.AsyncClient) -> None:
    """Totals stand in the headers; the pages together hold every post once."""
    numbers = []
    for page in (1, 2, 3):
        answer = await client.get(POSTS, params={"per_page": "10", "page": page})
        assert (answer.headers["x-wp-total"], answer.headers["x-wp-totalpages"]) == ("25", "3")
        numbers += [post["id"] for post in answer.json()]
    assert len(set(numbers)) == 25


@pytest.mark.parametrize(
    "params",
    [
        {"page": "4"},
        {"per_page": "101"},
        {"per_page": "0"},
        {"per_page": "ten"},
        {"page": "-1"},
        {"after": "yesterday"},
        {"include": "1,x"},
        {"order": "up"},
        {"orderby": "colour"},
        {"per_page": "1" * 5000},
    ],
)
async def test_bad_queries_are_400(client: httpx.AsyncClient, params: dict[str, str]) -> None:
    """Past the end, over a hundred, or nonsense: 400 with WordPress's error body."""
    answer = await client.get(POSTS, params=params)
    assert answer.status_code == 400
    assert answer.json()["data"] == {"status": 400}


async def test_embedded_photo_and_terms(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """`_embed` adds author, featured photo with caption and sizes, sections and tags."""
    article = newsroom.publish("bakery-queue")
    post = (await client.get(POSTS, params={"per_page": "1", "_embed": "1"})).json()[0]
    media = post["_embedded"]["wp:featuredmedia"][0]
    assert media["caption"]["rendered"] == f"<p>{article.caption}</p>\n"
    assert media["media_details"]["sizes"]["full"]["source_url"] == media["source_url"]
    sections, tags = post["_embedded"]["wp:term"]
    assert [term["name"] for term in sections] == ["خدمات", "محليات", "أخبار"]
    assert [term["id"] for term in tags] == post["tags"]
    assert post["guid"]["rendered"] == f"http://news.test:81/?p={article.number}"
    assert post["date"] == "2026-06-08T12:30:00"
    assert post["date_gmt"] == "2026-06-08T09:30:00"
    plain = (await client.get(POSTS, params={"per_page": "1"})).json()[0]
    assert "_embedded" not in plain


async def test_time_filters(client: httpx.AsyncClient, newsroom: Newsroom, clock: Clock) -> None:
    """`after`, `before` and `modified_after` cut where they say; no zone means the site's own."""
    old = newsroom.listed()[-1].number
    moment = clock()
    clock.turn(minutes=10)
    new = newsroom.publish().number
    newsroom.edit(old, headline="عنوان مصحح")

    async def numbers(**params: str) -> list[int]:
        answer = await client.get(POSTS, params={"per_page": "100", **params})
        return [post["id"] for post in answer.json()]

    assert await numbers(after=moment.isoformat()) == [new]
    assert await numbers(after="2026-06-08T12:30:00") == [new]
    assert set(await numbers(modified_after=moment.isoformat())) == {old, new}
    assert new not in await numbers(before=(moment + timedelta(minutes=1)).isoformat())
    assert await numbers(orderby="modified", order="desc", per_page="2") == [new, old]


async def test_include_search_and_terms(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Posts can be asked for by number, word and term."""
    number = newsroom.publish("bakery-queue").number
    answer = await client.get(POSTS, params={"include": f"{number},1"})
    assert [post["id"] for post in answer.json()] == [number]
    answer = await client.get(POSTS, params={"search": "بطاقة حجز"})
    assert [post["id"] for post in answer.json()] == [number]
    tag = answer.json()[0]["tags"][0]
    answer = await client.get(POSTS, params={"tags": str(tag)})
    assert number in [post["id"] for post in answer.json()]
    assert (await client.get(POSTS, params={"search": "كلمةلاتردقط"})).json() == []


@pytest.mark.parametrize("gone", [404, 410])
async def test_one_post_until_withdrawn(
    client: httpx.AsyncClient, newsroom: Newsroom, gone: int
) -> None:
    """One post answers by number; withdrawn it is gone, as is one that never was."""
    newsroom.configure(Settings(withdrawn_status=gone))
    article = newsroom.publish()
    one = f"{POSTS}/{article.number}"
    assert (await client.get(one, params={"_embed": "1"})).json()["id"] == article.number
    newsroom.withdraw(article.number)
    answer = await client.get(one)
    assert (answer.status_code, answer.json()["code"]) == (gone, "rest_post_invalid_id")
    assert article.number not in [post["id"] for post in (await client.get(POSTS)).json()]
    assert (await client.get(f"{POSTS}/1")).status_code == 404


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_closed_rest(client: httpx.AsyncClient, newsroom: Newsroom, status: int) -> None:
    """A site may keep REST closed."""
    newsroom.configure(Settings(rest_status=status))
    assert (await client.get(POSTS)).status_code == status
    assert (await client.get(f"{POSTS}/1")).status_code == status


async def test_a_theme_sets_the_number_of_posts(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """Fewer are listed than are asked for and counted; the next page goes on behind them."""
    newsroom.configure(Settings(rest_items=2))
    pages = [
        await client.get(POSTS, params={"per_page": "50", "page": str(page)}) for page in (1, 2)
    ]
    assert int(pages[0].headers["x-wp-total"]) > 2
    numbers = [post["id"] for page in pages for post in page.json()]
    assert len(set(numbers)) == 4


async def test_english_edition_has_its_own_posts(client: httpx.AsyncClient) -> None:
    """The editions do not mix."""
    english = (await client.get(f"/en{POSTS}")).json()
    assert len(english) == 3
    assert all("/en/archives/" in post["link"] for post in english)
