"""How many mistakes of typing lie between two words."""


def distance(first: str, second: str, *, at_most: int) -> int:
    """Optimal string alignment distance; `at_most + 1` for anything farther."""
    if abs(len(first) - len(second)) > at_most:
        return at_most + 1
    before_last: list[int] = []
    last = list(range(len(second) + 1))
    for row, letter in enumerate(first, 1):
        current = [row]
        for column, other in enumerate(second, 1):
            cost = min(
                last[column] + 1, current[column - 1] + 1, last[column - 1] + (letter != other)
            )
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before_last[column - 2] + 1)
            current.append(cost)
        if min(current) > at_most:
            return at_most + 1
        before_last, last = last, current
    return min(last[-1], at_most + 1)
