"""The control API does everything, and refuses what is wrong with a reason."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from sandbox.newsroom import Newsroom
from sandbox.newsroom.control import routes


@pytest.fixture
async def desk(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the control API."""
    transport = httpx.ASGITransport(Starlette(routes=routes(newsroom)))
    async with httpx.AsyncClient(transport=transport, base_url="http://control.test") as desk:
        yield desk


async def post(desk: httpx.AsyncClient, path: str, **body: object) -> dict[str, Any]:
    """A request that is granted."""
    answer = await desk.post(path, json=body)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


async def test_state(desk: httpx.AsyncClient) -> None:
    """State shows articles newest first, what waits, settings and faults."""
    number = (await post(desk, "/publish"))["article"]["number"]
    await post(desk, "/fault", fault="slow", seconds=2, count=3)
    state = (await desk.get("/state")).json()
    assert state["articles"][0]["number"] == number
    assert state["counts"]["articles"] == 29
    assert state["faults"][0]["fault"] == "slow"
    assert state["settings"]["feed_items"] == 10
    assert state["waiting"][0]["headline"]


async def test_publish_in_every_way(desk: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Next, named, own, generated in numbers, breaking, back-dated, English."""
    assert (await post(desk, "/publish", story="derby"))["article"]["story"] == "derby"
    own = {"headline": "عنوان", "paragraphs": ["نص"], "tags": ["وسم"]}
    assert (await post(desk, "/publish", article=own))["article"]["headline"] == "عنوان"
    many = await post(desk, "/publish", generate=True, count=60)
    assert len(many["numbers"]) == 60
    dated = await post(desk, "/publish", at="2026-06-01T08:00:00", breaking=True)
    assert dated["article"]["published_at"] == "2026-06-01T08:00:00+00:00"
    assert dated["article"]["breaking"]
    assert (await post(desk, "/publish", language="en"))["article"]["language"] == "en"


async def test_edit_withdraw_and_the_rest(desk: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Without a number the newest article is meant."""
    number = (await post(desk, "/publish"))["article"]["number"]
    edited = await post(desk, "/edit", headline="مصحح", caption="تعليق", tags=["أ"])
    assert (edited["article"]["number"], edited["article"]["headline"]) == (number, "مصحح")
    full = (await desk.get(f"/articles/{number}")).json()["article"]
    assert (full["caption"], full["tags"]) == ("تعليق", ["أ"])
    assert full["paragraphs"]
    assert (
        "/جديد-جدا/"
        in httpx.URL((await post(desk, "/slug", slug="جديد جدًا"))["article"]["path"]).path
    )
    copy = await post(desk, "/republish", number=number)
    assert copy["article"]["number"] != number
    await post(desk, "/redate", number=number, at="2026-06-02T00:00:00Z")
    assert (await post(desk, "/withdraw", number=number))["article"]["withdrawn"]
    assert number not in [article.number for article in newsroom.listed()]
    assert not (await post(desk, "/restore", number=number))["article"]["withdrawn"]


async def test_faults(desk: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Faults are set with areas and time, listed, cleared one by one or all."""
    await post(desk, "/fault", fault="down", areas=["feed", "rest"], for_seconds=60)
    await post(desk, "/fault", fault="oversized", bytes=1000)
    listed = (await desk.get("/faults")).json()
    assert [fault["areas"] for fault in listed["active"]] == [["feed", "rest"], ["feed"]]
    assert {"fault": "stale", "areas": ["feed"]} in listed["known"]
    assert len((await post(desk, "/clear", fault="down"))["faults"]) == 1
    assert (await post(desk, "/clear"))["faults"] == []


async def test_settings(desk: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Settings change by name and stay otherwise."""
    asked = {
        "feed_content": "full",
        "feed_photo": "media",
        "feed_items": 60,
        "feed_cache": 300,
        "hub_url": "http://hub.test/",
        "permalinks": "archives",
        "guid": "https://new.test/{id}",
        "withdrawn_status": 410,
        "rest_status": 403,
        "rest_items": 10,
        "page_validators": False,
        "appeared_first": False,
        "site_name": "اسم",
        "site_name_en": "Name",
    }
    assert (await post(desk, "/settings", **asked))["settings"] == asked
    again = await post(desk, "/settings", feed_cache=None, hub_url=None)
    assert again["settings"] == asked | {"feed_cache": None, "hub_url": None}


@pytest.mark.parametrize(
    ("path", "body", "word"),
    [
        ("/publish", {"storey": "derby"}, "unknown: storey"),
        ("/publish", {"story": 5}, "story must be a text"),
        ("/publish", {"breaking": "yes"}, "breaking must be true or false"),
        ("/publish", {"count": 501}, "count must be a whole number from 1 to 500"),
        ("/publish", {"count": True}, "count must be"),
        ("/publish", {"at": "soon"}, "at must be a time"),
        ("/publish", {"at": "0001-01-01"}, "between 1970 and 2100"),
        ("/publish", {"article": []}, "article must be an object"),
        ("/publish", {"article": {"headline": ""}}, "headline and section are needed"),
        ("/publish", {"language": "fr"}, "language must be one of: ar, en"),
        ("/edit", {}, "nothing to change"),
        ("/edit", {"headline": ""}, "headline must not be empty"),
        ("/edit", {"tags": "x"}, "tags must be a list of texts"),
        ("/edit", {"tags": ["x"] * 401}, "more than 400"),
        ("/slug", {}, "slug is needed"),
        ("/redate", {}, "at is needed"),
        ("/restore", {}, "number is needed"),
        ("/fault", {}, "fault is needed"),
        ("/fault", {"fault": "rain"}, "fault must be one of: down"),
        ("/fault", {"fault": "down", "areas": []}, "areas must not be empty"),
        ("/fault", {"fault": "down", "areas": ["sky"]}, "areas must be one of: feed"),
        ("/fault", {"fault": "slow", "seconds": 1e9}, "seconds must lie between"),
        ("/fault", {"fault": "slow", "seconds": "x"}, "seconds must be a number"),
        ("/fault", {"fault": "down", "for_seconds": 1e300}, "for_seconds is too large"),
        ("/settings", {"colour": "red"}, "unknown: colour"),
        ("/settings", {"rest_status": 500}, "rest_status must be one of"),
        ("/settings", {"guid": "x"}, "guid must hold {id}"),
        ("/settings", {"guid": None}, "guid must not be null"),
        ("/settings", {"site_name": "a\nb"}, "must be one line"),
        ("/settings", {"hub_url": "javascript:x"}, "http or https address"),
        ("/settings", {"hub_url": "http://["}, "hub_url must be an address"),
    ],
)
async def test_wrong_requests_are_400(
    desk: httpx.AsyncClient, newsroom: Newsroom, path: str, body: object, word: str
) -> None:
    """Each wrong request gets a clear reason and changes nothing."""
    before = newsroom.revision, newsroom.faults.active(), newsroom.settings
    answer = await desk.post(path, json=body)
    assert answer.status_code == 400
    assert word in answer.json()["error"]
    assert (newsroom.revision, newsroom.faults.active(), newsroom.settings) == before


@pytest.mark.parametrize("data", [b"{", b"[]", b"\xff", b"[" * 100_000, b'"' + b"x" * 300_000])
async def test_bodies_that_are_no_objects(desk: httpx.AsyncClient, data: bytes) -> None:
    """Broken, wrong, deep and large bodies are refused."""
    answer = await desk.post("/publish", content=data)
    assert answer.status_code == 400
    assert "body" in answer.json()["error"]


async def test_unknown_article_and_story_are_404(desk: httpx.AsyncClient) -> None:
    """What is not there is 404, with the number or key in the reason."""
    assert (await desk.get("/articles/5")).status_code == 404
    answer = await desk.post("/withdraw", json={"number": 5})
    assert (answer.status_code, "5" in answer.json()["error"]) == (404, True)
    assert (await desk.post("/publish", json={"story": "nope"})).status_code == 404


async def test_empty_newsroom_has_nothing_to_edit(
    desk: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """Without articles "the newest" is refused."""
    for article in newsroom.everything():
        newsroom.withdraw(article.number)
    answer = await desk.post("/withdraw", json={})
    assert (answer.status_code, answer.json()["error"]) == (400, "there is no article yet")


async def test_unprintable_letters_never_reach_the_site(desk: httpx.AsyncClient) -> None:
    """Half a surrogate pair or a control character in a request is dropped."""
    answer = await desk.post(
        "/publish", content=b'{"article": {"headline": "a\\ud800\\u0000b", "tags": ["\\u0008c"]}}'
    )
    article = answer.json()["article"]
    assert (article["headline"], article["tags"]) == ("ab", ["c"])
