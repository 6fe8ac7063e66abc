"""The log holds nobody up, whoever reads it or does not."""

import logging
import os
import select
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from bot.log_handler import MAX_WAITING, BackgroundHandler
from tests.waiting import PATIENCE_SECONDS

WORDS = "خبر " * 40
TOTAL = 3 * MAX_WAITING


def lines_of(reader: int, count: int) -> list[str]:
    """So many lines of a pipe; a busy machine may write the last ones after `close` is over."""
    found = b""
    while found.count(b"\n") < count:
        assert select.select([reader], [], [], PATIENCE_SECONDS)[0], found
        found += os.read(reader, 65_536)
    return found.decode().splitlines()


def write(handler: logging.Handler, numbers: range) -> None:
    for number in numbers:
        values = (number, WORDS)
        handler.handle(logging.LogRecord("bot", logging.INFO, "f", 1, "%d %s", values, None))


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    """A pipe that nobody reads yet."""
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)


def test_a_log_that_nobody_reads_holds_nobody_up(pipe: tuple[int, int]) -> None:
    """Far more than a pipe and the queue hold; the end waits for a moment only."""
    handler = BackgroundHandler(pipe[1])
    begun = time.monotonic()
    write(handler, range(TOTAL))
    handler.close()
    assert time.monotonic() - begun < PATIENCE_SECONDS


def test_records_come_in_their_order_and_those_that_were_dropped_are_counted(
    pipe: tuple[int, int],
) -> None:
    """None is missing without being counted."""
    reader, writer = pipe
    handler = BackgroundHandler(writer)
    write(handler, range(TOTAL))
    found: list[bytes] = []

    def read() -> None:
        while taken := os.read(reader, 65_536):
            found.append(taken)

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    handler.close()
    numbers: list[int] = []
    dropped = 0
    until = time.monotonic() + PATIENCE_SECONDS
    while len(numbers) + dropped < TOTAL and time.monotonic() < until:
        time.sleep(0.05)
        lines = b"".join(found).decode(errors="replace").splitlines()
        numbers = [int(line.split()[0]) for line in lines if WORDS.strip() in line]
        dropped = sum(int(line.split()[0]) for line in lines if "dropped" in line)
    os.close(writer)
    assert dropped > 0
    assert numbers == sorted(numbers)
    assert len(numbers) + dropped == TOTAL


def test_a_record_out_of_the_log_itself_waits_for_nothing(pipe: tuple[int, int]) -> None:
    """A garbage collection may log in the midst of anything, while a record is written, too."""
    reader, writer = pipe
    handler = BackgroundHandler(writer)

    class Nested:
        def __str__(self) -> str:
            write(handler, range(1, 2))
            return "0 outer"

    done = threading.Event()

    def log() -> None:
        handler.handle(logging.LogRecord("bot", logging.INFO, "f", 1, "%s", (Nested(),), None))
        done.set()

    threading.Thread(target=log, daemon=True).start()
    assert done.wait(PATIENCE_SECONDS)
    handler.close()
    found = lines_of(reader, 2)
    os.close(writer)
    assert [line.split()[0] for line in found] == ["1", "0"]


class Refused(threading.Thread):
    """A thread for which the machine has no room."""

    def start(self) -> None:
        raise RuntimeError("can't start new thread")


def test_without_room_for_a_thread_nothing_is_raised(pipe: tuple[int, int]) -> None:
    """What was logged meanwhile is counted when there is room again."""
    reader, writer = pipe
    kinds: list[type[threading.Thread]] = [Refused, Refused, Refused, threading.Thread]

    def make(**given: Any) -> threading.Thread:
        made: threading.Thread = kinds.pop(0)(**given)
        return made

    handler = BackgroundHandler(writer, make)
    write(handler, range(4))
    handler.close()
    first, second = lines_of(reader, 2)
    os.close(writer)
    assert first.startswith("3 lines")
    assert second.startswith("3 ")


def test_a_log_whose_reader_has_gone_is_no_fault() -> None:
    """As behind `| head`: nothing is raised, and the thread comes to its end."""
    reader, writer = os.pipe()
    os.close(reader)
    made: list[threading.Thread] = []

    def make(**given: Any) -> threading.Thread:
        made.append(threading.Thread(**given))
        return made[-1]

    handler = BackgroundHandler(writer, make)
    write(handler, range(100))
    handler.close()
    made[0].join(PATIENCE_SECONDS)
    os.close(writer)
    assert [thread.is_alive() for thread in made] == [False]


def test_a_descriptor_that_must_not_be_waited_for_loses_nothing(pipe: tuple[int, int]) -> None:
    """Another program may have made a shared terminal non-blocking."""
    reader, writer = pipe
    os.set_blocking(writer, False)
    handler = BackgroundHandler(writer)
    write(handler, range(1_000))
    found = b""
    while found.count(b"\n") < 1_000:
        found += os.read(reader, 65_536)
    handler.close()
    os.close(writer)
    assert [int(line.split()[0]) for line in found.decode().splitlines()] == list(range(1_000))
