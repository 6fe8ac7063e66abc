"""What is remembered of words that many articles hold."""

from storage.search.widespread_words import _KEPT_SECONDS, _MOST, WidespreadWords


class Clock:
    """Seconds that only a test moves on."""

    def __init__(self) -> None:
        self.now = 50.0

    def __call__(self) -> float:
        return self.now


def test_a_word_is_counted_anew_after_an_hour() -> None:
    """Articles may have been withdrawn by then."""
    clock = Clock()
    common = WidespreadWords(clock)
    common.add('"a"')
    clock.now += _KEPT_SECONDS - 1
    assert '"a"' in common
    assert '"b"' not in common
    clock.now += 1
    assert '"a"' not in common
    assert not len(common)


def test_of_too_many_the_one_that_was_met_longest_ago_goes() -> None:
    """What strangers type has no end."""
    common = WidespreadWords(Clock())
    for number in range(_MOST):
        common.add(f'"{number}"')
    assert '"0"' in common
    common.add('"new"')
    assert len(common) == _MOST
    assert '"0"' in common
    assert '"new"' in common
    assert '"1"' not in common
