"""Fifty kills of the leader among two instances on PostgreSQL, and an update of both: nine minutes.

The update is that to a version with one more migration, which changes next to nothing: what a
larger one takes comes on top.
"""

import contextlib
import itertools
import random
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

from benchmarks import Figure
from benchmarks.postgresql import AS_IT_COMES
from bot.delivery.claim_window import WINDOW
from sandbox.server import SandboxOptions, running
from storage.engine.address import PostgresqlAddress
from tests.end_to_end.instance_pair import Pair, pair_on, repeats
from tests.end_to_end.leader_kills import kill_leaders
from tests.packages.newer_version import newer_version
from tests.postgresql import create_database, programs, running_server

KILLS = 50
CHATS = 2_000
# Of thirty posts a second; the last kill must come before the last chat.
LONGEST_LIFE_SECONDS = 1.0
CHATS_IN_UPDATE = 600


async def measure() -> list[Figure]:
    binaries = programs()
    if binaries is None:
        print("no PostgreSQL is installed: nothing is measured on it", file=sys.stderr)
        return []
    with running_server(binaries, **AS_IT_COMES) as server, tempfile.TemporaryDirectory() as folder:
        for name in ("kills", "update"):
            create_database(str(server.folder), name)
        async with _pair(server.address("kills"), Path(folder, "kills"), CHATS) as pair:
            found = await kill_leaders(
                pair, kills=KILLS, longest=LONGEST_LIFE_SECONDS, chance=random.Random(11)
            )
        update = Path(folder, "update")
        async with _pair(server.address("update"), update, CHATS_IN_UPDATE) as pair:
            updated = await _update(pair, update)
    bound = found.kills * WINDOW
    return [
        Figure(
            f"kills of the leader in one broadcast to {CHATS} chats",
            found.kills,
            "",
            f">= {KILLS}",
            found.kills >= KILLS,
        ),
        Figure("   lost by them", found.lost, "posts", "0", found.lost == 0),
        Figure("   repeated", found.repeats, "posts", f"<= {bound}", found.repeats <= bound),
        Figure(
            "   longest silence for one of them", found.silence, "s", "<= 10", found.silence <= 10
        ),
        Figure("   the whole broadcast", found.seconds, "s", "-", ok=True),
        *updated,
    ]


@contextlib.asynccontextmanager
async def _pair(address: str, folder: Path, chats: int) -> AsyncIterator[Pair]:
    folder.mkdir()
    async with (
        running(SandboxOptions()) as sandbox,
        pair_on(PostgresqlAddress(address), sandbox, folder, chats=chats) as pair,
    ):
        yield pair


async def _update(pair: Pair, folder: Path) -> list[Figure]:
    """A newer version takes over in a broadcast."""
    newer = folder / "newer"
    newer.mkdir()
    headline = await pair.broadcast_begins()
    await pair.start(PYTHONPATH=newer_version(newer))
    got = await pair.all_got(headline)
    times = [row[1] for row in await pair.control.entries() if headline in row[5]]
    silence = max(later - before for before, later in itertools.pairwise(times))
    name = f"an update with a migration in one broadcast to {CHATS_IN_UPDATE} chats, repeated"
    return [
        Figure(name, repeats(got), "posts", "0", repeats(got) == 0),
        Figure("   longest silence", silence, "s", "<= 10", silence <= 10),
    ]
