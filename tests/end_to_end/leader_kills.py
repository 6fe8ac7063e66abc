"""Kills the leader of two instances again and again in one broadcast, and counts the results."""

import asyncio
import contextlib
import itertools
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass

from bot.leader.while_leading import while_waiting
from tests.end_to_end.instance_pair import Pair, repeats
from tests.end_to_end.running_instances import received

# The other comes first, or gives up.
_NEVER_SECONDS = 3_600.0


@dataclass(frozen=True, slots=True)
class Kills:
    """What the chats got.

    `silence` is the longest time between two posts, in seconds, for each kill within it: who is
    killed before his first post leaves all of the wait to the next one. By the machine's clock.
    """

    kills: int
    lost: int
    repeats: int
    silence: float
    seconds: float


async def kill_leaders(pair: Pair, *, kills: int, longest: float, chance: random.Random) -> Kills:
    """Let each leader send for a random while and kill -9, then start another in its place.

    Where that starts slowly, the next leader is killed before it is ready: else he would have sent
    everything before the last kill.

    Args:
        pair: the instances.
        kills: how many, as long as not everybody has got the article.
        longest: seconds for which a leader is let be.
        chance: the random numbers.
    """
    headline = await pair.broadcast_begins()
    killed: list[float] = []
    while len(killed) < kills and (left := len(pair.chats) - len(await _got(pair, headline))):
        led = await pair.leader()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(led.process.wait(), chance.random() * longest)
        taken = (await pair.control.get("/telegram/counters"))["accepted"]
        led.send(signal.SIGKILL)
        killed.append(time.time())
        pair.instances.remove(led)
        new = await pair.start()
        share = left // (kills - len(killed) + 1)
        await while_waiting(
            new.until_it_says(" runs as @"), pair.control.taken(taken + share, _NEVER_SECONDS)
        )
    with contextlib.suppress(TimeoutError):
        await pair.all_got(headline)
    times = [row[1] for row in await pair.control.entries() if headline in row[5]]
    got = await _got(pair, headline)
    return Kills(
        kills=len(killed),
        lost=len(set(pair.chats) - set(got)),
        repeats=repeats(got),
        silence=max(
            (later - before) / max(1, sum(before < one <= later for one in killed))
            for before, later in itertools.pairwise(times)
        ),
        seconds=times[-1] - times[0],
    )


async def _got(pair: Pair, headline: str) -> Counter[int]:
    return received(await pair.control.journal(), headline)
