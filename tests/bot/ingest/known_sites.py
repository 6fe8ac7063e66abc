"""Sites that the bot has read for hours: read once in a process, and copied for each test."""

import copy
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sandbox.serving import listen
from storage.engine.database import Database
from tests import databases
from tests.bot.conftest import Clock, Pipeline
from tests.bot.ingest.small_wordpress import SmallWordPress, reading_at


@dataclass
class KnownSites:
    """What happened on each site, by its name, and was read.

    A site keeps the address that stands in the database: its socket is held, and each test serves
    it at a copy of that.
    """

    _sockets: dict[str, socket.socket] = field(default_factory=dict)
    _read: dict[str, tuple[SmallWordPress, datetime]] = field(default_factory=dict)

    @asynccontextmanager
    async def reading(
        self,
        name: str,
        site: SmallWordPress,
        history: Callable[[Pipeline, SmallWordPress], Awaitable[None]],
        folder: Path,
    ) -> AsyncIterator[tuple[Pipeline, SmallWordPress]]:
        """Serve a site as `history` has left it; what reads it begins as after a restart.

        `site` is how it was before, and `name` says which it is.
        """
        sock = self._sockets.get(name) or self._sockets.setdefault(name, listen(0))

        async def read(path: Path) -> Database:
            clock = Clock()
            async with reading_at(site, path, sock.dup(), clock) as pipeline:
                await history(pipeline, site)
            self._read[name] = site, clock()
            return await databases.migrated(path)

        path = folder / "khabar.db"
        await databases.copy(path, name, read)
        left, moment = self._read[name]
        same = copy.deepcopy(left)
        async with reading_at(same, path, sock.dup(), Clock(moment)) as pipeline:
            yield pipeline, same

    def close(self) -> None:
        for sock in self._sockets.values():
            sock.close()
