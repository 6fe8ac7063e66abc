"""Fetches from allowed hosts only, with bounds on size, time and redirects."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Final

import httpx

from bot.errors import FetchError, FetchStatus, FetchTooLarge, PhotoError
from bot.feed.http import headers as header
from bot.feed.http.compression import unfold, unpack
from bot.feed.http.fetch_policy import FetchPolicy
from bot.text.urls import absolute
from bot.types import FetchedFeed, FetchedPage, Validators

_FEED_TYPES: Final = "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.5"
_PAGE_TYPES: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.5"
_PHOTO_TYPES: Final = "image/jpeg, image/png, image/webp, image/*;q=0.5"
# Each chunk costs the loop some 50 microseconds, however small it is.
_MANY_CHUNKS: Final = 2_000
_SMALL_CHUNK: Final = 64
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_PHOTO_MAGIC: Final = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"BM")


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """Bounds of one request; sizes in bytes of the decompressed body.

    `whole` bounds the request from the first connection to the last byte, redirects included: a
    site that sends one byte a second passes every timeout that counts from the last byte.
    """

    feed_bytes: int = 8_000_000
    page_bytes: int = 4_000_000
    photo_bytes: int = 10_000_000  # what Telegram takes as an uploaded photo
    file_bytes: int = 50_000_000  # what it takes as any other uploaded file
    whole: timedelta = timedelta(seconds=30)
    whole_file: timedelta = timedelta(seconds=100)
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class _Answer:
    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


class Fetcher:
    """Fetches feeds, pages, REST responses and photos, within a fetch policy and limits."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        policy: FetchPolicy,
        *,
        limits: FetchLimits,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        zone_name: str = "UTC",
    ) -> None:
        """`client` comes from `build_client` and is closed by whoever built it.

        `zone_name` is the site's own zone, for dates that name none.
        """
        self.zone_name = zone_name
        self._client = client
        self._policy = policy
        self._limits = limits
        self._now = now

    async def fetch_feed(self, url: str, validators: Validators | None = None) -> FetchedFeed:
        """Fetch a feed, or a page of REST answers, conditionally where validators are given.

        Raises:
            FetchRefused: the address, or one it redirects to, is outside the policy.
            FetchStatus: the site answered with another status than 200 and 304.
            FetchTooLarge: the body passed `feed_bytes`.
            FetchError: no answer in time, no connection, broken TLS, too many redirects.
        """
        condition = header.conditional(validators)
        answer = await self._get(url, {"Accept": _FEED_TYPES, **condition}, self._limits.feed_bytes)
        unchanged = answer.status == HTTPStatus.NOT_MODIFIED and bool(condition)
        if not unchanged:
            self._expect_ok(answer)
        given = header.validators(answer.headers)
        return FetchedFeed(
            url=answer.url,
            body=None if unchanged else unfold(answer.body, limit=self._limits.feed_bytes),
            content_type=answer.headers.get("content-type", ""),
            validators=(validators or given) if unchanged else given,
            max_age=header.max_age(answer.headers),
            hub=header.hub(answer.headers),
            zone_name=self.zone_name,
        )

    async def fetch_page(self, url: str) -> FetchedPage:
        """Fetch an article page.

        Raises:
            FetchError: as `fetch_feed`; `FetchStatus` for any status but 200.
        """
        answer = await self._get(url, {"Accept": _PAGE_TYPES}, self._limits.page_bytes)
        self._expect_ok(answer)
        return FetchedPage(
            url=answer.url,
            body=unfold(answer.body, limit=self._limits.page_bytes),
            content_type=answer.headers.get("content-type", ""),
            validators=header.validators(answer.headers),
            total=header.total(answer.headers),
        )

    async def fetch_photo(self, url: str) -> bytes:
        """Fetch a photo's bytes.

        Raises:
            PhotoError: what came is no photo in a format that is known.
            FetchError: as `fetch_feed`.
        """
        answer = await self._get(url, {"Accept": _PHOTO_TYPES}, self._limits.photo_bytes)
        self._expect_ok(answer)
        body = answer.body
        webp = body[:4] == b"RIFF" and body[8:12] == b"WEBP"
        avif = body[4:12] in {b"ftypavif", b"ftypavis", b"ftypheic", b"ftypmif1"}
        if not (body.startswith(_PHOTO_MAGIC) or webp or avif):
            raise PhotoError(f"what came from {answer.url} is no photo")
        return body

    async def fetch_file(self, url: str) -> bytes:
        """Fetch a video or audio file that Telegram takes as an upload; its bytes are not judged.

        Raises:
            FetchError: as `fetch_feed`.
        """
        answer = await self._get(
            url, {"Accept": "video/*, audio/*"}, self._limits.file_bytes, self._limits.whole_file
        )
        self._expect_ok(answer)
        return answer.body

    def _expect_ok(self, answer: _Answer) -> None:
        if answer.status != HTTPStatus.OK:
            raise FetchStatus(
                f"{answer.url} answered {answer.status}",
                status=answer.status,
                retry_after=header.retry_after(answer.headers, self._now()),
            )

    async def _get(
        self, url: str, asked: dict[str, str], limit: int, within: timedelta | None = None
    ) -> _Answer:
        """Follow redirects inside the policy; the one place where foreign errors are translated."""
        whole = (within or self._limits.whole).total_seconds()
        try:
            async with asyncio.timeout(whole):
                return await self._follow(url, asked, limit)
        except TimeoutError as error:
            raise FetchError(f"{url} did not answer whole within {whole:g} s") from error
        except httpx.TimeoutException as error:
            raise FetchError(f"{url} did not answer in time") from error
        except UnicodeError as error:
            # httpx reads the letters of `xn--…` when it makes the request.
            raise FetchError(f"{url} has no host that can be read: {_reason(error)}") from error
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ssl.SSLError) as error:
            raise FetchError(f"{url}: {_reason(error)}") from error

    async def _follow(self, url: str, asked: dict[str, str], limit: int) -> _Answer:
        target, seen = url, set[str]()
        for _ in range(self._limits.redirects + 1):
            self._policy.check_url(target)
            address = absolute(target)
            if address in seen:
                raise FetchError(f"{url} redirects in a circle")
            seen.add(address)
            answer = await self._once(address, asked, limit)
            if answer.status not in _REDIRECTS:
                return answer
            location = answer.headers.get("location", "")
            if not location:
                raise FetchError(f"{address} redirects to nowhere")
            target = absolute(location, address)
        raise FetchError(f"{url} redirects more than {self._limits.redirects} times")

    async def _once(self, url: str, asked: dict[str, str], limit: int) -> _Answer:
        async with self._client.stream("GET", url, headers=asked) as response:
            if response.status_code != HTTPStatus.OK:
                # Nothing is read from a redirect, an error page or a 304.
                return _Answer(url, response.status_code, response.headers, b"")
            declared = response.headers.get("content-length", "")
            if declared.isascii() and declared.isdigit() and int(declared[:12]) > limit:
                raise FetchTooLarge(f"{url} announces {declared[:12]} bytes, {limit} are taken")
            raw = await _read_raw(response, url, limit)
            encoding = response.headers.get("content-encoding", "")
            body = await asyncio.to_thread(unpack, raw, encoding, limit=limit)
            return _Answer(url, response.status_code, response.headers, body)


async def _read_raw(response: httpx.Response, url: str, limit: int) -> bytes:
    """Return the body as it came over the wire.

    Raises:
        FetchTooLarge: it is larger than `limit` bytes.
        FetchError: it came in so many tiny chunks that taking them in is work in itself.
    """
    parts, size = [], 0
    async for part in response.aiter_raw():
        parts.append(part)
        size += len(part)
        if size > limit:
            raise FetchTooLarge(f"{url} is larger than {limit} bytes")
        if len(parts) > _MANY_CHUNKS and size < _SMALL_CHUNK * len(parts):
            raise FetchError(f"{url} came in chunks of a few bytes each")
    return b"".join(parts)


def _reason(error: Exception) -> str:
    """Return what went wrong in one line; httpx's own text may be empty."""
    text = " ".join(str(error).split())[:200]
    return text or type(error).__name__
