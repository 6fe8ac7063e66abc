"""Defines the exceptions that the bot raises.

KhabarError
├── ConfigError        a setting is missing, unknown or impossible
├── FetchError         a feed or page could not be had
│   ├── FetchRefused   the address is outside the fence
│   ├── FetchTooLarge  the body passed its bound
│   └── FetchStatus    the site answered, but not with what was asked (status, retry_after)
└── ParseError         what came could not be taken apart
    ├── FeedError      it is no usable feed
    ├── PageError      it is no usable article page
    │   └── PageLocked the newsroom keeps the article behind a password
    ├── PhotoError     it is no usable photo
    └── IsolationError the worker process gave no result
        ├── JobKilled  it used up its processor time, wall time or memory
        ├── JobFailed  it raised something that nobody expects
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


class ParseError(KhabarError):
    """What came from outside could not be taken apart."""


class FeedError(ParseError):
    """What came is no usable feed: HTML, truncated, undecodable, empty."""


class PageError(ParseError):
    """What came is no usable article page."""


class PageLocked(PageError):
    """The newsroom keeps the article behind a password: its text is for nobody else."""


class PhotoError(ParseError):
    """What came is no usable photo."""


class IsolationError(ParseError):
    """The worker process gave no result for an input."""


class JobKilled(IsolationError):
    """The input used up the processor time, wall time or memory of a job."""


class JobFailed(IsolationError):
    """The input made a parser raise something that nobody expects."""


class WorkerUnavailable(IsolationError):
    """No worker process can be started now; the input is not to blame."""
