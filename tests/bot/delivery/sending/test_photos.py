"""Photos by their several ways, against the sandbox."""

import asyncio
import io
from typing import Any

from PIL import Image

from bot.errors import PhotoError
from storage.engine.database import Database
from tests.bot.delivery.conftest import Deliver
from tests.bot.delivery.delivery_process import InventedPosts, utc_now
from tests.bot.delivery.sample_rows import add_article, add_chats
from tests.bot.delivery.sandbox_control import Control
from tests.waiting import until

URL = "https://news.example/photo.webp"
REFUSED = "Bad Request: failed to get HTTP URL content"


def webp() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "red").save(out, "WEBP")
    return out.getvalue()


class Site:
    """Serves one photo, or nothing, and counts; callers wait while `open` is clear."""

    def __init__(self, photo: bytes | None) -> None:
        self.photo = photo
        self.open = asyncio.Event()
        self.open.set()
        self.fetches = 0

    async def fetch(self, url: str) -> bytes:
        self.fetches += 1
        await self.open.wait()
        if self.photo is None:
            raise PhotoError("404")
        return self.photo


async def broadcast(database: Database, deliver: Deliver, site: Site, *, articles: int = 1) -> Any:
    for number in range(1, articles + 1):
        await add_article(database, number, utc_now())
    async with deliver(
        posts=InventedPosts(photo_url=URL),
        fetch=site.fetch,
    ) as running:
        await running.emptied()
    return running.memory


async def sources(control: Control, chats: list[int]) -> list[str | None]:
    return [(await control.messages(chat))[0]["source_photo_url"] for chat in chats]


async def test_uploaded_once_then_by_its_file_id(
    database: Database, deliver: Deliver, control: Control
) -> None:
    """Telegram can't fetch the address: one upload serves every chat, as JPEG."""
    chats = await control.bulk(12, keep=3)
    await add_chats(database, chats)
    await control.fault("refuse", code=400, description=REFUSED, method="sendPhoto", next=1)
    site = Site(webp())
    memory = await broadcast(database, deliver, site)
    assert site.fetches == 1
    assert memory.known[1, URL]
    for chat in chats:
        [message] = await control.messages(chat)
        assert message["photo"]
        assert message["caption"].startswith("خبر 1")


async def test_text_when_nothing_helps(
    database: Database, deliver: Deliver, control: Control
) -> None:
    """Neither the address nor the bytes: the news go out as text, the photo is asked for once."""
    chats = await control.bulk(8, keep=3)
    await add_chats(database, chats)
    await control.fault("refuse", code=400, description=REFUSED, method="sendPhoto", for_seconds=60)
    site = Site(None)
    await broadcast(database, deliver, site)
    assert site.fetches == 1
    for chat in chats:
        assert [one["text"] for one in await control.messages(chat)] == ["خبر 1 نسخة 1"]


async def test_an_unreadable_photo_is_no_reason_to_be_silent(
    database: Database, deliver: Deliver, control: Control
) -> None:
    """The site serves an error page in place of the photo."""
    [chat] = await control.bulk(1, keep=3)
    await add_chats(database, [chat])
    await control.fault("refuse", code=400, description=REFUSED, method="sendPhoto", next=1)
    await broadcast(database, deliver, Site("<html>لا شيء</html>".encode()))
    assert [one["text"] for one in await control.messages(chat)] == ["خبر 1 نسخة 1"]


async def test_a_slow_photo_holds_up_nobody_else(
    database: Database, deliver: Deliver, control: Control
) -> None:
    """While it is being fetched, the window is free for other news."""
    chats = await control.bulk(60, keep=3)
    await add_chats(database, chats)
    await control.fault("refuse", code=400, description=REFUSED, method="sendPhoto", next=1)
    site = Site(webp())
    site.open.clear()
    await add_article(database, 1, utc_now())
    posts = InventedPosts(photo_url=URL, without_photo=frozenset({2}))
    async with deliver(posts=posts, fetch=site.fetch) as running:
        running.worker.wake()
        await until(lambda: site.fetches > 0)
        await add_article(database, 2, utc_now(), breaking=True)
        running.worker.wake()
        # All but the one that finds the photo's way.
        await control.taken(len(chats) - 1)
        assert {text.split()[1] for *_, text in await control.journal()} == {"2"}
        site.open.set()
        await running.emptied()
    assert site.fetches == 1
    for chat in chats:
        assert sorted("photo" in one for one in await control.messages(chat)) == [False, True]


async def test_a_refused_file_id_is_forgotten(
    database: Database, deliver: Deliver, control: Control
) -> None:
    """Telegram has thrown the file away: the photo finds its way anew."""
    chats = await control.bulk(4, keep=3)
    await add_chats(database, chats[:1])
    await control.fault("refuse", code=400, description=REFUSED, method="sendPhoto", next=1)
    site = Site(webp())
    await add_article(database, 1, utc_now())
    async with deliver(
        posts=InventedPosts(photo_url=URL),
        fetch=site.fetch,
    ) as running:
        await running.emptied()
        await add_chats(database, chats[1:])
        await control.fault(
            "refuse",
            code=400,
            description="Bad Request: wrong file identifier/HTTP URL specified",
            method="sendPhoto",
            next=1,
        )
        await add_article(database, 2, utc_now())
        await running.emptied()
    assert site.fetches == 2
    for chat in chats[1:]:
        assert (await control.messages(chat))[0]["photo"]
