"""One sandbox for all tests of this room, as new before each."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from telegram import Bot

from sandbox.server import Sandbox, SandboxOptions, running
from sandbox.serving import listen, make_server, served, url_of
from sandbox.telegram import LimitOptions
from tests.loopback import loopback_client, loopback_request
from tests.sandbox.telegram.player import Player, picture


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared() -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions(limits=False, keep=60)) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(shared: Sandbox) -> Sandbox:
    """The sandbox as at its start: nobody has pressed START, no limits, no faults."""
    world = shared.telegram
    options = LimitOptions(enabled=False)
    world.limit_options.change(options.as_json())
    world.reset()
    world.updates.allow([])
    world.webhook.remove()
    return shared


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """python-telegram-bot itself, with nothing changed but its base URLs."""
    async with Bot(
        sandbox.token,
        base_url=sandbox.api_url,
        base_file_url=sandbox.file_url,
        request=loopback_request(),
        get_updates_request=loopback_request(),
    ) as bot:
        yield bot


@pytest_asyncio.fixture(loop_scope="session")
async def player(sandbox: Sandbox) -> AsyncIterator[Player]:
    async with loopback_client(base_url=sandbox.base_url) as client:
        yield Player(client, sandbox.token)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def photo_site() -> AsyncIterator[str]:
    """A site with good photos and all kinds of bad ones."""
    images = {
        "/photo.jpg": Response(picture(), media_type="image/jpeg"),
        "/photo.webp": Response(picture(kind="WEBP"), media_type="image/webp"),
        "/heavy.jpg": Response(picture() + b"\0" * (5 << 20), media_type="image/jpeg"),
        "/narrow.jpg": Response(picture(420, 20), media_type="image/jpeg"),
        "/fake.jpg": Response(b"no picture", media_type="image/jpeg"),
        "/page.html": Response("<html>", media_type="text/html"),
        "/moved.jpg": RedirectResponse("/photo.jpg"),
        "/loop.jpg": RedirectResponse("/loop.jpg"),
        "/away.jpg": RedirectResponse("http://elsewhere.example/photo.jpg"),
    }

    async def serve(request: Request) -> Response:
        return images.get(request.url.path, Response(status_code=404))

    sock = listen(0)
    app = Starlette(routes=[Route("/{path:path}", serve)])
    async with served((make_server(app), sock)):
        yield url_of(sock)
    sock.close()
