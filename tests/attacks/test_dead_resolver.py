"""A network in which no name is resolved: nothing answers and nothing refuses, for half a minute.

The bot is shown its own `/etc/resolv.conf`, whose name server is a socket that is never read.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.server import SandboxOptions, running
from tests.attacks.running_bot import ENDS_WITHIN_SECONDS, PATIENCE_SECONDS, crowding
from tests.end_to_end.test_process import command, in_sandbox, wait_for_log

# One for each process of the tests.
SILENT = f"127.1.{os.getpid() // 250 % 250}.{1 + os.getpid() % 250}"
# In a file system of its own: everything else on the machine keeps its name servers.
SHOWN = 'mount --bind "$0" /etc/resolv.conf && exec "$@"'
IN_PRIVATE = ("unshare", "--mount", "sh", "-c", SHOWN)


@pytest.fixture
def resolv_conf(tmp_path: Path) -> Iterator[Path]:
    """What names a server that never answers."""
    path = tmp_path / "resolv.conf"
    path.write_text(f"nameserver {SILENT}\nnameserver {SILENT}\nsearch newsroom.test\n")
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("only root may show a process another /etc/resolv.conf")
    tried = subprocess.run([*IN_PRIVATE, path, "true"], capture_output=True, check=False)
    if tried.returncode != 0:
        pytest.skip(f"no private /etc/resolv.conf here: {tried.stderr.decode().strip()}")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as server:
        server.bind((SILENT, 53))
        yield path


UNREACHABLE = {
    "API_BASE_URL": "https://no-telegram.test/",
    "FEED_URLS": "https://no-newsroom.test/feed/",
}


@pytest.mark.parametrize(
    "unreachable",
    [
        pytest.param("API_BASE_URL", marks=pytest.mark.slow),
        "FEED_URLS",
    ],
)
async def test_it_ends_in_ten_seconds_while_no_name_is_resolved(
    resolv_conf: Path, tmp_path: Path, unreachable: str
) -> None:
    """Telegram's name or the site's, which is asked for once Telegram answers; it says which."""
    program = (*IN_PRIVATE, str(resolv_conf), sys.executable, "-m", "khabar", "run")
    async with running(SandboxOptions(backlog=1)) as sandbox:
        settings = in_sandbox(sandbox, tmp_path) | {unreachable: UNREACHABLE[unreachable]}
        async with command(program, tmp_path, **settings) as process:
            await wait_for_log(process, b"WARNING")
            await asyncio.sleep(1)
            begun = time.monotonic()
            process.terminate()
            async with asyncio.timeout(PATIENCE_SECONDS):
                await process.communicate()
    assert process.returncode == 0
    assert time.monotonic() - begun < ENDS_WITHIN_SECONDS * crowding()
