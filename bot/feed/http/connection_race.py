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
_Attempt = asyncio.Task[httpcore.AsyncNetworkStream]


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
    attempts: set[_Attempt] = set()
    try:
        winner = await _first(connect, list(addresses), attempts)
        await _abandon(attempts - {winner})
    except BaseException:
        # Also where the deadline falls into the clearing-up: the winner has no user then.
        await _abandon(attempts)
        raise
    return winner.result()


async def _first(connect: Connect, rest: list[str], attempts: set[_Attempt]) -> _Attempt:
    """Return the first attempt that has connected; begun ones are in `attempts`."""
    failure: BaseException = httpcore.ConnectError("there is no address")
    failed: set[_Attempt] = set()
    while rest or attempts - failed:
        if rest:
            attempts.add(asyncio.create_task(connect(rest.pop(0))))
        done, _ = await asyncio.wait(
            attempts - failed,
            timeout=ATTEMPT_DELAY_SECONDS if rest else None,
            return_when=asyncio.FIRST_COMPLETED,
        )
        for attempt in done:
            error = attempt.exception()
            if error is None:
                return attempt
            if not isinstance(error, httpcore.ConnectError | httpcore.ConnectTimeout):
                raise error
            failure = error
            failed.add(attempt)
    raise failure


async def _abandon(attempts: Iterable[_Attempt]) -> None:
    """Cancel attempts, and close the connections of those that were quick enough."""
    for task in attempts:
        task.cancel()
    for stream in await asyncio.gather(*attempts, return_exceptions=True):
        if not isinstance(stream, BaseException):
            await stream.aclose()
