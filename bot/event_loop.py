"""Runs the program on an event loop whose DNS look-ups hold up neither other work nor its end.

asyncio makes look-ups in the pool of threads that everything else uses, and waits at the end for
each of them. Without a network the system's resolver takes half a minute for an answer: a few
names would stop the composing of posts, and SIGTERM would be obeyed after that time only.
"""

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

T = TypeVar("T")

# More than all connections that are opened at once; the rest wait, and can be cancelled there.
MAX_LOOKUPS: Final = 64


class LookupEventLoop(asyncio.SelectorEventLoop):
    """An event loop that resolves names in threads of their own, which nobody waits for.

    The same question that is under way is not asked again.

    Args:
        resolve: asks the system, and blocks meanwhile.
    """

    def __init__(self, resolve: Callable[..., list[Any]] = socket.getaddrinfo) -> None:
        super().__init__()
        self._resolver = resolve
        self._free = asyncio.Semaphore(MAX_LOOKUPS)
        self._under_way: dict[tuple[Any, ...], asyncio.Future[list[Any]]] = {}

    async def getaddrinfo(
        self,
        host: bytes | str | None,
        port: bytes | str | int | None,
        *,
        family: int = 0,
        type: int = 0,  # noqa: A002 - asyncio's signature
        proto: int = 0,
        flags: int = 0,
    ) -> list[Any]:
        """Resolve a name, as `socket.getaddrinfo` does.

        Raises:
            OSError: the name does not exist, or no resolver answers.
        """
        question = (host, port, family, type, proto, flags)
        answer = self._under_way.get(question)
        if answer is None:
            await self._free.acquire()
            answer = self._under_way.get(question)
            if answer is None:
                answer = self._ask(question)
            else:
                self._free.release()
        # One who gives up must not take the answer from the others.
        await asyncio.wait([answer])
        return list(answer.result())

    def _ask(self, question: tuple[Any, ...]) -> asyncio.Future[list[Any]]:
        answer: asyncio.Future[list[Any]] = self.create_future()
        self._under_way[question] = answer

        def finish(found: list[Any] | None, error: Exception | None) -> None:
            del self._under_way[question]
            self._free.release()
            if error is not None:
                answer.set_exception(error)
                answer.exception()  # all who asked may have given up
            else:
                answer.set_result(found or [])

        def ask() -> None:
            found, failure = None, None
            try:
                found = self._resolver(*question)
            except Exception as error:  # noqa: BLE001 - whatever it is, those who wait must hear it
                failure = error
            try:
                self.call_soon_threadsafe(finish, found, failure)
            except RuntimeError:
                return  # the loop has been closed, nobody waits any more

        try:
            threading.Thread(target=ask, name="resolver", daemon=True).start()
        except RuntimeError as error:
            finish(None, OSError(f"no thread for a look-up: {error}"))
        return answer


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine to its end, as `asyncio.run` does."""
    with asyncio.Runner(loop_factory=LookupEventLoop) as runner:
        return runner.run(work)
