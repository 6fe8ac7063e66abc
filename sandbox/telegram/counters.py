"""Counters of calls, answers, accepted messages, unknown methods and parameters."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_MOST_UNKNOWN = 1000


@dataclass(slots=True)
class Counters:
    """What has been called and answered since the start or the last reset."""

    calls: Counter[str] = field(default_factory=Counter)
    answers: Counter[int] = field(default_factory=Counter)
    unknown_parameters: Counter[str] = field(default_factory=Counter)
    unknown_methods: Counter[str] = field(default_factory=Counter)
    accepted: int = 0
    second: int = 0
    in_second: int = 0
    max_per_second: int = 0

    def accept(self, now: float, count: int) -> None:
        self.accepted += count
        if int(now) != self.second:
            self.second, self.in_second = int(now), 0
        self.in_second += count
        self.max_per_second = max(self.max_per_second, self.in_second)

    def note_unknown(self, method: str, names: Iterable[str]) -> None:
        for name in names:
            key = f"{method}.{name[:64]}"
            if key in self.unknown_parameters or len(self.unknown_parameters) < _MOST_UNKNOWN:
                self.unknown_parameters[key] += 1

    def note_unknown_method(self, method: str) -> None:
        if method in self.unknown_methods or len(self.unknown_methods) < _MOST_UNKNOWN:
            self.unknown_methods[method[:64]] += 1
