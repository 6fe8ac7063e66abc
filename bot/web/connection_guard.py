"""Bounds the web server's connections, which its library leaves unbounded by default."""

import asyncio
from collections import Counter
from ipaddress import IPv6Address, IPv6Network
from typing import Any, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_WITHIN_SECONDS: Final = 10.0
# Ten for the body, and more than any answer takes: an update's is its commit.
EXCHANGE_WITHIN_SECONDS: Final = 60.0
MAX_CONNECTIONS: Final = 256
MAX_PER_ADDRESS: Final = 16


class ConnectionGuard:
    """Counts and bounds connections, in total and for each IP address.

    `trusted` are the addresses of proxies, which have no bound of their own; every other address
    may hold `per_address` connections.
    """

    def __init__(
        self, trusted: frozenset[str] = frozenset(), per_address: int = MAX_PER_ADDRESS
    ) -> None:
        self._trusted = trusted
        self._per_address = per_address
        self._open: Counter[str] = Counter()

    def admit(self, address: str) -> bool:
        """Count a new connection; return False if it must be closed at once."""
        if self._open.total() >= MAX_CONNECTIONS:
            return False
        holder = _holder(address)
        trusted = not self._trusted.isdisjoint({address, holder})
        if not trusted and self._open[holder] >= self._per_address:
            return False
        self._open[holder] += 1
        return True

    def release(self, address: str) -> None:
        """Stop counting an admitted connection, because it has ended."""
        holder = _holder(address)
        self._open[holder] -= 1
        if self._open[holder] <= 0:
            del self._open[holder]


def _holder(address: str) -> str:
    """Return what one subscriber holds: an IPv4 address, or the 64 bits of an IPv6 network.

    Whoever has one IPv6 address has 2**64 of them (RFC 6177), and would take all connections.
    """
    if ":" not in address:
        return address
    try:
        parsed = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(IPv6Network((parsed, 64), strict=False))


class GuardedProtocol(H11Protocol):
    """uvicorn's protocol with the guard's bounds, and a time limit for whatever is awaited.

    A request's head must have come in `HEAD_WITHIN_SECONDS`, and from then on its body and the
    answer must have passed in `EXCHANGE_WITHIN_SECONDS`: whoever doesn't take the answers to what
    he asks would else hold his connection for ever. Between two requests the server's own bound
    for idle connections counts as well.
    """

    guard: ConnectionGuard

    _address = ""
    _admitted = False
    _awaits_head = False
    _deadline: asyncio.TimerHandle | None = None
    _served: object = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._address = self.client[0] if self.client else ""
        self._admitted = self.guard.admit(self._address)
        if not self._admitted:
            transport.abort()
            return
        self._expect_head()

    def data_received(self, data: bytes) -> None:
        if not self._admitted:
            return
        # A connection that is kept alive begins its next head with these data.
        if not self._awaits_head and (self.cycle is None or self.cycle.response_complete):
            self._expect_head()
        super().data_received(data)

    def handle_events(self) -> None:
        """See the library; also called for requests that came together with others."""
        try:
            super().handle_events()
        except h11.LocalProtocolError:
            # The library wants to answer nonsense, but has answered what came before it already.
            self.transport.abort()
        if self.cycle is not self._served:
            self._served = self.cycle
            self._awaits_head = False
            self._end_within(EXCHANGE_WITHIN_SECONDS)

    def send_400_response(self, msg: str) -> None:
        """See the library, which leaves the route that is reading the body to answer once more."""
        if self.cycle is not None and not self.cycle.response_complete:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        super().send_400_response(msg)

    def connection_lost(self, exc: Exception | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if self._admitted:
            self._admitted = False
            self.guard.release(self._address)
        super().connection_lost(exc)

    def _expect_head(self) -> None:
        self._awaits_head = True
        self._end_within(HEAD_WITHIN_SECONDS)

    def _end_within(self, seconds: float) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        # Not `close`, which waits until the other side has taken what was sent to it.
        self._deadline = self.loop.call_later(seconds, self.transport.abort)


def guarded(guard: ConnectionGuard) -> type[GuardedProtocol]:
    """Return the protocol class for one server, with connections counted by the guard."""
    return type("GuardedProtocol", (GuardedProtocol,), {"guard": guard})
