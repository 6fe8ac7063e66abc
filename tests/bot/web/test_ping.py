"""Pings and hubs: who is believed, how often a poll follows, and what is bounded."""

import asyncio
import hmac
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bot.errors import ConfigError, FetchError
from bot.web import server as listener_module
from bot.web.ping import MAX_PING_BYTES, MAX_SKEW, Pings, PollTrigger, signature
from bot.web.server import running_server
from bot.web.websub import AFTER_DENIAL, ASK_AGAIN_AFTER, WebSub, ask_hub
from tests.bot.conftest import Pipeline
from tests.loopback import loopback_client
from tests.waiting import until

SECRET = b"a secret of this test"
BODY = b'{"post": 7}'
HUB = "https://hub.example/"


def test_the_signature_is_the_one_that_openssl_makes() -> None:
    """So that a hook in any language can be written by the documentation alone."""
    assert signature(b"0123456789abcdef0123", "1700000000", b'{"post":1}') == (
        "0b54d07e1ab3a5235efb8b33d5837c62dcd939318762a322bc97d9fc4cd0aa11"
    )


def test_the_hook_of_the_documentation_repeats_no_ping() -> None:
    """WordPress' block editor may save a post twice within a second, by two requests.

    https://github.com/WordPress/gutenberg/issues/15094
    """
    page = Path(__file__).parents[3].joinpath("docs/pings.md").read_text("utf-8")
    [body] = re.findall(r"\$body = (.*);", page)
    assert "wp_generate_uuid4()" in body


class Count:
    """Counts how often it is called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self) -> None:
        self.calls += 1


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    async with loopback_client() as client:
        yield client


def pings(pipeline: Pipeline, trigger: Count) -> Pings:
    return Pings(SECRET, trigger=trigger, now=pipeline.clock)


async def test_only_a_signed_recent_and_new_ping_counts(pipeline: Pipeline) -> None:
    """Each other one is refused with the reason."""
    gate = pings(pipeline, Count())
    now = str(int(pipeline.clock().timestamp()))
    good = signature(SECRET, now, BODY)
    assert gate.fault(now, good, BODY + b" ") == "the signature is missing or wrong"
    assert gate.fault(now, "", BODY) == "the signature is missing or wrong"
    assert gate.fault(now, "ﬁ" * 64, BODY) == "the signature is missing or wrong"
    assert gate.fault(now, good, BODY) == ""
    assert gate.fault(now, f"sha256={good}", BODY) == "this ping has come before"
    for odd in ("", "now", "١٢", "1" * 40):
        assert "no number" in gate.fault(odd, signature(SECRET, odd, BODY), BODY)
    for seconds in (-1, 1):
        early = str(int((pipeline.clock() + seconds * (MAX_SKEW * 2)).timestamp()))
        assert "five minutes" in gate.fault(early, signature(SECRET, early, BODY), BODY)


async def test_a_ping_can_not_be_replayed_while_its_time_is_right(pipeline: Pipeline) -> None:
    """However many others came in between."""
    gate = pings(pipeline, Count())
    now = str(int(pipeline.clock().timestamp()))
    for number in range(900):
        body = str(number).encode()
        assert gate.fault(now, signature(SECRET, now, body), body) == ""
    assert gate.fault(now, signature(SECRET, now, b"0"), b"0") != ""
    pipeline.clock.forward(MAX_SKEW * 3)
    later = str(int(pipeline.clock().timestamp()))
    assert gate.fault(later, signature(SECRET, later, b"0"), b"0") == ""
    assert len(gate._seen) == 1


async def test_many_pings_make_two_polls_and_the_last_is_not_lost() -> None:
    """One at once, one when the pause is over."""
    spacing = timedelta(seconds=0.5)
    clock = asyncio.get_running_loop().time
    polls: list[float] = []
    trigger = PollTrigger(lambda: polls.append(clock()), spacing=spacing)
    trigger()
    await until(lambda: len(polls) == 1)
    for _ in range(50):
        trigger()
    await until(lambda: len(polls) == 2)
    # The pause is counted from a moment before the poll.
    assert polls[1] - polls[0] > 0.9 * spacing.total_seconds()
    trigger()
    trigger.stop()
    await asyncio.sleep(1.5 * spacing.total_seconds())
    assert len(polls) == 2


async def test_the_listener_takes_pings_and_bounds_what_comes(
    pipeline: Pipeline, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long body, one that never comes, another method, another address."""
    trigger = Count()
    now = str(int(pipeline.clock().timestamp()))
    headers = {"X-Khabar-Timestamp": now, "X-Khabar-Signature": signature(SECRET, now, BODY)}
    async with running_server(pings(pipeline, trigger).routes(), "127.0.0.1", 0) as (host, port):
        url = f"http://{host}:{port}"
        taken = await http.post(f"{url}/ping", content=BODY, headers=headers)
        long = await http.post(f"{url}/ping", content=b"x" * (MAX_PING_BYTES + 1))

        async def drip() -> AsyncIterator[bytes]:
            yield b"x"
            await asyncio.sleep(1)

        monkeypatch.setattr(listener_module, "BODY_WITHIN_SECONDS", 0.2)
        slow = await http.post(f"{url}/ping", content=drip())
        other = [await http.get(f"{url}/ping"), await http.get(f"{url}/")]
    assert [answer.status_code for answer in (taken, long, slow)] == [202, 413, 408]
    assert [answer.status_code for answer in other] == [405, 404]
    assert trigger.calls == 1


async def test_an_address_that_can_not_be_had_is_said_so() -> None:
    """Two bots on one port, or an address of another machine."""
    async with running_server([], "127.0.0.1", 0) as (host, port):
        with pytest.raises(ConfigError, match="WEB_LISTEN"):
            async with running_server([], host, port):
                pass
    with pytest.raises(ConfigError, match="WEB_LISTEN"):
        async with running_server([], "news.example", 1):
            pass


class FakeHub:
    """Keeps what it is asked, and answers with a status or with trouble."""

    def __init__(self, answer: int | FetchError = 202) -> None:
        self.answer = answer
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    async def __call__(self, hub: str, form: Mapping[str, str]) -> int:
        self.asked.append((hub, form))
        if isinstance(self.answer, FetchError):
            raise self.answer
        return self.answer


async def subscribed(pipeline: Pipeline, hub: FakeHub, trigger: Count) -> WebSub:
    """The subscriber to a feed that names a hub."""
    await pipeline.ingest.poll(pipeline.feed_url)
    feed = await pipeline.store.feeds.get(pipeline.feed_url)
    await pipeline.store.record(replace(feed, hub=HUB), now=pipeline.clock())
    return WebSub(
        store=pipeline.store,
        ask=hub,
        feed_urls=[pipeline.feed_url],
        public_url="https://bot.example/khabar/",
        secret=SECRET,
        trigger=trigger,
        now=pipeline.clock,
    )


async def test_a_feed_without_a_hub_is_subscribed_to_nowhere(pipeline: Pipeline) -> None:
    """Most feeds have none."""
    hub = FakeHub()
    await pipeline.ingest.poll(pipeline.feed_url)
    assert (await pipeline.store.feeds.get(pipeline.feed_url)).hub == ""
    websub = WebSub(
        store=pipeline.store,
        ask=hub,
        feed_urls=[pipeline.feed_url],
        public_url="https://bot.example",
        secret=SECRET,
        trigger=Count(),
        now=pipeline.clock,
    )
    assert await websub.renew() == 0


async def test_the_hub_that_a_feed_names_is_remembered(pipeline: Pipeline) -> None:
    """An unchanged feed names none, and that is no sign that it is gone."""
    pipeline.newsroom.configure(replace(pipeline.newsroom.settings, hub_url=HUB))
    await pipeline.ingest.poll(pipeline.feed_url)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert (await pipeline.store.feeds.get(pipeline.feed_url)).hub == HUB


@pytest.mark.parametrize("answer", [202, 500, FetchError("no route")])
async def test_a_hub_is_asked_once_and_again_when_nothing_was_verified(
    pipeline: Pipeline, answer: int | FetchError
) -> None:
    """Whether it refuses, is away, or just never calls back."""
    hub = FakeHub(answer)
    websub = await subscribed(pipeline, hub, Count())
    assert await websub.renew() == 1
    assert await websub.renew() == 0
    ((asked, form),) = hub.asked
    assert asked == HUB
    assert form["hub.topic"] == pipeline.feed_url
    assert form["hub.callback"].startswith("https://bot.example/khabar/websub/")
    assert SECRET.decode() not in str(form)
    pipeline.clock.forward(ASK_AGAIN_AFTER)
    assert await websub.renew() == 1


async def test_the_intent_is_verified_and_the_lease_renewed_before_its_end(
    pipeline: Pipeline, http: httpx.AsyncClient
) -> None:
    """Only for what was asked; a denial is heeded for a day."""
    websub = await subscribed(pipeline, FakeHub(), Count())
    await websub.renew()
    token = websub.callback(pipeline.feed_url).rpartition("/")[2]
    right = {"hub.mode": "subscribe", "hub.topic": pipeline.feed_url, "hub.challenge": "c"}
    async with running_server(websub.routes(), "127.0.0.1", 0) as (host, port):
        url = f"http://{host}:{port}/websub/{token}"

        async def ask(address: str = url, **changes: str) -> httpx.Response:
            changed = {f"hub.{name}": value for name, value in changes.items()}
            return await http.get(address, params=right | changed)

        refused = [
            await ask(url[:-1] + "!"),
            await ask(topic="https://other.example/"),
            await ask(mode="unsubscribe"),
            await ask(challenge=""),
            await ask(challenge="c" * 5000),
        ]
        assert {answer.status_code for answer in refused} == {404}
        verified = await ask(lease_seconds="86400")
        assert (verified.status_code, verified.text) == (200, "c")
        pipeline.clock.forward(timedelta(hours=17))
        assert await websub.renew() == 0
        pipeline.clock.forward(timedelta(hours=2))
        assert await websub.renew() == 1
        await ask(lease_seconds="1")
        assert await websub.renew() == 0
        await ask(mode="denied")
        pipeline.clock.forward(AFTER_DENIAL / 2)
        assert await websub.renew() == 0


async def test_of_several_instances_any_confirms_what_one_has_asked(
    pipeline: Pipeline, http: httpx.AsyncClient
) -> None:
    """The hub reaches whichever it reaches; the one that asked learns for how long it holds."""
    hub = FakeHub()
    asks = await subscribed(pipeline, hub, Count())
    other = await subscribed(pipeline, hub, Count())
    path = asks.callback(pipeline.feed_url).removeprefix("https://bot.example/khabar")
    asked = {"hub.mode": "subscribe", "hub.topic": pipeline.feed_url, "hub.challenge": "c"}
    async with running_server(other.routes(), "127.0.0.1", 0) as (host, port):
        url = f"http://{host}:{port}{path}"
        assert (await http.get(url, params=asked)).status_code == 404
        await asks.renew()
        confirmed = await http.get(url, params=asked | {"hub.lease_seconds": "86400"})
    assert (confirmed.status_code, confirmed.text) == (200, "c")
    pipeline.clock.forward(timedelta(hours=17))
    assert await asks.renew() == 0
    pipeline.clock.forward(timedelta(hours=2))
    assert await asks.renew() == 1


@pytest.mark.parametrize(
    ("method", "proof", "polls"),
    [
        ("sha256", "right", 1),
        ("sha1", "right", 1),
        ("SHA512", "right", 1),
        ("md5", "right", 0),
        ("sha256", "wrong", 0),
        ("", "wrong", 0),
    ],
)
async def test_only_what_the_hub_has_signed_triggers_a_poll(
    pipeline: Pipeline, http: httpx.AsyncClient, method: str, proof: str, polls: int
) -> None:
    """Every delivery is acknowledged, as the specification wants it."""
    hub, trigger = FakeHub(), Count()
    websub = await subscribed(pipeline, hub, trigger)
    await websub.renew()
    form = hub.asked[0][1]
    made = hmac.new(form["hub.secret"].encode(), BODY, method.lower() or "sha1").hexdigest()
    header = f"{method}={made if proof == 'right' else made[:-2]}"
    async with running_server(websub.routes(), "127.0.0.1", 0) as (host, port):
        path = form["hub.callback"].removeprefix("https://bot.example/khabar")
        url = f"http://{host}:{port}{path}"
        answer = await http.post(url, content=BODY, headers={"X-Hub-Signature": header})
        elsewhere = await http.post(f"{url}x", content=BODY, headers={"X-Hub-Signature": header})
    assert (answer.status_code, elsewhere.status_code) == (202, 404)
    assert trigger.calls == polls


async def test_a_hub_on_a_private_address_is_not_asked(pipeline: Pipeline) -> None:
    """A feed may name any address as its hub, this machine's own services too."""
    no_hosts = ("http://[", "http://xn--/", "")
    for address in (pipeline.site_url, "http://169.254.1.1/", "ftp://hub.example/", *no_hosts):
        with pytest.raises(FetchError):
            await ask_hub(address, {}, user_agent="tests")
    status = await ask_hub(pipeline.site_url, {}, user_agent="tests", allow_private=True)
    assert status in range(200, 600)
