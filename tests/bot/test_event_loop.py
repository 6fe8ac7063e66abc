"""Look-ups of names hold up neither other work nor the end of the program."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from bot.event_loop import MAX_LOOKUPS, LookupEventLoop

FOUND = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 443))]
# As long as a look-up takes that nobody lets go.
LOOK_UP_SECONDS = 60


class Resolver:
    """The system's resolver without a network: it answers when it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.asked: list[str] = []
        self.most = 0
        self._at_once = 0
        self._lock = threading.Lock()

    def __call__(self, host: str, *_: object) -> list[Any]:
        with self._lock:
            self.asked.append(host)
            self._at_once += 1
            self.most = max(self.most, self._at_once)
        self.let_go.wait(LOOK_UP_SECONDS)
        with self._lock:
            self._at_once -= 1
        if host.endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return FOUND


@pytest.fixture
def resolver() -> Iterator[Resolver]:
    made = Resolver()
    yield made
    made.let_go.set()


def run(resolver: Callable[..., list[Any]], work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=lambda: LookupEventLoop(resolver)) as runner:
        runner.run(work)


def look_up(host: str) -> Coroutine[Any, Any, list[Any]]:
    return asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)


async def asked(resolver: Resolver, times: int) -> None:
    async with asyncio.timeout(LOOK_UP_SECONDS):
        while len(resolver.asked) < times:  # noqa: ASYNC110 - threads of the system's resolver
            await asyncio.sleep(0.01)


def test_the_program_ends_while_look_ups_hang(resolver: Resolver) -> None:
    """Those who asked are cancelled, and nothing waits for the threads."""

    async def work() -> None:
        waiting = [asyncio.create_task(look_up(f"host{n}.test")) for n in range(20)]
        await asked(resolver, 20)
        assert not any(task.done() for task in waiting)

    begun = time.monotonic()
    run(resolver, work())
    assert time.monotonic() - begun < LOOK_UP_SECONDS / 2
    assert not resolver.let_go.is_set()


def test_other_work_in_threads_goes_on_while_look_ups_hang(resolver: Resolver) -> None:
    """More of them than asyncio has threads."""

    async def work() -> None:
        waiting = [asyncio.create_task(look_up(f"host{n}.test")) for n in range(200)]
        await asked(resolver, MAX_LOOKUPS)
        async with asyncio.timeout(LOOK_UP_SECONDS / 2):
            assert await asyncio.to_thread(sum, [1, 2]) == 3
        resolver.let_go.set()
        assert await asyncio.gather(*waiting) == [FOUND] * 200
        assert resolver.most <= MAX_LOOKUPS

    run(resolver, work())


def test_one_question_is_asked_once_at_a_time(resolver: Resolver) -> None:
    """One who gives up takes the answer from nobody; what was said is not kept."""

    async def work() -> None:
        waiting = [asyncio.create_task(look_up("site.test")) for _ in range(100)]
        await asked(resolver, 1)
        waiting.pop().cancel()
        resolver.let_go.set()
        assert await asyncio.gather(*waiting) == [FOUND] * 99
        assert resolver.asked == ["site.test"]
        assert await look_up("site.test") == FOUND
        assert resolver.asked == ["site.test"] * 2

    run(resolver, work())


def test_a_name_that_does_not_exist_is_an_error_for_each_who_asked(resolver: Resolver) -> None:
    """And no message of the loop where all of them gave up before."""
    messages: list[dict[str, Any]] = []

    async def work() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: messages.append(context))
        waiting = [asyncio.create_task(look_up("gone.invalid")) for _ in range(3)]
        given_up = asyncio.create_task(look_up("dead.invalid"))
        await asked(resolver, 2)
        given_up.cancel()
        resolver.let_go.set()
        for task in waiting:
            with pytest.raises(socket.gaierror):
                await task
        await asyncio.sleep(0.1)

    run(resolver, work())
    assert not messages


def test_names_and_addresses_of_this_machine_are_resolved() -> None:
    """By the system itself."""

    async def work() -> None:
        found = await look_up("localhost")
        assert found == socket.getaddrinfo("localhost", 443, type=socket.SOCK_STREAM)
        reader, writer = await asyncio.open_connection("localhost", port)
        assert await reader.read() == b"here"
        writer.close()

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(b"here")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        run(socket.getaddrinfo, work())
        thread.join(LOOK_UP_SECONDS)
