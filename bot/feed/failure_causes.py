"""Classifies why a feed could not be read (403, no feed, time-out), for the alert to the owners."""

import socket
import ssl
from collections.abc import Iterator
from enum import StrEnum
from http import HTTPStatus

from bot.errors import FeedError, FetchRefused, FetchStatus, FetchTooLarge

_MOST_CAUSES = 20


class Cause(StrEnum):
    """A cause that an owner can act on; the values are stored in the database."""

    TIMEOUT = "timeout"
    NAME = "name"
    CERTIFICATE = "certificate"
    CONNECTION = "connection"
    REFUSED = "refused"
    MISSING = "missing"
    TOO_OFTEN = "too often"
    MAINTENANCE = "maintenance"
    SITE_ERROR = "site error"
    ANSWER = "answer"
    NOT_ALLOWED = "fence"
    TOO_LARGE = "too large"
    NO_FEED = "no feed"


# The site has said when it wants to be asked again, or at least that it is asked too often.
ASKED_TO_WAIT = frozenset((Cause.TOO_OFTEN, Cause.MAINTENANCE))
# That it tells of news says that its maintenance is over, not that it may be asked more often.
OVER_WHEN_NOTIFIED = frozenset((Cause.MAINTENANCE,))

_BY_TYPE: tuple[tuple[type[BaseException], Cause], ...] = (
    (FetchRefused, Cause.NOT_ALLOWED),
    (FetchTooLarge, Cause.TOO_LARGE),
    (FeedError, Cause.NO_FEED),
    (TimeoutError, Cause.TIMEOUT),
    (socket.gaierror, Cause.NAME),
    (ssl.SSLError, Cause.CERTIFICATE),
)


def cause_of(error: Exception) -> Cause:
    """Return why a poll or another call has failed, by the error and the exceptions behind it."""
    if isinstance(error, FetchStatus):
        return _of_status(error)
    for one in (error, *_behind(error)):
        for kind, cause in _BY_TYPE:
            if isinstance(one, kind):
                return cause
    return Cause.CONNECTION


def _of_status(error: FetchStatus) -> Cause:
    status = error.status
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return Cause.MISSING
    if status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        return Cause.REFUSED
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Cause.TOO_OFTEN
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and error.retry_after is not None:
        return Cause.MAINTENANCE
    return Cause.SITE_ERROR if status >= HTTPStatus.INTERNAL_SERVER_ERROR else Cause.ANSWER


def _behind(error: BaseException) -> Iterator[BaseException]:
    """Return what the error was raised from, down to the library's own exception."""
    behind: BaseException | None = error
    for _ in range(_MOST_CAUSES):
        behind = behind.__cause__ or behind.__context__ if behind else None
        if behind is None:
            return
        yield behind
