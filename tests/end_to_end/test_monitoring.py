"""A running bot is watched: by the real Prometheus, by systemd's notes, by `khabar doctor`."""

import asyncio
import contextlib
import json
import re
import shutil
import signal
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.cli.doctor_instance import check_instance
from sandbox.server import Sandbox
from storage.engine.database import Engine
from tests.end_to_end.conftest import (
    PATIENCE_SECONDS,
    READER,
    Bot,
    People,
    first_poll,
    recorded,
    settings_for,
)
from tests.end_to_end.test_process import in_sandbox, khabar, wait_for_log
from tests.engines import engine
from tests.loopback import loopback_client
from tests.ports import held_port

ROOT = Path(__file__).parents[2]
RULES = ROOT / "deploy" / "prometheus"
DASHBOARD = ROOT / "deploy" / "grafana" / "khabar.json"
needs_prometheus = pytest.mark.skipif(
    shutil.which("prometheus") is None or shutil.which("promtool") is None,
    reason="prometheus is not installed: apt-get install prometheus",
)


@pytest.fixture
async def url(sandbox: Sandbox, people: People, tmp_path: Path, port: int) -> AsyncIterator[str]:
    """The web server of a bot that has delivered an article and answered a reader."""
    address = f"127.0.0.1:{port}"
    settings = settings_for(sandbox, tmp_path / "khabar.db", web_listen=address)
    bot = Bot(settings, asyncio.Event())
    bot.begin()
    await first_poll(settings.database)
    await people.greeted()
    article = sandbox.newsroom.publish(breaking=False)
    await people.until(lambda said: any(article.headline in m["html"] for m in said))
    await people.answer_to("/latest")
    await people.answer_to("/تجربة سرية")
    await recorded(settings.database)
    yield f"http://{address}"
    if bot.task is not None:
        await bot.end()


@contextlib.asynccontextmanager
async def prometheus(folder: Path, target: str) -> AsyncIterator[str]:
    """The real one, which reads the target each second by the rules that are shipped."""
    folder.mkdir()
    config = (RULES / "prometheus.yaml").read_text("utf-8")
    config = config.replace("127.0.0.1:8810", target.removeprefix("http://")).replace("15s", "1s")
    (folder / "prometheus.yaml").write_text(config, "utf-8")
    shutil.copy(RULES / "alerts.yaml", folder)
    with held_port() as port:
        process = await asyncio.create_subprocess_exec(
            "prometheus",
            f"--config.file={folder}/prometheus.yaml",
            f"--storage.tsdb.path={folder}/data",
            f"--web.listen-address=127.0.0.1:{port}",
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            await process.wait()


async def asked(client: httpx.AsyncClient, server: str, query: str) -> list[Any]:
    """What a query finds."""
    answer = (await client.get(f"{server}/api/v1/query", params={"query": query})).json()
    assert answer["status"] == "success", (query, answer)
    found: list[Any] = answer["data"]["result"]
    return found


def dashboard_queries() -> list[str]:
    board = json.loads(DASHBOARD.read_text("utf-8"))
    targets = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    return [expr.replace("$instance", ".*") for expr in targets]


def alert_queries() -> list[str]:
    """The expressions of the rules, without a library for YAML."""
    text = (RULES / "alerts.yaml").read_text("utf-8")
    folded = re.sub(r">-\n\s+", "", text)
    return [
        re.sub(r"\s+", " ", one.strip())
        for one in re.findall(r"expr: (.+?)(?=\n\s+(?:for|labels):)", folded, re.DOTALL)
    ]


@needs_prometheus
async def test_prometheus_reads_the_bot_and_knows_every_figure_of_dashboard_and_alerts(
    url: str, tmp_path: Path
) -> None:
    """What is asked for there is there; nothing is asked for that nobody counts."""
    async with (
        prometheus(tmp_path / "prometheus", url) as server,
        loopback_client() as client,
    ):
        async with asyncio.timeout(2 * PATIENCE_SECONDS):
            while True:
                with contextlib.suppress(httpx.HTTPError, AssertionError, ValueError):
                    up = await asked(client, server, 'up{job="khabar"} == 1')
                    if up and await asked(client, server, "khabar_posts_total"):
                        break
                await asyncio.sleep(0.2)
        sent = await asked(client, server, 'sum(khabar_posts_total{outcome="sent"})')
        assert float(sent[0]["value"][1]) >= 1
        assert await asked(client, server, "khabar_publication_to_post_seconds_count") != []
        queries = dashboard_queries() + alert_queries()
        assert len(queries) > 30
        for query in queries:
            await asked(client, server, query)
        named = set(re.findall(r"\b(?:khabar|process)_\w+", " ".join(queries)))
        exposed = (await client.get(f"{url}/metrics")).text
        declared = set(re.findall(r"^# TYPE (\w+)", exposed, re.MULTILINE))
        for name in named:
            plain = re.sub(r"_(bucket|count|sum)$", "", name)
            assert plain in declared, name


async def test_no_reader_stands_in_what_the_watchers_are_told(url: str, people: People) -> None:
    """No id, no name, no word: labels are names of the code."""
    async with loopback_client() as client:
        texts = [(await client.get(f"{url}/{path}")).text for path in ("healthz", "metrics")]
        ready = await client.get(f"{url}/readyz")
    assert ready.status_code == 200, ready.text
    for text in (*texts, ready.text):
        assert str(READER) not in re.sub(r"[ ,:][-+\d.e]+\n?", " ", text)
        assert not re.search(r"[\u0600-\u06ff]", text)
        assert "layla" not in text
    labels = set(re.findall(r'request="([^"]*)"', texts[1]))
    assert {"latest", "start", "unknown command"} <= labels


@needs_prometheus
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "config", "prometheus.yaml"),
        ("check", "rules", "alerts.yaml"),
        ("test", "rules", "alerts.test.yaml"),
    ],
)
async def test_promtool_accepts_what_is_shipped(arguments: tuple[str, ...]) -> None:
    process = await asyncio.create_subprocess_exec(
        "promtool", *arguments, cwd=RULES, stdout=asyncio.subprocess.PIPE, stderr=-2
    )
    said, _ = await process.communicate()
    assert process.returncode == 0, said.decode()


def test_each_alert_is_explained() -> None:
    """With what to do, on the page that the rules name."""
    names = re.findall(r"alert: (\w+)", (RULES / "alerts.yaml").read_text("utf-8"))
    page = (ROOT / "docs" / "monitoring.md").read_text("utf-8")
    assert len(names) == 15
    assert [name for name in names if f"`{name}`" not in page] == []


@pytest.mark.usefixtures("_with_a_terminal")
async def test_systemd_is_told_of_start_life_and_end_while_telegram_is_away(
    sandbox: Sandbox, people: People, tmp_path: Path
) -> None:
    """READY comes without Telegram: an outage there must not make systemd kill the bot.

    Nor does it hold up the end that a closed terminal asks for, and the log says so.
    """
    await people.control("faults", kind="down", for_seconds=600)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sock:
        sock.bind(str(tmp_path / "notify"))
        sock.setblocking(False)
        loop = asyncio.get_running_loop()
        settings = in_sandbox(sandbox, tmp_path) | {
            "NOTIFY_SOCKET": str(tmp_path / "notify"),
            "WATCHDOG_USEC": "900000",
        }
        async with khabar(tmp_path, "run", **settings) as process:
            async with asyncio.timeout(2 * PATIENCE_SECONDS):
                heard: list[str] = []
                while heard.count("WATCHDOG=1") < 3 or "READY=1" not in heard:
                    heard.append((await loop.sock_recv(sock, 4096)).decode())
                await wait_for_log(process, b"cannot connect to Telegram")
                process.send_signal(signal.SIGHUP)
                while heard[-1] != "STOPPING=1":
                    heard.append((await loop.sock_recv(sock, 4096)).decode())
                await wait_for_log(process, b"told to end by SIGHUP")
                assert await process.wait() == 0


async def test_doctor_asks_a_running_bot(
    sandbox: Sandbox, people: People, tmp_path: Path, port: int
) -> None:
    """Its last poll, what waits, failures, subscribers, files, and whether each part works."""
    web = f"127.0.0.1:{port}"
    asked = settings_for(sandbox, tmp_path / "khabar.db", web_listen=web)
    async with Bot(asked, asyncio.Event()).running():
        await first_poll(tmp_path / "khabar.db")
        await people.greeted()
        findings = {one.subject: one async for one in check_instance(asked)}
    files = ["files"] if engine() is Engine.SQLITE else []
    for subject in ("instance", "backlog", "failures", "subscribers", "readiness", *files):
        assert findings[subject].state == "ok", findings
    assert findings["subscribers"].words == "1 chats"
    assert any(subject.startswith("last poll of http") for subject in findings)
