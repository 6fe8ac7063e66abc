"""Logs refused posts once for their content and Telegram's words: thousands of chats get them."""

import logging
from collections.abc import Callable

from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.sending.post_request import Target

_LOG = logging.getLogger(__name__)
_MOST_LOGGED = 1000


class RefusalLog:
    """Remembers what was logged, a bounded number of refusals.

    Args:
        on_no_stars: called when a paid post is refused because the balance is too low.
    """

    def __init__(self, on_no_stars: Callable[[], None]) -> None:
        self._on_no_stars = on_no_stars
        self._logged: set[tuple[str, str]] = set()

    def note(self, target: Target, outcome: Outcome) -> None:
        """Log a refusal after which less of the post is sent."""
        if outcome.action is FailureAction.UNPAID:
            self._on_no_stars()
        key = (target.content, outcome.detail)
        if key in self._logged:
            return
        if len(self._logged) >= _MOST_LOGGED:
            self._logged.clear()
        self._logged.add(key)
        # A text that can't be parsed is a mistake of this program.
        level = logging.ERROR if outcome.action is FailureAction.PLAIN else logging.WARNING
        _LOG.log(
            level,
            "%s was refused by chat %d (%s): %s",
            *(target.content, target.telegram_id, outcome.detail, outcome.action),
        )
