"""Faults of the wire, over a real connection."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn

from sandbox.newsroom import Fault, Newsroom, create_app
from tests.loopback import loopback_client
from tests.waiting import PATIENCE_SECONDS, until


@pytest.fixture
async def site(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """The site on an ephemeral port, with a client."""
    config = uvicorn.Config(
        create_app(newsroom), host="127.0.0.1", port=0, log_level="critical", lifespan="off"
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with loopback_client(base_url=f"http://127.0.0.1:{port}") as client:
        yield client
    server.should_exit = True
    async with asyncio.timeout(PATIENCE_SECONDS):
        await serving


async def test_addresses_follow_the_host(site: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """A link of the feed leads to the page, and the page's photo is there."""
    text = (await site.get("/feed/")).text
    link = text.partition("<item>")[2].partition("<link>")[2].partition("</link>")[0]
    assert link.startswith(str(site.base_url).rstrip("/"))
    page = await site.get(link)
    assert page.status_code == 200
    photo = page.text.partition('property="og:image" content="')[2].partition('"')[0]
    assert (await site.get(photo)).headers["content-type"].startswith("image/")


async def test_dropped_connection(site: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The connection ends in the middle of the body; the next request is well."""
    newsroom.cause(Fault.DROPPED, count=1)
    with pytest.raises(httpx.RemoteProtocolError):
        await site.get("/feed/")
    assert (await site.get("/feed/")).status_code == 200


async def test_drip_ends_when_the_client_leaves(
    site: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """Bytes come one by one, and nobody goes on dripping into a closed connection."""
    newsroom.cause(Fault.DRIP, seconds=0.005)
    got = b""
    async with site.stream("GET", "/feed/", headers={"Accept-Encoding": "identity"}) as answer:
        async for part in answer.aiter_raw(1):
            got += part
            if len(got) == 20:
                break
    assert got == b"<?xml version=" + b'"1.0" '[:6]
    await until(lambda: not any("_answer" in repr(task) for task in asyncio.all_tasks()))


async def test_slow_answer(site: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The answer comes, late: a client with less patience gets none."""
    newsroom.cause(Fault.SLOW, seconds=0.2)
    with pytest.raises(httpx.ReadTimeout):
        await site.get("/feed/", timeout=httpx.Timeout(PATIENCE_SECONDS, read=0.05))
    assert (await site.get("/feed/")).status_code == 200


async def test_endless_body(site: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The body goes on as long as anybody reads."""
    newsroom.cause(Fault.ENDLESS)
    size = 0
    async with site.stream("GET", "/feed/") as answer:
        assert "content-length" not in answer.headers
        async for part in answer.aiter_bytes():
            size += len(part)
            if size > 3_000_000:
                break
    assert size > 3_000_000


async def test_head_and_not_modified_have_no_body(
    site: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """HEAD and 304 end with their headers."""
    head = await site.head("/feed/")
    assert (head.status_code, head.content) == (200, b"")
    tag = head.headers["etag"]
    answer = await site.get("/feed/", headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
