"""Photos that the Bot API refuses, uploaded and by URL."""

import pytest

from sandbox.server import Sandbox
from tests.sandbox.telegram.player import BAD, READER, Player, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("data", "description"),
    [
        (b"", "file must be non-empty"),
        (b"no picture at all", "IMAGE_PROCESS_FAILED"),
        (picture(9990, 20), "PHOTO_INVALID_DIMENSIONS"),
        (picture(420, 20), "PHOTO_INVALID_DIMENSIONS"),
        (
            picture() + b"\0" * (10 << 20),
            "file of size {} bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
    ids=["empty", "text", "huge sides", "narrow", "heavy"],
)
async def test_uploaded_photos_that_are_none(player: Player, data: bytes, description: str) -> None:
    """What is uploaded as a photo must be one, of bounded size and shape."""
    await player.start()
    response = await player.client.post(
        f"/bot{player.token}/sendPhoto",
        data={"chat_id": str(READER)},
        files={"photo": ("a.jpg", data, "image/jpeg")},
    )
    assert response.status_code == 400
    assert response.json()["description"] == BAD + description.format(len(data))


async def test_photos_by_url(player: Player, sandbox: Sandbox, photo_site: str) -> None:
    """By URL: the site must answer with an image of 5 MB at most, and no WebP."""
    await player.start()
    expected = {
        "missing.jpg": "failed to get HTTP URL content",
        "page.html": "wrong type of the web page content",
        "fake.jpg": "wrong type of the web page content",
        "photo.webp": "wrong type of the web page content",
        "heavy.jpg": "failed to get HTTP URL content",
        "loop.jpg": "failed to get HTTP URL content",
        "away.jpg": "failed to get HTTP URL content",
        "narrow.jpg": "PHOTO_INVALID_DIMENSIONS",
    }
    for name, reason in expected.items():
        refusal = await player.refusal("sendPhoto", chat_id=READER, photo=f"{photo_site}/{name}")
        assert refusal == BAD + reason, name
    for name in ("photo.jpg", "moved.jpg"):
        sent = await player.result("sendPhoto", chat_id=READER, photo=f"{photo_site}/{name}")
        assert sent["photo"][-1]["width"] == 60
