"""Has the C library give freed memory back to the system."""

import contextlib
import ctypes
from typing import Final

# mallopt(3); the numbers are those of glibc's malloc.h. Other C libraries know no such options.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8
_BLOCK_BYTES: Final = 128 * 1024


def return_freed_memory() -> None:
    """Bound what glibc's malloc keeps of freed memory; call before the first thread starts.

    By default each thread gets an arena of its own, and the threshold above which a block is
    mapped, and so unmapped when freed, grows to 32 MB with the largest block freed so far: after
    some pages of several megabytes, tens of megabytes stay with the process. Here all threads
    share one arena, and blocks of 128 KiB and more are always mapped.
    """
    with contextlib.suppress(OSError, AttributeError, TypeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_ARENA_MAX, 1)
        mallopt(_MMAP_THRESHOLD, _BLOCK_BYTES)
        mallopt(_TRIM_THRESHOLD, _BLOCK_BYTES)
