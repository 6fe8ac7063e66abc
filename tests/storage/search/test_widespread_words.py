"""What is remembered of words that many articles hold."""

import threading
import time

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


def test_several_threads_may_use_it_at_once() -> None:
    """Each search runs in the thread of its connection; what they add is forgotten at once."""

    class Hurried(Clock):
        """Every look finds what was noted too old, and lets another thread go on before it acts."""

        def __call__(self) -> float:
            time.sleep(0)
            self.now += _KEPT_SECONDS
            return self.now

    common = WidespreadWords(Hurried())
    faults: list[BaseException] = []

    def use() -> None:
        try:
            for number in range(200):
                common.add('"a"')
                assert '"a"' not in common, number
        except BaseException as error:  # noqa: BLE001 - told below
            faults.append(error)

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults
