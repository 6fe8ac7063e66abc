"""A bot that Telegram sends updates to: it answers, and loses nothing when it changes its mind."""

import asyncio
import contextlib
import logging
import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.databases import look
from tests.end_to_end.conftest import (
    PATIENCE_SECONDS,
    READER,
    Bot,
    People,
    first_poll,
    settings_for,
)
from tests.end_to_end.test_inbox import new_people, subscribed
from tests.streams import pass_on
from tests.waiting import until


async def until_set(sandbox: Sandbox, url: str) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while sandbox.telegram.updates.webhook_url != url:  # noqa: ASYNC110 - a look from outside
            await asyncio.sleep(0.05)


def own_certificate(folder: Path) -> None:
    """Make a key and a certificate for this machine that nobody else has signed."""
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run(
        ["openssl", "req", "-x509", "-days", "2", *key, *names, *files],
        check=True,
        capture_output=True,
    )


@contextlib.asynccontextmanager
async def tls_proxy(folder: Path, port: int) -> AsyncIterator[int]:
    """A proxy that speaks TLS with the certificate in a folder, and passes on what it reads."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            back, on = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            writer.close()
            return
        await asyncio.gather(pass_on(reader, on), pass_on(back, writer))

    server = await asyncio.start_server(connected, "127.0.0.1", 0, ssl=context)
    async with server:
        yield int(server.sockets[0].getsockname()[1])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
async def test_over_tls_with_a_certificate_of_ones_own_readers_are_answered(
    sandbox: Sandbox, people: People, tmp_path: Path, port: int
) -> None:
    """Telegram trusts what came with setWebhook; the end leaves the webhook set, and is quick."""
    own_certificate(tmp_path)
    async with tls_proxy(tmp_path, port) as outside:
        url = f"https://127.0.0.1:{outside}/khabar/telegram"
        settings = settings_for(
            sandbox,
            tmp_path / "khabar.db",
            webhook_url=url,
            webhook_certificate=tmp_path / "cert.pem",
            web_listen=f"127.0.0.1:{port}",
        )
        bot = Bot(settings, asyncio.Event())
        bot.begin()
        await first_poll(settings.database)
        await people.greeted()
        await people.answer_to("/about")
        await bot.end()
        assert sandbox.telegram.updates.webhook_url == url


async def switched(
    sandbox: Sandbox, people: People, folder: Path, port: int, *, times: int, crowd: int
) -> None:
    """Change between polling and webhook so often while people press START; all are subscribed."""
    url = f"http://127.0.0.1:{port}/telegram"
    database = folder / "khabar.db"
    polling = settings_for(sandbox, database)
    hooked = settings_for(sandbox, database, webhook_url=url, web_listen=f"127.0.0.1:{port}")
    persons = await new_people(people, crowd)
    waiting = iter(persons)

    async def press_on() -> None:
        for person in waiting:
            await people.start(person)
            await asyncio.sleep(times * 2 / crowd)

    pressing = asyncio.create_task(press_on())
    for number in range(times):
        is_hooked = number % 2 == 0
        async with Bot(hooked if is_hooked else polling, asyncio.Event()).running():
            await until_set(sandbox, url if is_hooked else "")
            before = sandbox.telegram.updates.newest_id
            async with asyncio.timeout(PATIENCE_SECONDS):
                while not pressing.done() and sandbox.telegram.updates.newest_id < before + 5:  # noqa: ASYNC110 - a look from outside
                    await asyncio.sleep(0.05)
    await pressing
    async with Bot(polling, asyncio.Event()).running():
        async with asyncio.timeout(2 * PATIENCE_SECONDS):
            # The poll that confirms the last ones comes a moment later.
            while subscribed(database) < crowd or len(sandbox.telegram.updates):  # noqa: ASYNC110 - a look from outside
                await asyncio.sleep(0.2)
    rows = look(database, "select count(*), count(distinct update_id) from inbox")
    states = look(database, "select count(*) from inbox where state = 'aside'")
    assert rows == [(crowd, crowd)]
    assert states == [(0,)]


async def test_a_change_of_mind_under_load_loses_nothing(
    sandbox: Sandbox, people: People, tmp_path: Path, port: int
) -> None:
    """From webhook to polling and back: every START counts, none is handled twice."""
    await switched(sandbox, people, tmp_path, port, times=3, crowd=30)


@pytest.mark.slow
async def test_ten_changes_of_mind_under_load_lose_nothing(
    sandbox: Sandbox, people: People, tmp_path: Path, port: int
) -> None:
    await switched(sandbox, people, tmp_path, port, times=10, crowd=400)


async def test_a_strangers_webhook_is_left_alone(
    sandbox: Sandbox,
    people: People,
    tmp_path: Path,
    port: int,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Two programs with one token: neither takes the updates of the other, the log names it."""
    api = f"{sandbox.api_url}{sandbox.token}"
    theirs = "https://other.example/way-in-4711"
    await people.client.post(f"{api}/setWebhook", data={"url": theirs})
    ours, web = f"http://127.0.0.1:{port}/telegram", f"127.0.0.1:{port}"
    settings = settings_for(sandbox, tmp_path / "khabar.db", webhook_url=ours, web_listen=web)
    caplog.set_level(logging.INFO)
    async with Bot(settings, asyncio.Event()).running():
        await until(lambda: "webhook at other.example" in caplog.text)
        assert sandbox.telegram.updates.webhook_url == theirs
        await people.client.post(f"{api}/deleteWebhook")
        await until_set(sandbox, ours)
        await people.start()
        await people.until(bool, READER)
    assert "way-in-4711" not in caplog.text
