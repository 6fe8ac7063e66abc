"""HTTP clients of servers on this machine."""

from typing import Any

import httpx
from telegram.request import HTTPXRequest

# Long only where something is wrong: a crowded machine must not fail a right answer.
PATIENCE_SECONDS = 60.0


def loopback_client(**options: Any) -> httpx.AsyncClient:
    """A client that waits for an answer for as long as a crowded machine may take.

    httpx itself gives up after five seconds. The environment's proxies lead elsewhere, and loading
    the system's certificates would take half the time of a test.
    """
    usual = {"trust_env": False, "verify": False, "timeout": PATIENCE_SECONDS}
    return httpx.AsyncClient(**usual | options)


def loopback_request() -> HTTPXRequest:
    """The same for python-telegram-bot, which gives up after one second or five, too."""
    return HTTPXRequest(
        read_timeout=PATIENCE_SECONDS,
        write_timeout=PATIENCE_SECONDS,
        connect_timeout=PATIENCE_SECONDS,
        pool_timeout=PATIENCE_SECONDS,
        httpx_kwargs={"trust_env": False, "verify": False},
    )
