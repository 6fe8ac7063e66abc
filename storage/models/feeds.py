"""Defines the dataclass of a polled feed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """A feed with its validators (RFC 9110, 8.8), its WebSub hub, and how it has fared.

    `cause` is a word for the trouble that has lasted since `failing_since`. What was published
    before `floor` stood behind the feed's first page when it was first read, and is no news; None
    where no reading has said it. `not_modified` answers of 304 have followed the last whole one;
    the validators were first met at `unsettled_since`, or the site has told of news then; None once
    they have settled. What was edited from `edits_since` on REST is still to say; None: since
    `last_success`. While it is `in_flood`, a poll has begun to store more than a newsroom
    publishes, and has not come to its end.
    """

    url: str
    etag: str = ""
    last_modified: str = ""
    next_check: datetime | None = None
    last_success: datetime | None = None
    failures: int = 0
    last_error: str = ""
    not_modified: int = 0
    failing_since: datetime | None = None
    cause: str = ""
    hub: str = ""
    floor: datetime | None = None
    unsettled_since: datetime | None = None
    edits_since: datetime | None = None
    in_flood: bool = False
