"""Computes the waits between attempts: back-off with jitter, and by how long a group is locked."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)
# With the waits above a post is tried for about two hours before it goes to the owners' list.
# Attempts made while Telegram was unreachable for all chats are not counted.
ATTEMPTS = 30
# A group in which nobody may write is tried at least so often, at most so often, and for so long:
# a night, a holiday.
SHORTEST_LOCKED_WAIT = timedelta(minutes=5)
LONGEST_LOCKED_WAIT = timedelta(hours=1)
LONGEST_LOCK = timedelta(days=7)


def wait_before(attempt: int, chance: float) -> timedelta:
    """Return the exponential back-off, from 1 s to 5 min, with jitter in its upper half.

    Args:
        attempt: 1 after the first failure.
        chance: a random number from 0 to 1.
    """
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempt - 1, 20)
    return min(doubled, LONGEST_WAIT) * (0.5 + chance / 2)


def wait_while_locked(waited: timedelta) -> timedelta:
    """Return how long a group is left alone that has let the bot write nothing for so long."""
    return min(max(waited / 2, SHORTEST_LOCKED_WAIT), LONGEST_LOCKED_WAIT)
