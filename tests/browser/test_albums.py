"""Albums, videos and link previews on the page, as Telegram's apps show them."""

import io
import json

import httpx
import pytest
from PIL import Image
from playwright.async_api import expect

from sandbox.server import Sandbox
from tests.browser.chromium import MARKS, PHONE
from tests.browser.conftest import Open

pytestmark = MARKS


def picture(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def api(sandbox: Sandbox, control: httpx.AsyncClient) -> httpx.AsyncClient:
    """The Bot API of the sandbox, over the client that the fixtures close."""
    control.base_url = httpx.URL(f"{sandbox.base_url}/bot{sandbox.token}/")
    return control


async def _start(control: httpx.AsyncClient, sandbox: Sandbox, reader: int) -> None:
    url = f"{sandbox.control_url}/chats/{reader}/start"
    (await control.post(url, json={})).raise_for_status()


async def test_an_album_is_one_bubble_with_one_caption(
    visit: Open, reader: int, sandbox: Sandbox, api: httpx.AsyncClient
) -> None:
    """What is deleted of it goes out of the grid."""
    await _start(api, sandbox, reader)
    colours = ("teal", "orange", "navy", "olive", "purple")
    media = [{"type": "photo", "media": f"attach://{colour}"} for colour in colours]
    media[0]["caption"] = "خمس صور من السوق"
    answer = await api.post(
        "sendMediaGroup",
        data={"chat_id": str(reader), "media": json.dumps(media)},
        files={colour: (f"{colour}.jpg", picture(colour)) for colour in colours},
    )
    sent = answer.raise_for_status().json()["result"]
    page = await visit(f"chat/{reader}", size=PHONE)
    album = page.locator("article.message", has_text="خمس صور من السوق")
    await expect(album.locator(".album .photo")).to_have_count(5)
    await expect(album).to_have_count(1)
    gone = {"chat_id": reader, "message_id": sent[4]["message_id"]}
    (await api.post("deleteMessage", json=gone)).raise_for_status()
    await expect(album.locator(".album .photo")).to_have_count(4)


async def test_an_album_is_about_as_tall_as_wide_however_many_there_are(
    visit: Open, reader: int, sandbox: Sandbox, api: httpx.AsyncClient
) -> None:
    """From ten photos down to two, as one after the other is deleted: it fits a phone's screen."""
    await _start(api, sandbox, reader)
    names = [f"p{number}" for number in range(10)]
    media = [{"type": "photo", "media": f"attach://{name}"} for name in names]
    media[0]["caption"] = "عشر صور"
    answer = await api.post(
        "sendMediaGroup",
        data={"chat_id": str(reader), "media": json.dumps(media)},
        files={name: (f"{name}.jpg", picture("teal")) for name in names},
    )
    sent = answer.raise_for_status().json()["result"]
    page = await visit(f"chat/{reader}", size=PHONE)
    album = page.locator("article.message", has_text="عشر صور").locator(".album")
    for count in range(10, 1, -1):
        await expect(album.locator(".photo")).to_have_count(count)
        box = await album.bounding_box()
        assert box
        assert 0.4 < box["height"] / box["width"] < 1.1, count
        gone = {"chat_id": reader, "message_id": sent[count - 1]["message_id"]}
        (await api.post("deleteMessage", json=gone)).raise_for_status()


async def test_a_preview_stands_above_the_text(
    visit: Open, reader: int, sandbox: Sandbox, api: httpx.AsyncClient
) -> None:
    """With the address of the video that it would play."""
    await _start(api, sandbox, reader)
    options = {"url": "https://www.youtube.com/watch?v=abcdefghijk", "show_above_text": True}
    message = {"chat_id": reader, "text": "شاهد الفيديو", "link_preview_options": options}
    (await api.post("sendMessage", json=message)).raise_for_status()
    page = await visit(f"chat/{reader}", size=PHONE)
    bubble = page.locator(".bubble", has_text="شاهد الفيديو")
    await expect(bubble.locator(".link-preview .reply-name")).to_have_text("youtube.com")
    above = await bubble.locator(".link-preview").bounding_box()
    below = await bubble.locator(".text").bounding_box()
    assert above
    assert below
    assert above["y"] < below["y"]
