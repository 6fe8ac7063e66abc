"""Compares this machine's clock with that of the database's server, and tells when they differ.

Whoever takes a post by hand writes by its own clock when it is due, and the leader sends it when
that moment has come by its own: with several machines a wrong clock is late posts, of which nobody
sees the cause.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta

log = logging.getLogger(__name__)

TOLERATED = timedelta(seconds=2)


def least_difference(asked: float, answered: float, server: float) -> float:
    """How far the server's clock is at least ahead of one that showed two moments around its word.

    Args:
        asked: Unix seconds by the own clock before the server was asked.
        answered: the same when it had answered.
        server: what its clock showed in between.
    """
    return min(server - asked, 0.0) or max(server - answered, 0.0)


class ClockDifference:
    """Tells in one line of the log that the clocks differ, and in one that they do no more.

    Args:
        clock: of this machine, in Unix seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self.clock = clock
        self._differs = False

    def compare(self, asked: float, server: float) -> None:
        """Compare the clocks after an answer of the server.

        Args:
            asked: what this machine's clock showed before it was asked.
            server: what the server's showed when it answered.
        """
        difference = least_difference(asked, self.clock(), server)
        differs = abs(difference) > TOLERATED.total_seconds()
        if differs and not self._differs:
            log.warning(
                "this machine's clock is %.0f s %s that of the database's server, and posts by "
                "hand are late or early by that: have NTP set both",
                abs(difference),
                "behind" if difference > 0 else "ahead of",
            )
        elif self._differs and not differs:
            log.info("this machine's clock agrees with that of the database's server again")
        self._differs = differs
