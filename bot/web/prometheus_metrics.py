"""Keeps metrics in the form that Prometheus reads (https://prometheus.io/docs/practices/naming/)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector
from prometheus_client.core import CounterMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.registry import Collector

from bot.delivery.delivery_log import OUTCOMES
from bot.metrics import POLL_RESULTS, REQUESTS
from bot.web.histogram import MOST_NAMES, OTHERS, Histogram
from bot.web.vital_figures import Figures
from storage.outbox import Action

# From a post at once to one after an outage; those of a broadcast lie between seconds and minutes.
_POSTING: Final = (5, 15, 30, 45, 60, 75, 90, 120, 180, 300, 600, 1800, 3600, 10800, 43200)
_ANSWERING: Final = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STORING: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
_LAGGING: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)


class _Children:
    """One counter's children by their labels, found without the library's checks each time."""

    def __init__(self, metric: Counter) -> None:
        self._metric = metric
        self._known: dict[tuple[str, ...], Counter] = {}

    def __call__(self, *labels: str) -> Counter:
        child = self._known.get(labels)
        if child is None:
            if len(self._known) >= MOST_NAMES:
                labels = (OTHERS,) * len(labels)
            child = self._known[labels] = self._metric.labels(*labels)
        return child


class _ProcessorTime(Collector):
    """What the system has counted itself: a counter of the library can't be set."""

    def __init__(self) -> None:
        self.seconds: Mapping[str, float] = {}

    def collect(self) -> Iterator[CounterMetricFamily]:
        family = CounterMetricFamily(
            "khabar_processor_seconds", "Processor time of each process.", labels=["process"]
        )
        for process, seconds in self.seconds.items():
            family.add_metric([process], seconds)
        yield family


class PrometheusMetrics:
    """Counts what happens, and sets what is looked up when somebody asks.

    Labels hold names of the code only, and at most `MOST_NAMES` each.
    """

    def __init__(self, version: str) -> None:
        self.registry = CollectorRegistry()
        # What is looked up stands apart: where that fails, old figures would pass for new ones.
        self._looked_up = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        info = Gauge(
            "khabar_info", "1, with the version as a label.", ["version"], registry=self.registry
        )
        info.labels(version).set(1)
        self._posts = _Children(
            self._counter("khabar_posts", "Recorded results of the outbox.", ["action", "outcome"])
        )
        self._queued = self._histogram(
            "khabar_post_wait_seconds", "From a post's promise to its result.", _POSTING
        )
        self._delivered = self._histogram(
            "khabar_publication_to_post_seconds",
            "From an article's publication until it stood in every chat that gets it at once.",
            _POSTING,
        )
        self._polls = _Children(self._counter("khabar_polls", "Polls of feeds.", ["result"]))
        self._poll_seconds = self._histogram(
            "khabar_poll_seconds", "How long a poll took, its articles included.", _ANSWERING
        )
        self._updates = _Children(
            self._counter("khabar_updates", "Updates stored, by what they hold.", ["kind"])
        )
        self._requests = self._histogram(
            "khabar_request_seconds",
            "How long the handlers of an update ran, waits for the limits included.",
            _ANSWERING,
            label="request",
        )
        self._failed_requests = _Children(
            self._counter("khabar_requests_failed", "Attempts to handle that failed.", ["request"])
        )
        self._waits = self._histogram(
            "khabar_limiter_wait_seconds",
            "How long messages waited for Telegram's limits.",
            _ANSWERING,
            label="lane",
        )
        self._database = self._histogram(
            "khabar_database_seconds",
            "How long the database was in use, the wait for it included.",
            _STORING,
            label="access",
        )
        self._lag = self._histogram(
            "khabar_loop_lag_seconds", "How late the event loop's timers fired.", _LAGGING
        )
        self._figures = {
            name: Gauge(f"khabar_{name}", words, registry=self._looked_up)
            for name, words in Figures.WORDS.items()
        }
        self._memory = Gauge(
            "khabar_memory_bytes",
            "Resident memory of each process.",
            ["process"],
            registry=self._looked_up,
        )
        self._processor_time = _ProcessorTime()
        self._looked_up.register(self._processor_time)
        self._restarts = Counter(
            "khabar_worker_restarts",
            "How often the process that parses was replaced.",
            registry=self.registry,
        )
        self._restarts_known = 0
        self._begin_at_zero()

    def _begin_at_zero(self) -> None:
        for action in Action:
            for outcome in OUTCOMES.values():
                self._posts(action, outcome)
        for result in POLL_RESULTS:
            self._polls(result)
        for request in REQUESTS:
            self._failed_requests(request)

    def posts_ended(self, action: str, outcome: str, waited_seconds: Sequence[float]) -> None:
        """Count recorded results."""
        self._posts(action, outcome).inc(len(waited_seconds))
        if outcome == "sent":
            for waited in waited_seconds:
                self._queued.observe(waited)

    def article_delivered(self, seconds: float) -> None:
        """Observe an article's way to its readers."""
        self._delivered.observe(seconds)

    def polled(self, result: str, seconds: float) -> None:
        """Count a poll."""
        self._polls(result).inc()
        self._poll_seconds.observe(seconds)

    def update_received(self, kind: str) -> None:
        """Count an update."""
        self._updates(kind).inc()

    def update_handled(self, request: str, seconds: float, *, failed: bool) -> None:
        """Observe a request."""
        self._requests.observe(seconds, request)
        self._failed_requests(request).inc(failed)

    def limiter_waited(self, lane: str, seconds: float) -> None:
        """Observe a message's wait."""
        self._waits.observe(seconds, lane)

    def database_used(self, access: str, seconds: float) -> None:
        """Observe a loan of the database."""
        self._database.observe(seconds, access)

    def loop_lagged(self, seconds: float) -> None:
        """Observe the loop's lag."""
        self._lag.observe(seconds)

    def exposition(self, figures: Figures | None) -> bytes:
        """Return everything in the text format; without `figures` what is counted only."""
        if figures is None:
            return generate_latest(self.registry)
        for name, gauge in self._figures.items():
            gauge.set(figures.values[name])
        # A process that does not run now has no memory.
        self._memory.clear()
        for process, size in figures.memory_bytes.items():
            self._memory.labels(process).set(size)
        self._processor_time.seconds = figures.processor_seconds
        self._restarts.inc(max(0, figures.worker_restarts - self._restarts_known))
        self._restarts_known = figures.worker_restarts
        return generate_latest(self.registry) + generate_latest(self._looked_up)

    def _counter(self, name: str, words: str, labels: list[str]) -> Counter:
        return Counter(name, words, labels, registry=self.registry)

    def _histogram(
        self, name: str, words: str, bounds: tuple[float, ...], *, label: str = ""
    ) -> Histogram:
        return Histogram(name, words, bounds, registry=self.registry, label=label)
