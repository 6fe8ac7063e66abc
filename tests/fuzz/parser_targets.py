"""The parsers of what a site sends: feed, REST answer, page, photo."""

import contextlib
import importlib
import math
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

from hypothesis import strategies as st

from tests.bot.article import hostile as pages
from tests.bot.delivery import hostile as photos
from tests.bot.feed import hostile as feeds
from tests.fuzz.rounds import Read, Target
from tests.measured_process import MEGABYTES, SECONDS, Outcome, doing_nothing, run_measured


def parser(
    read: Callable[[bytes, str], None],
    bodies: Callable[[], st.SearchStrategy[bytes]],
    content_types: tuple[str, ...],
    shapes: Callable[[], Iterable[tuple[str, bytes]]],
    *,
    megabytes: float = MEGABYTES,
    seconds: float = SECONDS,
) -> Target:
    """A parser of bytes and a content type, each input in a process of its own."""

    @contextlib.contextmanager
    def opened() -> Iterator[Read]:
        # Its import is no part of what an input takes, in the worker process neither.
        importlib.import_module("trafilatura")
        idle = doing_nothing()

        def measured(one: Any) -> Outcome:
            body, content_type = (one, "") if isinstance(one, bytes) else one
            return run_measured(
                lambda: read(body, content_type),
                idle,
                killed_after=math.ceil(1.5 * seconds),
                bound=megabytes,
                most_seconds=seconds,
            )

        yield measured

    return Target(opened, lambda: st.tuples(bodies(), st.sampled_from(content_types)), shapes)


TARGETS: Final = {
    "feed": parser(feeds.read, feeds.bodies, feeds.CONTENT_TYPES, feeds.SHAPES.items),
    # Ten megabytes of JSON as Python's own values.
    "rest": parser(
        feeds.read_rest, feeds.rest_bodies, ("",), feeds.REST_SHAPES.items, megabytes=200
    ),
    "page": parser(pages.read, pages.bodies, pages.CONTENT_TYPES, pages.SHAPES.items),
    # The largest picture takes 1.5 to 2.4 seconds, as fast as the machine is; a bomb, minutes.
    "photo": parser(
        photos.read, photos.bodies, ("",), photos.shapes, megabytes=photos.MEGABYTES, seconds=6
    ),
}
