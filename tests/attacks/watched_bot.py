"""The bot with a watch on its loop: `python -m tests.attacks.watched_bot FILE`, settings as ever.

What it measured is in the file, written anew each second: the longest stall in milliseconds, by
the clock and by the processor time that the loop's thread took meanwhile.
"""

import asyncio
import contextlib
import json
import os
import signal
import sys
import time
from pathlib import Path

from bot.allocator import return_freed_memory
from bot.cli.settings_of_command import settings_or_exit
from handlers.composition_root import freeze_garbage_collector, serve

LOOK_EVERY_SECONDS = 0.005
# Importing, opening, the first connection: nobody waits for the loop yet.
BEGINS_AFTER_SECONDS = 5.0


async def watch(path: Path) -> None:
    """Measure how late each look comes."""
    by_clock = by_processor = 0.0
    await asyncio.sleep(BEGINS_AFTER_SECONDS)
    written = 0.0
    while True:
        began, used = time.perf_counter(), time.thread_time()
        await asyncio.sleep(LOOK_EVERY_SECONDS)
        now = time.perf_counter()
        by_clock = max(by_clock, now - began - LOOK_EVERY_SECONDS)
        by_processor = max(by_processor, time.thread_time() - used)
        if now - written >= 1:
            written = now
            fresh = path.with_suffix(".new")
            fresh.write_text(
                json.dumps({"clock": 1000 * by_clock, "processor": 1000 * by_processor})
            )
            fresh.replace(path)


async def run(path: Path) -> None:
    """As `khabar run` with a token does."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    watching = asyncio.create_task(watch(path), name="watch")
    try:
        await serve(settings_or_exit(), stop, on_ready=freeze_garbage_collector)
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


if __name__ == "__main__":
    os.umask(0o077)
    return_freed_memory()
    asyncio.run(run(Path(sys.argv[1])))
