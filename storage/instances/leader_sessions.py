"""Tells from the sessions at the database's server that a leader's process has ended.

The server closes the sessions of a process that dies within moments, long before its lease is over.
That there is none proves nothing by itself: a connection drops without its process, a restart of
the server ends all of them, and a pooler may give them other names. Whoever has seen a session of
the leader, and still has the session by which it did, may conclude from two looks in a row. A
process that is frozen, or whose machine died, keeps its sessions: its lease ends as ever.
"""

from dataclasses import dataclass, replace

# One look may fall between the loss of a connection and the next one, which a leader makes as often
# as it renews its lease.
_LOOKS = 2


@dataclass(frozen=True, slots=True)
class Sight:
    """What an instance has last seen of the sessions of a leader.

    Attributes:
        epoch: of that lead.
        seen: when there was one last, in milliseconds by the server's clock; 0 for never.
        missed: in how many looks since then there was none.
    """

    epoch: int = -1
    seen: int = 0
    missed: int = 0

    @property
    def gone(self) -> bool:
        """Whether the leader's process has ended."""
        return self.missed >= _LOOKS


def after_look(before: Sight, epoch: int, *, connected: bool, now: int, since: int) -> Sight:
    """Return what is known after one more look.

    Args:
        before: what was known.
        epoch: of the present lead.
        connected: whether the leader has a session.
        now: by the server's clock, in milliseconds.
        since: when the looking session began; one that is younger than the last sight may have
            been ended together with the leader's.
    """
    if connected:
        return Sight(epoch, seen=now)
    if epoch != before.epoch or since > before.seen:
        return Sight(epoch)
    return replace(before, missed=before.missed + 1)
