"""What can go wrong in the bot, as exceptions of the project's own.

KhabarError
├── ConfigError        a setting is missing, unknown or impossible
├── FetchError         a feed or page could not be had
│   ├── FetchRefused   the address is outside the fence
│   ├── FetchTooLarge  the body passed its bound
│   └── FetchStatus    the site answered, but not with what was asked (status, retry_after)
├── FeedError          what came is no usable feed
├── PageError          what came is no usable article page
├── PhotoError         what came is no usable photo
└── IsolationError     untrusted input could not be taken apart by the worker process
    ├── JobKilled      it used up its processor time, wall time or memory
    ├── JobFailed      it raised something that nobody expects
    └── WorkerUnavailable  there is no worker process now; the input is not to blame
"""

from datetime import timedelta


class KhabarError(Exception):
    """Base of everything that the bot raises by intention."""


class ConfigError(KhabarError):
    """A setting is missing, unknown or impossible; the message says which and what to do."""


class FetchError(KhabarError):
    """A feed, page or photo could not be had."""


class FetchRefused(FetchError):
    """The address is outside the fence: host, scheme, or resolved address."""


class FetchTooLarge(FetchError):
    """The body passed its bound; the rest was not read."""


class FetchStatus(FetchError):
    """The site answered, but not with what was asked."""

    def __init__(self, message: str, *, status: int, retry_after: timedelta | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.retry_after = retry_after


class FeedError(KhabarError):
    """What came is no usable feed: HTML, truncated, undecodable, empty."""


class PageError(KhabarError):
    """What came is no usable article page."""


class PhotoError(KhabarError):
    """What came is no usable photo."""


class IsolationError(KhabarError):
    """Untrusted input could not be taken apart by the worker process."""


class JobKilled(IsolationError):
    """The input used up the processor time, wall time or memory of a job."""


class JobFailed(IsolationError):
    """The input made a parser raise something that nobody expects."""


class WorkerUnavailable(IsolationError):
    """No worker process can be started now; the input is not to blame."""
