"""Runs the real bot as a process of its own against a sandbox."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.server import Sandbox

CHECKOUT = Path(__file__).parents[2]
# On a crowded machine the start alone takes half a minute.
READY_SECONDS = 60
END_SECONDS = 10


@asynccontextmanager
async def khabar(sandbox: Sandbox, database: Path, **further: str) -> AsyncIterator[None]:
    """Run `khabar run` in the database's folder, so that no `.env` of a developer is read.

    `further` are settings besides those that it needs.

    Raises:
        RuntimeError: it ended, or asked for no updates in time; its output is in the message.
    """
    folder = database.parent
    log = folder / "khabar.log"
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "khabar", "run"),
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(CHECKOUT),
                **_settings(sandbox, database),
                **further,
            },
            cwd=folder,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
        )
    try:
        await _asks_for_updates(sandbox, process, log)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                await asyncio.wait_for(process.wait(), END_SECONDS)
            except TimeoutError:
                process.kill()
                await process.wait()


def _settings(sandbox: Sandbox, database: Path) -> dict[str, str]:
    return {
        "BOT_TOKEN": sandbox.token,
        "API_BASE_URL": sandbox.base_url,
        "FEED_URLS": f"{sandbox.site_url}/feed/",
        "ALLOW_PRIVATE_HOSTS": "true",
        "DATABASE": str(database),
        "POLL_MIN": "1s",
        "POLL_MAX": "1s",
        "SETTLE_MINUTES": "0",
    }


async def _asks_for_updates(
    sandbox: Sandbox, process: asyncio.subprocess.Process, log: Path
) -> None:
    deadline = asyncio.get_running_loop().time() + READY_SECONDS
    while not sandbox.telegram.counters.calls.get("getUpdates"):
        late = asyncio.get_running_loop().time() > deadline
        if late or process.returncode is not None:
            raise RuntimeError(f"the bot did not start:\n{log.read_text()[-3000:]}")
        await asyncio.sleep(0.05)
