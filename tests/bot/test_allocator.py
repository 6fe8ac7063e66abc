"""Freed memory goes back to the system, also that of threads and after a large block was freed."""

import platform
import subprocess
import sys

import pytest

BLOCKS = """
import concurrent.futures
import sys

def resident():
    with open("/proc/self/statm") as pages:
        return int(pages.read().split()[1]) * 4096 >> 20

def use(_):
    large = bytearray(30_000_000)
    del large
    blocks, pins = [], []
    for _ in range(10):
        blocks.append(bytearray(b"x" * 3_000_000))
        pins.append(bytearray(4000))
    del blocks
    return pins

if "call" in sys.argv:
    from bot.allocator import return_freed_memory
    return_freed_memory()
before = resident()
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    kept = list(pool.map(use, range(4)))
    print(resident() - before)
"""


def kept_megabytes(*arguments: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", BLOCKS, *arguments], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library")
def test_freed_blocks_do_not_stay_with_the_process() -> None:
    assert kept_megabytes("call") < 10
    assert kept_megabytes() > 20
