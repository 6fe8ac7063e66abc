"""Answers monitoring over HTTP: whether the bot lives, whether it works, and its figures."""

import asyncio
import hmac
import ipaddress
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.vital_signs import Health, LoopWatch
from bot.web.prometheus_metrics import PrometheusMetrics
from bot.web.vital_figures import FigureSource
from storage.errors import StorageError

CHECKED_WITHIN_SECONDS: Final = 3.0
# Slower than that it serves nobody, though it still turns.
STUCK_SECONDS: Final = 10.0
_OK, _FORBIDDEN, _UNAVAILABLE = 200, 403, 503
_TEXT: Final = "text/plain; version=0.0.4; charset=utf-8"
# What proxies add: who came through one is not at this machine.
_FORWARDED: Final = ("forwarded", "x-forwarded-for", "x-real-ip")

Check = Callable[[], Awaitable[Health]]


class StatusRoutes:
    """`/healthz`, `/readyz` and `/metrics`; none of them tells anything of a reader.

    Args:
        loop: measures the event loop.
        checks: look at each part that must work, by its name.
        metrics: holds what was counted; None where metrics are not wanted.
        figures: looks up the rest.
        token: opens `/metrics`; without one only this machine may read it.
    """

    def __init__(
        self,
        loop: LoopWatch,
        checks: Mapping[str, Check],
        metrics: PrometheusMetrics,
        figures: FigureSource,
        *,
        token: str = "",
    ) -> None:
        self._loop = loop
        self._checks = checks
        self._metrics = metrics
        self._figures = figures
        self._token = token

    def routes(self) -> list[Route]:
        """Return the three routes."""
        return [
            Route("/healthz", self._healthz, methods=["GET"]),
            Route("/readyz", self._readyz, methods=["GET"]),
            Route("/metrics", self._exposition, methods=["GET"]),
        ]

    async def _healthz(self, _: Request) -> Response:
        """The process turns: this answer proves it; it says how smoothly."""
        worst = self._loop.worst_seconds
        ok = worst < STUCK_SECONDS
        body = {"ok": ok, "loop_lag_seconds": round(worst, 3)}
        return JSONResponse(body, _OK if ok else _UNAVAILABLE, headers=_NOT_KEPT)

    async def _readyz(self, _: Request) -> Response:
        found = {name: await _checked(check) for name, check in self._checks.items()}
        ready = all(health.ok for health in found.values())
        body = {
            "ready": ready,
            "parts": {
                name: {
                    "ok": health.ok,
                    "age_seconds": health.age_seconds and round(health.age_seconds, 1),
                    "reason": health.reason,
                }
                for name, health in found.items()
            },
        }
        return JSONResponse(body, _OK if ready else _UNAVAILABLE, headers=_NOT_KEPT)

    async def _exposition(self, request: Request) -> Response:
        if not self._may_read(request):
            words = "from another machine METRICS_TOKEN opens this: Authorization: Bearer TOKEN\n"
            return Response(words, _FORBIDDEN, media_type="text/plain")
        try:
            figures = await self._figures()
        except StorageError:
            # What was counted tells all the more now.
            figures = None
        return Response(self._metrics.exposition(figures), headers={"content-type": _TEXT})

    def _may_read(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").removeprefix("Bearer ")
        if self._token:
            return hmac.compare_digest(given.encode(), self._token.encode())
        through_proxy = any(name in request.headers for name in _FORWARDED)
        return (
            not through_proxy
            and _is_this_machine(request.client.host if request.client else "")
            and _is_no_public_name(request.headers.get("host", ""))
        )


_NOT_KEPT: Final = {"cache-control": "no-store"}


async def _checked(check: Check) -> Health:
    try:
        async with asyncio.timeout(CHECKED_WITHIN_SECONDS):
            return await check()
    except TimeoutError:
        return Health(None, f"no answer within {CHECKED_WITHIN_SECONDS:.0f} s")


def _is_no_public_name(host: str) -> bool:
    """Return whether a `Host` is an address, or a name without a dot, as `localhost` is.

    A browser on this machine sends another one where a page's own host name leads here.
    """
    name = host.rpartition(":")[0] if re.search(r":\d*$", host) else host
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "." not in name
    return True


def _is_this_machine(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    # A server that listens on [::] sees IPv4 so (RFC 4291, 2.5.5.2).
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback
