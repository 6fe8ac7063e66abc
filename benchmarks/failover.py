"""Fifty kills of the leader among two instances in one broadcast, on PostgreSQL: eight minutes."""

import random
import sys
import tempfile
from pathlib import Path

from benchmarks import Figure
from benchmarks.postgresql import AS_IT_COMES
from bot.delivery.claim_window import WINDOW
from sandbox.server import SandboxOptions, running
from storage.engine.address import PostgresqlAddress
from tests.end_to_end.instance_pair import pair_on
from tests.end_to_end.leader_kills import kill_leaders
from tests.postgresql import create_database, programs, running_server

KILLS = 50
CHATS = 2_000
# Of thirty posts a second; the last kill must come before the last chat.
LONGEST_LIFE_SECONDS = 1.0


async def measure() -> list[Figure]:
    binaries = programs()
    if binaries is None:
        print("no PostgreSQL is installed: nothing is measured on it", file=sys.stderr)
        return []
    with running_server(binaries, **AS_IT_COMES) as server, tempfile.TemporaryDirectory() as folder:
        create_database(str(server.folder), "khabar")
        address = PostgresqlAddress(server.address("khabar"))
        async with (
            running(SandboxOptions()) as sandbox,
            pair_on(address, sandbox, Path(folder), chats=CHATS) as pair,
        ):
            found = await kill_leaders(
                pair, kills=KILLS, longest=LONGEST_LIFE_SECONDS, chance=random.Random(11)
            )
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
    ]
