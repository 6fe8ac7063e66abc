"""Defines the exceptions that the bot raises.

KhabarError
├── ConfigError        a setting is missing, unknown or invalid
├── FetchError         a feed, page or photo could not be fetched
│   ├── FetchRefused   the fetch policy refuses the URL
│   ├── FetchTooLarge  the body exceeded its size limit
│   └── FetchStatus    unexpected HTTP status (status, retry_after)
└── ParseError         input could not be parsed
    ├── FeedError      the response is not a usable feed
    ├── PageError      the response is not a usable article page
    │   └── PageLocked the article is password-protected
    ├── PhotoError     the response is not a usable photo
    └── IsolationError the worker process gave no result
        ├── JobKilled  it exceeded its CPU time, wall time or memory
        ├── JobFailed  it raised an unexpected exception
        └── WorkerUnavailable  no worker process can be started now
"""

from datetime import timedelta


class KhabarError(Exception):
    """Base class of all exceptions that the bot raises on purpose."""


class ConfigError(KhabarError):
    """A setting is missing, unknown or invalid; the message says which and what to do."""


class FetchError(KhabarError):
    """A feed, page or photo could not be fetched."""


class FetchRefused(FetchError):
    """The fetch policy refuses the URL: host, scheme, or resolved address."""


class FetchTooLarge(FetchError):
    """The body exceeded its size limit; the rest was not read."""


class FetchStatus(FetchError):
    """The site answered with an unexpected HTTP status."""

    def __init__(self, message: str, *, status: int, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class ParseError(KhabarError):
    """Input from outside could not be parsed."""


class FeedError(ParseError):
    """The response is not a usable feed: HTML, truncated, undecodable, empty."""


class PageError(ParseError):
    """The response is not a usable article page."""


class PageLocked(PageError):
    """The article is password-protected, so its text must not be shown."""


class PhotoError(ParseError):
    """The response is not a usable photo."""


class IsolationError(ParseError):
    """The worker process gave no result for an input."""


class JobKilled(IsolationError):
    """The input made a job exceed its CPU time, wall time or memory."""


class JobFailed(IsolationError):
    """The input made a parser raise an unexpected exception."""


class WorkerUnavailable(IsolationError):
    """No worker process can be started now; the input is not to blame."""
