"""Makes the output of the commands take every letter, and tells when it takes nothing more."""

import codecs
import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import Final

# A file on a full disk or over its owner's share, and a terminal that was closed.
_NOTHING_MORE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})
_ASCII: Final = codecs.lookup("ascii").name


def take_every_letter() -> None:
    """Write what the terminal's letters lack as an escape, not as an error.

    Where the locale knows ASCII alone it says nothing of the terminal (LC_ALL=C): UTF-8 counts.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            plain = codecs.lookup(stream.encoding).name == _ASCII
            stream.reconfigure(
                encoding="utf-8" if plain else stream.encoding, errors="backslashreplace"
            )


@contextlib.contextmanager
def full_output_told() -> Iterator[None]:
    """Say in a line that the output can't be written, with exit status 1.

    A reader that has left, as `head` does, is told by nobody: the command line's library ends then.
    """
    try:
        yield
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        if error.errno not in _NOTHING_MORE:
            raise
        # What still waits to be written would be an error once more at the end.
        with contextlib.suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"khabar: can't write: {error.strerror}\n")
        raise SystemExit(1) from None
