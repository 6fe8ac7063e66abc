"""The sandbox as a program: its addresses, its options, its end."""

import asyncio
import contextlib
import json
import re
import signal
import socket
import sys
import time
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from sandbox.__main__ import main, parser
from sandbox.server import SandboxOptions, running
from sandbox.telegram import control
from tests.loopback import loopback_client
from tests.waiting import PATIENCE_SECONDS, until

DOCS = Path(__file__).parents[3] / "docs" / "sandbox.md"
# As long as Telegram lets a poll wait: far longer than an end takes that waits for no poll.
POLL_SECONDS = 50


async def test_it_prints_its_addresses_and_ends_on_sigterm() -> None:
    """One JSON line when it is ready; on SIGTERM it ends cleanly, whoever polls."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "sandbox",
        *("--port", "0", "--site-port", "0", "--json", "--no-limits", "--started", "101"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        addresses = json.loads(await asyncio.wait_for(process.stdout.readline(), PATIENCE_SECONDS))
        async with loopback_client() as client:
            base = f"{addresses['api_url']}{addresses['token']}"
            updates = (await client.get(f"{base}/getUpdates")).json()["result"]
            assert updates[0]["message"]["text"] == "/start"
            assert (await client.get(f"{addresses['site_url']}/feed/")).status_code == 200
            polling = asyncio.create_task(client.get(f"{base}/getUpdates?offset=9&timeout=50"))
            async with client.stream("GET", f"{addresses['control_url']}/events", timeout=None):
                begun = time.monotonic()
                process.send_signal(signal.SIGTERM)
                assert await asyncio.wait_for(process.wait(), PATIENCE_SECONDS) == 0
                assert time.monotonic() - begun < POLL_SECONDS
            with contextlib.suppress(httpx.HTTPError):
                await polling
        assert process.stderr
        assert await process.stderr.read() == b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()


async def test_nothing_is_left_behind(port: int) -> None:
    """After the block no task of the sandbox runs, and its ports are free again."""
    before = asyncio.all_tasks()
    options = SandboxOptions(
        port=port, publish_every=timedelta(seconds=60), first_after=timedelta(0)
    )
    async with running(options) as sandbox, loopback_client() as client:
        poll = asyncio.create_task(
            client.get(f"{sandbox.api_url}{sandbox.token}/getUpdates?timeout={POLL_SECONDS}")
        )
        await until(lambda: "getUpdates" in sandbox.telegram.counters.calls)
        begun = time.monotonic()
    with contextlib.suppress(httpx.HTTPError):
        await poll
    assert time.monotonic() - begun < POLL_SECONDS
    assert asyncio.all_tasks() == before
    with socket.socket() as again:
        again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        again.bind(("127.0.0.1", port))
        again.listen()


async def test_a_taken_port_is_an_error() -> None:
    """Two sandboxes can't share a port, and the second leaves nothing behind."""
    async with running(SandboxOptions()) as first:
        port = int(first.base_url.rpartition(":")[2])
        with pytest.raises(OSError, match="in use"):
            async with running(SandboxOptions(port=port)):
                pass


@pytest.mark.parametrize(
    "arguments",
    [
        ["--token", "nonsense"],
        ["--keep", "0"],
        ["--started", "9", "--port", "0", "--site-port", "0"],
    ],
)
def test_wrong_options_are_told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong option is one line on standard error and status 2."""
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("sandbox: ")


@pytest.mark.parametrize("arguments", [["--port", "70000"], ["--publish-every", "-1"], ["--x"]])
def test_impossible_options_are_told(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """What argparse refuses ends with status 2 and the usage."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_every_option_and_route_is_documented() -> None:
    """The page in docs names each option of the command line and each control route."""
    text = DOCS.read_text("utf-8")
    for action in parser()._actions:
        for option in action.option_strings:
            assert option in text or option in {"-h", "--help"}, option
    documented = text.replace("CHAT", "{chat}").replace("PERSON", "{person}")
    documented = documented.replace("TOPIC", "{topic}").replace("FILE_ID", "{file}")
    documented = re.sub(r"faults/ID", "faults/{fault}", documented)
    for method, path, _ in control._ROUTES:
        ends = path.rpartition("/")[2]
        assert f"{path}" in documented or f"…/{ends}`" in documented, f"{method} {path}"
