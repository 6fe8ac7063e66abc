"""Shows the progress of a long command: done, rate, and estimated time left."""

import time
from collections.abc import Callable
from datetime import timedelta

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
)


class ProgressRate:
    """Rate and time left by what this run has done; what earlier ones did says nothing of today."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: tuple[float, int] | None = None

    def rate_text(self, done: int, left: int | None) -> str:
        """Return articles a second and the time left; empty before that can be told."""
        if self._began is None:
            self._began = self._clock(), done
            return ""
        began, first = self._began
        per_second = (done - first) / max(self._clock() - began, 0.001)
        if per_second <= 0:
            return ""
        if left is None:
            return f"{per_second:,.1f}/s"
        return f"{per_second:,.1f}/s, {timedelta(seconds=int(left / per_second))} left"


def progress_bar(console: Console) -> Progress:
    """Return a progress bar with count, rate and time left."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TextColumn("{task.fields[pace]}"),
        console=console,
    )
