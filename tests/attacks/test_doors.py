"""Hostile networks: doors that are held open, addresses that lead elsewhere, proxies that rave."""

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator, Iterator

import httpx
import pytest
import pytest_asyncio

from bot.web.ping import signature
from tests.attacks.hostile_site import raw
from tests.attacks.inputs import pages
from tests.attacks.relay import Relay, relay
from tests.attacks.running_bot import RunningBot, running_bot
from tests.ports import held_port

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]
SECRET = "a secret of this test"
NUMBERS: Iterator[int] = itertools.count(1)
JSON = b"Content-Type: application/json\r\nConnection: close\r\n"
MANY = "9" * 1000


def headline() -> str:
    return f"افتتاح المكتبة رقم {next(NUMBERS)} في حي النهر"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def elsewhere() -> AsyncIterator[Relay]:
    """What the site's answers may never lead to: it takes connections, and says nothing."""
    async with relay() as silent:
        silent.nonsense = b""
        yield silent


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def proxy() -> AsyncIterator[Relay]:
    """Between the bot and Telegram."""
    async with relay() as between:
        yield between


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def bot(
    tmp_path_factory: pytest.TempPathFactory, proxy: Relay, elsewhere: Relay
) -> AsyncIterator[RunningBot]:
    """Its Telegram lies behind the relay, and its second feed behind a handshake without end."""
    with held_port() as port:
        async with running_bot(
            tmp_path_factory.mktemp("doors"),
            TELEGRAM_PROXY=proxy.url,
            FEED_URLS=f"{{site}}/feed/ https://127.0.0.1:{elsewhere.port}/feed/",
            PING_SECRET=SECRET,
            WEB_LISTEN=f"127.0.0.1:{port}",
        ) as attacked:
            yield attacked


async def test_a_handshake_without_end_stops_no_other_feed(
    bot: RunningBot, elsewhere: Relay
) -> None:
    await bot.told_of(headline())
    assert elsewhere.asked


async def test_half_sent_heads_keep_no_ping_out(bot: RunningBot) -> None:
    """Sixty-four connections that never finish their question, from four addresses."""
    host, _, port = bot.settings["WEB_LISTEN"].partition(":")
    held = []
    try:
        for number in range(64):
            local = (f"127.0.0.{2 + number // 16}", 0)
            _, writer = await asyncio.open_connection(host, int(port), local_addr=local)
            writer.write(b"POST /ping HTTP/1.1\r\nHost: x\r\nX-Half: ")
            held.append(writer)
        body = json.dumps({"link": f"{bot.site.url}/1/khabar/"}).encode()
        moment = str(int(time.time()))
        headers = {
            "X-Khabar-Timestamp": moment,
            "X-Khabar-Signature": f"sha256={signature(SECRET.encode(), moment, body)}",
        }
        async with httpx.AsyncClient(timeout=5, trust_env=False) as client:
            answer = await client.post(f"http://{host}:{port}/ping", content=body, headers=headers)
            forged = headers | {"X-Khabar-Signature": f"sha256={signature(b'x', moment, body)}"}
            refused = await client.post(f"http://{host}:{port}/ping", content=body, headers=forged)
        assert answer.status_code == 202, answer.text
        assert refused.status_code in {401, 403}
    finally:
        for writer in held:
            writer.close()


# The site's own host is not among them: the setting that lets the bot fetch from loopback at all
# lets it do so at any port.
@pytest.mark.parametrize(
    "host", ["localhost", "[::1]", "[::ffff:127.0.0.1]", "0x7f000001", "127.1", "0"]
)
async def test_no_redirect_leads_to_another_door(bot: RunningBot, host: str) -> None:
    """Of the feed, a page or a photo: the machine's other servers are never asked."""
    asked = 0

    async def count(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        writer.close()

    server = await asyncio.start_server(count, "127.0.0.1", 0)
    other = server.sockets[0].getsockname()[1]
    target = f"http://{host}:{other}/latest/meta-data"
    answer = raw(
        f"HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    item = bot.site.publish(headline())
    bot.site.answers[f"/{item.number}/khabar/"] = answer
    bot.site.feed = answer
    await bot.told_of(headline())
    server.close()
    assert asked == 0


@pytest.mark.parametrize("digits", [MANY, "-1", "1e9", "99999999999"])
async def test_a_feed_that_asks_for_an_absurd_wait_is_polled_on(
    bot: RunningBot, digits: str
) -> None:
    bot.site.feed = raw(
        f"HTTP/1.1 503 No\r\nRetry-After: {digits}\r\nContent-Length: 0\r\n"
        "Connection: close\r\n\r\n".encode()
    )
    await bot.told_of(headline())


NONSENSE = {
    "nothing": b"",
    "a page of a hotel": b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<h1>Welcome</h1>",
    "a sign-in": b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n",
    "a list": b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\n[]",
    "no result": b"HTTP/1.1 200 OK\r\n" + JSON + b'\r\n{"ok":true}',
    "a result of another kind": b"HTTP/1.1 200 OK\r\n" + JSON + b'\r\n{"ok":true,"result":7}',
    "a wait of 1000 digits": b"HTTP/1.1 429 Too Many\r\n" + JSON
    + b'\r\n{"ok":false,"error_code":429,"description":"Too Many Requests: retry after '
    + MANY.encode() + b'","parameters":{"retry_after":' + MANY.encode() + b"}}",
    "a wait of centuries": b"HTTP/1.1 429 Too Many\r\n" + JSON
    + b'\r\n{"ok":false,"error_code":429,"description":"Too Many Requests",'
    b'"parameters":{"retry_after":9999999999}}',
    "a wait of no number": b"HTTP/1.1 429 Too Many\r\n" + JSON
    + b'\r\n{"ok":false,"error_code":429,"description":"x","parameters":{"retry_after":"x"}}',
    "parameters that are a list": b"HTTP/1.1 400 Bad\r\n" + JSON
    + b'\r\n{"ok":false,"error_code":400,"description":"x","parameters":[1]}',
    "deep JSON": b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\n" + b"[" * 100_000,
    "a redirect": b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
    b"Content-Length: 0\r\n\r\n",
    "a length of 1000 digits": b"HTTP/1.1 200 OK\r\nContent-Length: " + MANY.encode() + b"\r\n\r\n",
    "no HTTP": b"220 smtp.example ESMTP\r\n",
}  # fmt: skip


@pytest.mark.parametrize("name", NONSENSE)
async def test_a_proxys_nonsense_costs_nothing_but_time(
    bot: RunningBot, proxy: Relay, name: str
) -> None:
    """An article that comes meanwhile is with its reader afterwards, once."""
    title = headline()
    proxy.rave(NONSENSE[name])
    bot.site.publish(title)
    await asyncio.sleep(4)
    proxy.calm()
    said = await bot.heard(lambda said: any(title in one["html"] for one in said), title)
    assert sum(title in one["html"] for one in said) == 1


async def test_moments_ten_years_ahead_stop_nothing(bot: RunningBot) -> None:
    """As a clock that was wrong leaves them in the database."""
    ahead = int(time.time()) + 10 * 365 * 86_400
    await bot.end()
    with contextlib.closing(bot.writable()) as database, database:
        database.execute("update feeds set next_check = ?, last_success = ?", (ahead, ahead))
        database.execute("update articles set first_seen = ?, published = ?", (ahead, ahead))
        database.execute("update chats set paused_until = ?", (ahead,))
        database.execute("update outbox set not_before = ? where finished is null", (ahead,))
    await bot.begin()
    with contextlib.closing(bot.writable()) as database, database:
        await asyncio.sleep(5)
        database.execute("update chats set paused_until = null")
    await bot.told_of(headline())


@pytest.mark.parametrize("seconds", [0.1, 0.5, 1.0, 2.0, 3.0])
async def test_sigterm_while_hostile_input_is_read(bot: RunningBot, seconds: float) -> None:
    """At each of these moments the bot ends in time, and what came meanwhile is told later."""
    pages(bot.site)["100,000 meta elements"]()
    pages(bot.site)["80,000 attributes"]()
    title = headline()
    bot.site.publish(title)
    await asyncio.sleep(seconds)
    assert await bot.end() < 10
    await bot.begin()
    await bot.heard(lambda said: any(title in one["html"] for one in said), title)
