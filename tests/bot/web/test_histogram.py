"""The bot's histogram beside the library's own."""

import re

import prometheus_client
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, generate_latest

from bot.web.histogram import MOST_NAMES, OTHERS, Histogram

BOUNDS = (0.001, 0.5, 1, 30, 43200)
VALUES = st.one_of(st.sampled_from(BOUNDS), st.floats(0, 1e9), st.floats(-1, 1))


def lines(registry: CollectorRegistry) -> set[str]:
    """What a reader gets, without when the library made a series."""
    text = generate_latest(registry).decode()
    return {line for line in text.splitlines() if "_created" not in line}


@given(st.lists(st.tuples(st.sampled_from(["answer", "broadcast", ""]), VALUES), max_size=30))
def test_it_is_written_as_the_library_writes_its_own(seen: list[tuple[str, float]]) -> None:
    own, theirs = CollectorRegistry(), CollectorRegistry()
    counted = Histogram("khabar_wait_seconds", "Waits.", BOUNDS, registry=own, label="lane")
    witness = prometheus_client.Histogram(
        "khabar_wait_seconds", "Waits.", ["lane"], buckets=BOUNDS, registry=theirs
    )
    for name, value in seen:
        counted.observe(value, name)
        witness.labels(name).observe(value)
    assert lines(own) == lines(theirs)


@given(st.lists(VALUES, max_size=30))
def test_without_a_label_it_is_there_before_its_first_value(seen: list[float]) -> None:
    own, theirs = CollectorRegistry(), CollectorRegistry()
    counted = Histogram("khabar_lag_seconds", "Lag.", BOUNDS, registry=own)
    witness = prometheus_client.Histogram(
        "khabar_lag_seconds", "Lag.", buckets=BOUNDS, registry=theirs
    )
    for value in seen:
        counted.observe(value)
        witness.observe(value)
    assert lines(own) == lines(theirs)


def test_a_label_has_at_most_so_many_values() -> None:
    """The rest counts together, whatever the names are."""
    registry = CollectorRegistry()
    counted = Histogram("khabar_wait_seconds", "Waits.", (1,), registry=registry, label="lane")
    for number in range(10 * MOST_NAMES):
        counted.observe(0, f"lane {number}")
    series = re.findall(r'_count\{lane="([^"]+)"\} (\d+)', generate_latest(registry).decode())
    assert len(series) == MOST_NAMES + 1
    assert (OTHERS, str(9 * MOST_NAMES)) in series


def test_a_registry_takes_a_name_once() -> None:
    registry = CollectorRegistry()
    Histogram("khabar_wait_seconds", "Waits.", (1,), registry=registry)
    with pytest.raises(ValueError, match="Duplicated"):
        Histogram("khabar_wait_seconds", "Waits.", (1,), registry=registry)
