"""Makes the pictures of README and docs from the bot in its sandbox: `python -m docs.screenshots`.

    start sandbox and bot -> play a reader's first minutes -> open the page -> write docs/images/
                          -> every kind of post, every page of settings and desk on a phone

The pictures show what the bot does now: no text in them is written here but the reader's.
"""

import asyncio
import io
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
from PIL import Image
from playwright.async_api import Browser, Page

from docs.phone_screens import phone_sheets
from sandbox.server import Sandbox, SandboxOptions, running
from tests.browser.chromium import PHONE, chromium, opened
from tests.browser.khabar_process import khabar

FOLDER: Final = Path(__file__).parent / "images"
READER: Final = 101
CHANNEL: Final = -1001000000002
GROUP: Final = -1001000000001
OWNER: Final = 103
WIDE: Final = (1440, 900)
QUALITY: Final = 88
ANSWER_SECONDS: Final = 20
SEARCHER: Final = 102
SEARCH: Final = "المدينة"

Prepare = Callable[[Page], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One picture: where the page stands, in which window, and what is pressed before."""

    name: str
    place: str
    size: tuple[int, int] = WIDE
    dark: bool = False
    prepare: Prepare | None = None


async def _from_the_photo(page: Page) -> None:
    await page.locator("article.message").last.evaluate("one => one.scrollIntoView()")


async def _ask_inline(page: Page) -> None:
    await page.locator("#composer").fill("@sandbox_bot ")
    await page.locator("#suggestions .result").first.wait_for()


async def _open_commands(page: Page) -> None:
    await page.locator(".commands").click()
    await page.locator("#suggestions .suggestion").first.wait_for()


PICTURES: Final = (
    Picture(name="chat", place=f"chat/{READER}"),
    Picture(name="chat-dark", place=f"chat/{READER}", dark=True),
    Picture(name="phone", place=f"chat/{READER}", size=PHONE, prepare=_from_the_photo),
    Picture(name="search", place=f"chat/{SEARCHER}", size=PHONE),
    Picture(name="inline", place=f"chat/{READER}", size=PHONE, prepare=_ask_inline),
    Picture(name="commands", place=f"chat/{READER}", size=PHONE, dark=True, prepare=_open_commands),
    Picture(name="channel", place=f"chat/{CHANNEL}"),
    Picture(name="faults", place="faults"),
)


async def _said(control: httpx.AsyncClient, chat: int, more_than: int) -> int:
    """Wait until the bot has said more than so many things there; how many it has said."""
    async with asyncio.timeout(ANSWER_SECONDS):
        while True:
            answer = await control.get(f"/chats/{chat}/messages")
            said = sum(message["outgoing"] for message in answer.json()["messages"])
            if said > more_than:
                return int(said)
            await asyncio.sleep(0.1)


async def _play(control: httpx.AsyncClient) -> None:
    said = {}
    for reader in (READER, SEARCHER):
        await control.post(f"/chats/{reader}/start", json={})
        said[reader] = await _said(control, reader, 0)
    for chat in (CHANNEL, GROUP):
        await control.post(
            f"/chats/{chat}/members",
            json={"user": "bot", "status": "administrator", "by": OWNER},
        )
    await control.post("/newsroom/publish", json={"breaking": True, **await _story(control)})
    await _said(control, READER, said[READER])
    said[SEARCHER] = await _said(control, SEARCHER, said[SEARCHER])
    await control.post(f"/chats/{SEARCHER}/messages", json={"from": SEARCHER, "text": SEARCH})
    await _said(control, SEARCHER, said[SEARCHER])


async def _story(control: httpx.AsyncClient) -> dict[str, str]:
    waiting = (await control.get("/newsroom/state")).json()["waiting"]
    return {"story": next(one["key"] for one in waiting if one["language"] == "ar")}


async def _take(browser: Browser, sandbox: Sandbox, picture: Picture) -> None:
    url = f"{sandbox.page_url}#{picture.place}"
    async with opened(browser, url, size=picture.size, dark=picture.dark) as page:
        await page.wait_for_load_state("load")
        if picture.prepare:
            await picture.prepare(page)
        # Photos above the end of the chat decode after the page is ready.
        await page.evaluate("Promise.allSettled([...document.images].map(image => image.decode()))")
        await page.evaluate("document.fonts.ready")
        raw = await page.screenshot()
    path = FOLDER / f"{picture.name}.webp"
    with Image.open(io.BytesIO(raw)) as image:
        image.convert("RGB").save(path, quality=QUALITY, method=6)
    print(f"{path.name}  {path.stat().st_size // 1024} KB")  # noqa: T201 - a command's output


async def make() -> None:
    """Make all pictures.

    Raises:
        RuntimeError: the bot did not start.
        TimeoutError: the bot did not answer.
    """
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="khabar-") as folder:
        async with (
            running(SandboxOptions(limits=False)) as sandbox,
            khabar(sandbox, Path(folder) / "khabar.db", OWNER_IDS=str(OWNER)),
            httpx.AsyncClient(base_url=sandbox.control_url, trust_env=False) as control,
            chromium() as browser,
        ):
            await _play(control)
            for picture in PICTURES:
                await _take(browser, sandbox, picture)
        async with (
            running(SandboxOptions(limits=False)) as sandbox,
            # So many stories in minutes would be held back until an owner decides.
            khabar(sandbox, Path(folder) / "phone.db", OWNER_IDS=str(OWNER), FLOOD_AT="500"),
            httpx.AsyncClient(base_url=sandbox.control_url, trust_env=False) as control,
            chromium() as browser,
        ):
            await phone_sheets(browser, sandbox, control, FOLDER)


if __name__ == "__main__":
    asyncio.run(make())
