"""Decides which of a channel's posts, and which hour of the day, readers react to most."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

# One post in an hour says nothing of it.
_POSTS_THAT_TELL = 2


@dataclass(frozen=True, slots=True)
class BestPost:
    """A post by its headline, its message and when it was sent, with its reactions."""

    title: str
    message_id: int
    reactions: int
    sent: datetime


@dataclass(frozen=True, slots=True)
class HourCount:
    """An hour of the day, 0 to 23, and how much falls into it: reactions, else posts."""

    hour: int
    count: int
    of_reactions: bool


def best_hour(posts: Sequence[tuple[int, int]]) -> HourCount | None:
    """Return the hour whose posts have most reactions; without any the one with most posts.

    Args:
        posts: the hour and the reactions of each post.

    Returns:
        the earliest of several; None where neither reactions nor two posts of an hour tell.
    """
    reactions: Counter[int] = Counter()
    for hour, count in posts:
        reactions[hour] += count
    found = _most(reactions)
    if found is not None and found[1]:
        return HourCount(*found, of_reactions=True)
    found = _most(Counter(hour for hour, _ in posts))
    if found is not None and found[1] >= _POSTS_THAT_TELL:
        return HourCount(*found, of_reactions=False)
    return None


def best_post(posts: Sequence[BestPost]) -> BestPost | None:
    """Return the post with most reactions, the newest of several; None where none has any."""
    best = max(posts, key=lambda one: (one.reactions, one.sent), default=None)
    return best if best is not None and best.reactions else None


def _most(counted: Counter[int]) -> tuple[int, int] | None:
    return min(counted.items(), key=lambda one: (-one[1], one[0]), default=None)
