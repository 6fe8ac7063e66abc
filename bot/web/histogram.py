"""Counts observed values in buckets, at a fraction of what the library's own histogram takes.

The library's histogram guards each number by a lock and looks through its buckets one by one, which
is felt where each message is observed twice. Everything is observed on the event loop here, so that
plain lists do; the library writes them out when somebody asks.
"""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector, CollectorRegistry

# So many values one label may have; what comes later counts as this.
MOST_NAMES: Final = 64
OTHERS: Final = "other"


class _Counts:
    """What was observed under one value of the label: by bucket, not summed up, and in all."""

    __slots__ = ("buckets", "total")

    def __init__(self, buckets: int) -> None:
        self.buckets = [0] * buckets
        self.total = 0.0


class Histogram(Collector):
    """A histogram with at most one label, for one thread.

    Args:
        name, words: of the metric, as its readers see them.
        bounds: the upper bounds of the buckets, included, ascending, without infinity.
        registry: asks for it.
        label: the label's name; empty: none, and the metric is there before its first value.
    """

    def __init__(
        self,
        name: str,
        words: str,
        bounds: tuple[float, ...],
        *,
        registry: CollectorRegistry,
        label: str = "",
    ) -> None:
        self._name, self._words, self._label = name, words, label
        self._bounds = bounds
        self._by_name: dict[str, _Counts] = {} if label else {"": self._new()}
        registry.register(self)

    def observe(self, value: float, name: str = "") -> None:
        """Count a value under this value of the label."""
        counts = self._by_name.get(name)
        if counts is None:
            if len(self._by_name) >= MOST_NAMES:
                name = OTHERS
            counts = self._by_name.setdefault(name, self._new())
        counts.buckets[bisect_left(self._bounds, value)] += 1
        counts.total += value

    def describe(self) -> Iterator[HistogramMetricFamily]:
        """Name the metric to the registry, which refuses a second one of this name."""
        yield HistogramMetricFamily(self._name, self._words)

    def collect(self) -> Iterator[HistogramMetricFamily]:
        """Yield the metric with each bucket counting what lies in those before it, too."""
        labels = [self._label] if self._label else []
        family = HistogramMetricFamily(self._name, self._words, labels=labels)
        bounds = [*(str(float(bound)) for bound in self._bounds), "+Inf"]
        for name, counts in self._by_name.items():
            family.add_metric(
                [name] if self._label else [],
                list(zip(bounds, accumulate(counts.buckets), strict=True)),
                counts.total,
            )
        yield family

    def _new(self) -> _Counts:
        return _Counts(len(self._bounds) + 1)
