"""What a bot is handed by Telegram: updates of any shape, presses, questions."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from tests.fuzz.handled import handled
from tests.fuzz.rounds import Read, Target
from tests.handlers import hostile as updates
from tests.handlers.offstage import offstage_at


def application(inputs: Callable[[], st.SearchStrategy[Any]]) -> Target:
    """A bot without a network, which is handed updates as Telegram's JSON."""

    @contextlib.contextmanager
    def opened() -> Iterator[Read]:
        with tempfile.TemporaryDirectory() as folder, offstage_at(Path(folder) / "bot.db") as stage:
            yield lambda update: handled(stage, update)

    return Target(opened, inputs, lambda: updates.shapes().items())


TARGETS: Final = {
    "update": application(updates.updates),
    "callback": application(updates.presses),
    "query": application(updates.questions),
}
