"""Run every benchmark, or those named, and print one line for each figure."""

import asyncio
import importlib
import inspect
import pkgutil
import sys

import benchmarks
from benchmarks import Figure


def print_figure(figure: Figure) -> None:
    verdict = "ok" if figure.ok else "short"
    print(f"{figure.name}\t{figure.value:.4g}\t{figure.unit}\t{figure.goal}\t{verdict}", flush=True)


def main() -> None:
    rooms = [m.name for m in pkgutil.iter_modules(benchmarks.__path__) if m.name != "__main__"]
    for room in sys.argv[1:] or rooms:
        measure = getattr(importlib.import_module(f"benchmarks.{room}"), "measure", None)
        if measure is None:
            continue
        result = measure()
        for figure in asyncio.run(result) if inspect.iscoroutine(result) else result:
            print_figure(figure)


if __name__ == "__main__":
    main()
