"""Remembers which words so many articles hold that counting them anew tells nothing."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

# Half a megabyte: an expression has some twenty words of ten letters at most.
_MOST: Final = 2_000
# Articles are withdrawn one by one: a word stays common for longer than this.
_KEPT_SECONDS: Final = 3_600.0


class WidespreadWords:
    """The expressions that were counted up to the bound of counting within the last hour.

    Of those that were met longest ago the last ones go when there are too many. Searches share it,
    each in the thread of its connection.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._counted: OrderedDict[str, float] = OrderedDict()
        self._alone = threading.Lock()

    def __contains__(self, expression: str) -> bool:
        with self._alone:
            counted = self._counted.get(expression)
            if counted is None:
                return False
            if self._clock() - counted >= _KEPT_SECONDS:
                del self._counted[expression]
                return False
            self._counted.move_to_end(expression)
            return True

    def __len__(self) -> int:
        return len(self._counted)

    def add(self, expression: str) -> None:
        """Note that an expression has just been counted up to the bound."""
        with self._alone:
            self._counted[expression] = self._clock()
            self._counted.move_to_end(expression)
            if len(self._counted) > _MOST:
                self._counted.popitem(last=False)
