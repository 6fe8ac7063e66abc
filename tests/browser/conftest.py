"""One browser and one sandbox with a small bot for all tests of the page; a new reader for each."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest_asyncio
from playwright.async_api import Browser, Page

from sandbox.server import Sandbox, SandboxOptions, running
from tests.browser.chromium import chromium, opened
from tests.browser.echo_bot import echo_bot
from tests.loopback import loopback_client

Open = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as one:
        yield one


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with running(SandboxOptions(limits=False)) as one, echo_bot(one):
        yield one


@pytest_asyncio.fixture(loop_scope="package")
async def control(sandbox: Sandbox) -> AsyncIterator[httpx.AsyncClient]:
    async with loopback_client(base_url=sandbox.control_url) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="package")
async def reader(control: httpx.AsyncClient) -> int:
    """A new person who has not talked to the bot yet."""
    answer = await control.post(
        "/people", json={"first_name": "قارئة", "last_name": "جديدة", "language_code": "ar"}
    )
    person: int = answer.raise_for_status().json()["person"]["id"]
    return person


@pytest_asyncio.fixture(loop_scope="package")
async def visit(browser: Browser, sandbox: Sandbox) -> AsyncIterator[Open]:
    """Opens the page at a place such as `chat/101`; options are those of `opened`."""
    async with AsyncExitStack() as stack:

        async def to(place: str, **options: Any) -> Page:
            url = f"{sandbox.page_url}#{place}"
            return await stack.enter_async_context(opened(browser, url, **options))

        yield to
