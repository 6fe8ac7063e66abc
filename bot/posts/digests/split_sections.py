"""Chooses where a digest is split: between sections if possible, in parts of similar length."""

from collections.abc import Callable, Sequence

# Fewer than these of one section in a part; fewer parts; parts alike in length.
_Cost = tuple[int, int, int]


def split_sections(
    sections: Sequence[str],
    *,
    fits: Callable[[int, int], bool],
    at_least: int,
    at_most: int,
) -> list[range] | None:
    """Choose the lines of each part, all of them in order; None if no such split exists.

    Args:
        sections: the section of each line; lines of one section are adjacent.
        fits: whether the lines from the first number to before the second fit one message. If
            some lines don't fit, more lines must not fit either.
        at_least: the fewest lines of a part.
        at_most: the most lines of a part.
    """
    # By number of lines parted so far: what that costs at least, and where its last part begins.
    best: dict[int, tuple[_Cost, int]] = {0: ((0, 0, 0), 0)}
    for end in range(1, len(sections) + 1):
        found: list[tuple[_Cost, int]] = []
        for start in range(end - 1, max(end - at_most, 0) - 1, -1):
            if not fits(start, end):
                break
            if end - start < at_least or start not in best:
                continue
            cuts, parts, squares = best[start][0]
            cut = start > 0 and sections[start - 1] == sections[start]
            cost = (cuts + cut, parts + 1, squares + (end - start) ** 2)
            found.append((cost, start))
        if found:
            best[end] = min(found)
    if len(sections) not in best:
        return None
    ranges = []
    end = len(sections)
    while end:
        start = best[end][1]
        ranges.append(range(start, end))
        end = start
    return ranges[::-1]
