"""Photos are real files, each its own, and the bad ones are bad as ordered."""

import io
import re

import httpx
import pytest
from PIL import Image

from sandbox.newsroom import Fault, Newsroom, Photo, PhotoKind, Scene
from sandbox.newsroom.illustrations import draw
from sandbox.newsroom.links import Links
from sandbox.newsroom.models import PhotoFormat
from sandbox.newsroom.photos import PhotoCache, split_copy


def url(newsroom: Newsroom, number: int, size: str = "") -> str:
    """Address of an article's photo."""
    photo = newsroom.article(number).photo
    assert photo is not None
    return Links("http://news.test:81", newsroom.settings).photo(photo, size)


async def test_photo_and_its_smaller_copies(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """The upload is 1280 by 853 in the format its name says; copies have their size."""
    for _ in range(4):
        number = newsroom.publish(generate=True).number
        answer = await client.get(url(newsroom, number))
        with Image.open(io.BytesIO(answer.content)) as image:
            assert image.size == (1280, 853)
            assert answer.headers["content-type"] == f"image/{(image.format or '').lower()}"
    copy = await client.get(url(newsroom, number, "300x200"))
    with Image.open(io.BytesIO(copy.content)) as image:
        assert image.size == (300, 200)


def test_addresses_need_encoding(newsroom: Newsroom) -> None:
    """Upload names hold Arabic letters, blanks and leading dashes; addresses are ASCII."""
    photos = [newsroom.publish(generate=True).photo for _ in range(30)]
    names = [photo.path.rpartition("/")[2] for photo in photos if photo]
    assert any(" " in name for name in names)
    assert any(name.startswith("-") for name in names)
    assert any(not name.isascii() for name in names)
    links = Links("http://news.test", newsroom.settings)
    assert all(links.photo(photo).isascii() for photo in photos if photo)


def test_same_photo_same_bytes_other_seed_other_bytes() -> None:
    """A photo is drawn by rule: each seed has its own picture."""
    small = {"width": 64, "height": 48, "path": "x.jpg", "scene": Scene.CITY}
    one = draw(Photo(**small, seed=1))  # type: ignore[arg-type] # the dict mixes types
    again = draw(Photo(**small, seed=1))  # type: ignore[arg-type] # the dict mixes types
    other = draw(Photo(**small, seed=2))  # type: ignore[arg-type] # the dict mixes types
    assert one == again
    assert one != other


@pytest.mark.parametrize("scene", list(Scene))
def test_every_scene_can_be_drawn(scene: Scene) -> None:
    """No scene fails, at a size that is not the usual one."""
    data = draw(Photo(path="x.jpg", scene=scene, seed=3, width=320, height=213))
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == (320, 213)


async def test_huge_wide_and_false_photos(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """Over ten megabytes, over 10000 points of width and height, or no picture at all."""
    huge = await client.get(url(newsroom, newsroom.publish("satellite-map").number))
    assert len(huge.content) > 10 * 1024 * 1024
    assert huge.headers["content-type"] == "image/png"
    wide = await client.get(url(newsroom, newsroom.publish("camel-race").number))
    with Image.open(io.BytesIO(wide.content)) as image:
        assert sum(image.size) > 10_000
        assert image.width / image.height > 20
    false = await client.get(url(newsroom, newsroom.publish("cat-station").number))
    assert false.content.startswith(b"<!DOCTYPE")
    assert false.headers["content-type"].startswith("image/")


@pytest.mark.parametrize(
    ("fault", "status", "start"),
    [
        (Fault.PHOTO_NOT_IMAGE, 200, b"<!DOCTYPE"),
        (Fault.PHOTO_MISSING, 404, b"<!DOCTYPE"),
        (Fault.PHOTO_HUGE, 200, b"\x89PNG"),
    ],
)
async def test_photo_faults(
    client: httpx.AsyncClient, newsroom: Newsroom, fault: Fault, status: int, start: bytes
) -> None:
    """A fault spoils photos that are good otherwise, for one request."""
    number = newsroom.publish("bakery-queue").number
    newsroom.cause(fault, count=1)
    answer = await client.get(url(newsroom, number))
    assert answer.status_code == status
    assert answer.content.startswith(start)
    assert (await client.get(url(newsroom, number))).status_code == 200


async def test_new_photo_has_new_address(client: httpx.AsyncClient, newsroom: Newsroom) -> None:
    """An edit can bring another picture."""
    number = newsroom.publish("bakery-queue").number
    before = url(newsroom, number)
    first = await client.get(before)
    newsroom.edit(number, new_photo=True)
    assert url(newsroom, number) != before
    assert (await client.get(url(newsroom, number))).content != first.content
    assert (await client.get(before)).status_code == 404


async def test_gallery_shows_different_photos(
    client: httpx.AsyncClient, newsroom: Newsroom
) -> None:
    """Each picture of a gallery is a file of its own."""
    number = newsroom.publish("market-photos").number
    page = await client.get(f"/{number}/", follow_redirects=True)
    found = re.findall(r'data-src="([^"]+-g\d\.\w+)"', page.text)
    assert len(found) == 4
    small = [re.sub(r"(\.\w+)$", r"-300x200\1", address) for address in found]
    assert len({(await client.get(address)).content for address in small}) == 4
    assert (await client.get(found[0].replace("-g1.", "-g9."))).status_code == 404


async def test_shelf_is_bounded() -> None:
    """The store drops the least used photo beyond its bound."""
    shelf = PhotoCache(max_bytes=4_000)
    for seed in range(6):
        photo = Photo(path=f"{seed}.jpg", scene=Scene.CITY, seed=seed, width=96, height=64)
        await shelf.fetch(photo)
        assert shelf._bytes <= 4_000
    assert 0 < len(shelf._drawn) < 6
    assert shelf._bytes == sum(map(len, shelf._drawn.values()))


async def test_copy_of_a_false_photo_is_false_too() -> None:
    """Asking for a small copy of what is no picture does not fail."""
    photo = Photo(
        path="x.png", scene=Scene.CITY, seed=1, kind=PhotoKind.NOT_IMAGE, format=PhotoFormat.PNG
    )
    assert (await PhotoCache().fetch(photo, (300, 200))).startswith(b"<!DOCTYPE")


def test_only_known_sizes_are_copies() -> None:
    """A name that ends in other numbers is an upload of its own."""
    assert split_copy("/a/b-300x200.jpg") == ("/a/b.jpg", (300, 200))
    assert split_copy("/a/b-9999x9999.jpg") == ("/a/b-9999x9999.jpg", None)
    assert split_copy("/a/b.jpg") == ("/a/b.jpg", None)
