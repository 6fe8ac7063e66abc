"""The bot's end on SIGTERM: however long its parts take, a service manager waits for it."""

from datetime import timedelta

from bot.composition.delivery import DELIVERY_ENDS_WITHIN
from bot.log_handler import LAST_SECONDS
from bot.telegram.connection import ANSWERS_END_WITHIN, RECEIVING_ENDS_WITHIN
from bot.web.server import ENDS_WITHIN_SECONDS

# After these `docker stop` kills (https://docs.docker.com/reference/cli/docker/container/stop/).
KILLED_AFTER = timedelta(seconds=10)


def test_the_bounds_of_all_parts_together_are_less_than_what_is_waited() -> None:
    """Whatever else there is to end takes a moment."""
    seconds = timedelta(seconds=ENDS_WITHIN_SECONDS + LAST_SECONDS)
    together = DELIVERY_ENDS_WITHIN + ANSWERS_END_WITHIN + RECEIVING_ENDS_WITHIN + seconds
    assert together < KILLED_AFTER
