"""Says how many rows may be marked as being sent at once, and how soon results are written."""

from datetime import timedelta

from bot.delivery.outage import Outage

# Two seconds of Telegram's ceiling: enough for answers that take so long, few enough that
# breaking news does not wait behind what was claimed before it.
WINDOW = 60
# The same for paid broadcasts: 256 under way, answered within a quarter of a second.
PAID_WINDOW = 256
# At a thousand a second results are written together with those of the next moment, half a window
# at the most. At thirty each is written at once: what is not written when the process is killed is
# sent twice.
PAID_RECORD_AFTER = timedelta(milliseconds=50)


def free_rows(window: int, in_flight: int, outage: Outage) -> int:
    """Return how many rows may be claimed now.

    Rows are claimed a quarter of the window at a time, so that a claim is worth its query.
    During an outage it is one, and none before a probe was answered.

    Args:
        window: the most rows that are marked at once.
        in_flight: how many are.
        outage: whether Telegram is reachable.
    """
    if outage.on:
        return 1 if outage.trying and not in_flight else 0
    free = window - in_flight
    return free if free >= max(1, window // 4) else 0
