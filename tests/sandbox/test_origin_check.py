"""The guard before the sandbox's doors: the engineer's own pages and programs, nobody else's."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from starlette.types import Message, Receive, Scope, Send

from sandbox.origin_check import OwnPagesOnly
from sandbox.server import Sandbox, SandboxOptions, running
from tests.loopback import loopback_client

pytestmark = pytest.mark.asyncio(loop_scope="module")
# What browsers send when a page of another site asks, each in its own way.
FOREIGN = {
    "a name that leads here": {"host": "evil.example"},
    "a name that leads here, at this port": {"host": "evil.example:{port}"},
    "a name that begins like this machine's": {"host": "127.0.0.1.evil.example:{port}"},
    "a name that ends like this machine's": {"host": "evil.localhost:{port}"},
    "another site's script": {"origin": "https://evil.example"},
    "a script of another port": {"origin": "http://127.0.0.1:1"},
    "a script of another scheme": {"origin": "https://127.0.0.1:{port}"},
    "a page in a sandbox of its own": {"origin": "null"},
    "an image of another site": {"sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors"},
    "a script's file of another port": {
        "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "script",
    },
    "a frame of another site": {
        "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe",
    },
    "a handshake for a WebSocket": {
        "origin": "https://evil.example", "connection": "Upgrade", "upgrade": "websocket",
        "sec-websocket-version": "13", "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    },
    "a stream of events": {
        "origin": "https://evil.example", "accept": "text/event-stream",
        "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors",
    },
}  # fmt: skip
FOLLOWED = {"sec-fetch-mode": "navigate", "sec-fetch-dest": "document"}
TELEGRAM = ("/", "/bot{token}/getMe", "/file/bot{token}/a", "/control/state", "/control/events",
            "/control/newsroom/state", "/nothing")  # fmt: skip
NEWSROOM = ("/", "/feed/", "/?feed=rss2", "/wp-json/wp/v2/posts", "/wp-content/uploads/2026/01/a",
            "/1/", "/wp-login.php", "/nothing")  # fmt: skip
DOORS = [(True, path) for path in TELEGRAM] + [(False, path) for path in NEWSROOM]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions(backlog=1)) as started:
        yield started


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with loopback_client() as opened:
        yield opened


def address(sandbox: Sandbox, telegram: bool, path: str) -> str:
    base = sandbox.base_url if telegram else sandbox.site_url
    return base + path.format(token=sandbox.token)


@pytest.mark.parametrize("who", FOREIGN)
@pytest.mark.parametrize(("telegram", "path"), DOORS)
async def test_no_door_opens_to_another_sites_page(
    sandbox: Sandbox, client: httpx.AsyncClient, telegram: bool, path: str, who: str
) -> None:
    """Of either port, whether it reads or writes, and whether anything lies behind the door."""
    url = address(sandbox, telegram, path)
    port = httpx.URL(url).port
    headers = {name: value.format(port=port) for name, value in FOREIGN[who].items()}
    further = ("HEAD", "OPTIONS", "DELETE") if who == next(iter(FOREIGN)) else ()
    for method in ("GET", "POST", *further):
        answer = await client.request(method, url, headers=headers)
        assert answer.status_code == 403, method
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize(("telegram", "path"), [(True, "/control/state"), (False, "/feed/")])
async def test_programs_and_own_pages_are_let_in(
    sandbox: Sandbox, client: httpx.AsyncClient, telegram: bool, path: str, host: str
) -> None:
    url = address(sandbox, telegram, path).replace("127.0.0.1", host)
    own = url.removesuffix(path)
    for headers in (
        {},
        {"origin": own, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors"},
        {"sec-fetch-site": "none"} | FOLLOWED,
    ):
        assert (await client.get(url, headers=headers)).status_code == 200


async def test_the_chat_page_shows_pictures_of_the_newsroom(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    """It stands at another port of the same machine; other sites' pages show none."""
    image = {"sec-fetch-mode": "no-cors", "sec-fetch-dest": "image"}
    for site, status in (("same-site", 200), ("cross-site", 403)):
        answer = await client.get(f"{sandbox.site_url}/", headers=image | {"sec-fetch-site": site})
        assert answer.status_code == status
    url = address(sandbox, True, "/bot{token}/getMe")
    answer = await client.get(url, headers=image | {"sec-fetch-site": "same-site"})
    assert answer.status_code == 403


async def test_a_link_opens_the_newsroom_and_nothing_of_telegram(
    sandbox: Sandbox, client: httpx.AsyncClient
) -> None:
    """The chat page links to articles at another port; a link to the Bot API would act."""
    for site in ("same-site", "cross-site"):
        link = {"sec-fetch-site": site} | FOLLOWED
        assert (await client.get(f"{sandbox.site_url}/", headers=link)).status_code == 200
        assert (await client.post(f"{sandbox.site_url}/", headers=link)).status_code == 403
        named = link | {"host": "evil.example"}
        assert (await client.get(f"{sandbox.site_url}/", headers=named)).status_code == 403
        url = address(sandbox, True, "/bot{token}/getMe")
        assert (await client.get(url, headers=link)).status_code == 403


async def test_a_websocket_from_elsewhere_is_closed_before_it_is_open() -> None:
    """Should one of the doors ever be one: the guard asks whatever the protocol."""
    sent: list[Message] = []

    async def behind(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    for host, opened in ((b"evil.example", False), (b"127.0.0.1:1", True)):
        scope = {"type": "websocket", "path": "/", "headers": [(b"host", host)]}
        await OwnPagesOnly(behind, linked=True)(scope, receive, send)
        assert (sent.pop()["type"] == "websocket.accept") is opened
