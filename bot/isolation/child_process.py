"""Starts the worker process, sends and reads frames, and kills it."""

import asyncio
import contextlib
import json
import os
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import Final

from bot.isolation.limits import JobLimits
from bot.isolation.protocol import HEADER, ProtocolError, frame

STARTS_WITHIN: Final = timedelta(seconds=20)
# What the child needs of the environment; tokens and passwords stay with the parent.
_ENVIRONMENT: Final = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")


async def start_child(functions: Iterable[str], limits: JobLimits) -> asyncio.subprocess.Process:
    """Start a child, and wait until it takes jobs.

    Args:
        functions: the names of those that it may run.
        limits: the bounds that it keeps.

    Raises:
        OSError: it can't be started.
        TimeoutError: it was not ready within `STARTS_WITHIN`.
        asyncio.IncompleteReadError: it ended before it was ready.
        ProtocolError: what it wrote is none of its frames.
    """
    bounds = {
        "processor": limits.processor.total_seconds(),
        "memory_bytes": limits.memory_bytes,
        "idle_bytes": limits.idle_bytes,
        "growth_bytes": limits.growth_bytes,
    }
    environment = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "bot.isolation.child",
        json.dumps(bounds),
        *functions,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env=environment,
        # A terminal's Ctrl-C is for the bot, which ends the child in its turn.
        start_new_session=True,
    )
    try:
        async with asyncio.timeout(STARTS_WITHIN.total_seconds()):
            await read_frame(process, limits.answer_bytes)
    except BaseException:
        await kill(process)
        raise
    return process


async def write_frame(process: asyncio.subprocess.Process, message: bytes) -> None:
    """Send a message to the child.

    Raises:
        OSError: the child has ended.
    """
    if process.stdin is None:
        raise OSError("the worker process has no input")
    process.stdin.write(frame(message))
    await process.stdin.drain()


async def read_frame(process: asyncio.subprocess.Process, limit: int) -> bytes:
    """Read the child's next message, of at most `limit` bytes.

    Raises:
        OSError: the child has no output.
        asyncio.IncompleteReadError: it has ended.
        ProtocolError: the message is longer.
    """
    if process.stdout is None:
        raise OSError("the worker process has no output")
    size = HEADER.unpack(await process.stdout.readexactly(HEADER.size))[0]
    if size > limit:
        raise ProtocolError(f"an answer of {size} bytes")
    return await process.stdout.readexactly(size)


async def kill(process: asyncio.subprocess.Process) -> None:
    """End a child, whatever it is doing."""
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    if process.stdin is not None:
        process.stdin.close()
    await process.wait()
