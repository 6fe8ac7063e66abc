"""A site, or the proxy before it, that trickles: each fetch ends within its one bound."""

import asyncio
from datetime import timedelta

import httpx
import pytest

from bot.errors import FetchError
from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits
from bot.web.websub import ask_hub
from tests.bot.telegram.test_drips import CHUNKED, OK
from tests.trickling import trickling

WHOLE = timedelta(seconds=0.8)
# A machine that is busy takes a little longer.
LATE_SECONDS = 30.0
DRIPS = {
    "nothing": (b"", b""),
    "a head, letter by letter": (b"", b"H"),
    "a header without end": (OK + b"X-A: ", b"b"),
    "interim answers": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "a body, byte by byte": (OK + b"Content-Length: 99\r\n\r\n", b" "),
    "chunks without end": (CHUNKED, b"1\r\n \r\n"),
    "an extension without end": (CHUNKED + b"5;", b"a"),
    "a TLS record, byte by byte": (b"\x16\x03\x03\x10\x00", b"\x02"),
}


def patient_client(policy: FetchPolicy, proxy: str | None = None) -> httpx.AsyncClient:
    """Its time-outs count from the last byte, and all of these come in time."""
    return build_client("tests", policy, proxy=proxy)


@pytest.mark.parametrize("way", ["plain", "tls", "proxy", "tls behind a proxy"])
@pytest.mark.parametrize("name", DRIPS)
async def test_a_fetch_ends_within_its_bound(name: str, way: str) -> None:
    first, again = DRIPS[name]
    async with asyncio.timeout(LATE_SECONDS), trickling(first, again, 0.1) as host:
        scheme = "https" if "tls" in way else "http"
        site = "news.example" if "proxy" in way else host
        policy = FetchPolicy(frozenset({site.partition(":")[0]}), allow_private=True)
        async with patient_client(policy, f"http://{host}" if "proxy" in way else None) as client:
            fetcher = Fetcher(client, policy, limits=FetchLimits(whole=WHOLE))
            with pytest.raises(FetchError):
                await fetcher.fetch_page(f"{scheme}://{site}/7/khabar/")


async def test_other_fetches_go_on_meanwhile() -> None:
    """As many as the client's connections trickle, less one."""
    policy = FetchPolicy(frozenset({"127.0.0.1"}), allow_private=True)
    page = OK + b"Content-Length: 5\r\nConnection: close\r\n\r\nhello"
    async with (
        trickling(CHUNKED, b"1\r\n \r\n", 0.1) as slow,
        trickling(page, b"") as quick,
        patient_client(policy) as client,
    ):
        fetcher = Fetcher(client, policy, limits=FetchLimits())
        held = [asyncio.create_task(fetcher.fetch_page(f"http://{slow}/{n}")) for n in range(7)]
        await asyncio.sleep(0.3)
        for number in range(3):
            found = await fetcher.fetch_page(f"http://{quick}/{number}")
            assert found.body == b"hello"
        assert not any(task.done() for task in held)
        for task in held:
            task.cancel()
        await asyncio.gather(*held, return_exceptions=True)


async def test_a_hub_that_trickles_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.web.websub.ANSWER_WITHIN_SECONDS", 0.5)
    for first, again in (DRIPS["a head, letter by letter"], DRIPS["interim answers"]):
        async with trickling(first, again, 0.1) as host:
            with pytest.raises(FetchError):
                await ask_hub(f"http://{host}/", {}, user_agent="tests", allow_private=True)
