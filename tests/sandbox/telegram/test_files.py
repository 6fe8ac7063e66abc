"""Files: what is kept, for how long, and from where it may be fetched."""

import pytest

from sandbox.telegram.api_errors import ApiError
from sandbox.telegram.files import FileStore, StoredFile, UploadedFile, photo_sizes
from sandbox.telegram.loopback_files import is_loopback
from tests.loopback import loopback_client
from tests.sandbox.telegram.player import READER, Player

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_oldest_files_go_when_memory_is_full() -> None:
    """The bytes held are bounded; the newest file always stays."""
    async with loopback_client() as client:
        store = FileStore(client, most_bytes=1000)
        ids = [
            (await store.document(UploadedFile("a", "text/plain", bytes([n]) * 400)))["file_id"]
            for n in range(3)
        ]
        assert [store.get(file_id) is not None for file_id in ids] == [False, True, True]
        big = await store.document(UploadedFile("a", "text/plain", b"x" * 5000))
        assert store.get(big["file_id"]) is not None
        assert store.get(ids[2]) is None


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8801/a.jpg", True),
        ("http://localhost/a.jpg", True),
        ("http://[::1]:80/a.jpg", True),
        ("http://127.0.0.1.site.example/a.jpg", False),
        ("http://10.0.0.1/a.jpg", False),
        ("http://user@site.example/", False),
        ("http://[::1/a.jpg", False),
        ("file:///etc/hosts", False),
    ],
)
async def test_only_this_machine_is_fetched_from(url: str, *, here: bool) -> None:
    """A URL counts as of this machine by its host alone."""
    assert is_loopback(url) is here


async def test_sizes_of_a_photo_end_with_its_own() -> None:
    """A small photo has one size; a huge one ends at 2560."""
    tiny = photo_sizes("P1", StoredFile("photo", "a", "image/jpeg", b"x", 50, 10))
    assert [(size["width"], size["height"]) for size in tiny] == [(50, 10)]
    huge = photo_sizes("P1", StoredFile("photo", "a", "image/jpeg", b"x", 5120, 256))
    assert [(size["width"], size["height"]) for size in huge][-1] == (2560, 128)


async def test_a_document_by_url(player: Player, photo_site: str) -> None:
    """A document may come from an address too, and keeps its last name."""
    await player.start()
    url = f"{photo_site}/page.html"
    sent = await player.result("sendDocument", chat_id=READER, document=url)
    assert sent["document"]["file_name"] == "page.html"
    assert sent["document"]["mime_type"] == "text/html"


async def test_an_empty_document_is_refused() -> None:
    """A file must have content."""
    async with loopback_client() as client:
        with pytest.raises(ApiError, match="file must be non-empty"):
            await FileStore(client).document(UploadedFile("a", "text/plain", b""))
