"""The guard before the sandbox's doors, as a real browser meets it."""

import re
from collections.abc import AsyncIterator

import pytest_asyncio
from playwright.async_api import Browser, Page, Route

from sandbox.server import Sandbox
from tests.browser.chromium import MARKS, PATIENCE_MILLISECONDS
from tests.browser.conftest import Open
from tests.loopback import loopback_client

pytestmark = MARKS
# Browsers lead every name below `localhost` to this machine, as a stranger's name server may do.
STRANGER = "evil.localhost"
SHOW = """address => new Promise(done => {
    const image = new Image();
    image.onload = () => done(image.naturalWidth);
    image.onerror = () => done(0);
    image.src = address;
})"""
ASK = "address => fetch(address, {mode: 'no-cors'}).then(() => 'asked', () => 'failed')"
FRAME = """address => new Promise(done => {
    const frame = document.body.appendChild(document.createElement('iframe'));
    frame.onload = () => done('loaded');
    frame.src = address;
})"""
OPEN = "address => { window.open(address, '_blank', 'noopener'); }"


@pytest_asyncio.fixture(loop_scope="package")
async def stranger(browser: Browser) -> AsyncIterator[Page]:
    """A page of another site, open in the engineer's browser."""

    async def serve(route: Route) -> None:
        await route.fulfill(body="<!doctype html><title>x</title>", content_type="text/html")

    context = await browser.new_context()
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    page = await context.new_page()
    await page.route("http://stranger.example/", serve)
    await page.goto("http://stranger.example/")
    yield page
    await context.close()


async def photo_of(sandbox: Sandbox) -> str:
    """The address of a photo on the newsroom's site."""
    photo = re.compile(rf"{re.escape(sandbox.site_url)}/wp-content/uploads/[^\s\"']+?\.jpg")
    async with loopback_client(follow_redirects=True) as client:
        for article in sandbox.newsroom.listed():
            answer = await client.get(f"{sandbox.site_url}/{article.number}/")
            if found := photo.search(answer.text):
                return found[0]
    raise AssertionError("no article with a photo")


async def test_a_name_that_leads_here_opens_no_door(stranger: Page, sandbox: Sandbox) -> None:
    """Whoever owns the name could read what it answers."""
    for base, paths in (
        (sandbox.base_url, ("/", "/control/state", f"/bot{sandbox.token}/getMe")),
        (sandbox.site_url, ("/", "/feed/", "/wp-json/wp/v2/posts")),
    ):
        for path in paths:
            answer = await stranger.goto(base.replace("127.0.0.1", STRANGER) + path)
            assert answer is not None
            assert answer.status == 403, path


async def test_another_sites_page_can_ask_for_nothing(stranger: Page, sandbox: Sandbox) -> None:
    """Neither by a script nor with a picture or a frame; a link opens the newsroom alone."""
    statuses: dict[str, int] = {}
    stranger.on("response", lambda answer: statuses.update({answer.url: answer.status}))
    doors = [
        f"{sandbox.site_url}/feed/",
        f"{sandbox.base_url}/control/state",
        f"{sandbox.base_url}/bot{sandbox.token}/getMe",
    ]
    for address in doors:
        await stranger.evaluate(ASK, address)
        await stranger.evaluate(FRAME, f"{address}?frame")
    photo = await photo_of(sandbox)
    assert await stranger.evaluate(SHOW, photo) == 0
    assert statuses.get(photo) in {403, None}
    assert {statuses.get(address) for address in doors} <= {403, None}
    assert {statuses.get(f"{address}?frame") for address in doors} <= {403, None}
    async with stranger.context.expect_page() as opening:
        await stranger.evaluate(OPEN, f"{sandbox.site_url}/")
    opened = await opening.value
    await opened.wait_for_load_state("domcontentloaded")
    assert "403" not in await opened.title()
    assert await opened.locator("article, .post, h1, h2").count()


async def test_the_chat_page_shows_the_newsrooms_pictures_and_opens_its_articles(
    visit: Open, sandbox: Sandbox
) -> None:
    page = await visit("chat/101", forgive="Failed to load")
    assert await page.evaluate(SHOW, await photo_of(sandbox)) > 0
    async with page.context.expect_page() as opening:
        await page.evaluate(OPEN, f"{sandbox.site_url}/")
    opened = await opening.value
    await opened.wait_for_load_state("domcontentloaded")
    assert await opened.locator("article, .post, h1, h2").count()
