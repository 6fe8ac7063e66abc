"""Takes each kind of post, and each page of settings and desk, as a phone of 360 pixels shows it.

What belongs together stands on sheets of eight, `docs/images/phone-NAME-N.webp`.
"""

import asyncio
import contextlib
import io
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
from PIL import Image
from playwright.async_api import Browser, Page

from bot.posts.actions.desk import DeskAsk, DeskOpen
from bot.posts.actions.desk_choices import ChannelOption, DeskPage
from bot.posts.actions.encoding import decode, encode
from bot.posts.actions.settings import Menu, OpenMenu
from sandbox.server import Sandbox
from tests.browser.chromium import opened

READER: Final = 101
SETTLER: Final = 102
EDITOR: Final = 103
CHANNEL: Final = -1001000000002
SIZE: Final = (360, 740)
COLUMNS: Final = 4
ROWS: Final = 2
QUALITY: Final = 60
PATIENCE_SECONDS: Final = 30
# The last message is whole when nothing more came for so long.
STILL_SECONDS: Final = 0.8

# A prepared story for each kind of post that has one.
STORIES: Final = (
    "bakery-queue",
    "flash-bridge",
    "derby",
    "prices-week",
    "clinic-night",
    "live-rain",
    "library-interview",
    "opinion-benches",
    "market-photos",
    "video-potter",
    "wheat-price",
    "school-bus",
    "volleyball-girls",
)
Json = dict[str, Any]


@dataclass
class Phone:
    """A page on a phone's screen, and the control API; keeps the pictures that were taken."""

    page: Page
    control: httpx.AsyncClient
    shots: dict[str, list[Image.Image]] = field(default_factory=dict)

    async def post(self, path: str, **body: Any) -> Json:
        """Act through the control API."""
        answer = await self.control.post(path, json=body)
        answer.raise_for_status()
        done: Json = answer.json()
        return done

    async def said(self, chat: int) -> list[Json]:
        """Return what the bot has said in a chat, once it says nothing more."""
        before: list[Json] | None = None
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                answer = await self.control.get(f"/chats/{chat}/messages?limit=100")
                now = [one for one in answer.json()["messages"] if one["outgoing"]]
                if now == before:
                    return now
                before = now
                await asyncio.sleep(STILL_SECONDS)

    async def after(self, chat: int, act: Callable[[], Awaitable[object]]) -> Json:
        """Do something, and return the newest message once the bot has said something else."""
        before = await self.said(chat) if chat else []
        await act()
        now = before
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while (now := await self.said(chat)) == before:  # noqa: ASYNC110 - over HTTP
                    await asyncio.sleep(0.1)
        if now == before:
            print(f"nothing came to {chat}")  # noqa: T201 - a command's output
        return now[-1]

    async def write(self, chat: int, text: str, **more: object) -> Json:
        """Write to the bot, and return its newest message afterwards."""
        return await self.after(
            chat, lambda: self.post(f"/chats/{chat}/messages", **{"from": chat}, text=text, **more)
        )

    async def again(self, chat: int, message: Json) -> Json:
        """Return a message as it is by now."""
        said = await self.said(chat)
        return next(one for one in said if one["message_id"] == message["message_id"])

    async def press(self, chat: int, message: Json, data: str) -> None:
        """Press a button by its data."""
        await self.post(
            f"/chats/{chat}/press",
            **{"from": chat},
            message_id=message["message_id"],
            data=data,
            wait_seconds=10,
        )

    async def take(self, sheet: str, chat: int, *, holding: str = "") -> None:
        """Take a chat as it stands now: its end, or the message that holds these words."""
        await self.said(chat)
        await self.page.goto(f"{self.page.url.partition('#')[0]}#chat/{chat}")
        await self.page.reload()
        await self.page.wait_for_selector("html[data-ready]")
        await self.page.wait_for_selector("article.message")
        await self.page.evaluate(
            "Promise.allSettled([...document.images].map(image => image.decode()))"
        )
        await self.page.evaluate("document.fonts.ready")
        if holding:
            message = self.page.locator("article.message", has_text=holding).last
            await message.evaluate("one => one.scrollIntoView()")
        raw = await self.page.screenshot()
        with Image.open(io.BytesIO(raw)) as image:
            self.shots.setdefault(sheet, []).append(image.convert("RGB"))


async def phone_sheets(
    browser: Browser, sandbox: Sandbox, control: httpx.AsyncClient, folder: Path
) -> None:
    """Write all sheets into a folder."""
    async with opened(browser, f"{sandbox.page_url}#chat/{READER}", size=SIZE) as page:
        phone = Phone(page, control)
        for person in (READER, EDITOR):
            await phone.post(f"/chats/{person}/start")
            await phone.said(person)
        await _posts(phone)
        await _settings(phone)
        await _desk(phone)
        await _owner(phone)
    for name, shots in phone.shots.items():
        for number, sheet in enumerate(_sheets(shots), start=1):
            path = folder / f"phone-{name}-{number}.webp"
            sheet.save(path, quality=QUALITY, method=6)
            print(f"{path.name}  {path.stat().st_size // 1024} KB")  # noqa: T201 - a command's output


async def _posts(phone: Phone) -> None:
    numbers = {}
    for story in STORIES:
        done: list[Json] = []

        async def publish(story: str = story, done: list[Json] = done) -> None:
            done.append(await phone.post("/newsroom/publish", story=story))

        print(story)  # noqa: T201 - a command's output
        await phone.after(READER, publish)
        numbers[story] = done[0]["article"]["number"]
        await phone.take("posts", READER)
    newest = (await phone.said(READER))[-1]
    await phone.press(READER, newest, _data(newest, "⋯"))
    await phone.take("posts", READER)
    for story, act in (("volleyball-girls", "edit"), ("wheat-price", "withdraw")):
        changes = {"headline": "الكرة الطائرة للفتيات: موعد جديد"} if act == "edit" else {}
        number = numbers[story]
        await phone.after(
            READER,
            lambda act=act, number=number, changes=changes: phone.post(
                f"/newsroom/{act}", number=number, **changes
            ),
        )
        await phone.take("posts", READER, holding="سحب الموقع" if act == "withdraw" else "")
    for text in ("/latest", "/search المدينة", "/help"):
        await phone.write(READER, text)
        await phone.take("posts", READER)


async def _settings(phone: Phone) -> None:
    await phone.post(f"/chats/{SETTLER}/start")
    welcome = (await phone.said(SETTLER))[-1]
    await phone.take("settings", SETTLER)
    await phone.press(SETTLER, welcome, _data(welcome, "اختر ما يهمني"))
    await phone.take("settings", SETTLER)
    message = await phone.write(SETTLER, "/settings")
    for menu in Menu:
        await phone.press(SETTLER, message, encode(OpenMenu(menu)))
        await phone.take("settings", SETTLER)
    for text in ("/tags", "/alert حديقة", "/subscriptions", "/language", "/privacy"):
        await phone.write(SETTLER, text)
        await phone.take("settings", SETTLER)


async def _desk(phone: Phone) -> None:
    await phone.post(f"/chats/{CHANNEL}/members", user="bot", status="administrator", by=EDITOR)
    for number in range(3):
        await phone.after(CHANNEL, lambda: phone.post("/newsroom/publish"))
        post = (await phone.said(CHANNEL))[-1]
        await phone.post(
            f"/chats/{CHANNEL}/react", message_id=post["message_id"], count=3 + 4 * number
        )
    await phone.take("desk", CHANNEL)
    listing = await phone.write(EDITOR, "/channels")
    await phone.take("desk", EDITOR)
    opening = next(
        action
        for row in listing["reply_markup"]["inline_keyboard"]
        for button in row
        if isinstance(action := decode(button.get("callback_data")), DeskOpen)
    )
    for page in DeskPage:
        if page is not DeskPage.STATISTICS:
            await phone.press(EDITOR, listing, encode(DeskOpen(opening.chat_id, page, 0)))
            await phone.take("desk", EDITOR)
    for option in ChannelOption:
        await phone.press(EDITOR, listing, encode(DeskAsk(opening.chat_id, option)))
        if await _is_new(phone, listing):
            await phone.take("desk", EDITOR)
    # It comes as a message of its own.
    statistics = encode(DeskOpen(opening.chat_id, DeskPage.STATISTICS, 0))
    await phone.press(EDITOR, listing, statistics)
    await phone.take("desk", EDITOR)
    await phone.write(EDITOR, "/post")
    await phone.take("desk", EDITOR)


async def _is_new(phone: Phone, listing: Json) -> bool:
    """Whether the message shows something else than at the last call; what it shows is kept."""
    now = await phone.again(EDITOR, listing)
    changed = now["html"] != listing.get("html")
    listing["html"] = now["html"]
    return bool(changed)


async def _owner(phone: Phone) -> None:
    await phone.write(EDITOR, "/status")
    await phone.take("owner", EDITOR)
    await phone.write(EDITOR, "/broadcast")
    words = "<b>نعود</b> بعد العيد بحلّة جديدة. كل عام وأنتم بخير."
    page = await phone.write(EDITOR, words, html=True)
    await phone.take("owner", EDITOR)
    for label in ("📣", "✅"):
        await phone.press(EDITOR, page, _data(page, label))
        page = await phone.again(EDITOR, page)
        await phone.take("owner", EDITOR)


def _data(message: Json, label: str) -> str:
    """The data of the button whose label begins so."""
    return next(
        str(button["callback_data"])
        for row in message["reply_markup"]["inline_keyboard"]
        for button in row
        if button["text"].startswith(label)
    )


def _sheets(shots: list[Image.Image]) -> Iterator[Image.Image]:
    """Lay pictures out eight on a sheet, from the right."""
    width, height = SIZE
    for first in range(0, len(shots), COLUMNS * ROWS):
        group = shots[first : first + COLUMNS * ROWS]
        rows = -(-len(group) // COLUMNS)
        sheet = Image.new("RGB", (COLUMNS * width, rows * height), "#d7dde3")
        for place, shot in enumerate(group):
            row, column = divmod(place, COLUMNS)
            sheet.paste(shot, ((COLUMNS - 1 - column) * width, row * height))
        yield sheet
