"""The outbox: one row for each post to each chat, from queueing until it is sent.

    address ──> ready / waiting ──> claim: sending ──> record: sent, ready again, failed, dropped
                                                          │
                address_edit / withdraw: ready again  <───┘  (sent rows, within the window)
                reopen: ready again  <─────────────────────  (rows that a withdrawal has dropped)

What is promised is promised in the transaction that stores the article; what is claimed is
marked before the request is begun. So a crash at any instant leaves each row either untouched,
or marked and therefore in doubt, or recorded.
"""

from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from storage.engine.database import Connection, Database
from storage.outbox import (
    addressing,
    announcement_counts,
    announcing,
    backlog,
    catch_up,
    changed_since_claim,
    changes,
    claiming,
    clearing,
    digests,
    failures,
    manual_changes,
    progress,
    recording,
    releasing,
    single_chat_rows,
    upkeep,
    withdrawn_rows,
)
from storage.outbox.announcement_counts import AnnouncementProgress, WaitingAnnouncement
from storage.outbox.announcing import AnnouncementAudience
from storage.outbox.backlog import Backlog
from storage.outbox.catch_up import DIGEST_AT_LEAST
from storage.outbox.clearing import Clearing, WaitingArticle
from storage.outbox.deliveries import (
    AllowedDoubts,
    Deactivated,
    Delivery,
    Done,
    Failed,
    Gone,
    Locked,
    Moved,
    PostPart,
    PutBack,
    Result,
    Sent,
    Undeletable,
)
from storage.outbox.failures import FailedArticle, FailedRow
from storage.outbox.progress import ArticleProgress
from storage.outbox.rows import Action, PriorityClass

__all__ = [
    "DIGEST_AT_LEAST",
    "Action",
    "AllowedDoubts",
    "AnnouncementAudience",
    "AnnouncementProgress",
    "ArticleProgress",
    "Backlog",
    "Clearing",
    "Deactivated",
    "Delivery",
    "Done",
    "Failed",
    "FailedArticle",
    "FailedRow",
    "Gone",
    "Locked",
    "Moved",
    "Outbox",
    "PostPart",
    "PriorityClass",
    "PutBack",
    "Result",
    "Sent",
    "Undeletable",
    "WaitingAnnouncement",
    "WaitingArticle",
]

KEEP_FAILED = timedelta(days=30)
# As long as a message to all can be taken back, and the deletions take.
KEEP_ANNOUNCED = timedelta(days=3)
PRUNE_BATCH = 5000
CLEAR_BATCH = 2000

P = ParamSpec("P")
R = TypeVar("R")
_Operation = Callable[Concatenate[Connection, P], Coroutine[Any, Any, R]]
_Method = Callable[Concatenate["Outbox", P], Coroutine[Any, Any, R]]


def _in_transaction(operation: _Operation[P, R]) -> _Method[P, R]:
    """The operation in a transaction of its own."""

    @wraps(operation)
    async def method(outbox: "Outbox", /, *args: P.args, **kwargs: P.kwargs) -> R:
        async with outbox.database.transaction() as connection:
            return await operation(connection, *args, **kwargs)

    return method


def _reading(operation: _Operation[P, R]) -> _Method[P, R]:
    """The operation on a reader."""

    @wraps(operation)
    async def method(outbox: "Outbox", /, *args: P.args, **kwargs: P.kwargs) -> R:
        async with outbox.database.reading() as connection:
            return await operation(connection, *args, **kwargs)

    return method


class Outbox:
    """Every operation on the outbox; each raises `StorageError` where the database fails.

    Each is a function of this package that says what it does, its arguments and its answer.
    """

    def __init__(self, database: Database) -> None:
        self.database = database

    # In the transaction of a caller, who passes its connection.
    address = staticmethod(addressing.address)
    address_edit = staticmethod(changes.address_edit)
    withdraw = staticmethod(changes.withdraw)
    reopen = staticmethod(withdrawn_rows.reopen)
    post_after_deletion = staticmethod(withdrawn_rows.post_after_deletion)
    cancel_owed_deletions = staticmethod(withdrawn_rows.cancel_owed_deletions)
    address_one = staticmethod(single_chat_rows.address_one)
    address_digest = staticmethod(single_chat_rows.address_digest)
    address_announcement = staticmethod(announcing.address)
    withdraw_announcement = staticmethod(announcing.withdraw)
    retry_announcement = staticmethod(announcing.retry)
    record_external_post = staticmethod(single_chat_rows.record_external_post)
    collapse = staticmethod(catch_up.collapse)

    # In a transaction of their own.
    withdraw_one = _in_transaction(manual_changes.withdraw_one)
    edit_one = _in_transaction(manual_changes.edit_one)
    reschedule = _in_transaction(digests.reschedule)
    catch_up = _in_transaction(catch_up.collapse)
    claim = _in_transaction(claiming.claim)
    record = _in_transaction(recording.record)
    release = _in_transaction(releasing.release)
    release_all_but = _in_transaction(releasing.release_all_but)
    recover = _in_transaction(upkeep.recover)
    shift = _in_transaction(upkeep.shift)
    retry_failed = _in_transaction(failures.retry_failed)
    retry_article = _in_transaction(failures.retry_article)
    mark_failures_reported = _in_transaction(failures.mark_reported)

    # On a reader, which sees what is committed.
    no_longer_wanted = _reading(changed_since_claim.no_longer_wanted)
    next_due = _reading(backlog.next_due)
    failed = _reading(failures.failed)
    unreported_failures = _reading(failures.unreported)
    article_progress = _reading(progress.article_progress)
    announcement_progress = _reading(announcement_counts.progress)
    announcement_audience = _reading(announcing.audience)
    backlog = _reading(backlog.backlog)
    waiting_articles = _reading(clearing.waiting_articles)
    waiting_announcements = _reading(announcement_counts.waiting)

    async def clear(self, which: Clearing, now: datetime) -> int:
        """Drop waiting posts, a batch in each transaction so that a running bot goes on; how many.

        Raises:
            StorageError: it can't be written; what was dropped before stays dropped.
        """
        dropped = last = 0
        while True:
            async with self.database.transaction() as connection:
                batch, last = await clearing.clear(
                    connection, which, now, after=last, limit=CLEAR_BATCH
                )
            dropped += batch
            if batch < CLEAR_BATCH:
                return dropped

    async def prune(self, now: datetime, window: timedelta) -> int:
        """Delete what was finished before the edit window, a batch in each transaction."""
        deleted = 0
        while True:
            async with self.database.transaction() as connection:
                batch = await upkeep.prune(
                    connection,
                    now - window,
                    now - max(window, KEEP_FAILED),
                    PRUNE_BATCH,
                    announced_before=now - max(window, KEEP_ANNOUNCED),
                )
            deleted += batch
            if batch < PRUNE_BATCH:
                return deleted
