"""A newsroom with a clock that tests turn, and a client that talks HTTP to it."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from sandbox.newsroom import Newsroom, create_app

START = datetime(2026, 6, 8, 9, 30, tzinfo=UTC)


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self, start: datetime = START) -> None:
        self.time = start

    def __call__(self) -> datetime:
        """The present."""
        return self.time

    def turn(self, **parts: float) -> None:
        """Let time pass."""
        self.time += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    """The newsroom's clock."""
    return Clock()


@pytest.fixture
def newsroom(clock: Clock) -> Newsroom:
    """A newsroom with two and a half feed pages."""
    return Newsroom(now=clock, backlog=25)


@pytest.fixture
async def client(newsroom: Newsroom) -> AsyncIterator[httpx.AsyncClient]:
    """A client of its site."""
    transport = httpx.ASGITransport(create_app(newsroom))
    async with httpx.AsyncClient(transport=transport, base_url="http://news.test:81") as client:
        yield client
