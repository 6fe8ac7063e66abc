"""Starts Debian's Chromium, and watches what a page does that it must not do."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.async_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    async_playwright,
    expect,
)

# The same engine without windows opens a page with half the work; Debian packs it apart.
CHROMIUM: Final = shutil.which("chromium-headless-shell") or shutil.which("chromium")
FLAGS: Final = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Long only where something is wrong: a busy machine must not fail a right page.
PATIENCE_MILLISECONDS: Final = 40_000
DESKTOP: Final = (1360, 860)
PHONE: Final = (390, 844)


# Under CI a missing browser is a failure, not a reason to skip.
MARKS: Final = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="package"),
    pytest.mark.skipif(
        not CHROMIUM and not os.environ.get("CI"),
        reason="no Chromium: install the Debian package chromium-headless-shell",
    ),
]


@dataclass  # no slots: Playwright marks the object whose methods it calls
class Watch:
    """What a page was seen to do wrong."""

    host: str
    forgive: str
    wrongs: list[str] = field(default_factory=list)

    def request(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if request.url.startswith("http") and host != self.host:
            self.wrongs.append(f"asked another host: {request.url}")

    def console(self, message: ConsoleMessage) -> None:
        forgiven = self.forgive and self.forgive in message.text
        if message.type in {"error", "warning"} and not forgiven:
            self.wrongs.append(f"console {message.type}: {message.text}")

    def error(self, error: Exception) -> None:
        self.wrongs.append(f"uncaught: {error}")


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """A browser of its own, with a fresh profile."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=CHROMIUM, args=FLAGS, headless=True, timeout=PATIENCE_MILLISECONDS
        )
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser,
    url: str,
    *,
    size: tuple[int, int] = DESKTOP,
    dark: bool = False,
    language: str = "ar",
    forgive: str = "",
) -> AsyncIterator[Page]:
    """The page at this address, ready to use; leaving the block fails if it did something wrong.

    Args:
        browser: where to open it.
        url: with what is to be shown after `#`.
        size: of the window, in CSS pixels.
        dark: whether the system asks for dark.
        language: of the page's own words.
        forgive: errors on the console with these words in them are expected.
    """
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        locale="ar-SY",
        timezone_id="Asia/Damascus",
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE_MILLISECONDS)
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    if language != "ar":
        await context.add_init_script(f'localStorage.setItem("language", "{language}")')
    watch = Watch(host=urlsplit(url).hostname or "", forgive=forgive)
    page = await context.new_page()
    page.on("console", watch.console)
    page.on("pageerror", watch.error)
    context.on("request", watch.request)
    try:
        await page.goto(url)
        await page.wait_for_selector("html[data-ready]")
        yield page
        if watch.wrongs:
            pytest.fail("; ".join(watch.wrongs))
    finally:
        await context.close()
