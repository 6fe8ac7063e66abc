"""Computes the back-off with jitter between attempts."""

from datetime import timedelta

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=5)
# With the waits above a post is tried for about two hours before it goes to the owners' list.
# Attempts made while Telegram was unreachable for all chats are not counted.
ATTEMPTS = 30


def wait_before(attempt: int, chance: float) -> timedelta:
    """Return the exponential back-off, from 1 s to 5 min, with jitter in its upper half.

    Args:
        attempt: 1 after the first failure.
        chance: a random number from 0 to 1.
    """
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempt - 1, 20)
    return min(doubled, LONGEST_WAIT) * (0.5 + chance / 2)
