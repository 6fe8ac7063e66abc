"""Summarises a live-blog: its newest entries that say something, each with its hour."""

from collections.abc import Callable, Sequence
from itertools import pairwise

from bot.text.live_blog_lines import entry_of, is_live_blog


def newest_entries(
    paragraphs: Sequence[str],
    choose: Callable[[Sequence[str]], list[str]],
    *,
    most: int,
    max_characters: int,
) -> list[str]:
    """Return the newest entries, the newest first, each as its hour and one whole sentence.

    Args:
        paragraphs: the article's text.
        choose: returns the sentence of an entry that may stand in a summary, if it has one.
        most: how many entries are taken.
        max_characters: the bound of all of them together.

    Returns:
        nothing for an article that is not told by the hour.
    """
    if not is_live_blog(paragraphs):
        return []
    entries = [entry for line in paragraphs if (entry := entry_of(line)) is not None]
    minutes = [_minutes(clock) for clock, _ in entries]
    falls = sum(one > other for one, other in pairwise(minutes))
    rises = sum(one < other for one, other in pairwise(minutes))
    found: list[str] = []
    left = max_characters
    for clock, text in entries if falls >= rises else reversed(entries):
        for sentence in choose([text])[:1]:
            line = f"{clock} {sentence}"
            if len(line) <= left:
                found.append(line)
                left -= len(line) + 1
        if len(found) == most:
            break
    return found


def _minutes(clock: str) -> int:
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute)
