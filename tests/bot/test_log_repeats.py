"""What is said again and again is logged once a minute, and what is new at once."""

import logging

from bot.log_repeats import OnceAMinute


def record(words: str, *values: object) -> logging.LogRecord:
    return logging.LogRecord("library", logging.WARNING, "file", 1, words, values, None)


def test_the_same_words_are_logged_once_a_minute() -> None:
    now = [5.0]
    once = OnceAMinute(lambda: now[0])
    assert once.filter(record("no connection: %s", "refused"))
    now[0] += 59
    assert not once.filter(record("no connection: %s", "refused"))
    assert once.filter(record("no connection: %s", "wrong password"))
    now[0] += 2
    assert once.filter(record("no connection: %s", "refused"))


def test_words_that_hold_a_number_are_new_each_time() -> None:
    once = OnceAMinute(lambda: 5.0)
    assert all(once.filter(record("lost connection %d", number)) for number in range(1000))
