"""Connects to the first of a host's addresses that answers (Happy Eyeballs, RFC 8305).

Many a small machine has an IPv6 address and no IPv6 route: packets vanish. One address after the
other would spend the whole time limit of a request on those that never answer.
"""

import asyncio
from collections.abc import Callable, Coroutine, Iterable, Sequence
from ipaddress import ip_address
from itertools import chain, zip_longest
from typing import Any, Final

import httpcore

# RFC 8305, section 5: the recommended delay between attempts.
ATTEMPT_DELAY_SECONDS: Final = 0.25
# Whoever answers for a name may give hundreds.
MAX_ADDRESSES: Final = 8

Connect = Callable[[str], Coroutine[Any, Any, httpcore.AsyncNetworkStream]]


def in_order(addresses: Iterable[str]) -> list[str]:
    """Order addresses for the attempts: families by turns, beginning with the first one's."""
    families: dict[int, list[str]] = {}
    for address in addresses:
        families.setdefault(ip_address(address.partition("%")[0]).version, []).append(address)
    turns = chain.from_iterable(zip_longest(*families.values()))
    return [address for address in turns if address is not None][:MAX_ADDRESSES]


async def connect_first(connect: Connect, addresses: Sequence[str]) -> httpcore.AsyncNetworkStream:
    """Begin an attempt each `ATTEMPT_DELAY_SECONDS`, sooner after a failure; the first one wins.

    Args:
        connect: connects to an address, and gives up by itself.
        addresses: at least one, in their order.

    Raises:
        httpcore.ConnectError: all failed, the last one by this.
        httpcore.ConnectTimeout: all failed, the last one by this.
    """
    rest = list(addresses)
    attempts: set[asyncio.Task[httpcore.AsyncNetworkStream]] = set()
    failure: Exception = httpcore.ConnectError("there is no address")
    try:
        while rest or attempts:
            if rest:
                attempts.add(asyncio.create_task(connect(rest.pop(0))))
            done, _ = await asyncio.wait(
                attempts,
                timeout=ATTEMPT_DELAY_SECONDS if rest else None,
                return_when=asyncio.FIRST_COMPLETED,
            )
            for task in done:
                attempts.remove(task)
                try:
                    return task.result()
                except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                    failure = error
        raise failure
    finally:
        await _abandon(attempts)


async def _abandon(attempts: Iterable[asyncio.Task[httpcore.AsyncNetworkStream]]) -> None:
    """Cancel attempts; close those that were as quick as the first."""
    for task in attempts:
        task.cancel()
    for stream in await asyncio.gather(*attempts, return_exceptions=True):
        if not isinstance(stream, BaseException):
            await stream.aclose()
