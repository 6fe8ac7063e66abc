"""A small Telegram and a site with photos, with an album and a video for both."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from PIL import Image
from telegram.error import BadRequest, TelegramError

from bot.delivery.refusals.classify_failure import Outcome
from bot.delivery.sending.calls import NOTHING, Begin, Upload
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.media_request import media_mark
from bot.delivery.sending.photos import Photos
from bot.delivery.sending.sender import Busy, Sender
from bot.errors import PhotoError
from bot.types import Button, Post
from storage.models import Media, MediaKind
from storage.outbox import PostPart
from tests.bot.delivery.delivery_process import RememberedPhotos
from tests.bot.delivery.sending.test_sender import NOW, ROW, at_once

URLS = tuple(f"https://news.example/{number}.jpg" for number in range(10))
ALBUM = Post(
    html="<b>معرض</b> وصورة",
    text_html="<b>معرض</b>",
    photo_url=URLS[0],
    buttons=((Button("الصور", url="https://news.example/1/"),),),
    album=URLS,
    media_html="<b>معرض</b> عشر صور",
)
VIDEO = replace(
    ALBUM,
    album=(),
    file=Media(MediaKind.VIDEO, "https://news.example/1.mp4"),
    media_html="<b>فيديو</b>",
)


def part_refused(number: int, words: str) -> BadRequest:
    return BadRequest(f'failed to send message #{number} with the error message "{words}"')


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, "JPEG")
    return out.getvalue()


class Telegram:
    """Takes calls, but for those whose failures stand in `failures`, in order."""

    def __init__(self, *failures: TelegramError | None) -> None:
        self.failures = list(failures)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.uploaded: list[str] = []
        self.next_id = 70

    async def call(
        self,
        method: str,
        parameters: Mapping[str, str | int | bool],
        *,
        uploads: Mapping[str, Upload] = NOTHING,
        begin: Begin | None = None,
    ) -> Any:
        got: dict[str, Any] = dict(parameters)
        if isinstance(got.get("media"), str):
            got["media"] = json.loads(str(got["media"]))
        self.calls.append((method, got))
        self.uploaded += uploads
        if begin is not None:
            await begin()
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        if method.startswith("delete"):
            return True
        if method != "sendMediaGroup":
            return self._message(method)
        return [self._message(method) for _ in json.loads(str(parameters["media"]))]

    def _message(self, method: str) -> dict[str, Any]:
        self.next_id += 1
        kind = "video" if method == "sendVideo" else "photo"
        file: Any = {"file_id": f"file-{self.next_id}"}
        shown = file if kind == "video" else [file]
        return {"message_id": self.next_id, kind: shown, "is_topic_message": True}

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def media(self, call: int = -1) -> list[str]:
        return [one["media"] for one in self.calls[call][1]["media"]]


class Site:
    """The newsroom's uploads; `missing` are gone."""

    def __init__(self, *missing: str) -> None:
        self.missing = missing

    async def photo(self, url: str) -> bytes:
        if url in self.missing:
            raise PhotoError(f"nothing at {url}")
        return jpeg()

    async def file(self, url: str) -> bytes:
        return await self.photo(url)


def sender(
    telegram: Telegram, site: Site | None = None, memory: RememberedPhotos | None = None
) -> Sender:
    site, memory = site or Site(), memory or RememberedPhotos()
    photos = Photos(fetch=site.photo, fetch_file=site.file, memory=memory, now=lambda: NOW)
    return Sender(telegram, photos)


async def send(
    telegram: Telegram, post: Post = ALBUM, site: Site | None = None
) -> Delivered | Outcome | Busy:
    return await sender(telegram, site).deliver(ROW, post, at_once)


def parts_of(urls: Sequence[str], first: int = 71) -> tuple[PostPart, ...]:
    return tuple(PostPart(first + at, media_mark(url)) for at, url in enumerate(urls))
