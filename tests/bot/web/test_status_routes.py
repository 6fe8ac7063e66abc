"""What those who watch the bot are told, and who may read the figures."""

import asyncio
import itertools
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.isolation.limits import resident_bytes
from bot.isolation.worker import WorkerState
from bot.vital_signs import Contact, Health, LoopWatch
from bot.web import status_routes
from bot.web.histogram import MOST_NAMES, OTHERS
from bot.web.prometheus_metrics import PrometheusMetrics
from bot.web.server import running_server
from bot.web.status_routes import StatusRoutes
from bot.web.vital_figures import Figures, FigureSource, processor_seconds
from storage.store import Store
from tests.bot.delivery.delivery_process import utc_now
from tests.databases import migrated
from tests.loopback import loopback_client

TOKEN = "a token of this test"


class Watched:
    """A bot that is watched: its server, and the parts that a test breaks."""

    def __init__(self, client: httpx.AsyncClient, store: Store, token: str = "") -> None:
        self.client = client
        self.parts = {"database": Health(0.0), "telegram": Health(3.2)}
        self.metrics = PrometheusMetrics("0.0")
        self.loop = LoopWatch()
        self.contact = Contact(60)
        self.url = ""
        self.hangs = False

        async def database() -> Health:
            if self.hangs:
                await asyncio.sleep(60)
            return self.parts["database"]

        async def telegram() -> Health:
            return self.parts["telegram"]

        self.routes = StatusRoutes(
            self.loop,
            {"database": database, "telegram": telegram},
            self.metrics,
            FigureSource(
                store=store,
                feed_urls=["https://news.example/feed/"],
                waiting_updates=lambda: 7,
                worker=lambda: WorkerState(running=False, restarts=2, killed=0),
                telegram=self.contact,
                copies=None,
                now=utc_now,
            ),
            token=token,
        ).routes()

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.client.get(f"{self.url}{path}", headers=headers)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    database = await migrated(tmp_path / "khabar.db")
    yield Store(database)
    await database.close()


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with loopback_client() as made:
        yield made


@pytest.fixture(params=["", TOKEN])
async def watched(
    store: Store, client: httpx.AsyncClient, request: pytest.FixtureRequest
) -> AsyncIterator[Watched]:
    made = Watched(client, store, request.param)
    async with running_server(made.routes, "127.0.0.1", 0) as (host, port):
        made.url = f"http://{host}:{port}"
        yield made


async def test_a_bot_whose_loop_turns_is_alive(watched: Watched) -> None:
    answer = await watched.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True, "loop_lag_seconds": 0.0})
    watched.loop._lags.append((0.0, 12.3))
    answer = await watched.get("/healthz")
    assert (answer.status_code, answer.json()["loop_lag_seconds"]) == (503, 12.3)


async def test_a_bot_is_ready_when_each_part_works(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else 503, with the age and the reason of each; one that hangs is cut off."""
    answer = await watched.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (200, True)
    assert answer.json()["parts"]["telegram"] == {"ok": True, "age_seconds": 3.2, "reason": ""}
    watched.parts["telegram"] = Health(400.0, "getUpdates failed")
    watched.hangs = True
    monkeypatch.setattr(status_routes, "CHECKED_WITHIN_SECONDS", 0.1)
    answer = await watched.get("/readyz")
    assert (answer.status_code, answer.json()["ready"]) == (503, False)
    parts = answer.json()["parts"]
    assert parts["telegram"]["reason"] == "getUpdates failed"
    assert parts["database"] == {"ok": False, "age_seconds": None, "reason": "no answer within 0 s"}


async def test_figures_are_for_this_machine_or_for_who_has_the_token(
    store: Store, client: httpx.AsyncClient
) -> None:
    """What came through a proxy on this machine came from elsewhere."""
    bearer = {"authorization": f"Bearer {TOKEN}"}
    for token, headers, status in (
        ("", {}, 200),
        ("", {"x-forwarded-for": "192.0.2.7"}, 403),
        # The name of a page in a browser on this machine, which its owner lets point here.
        ("", {"host": "evil.example:8810"}, 403),
        ("", {"host": "127.0.0.1.evil.example"}, 403),
        ("", {"host": "localhost:8810"}, 200),
        ("", {"host": "[::1]:8810"}, 200),
        (TOKEN, bearer | {"host": "bot.example"}, 200),
        (TOKEN, {}, 403),
        (TOKEN, {"authorization": "Bearer another"}, 403),
        (TOKEN, bearer, 200),
        (TOKEN, bearer | {"x-forwarded-for": "192.0.2.7"}, 200),
    ):
        made = Watched(client, store, token)
        async with running_server(made.routes, "127.0.0.1", 0) as (host, port):
            made.url = f"http://{host}:{port}"
            answer = await made.get("/metrics", **headers)
        assert answer.status_code == status, (token, headers)
        assert ("khabar_subscribers" in answer.text) is (status == 200)


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200), ("::ffff:192.0.2.7", 403)],
)
async def test_this_machine_is_known_by_each_of_its_addresses(
    store: Store, client: httpx.AsyncClient, host: str, status: int
) -> None:
    """A server that listens on [::] sees IPv4 as a part of IPv6."""
    app = Starlette(routes=Watched(client, store).routes)
    transport = httpx.ASGITransport(app, client=(host, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://bot", verify=False) as near:
        assert (await near.get("/metrics")).status_code == status


async def test_a_feed_that_was_never_read_shows_beside_one_that_was(store: Store) -> None:
    """A mistyped address among several must not hide behind the others."""
    urls = ["https://news.example/feed/", "https://news.example/fed/"]
    looked = FigureSource(
        store=store,
        feed_urls=urls,
        waiting_updates=lambda: 0,
        worker=lambda: WorkerState(running=False, restarts=0, killed=0),
        copies=None,
        telegram=Contact(60),
        now=utc_now,
        clock=itertools.count(0.0, 60.0).__next__,
    )

    async def read(url: str) -> None:
        feed = replace(await store.feeds.get(url), last_success=utc_now())
        await store.record(feed, now=utc_now())

    await read(urls[0])
    assert (await looked()).values["feed_age_seconds"] == -1
    await read(urls[1])
    assert 0 <= (await looked()).values["feed_age_seconds"] < 60


async def test_the_figures_are_what_prometheus_reads(store: Store) -> None:
    """Counted ones and looked up ones, and `promtool` has nothing to object."""
    made = Watched(loopback_client(), store)
    made.metrics.posts_ended("post", "sent", [12.0])
    made.metrics.article_delivered(40.0)
    made.metrics.polled("news", 0.3)
    made.metrics.update_received("message")
    made.metrics.update_handled("latest", 0.02, failed=True)
    made.metrics.limiter_waited("answer", 0.0)
    made.metrics.database_used("write", 0.004)
    made.metrics.loop_lagged(0.001)
    async with running_server(made.routes, "127.0.0.1", 0) as (host, port):
        made.url = f"http://{host}:{port}"
        text = (await made.get("/metrics")).text
    await made.client.aclose()
    for line in (
        'khabar_posts_total{action="post",outcome="sent"} 1.0',
        'khabar_requests_failed_total{request="latest"} 1.0',
        "khabar_waiting_updates 7.0",
        "khabar_worker_restarts_total 2.0",
        "khabar_feed_age_seconds -1.0",
        "khabar_subscribers 0.0",
        "khabar_copy_age_seconds -1.0",
    ):
        assert line in text
    assert 'khabar_memory_bytes{process="bot"}' in text
    assert 'khabar_processor_seconds_total{process="bot"}' in text
    if shutil.which("promtool") is None:
        pytest.skip("promtool is not installed: apt-get install prometheus")
    checked = subprocess.run(  # noqa: ASYNC221 - it takes a moment
        ["promtool", "check", "metrics"], input=text, text=True, capture_output=True, check=False
    )
    messages = [one for one in checked.stderr.splitlines() if one.startswith("khabar")]
    assert messages == []


def test_where_nothing_can_be_looked_up_no_old_figure_passes_for_a_new_one() -> None:
    """Nor does the memory of a process that has ended; what is counted is always told."""
    metrics = PrometheusMetrics("0.0")
    values = dict.fromkeys(Figures.WORDS, 5.0)
    both = metrics.exposition(Figures(values, {"bot": 9, "worker": 8}, {"bot": 1.5}, 0)).decode()
    assert "khabar_backlog_posts 5.0" in both
    assert 'process="worker"' in both
    assert 'process="worker"' not in metrics.exposition(Figures(values, {"bot": 9}, {}, 0)).decode()
    metrics.polled("news", 0.1)
    text = metrics.exposition(None).decode()
    assert 'khabar_polls_total{result="news"} 1.0' in text
    assert [name for name in (*Figures.WORDS, "memory_bytes") if f"khabar_{name}" in text] == []


def test_no_label_grows_without_end() -> None:
    """Whatever is given as a name: the last ones are counted together."""
    metrics = PrometheusMetrics("0.0")
    for number in range(10 * MOST_NAMES):
        metrics.update_received(f"kind {number}")
    text = metrics.exposition(None).decode()
    series = [line for line in text.splitlines() if line.startswith("khabar_updates_total{")]
    assert len(series) == MOST_NAMES + 1
    assert f'khabar_updates_total{{kind="{OTHERS}"}} {9 * MOST_NAMES}.0' in series


def test_what_is_alerted_on_is_counted_from_zero() -> None:
    """Else the first scrape after a restart finds 300 failed posts, and no increase to them."""
    text = PrometheusMetrics("0.0").exposition(None).decode()
    for line in (
        'khabar_posts_total{action="post",outcome="failed"} 0.0',
        'khabar_posts_total{action="edit",outcome="failed"} 0.0',
        'khabar_posts_total{action="post",outcome="sent"} 0.0',
        'khabar_polls_total{result="failed"} 0.0',
        'khabar_requests_failed_total{request="press"} 0.0',
    ):
        assert line in text


def test_a_request_that_never_failed_is_counted_as_such() -> None:
    metrics = PrometheusMetrics("0.0")
    metrics.update_handled("latest", 0.02, failed=False)
    text = metrics.exposition(None).decode()
    assert 'khabar_requests_failed_total{request="latest"} 0.0' in text


def test_a_process_that_is_gone_has_no_memory_and_uses_no_time() -> None:
    gone = 2**22 + 1
    assert resident_bytes(gone) is None
    assert processor_seconds(gone) is None


def test_the_processor_time_of_this_process_is_what_it_has_used() -> None:
    before = processor_seconds(os.getpid())
    assert before is not None
    assert before == pytest.approx(time.process_time(), abs=0.5)
