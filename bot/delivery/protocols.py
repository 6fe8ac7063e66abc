"""Defines the interfaces that delivery requires: posts and the outbox."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.types import Post
from storage.outbox import AllowedDoubts, Deactivated, Delivery, Result


class PostSource(Protocol):
    """Composes posts for claimed rows."""

    async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
        """Compose the posts of rows, by row id; a row without a post has nothing to send.

        An edit is composed for the shape of the post as it stands (`has_photo`), a digest from
        `articles`. For a deletion nothing is needed.
        """
        ...


class Queue(Protocol):
    """The part of the outbox that the worker uses; see `storage.outbox.Outbox`."""

    async def recover(self, now: datetime, doubt_wait: timedelta) -> int: ...
    async def claim(
        self, limit: int, now: datetime, lease: timedelta, allowed: AllowedDoubts
    ) -> list[Delivery]: ...
    async def no_longer_wanted(self, deliveries: Sequence[Delivery], now: datetime) -> set[int]: ...
    async def record(self, results: Sequence[Result], now: datetime) -> list[Deactivated]: ...
    async def release(self, ids: Sequence[int]) -> None: ...
    async def release_all_but(self, ids: Collection[int]) -> int: ...
    async def shift(self, since: datetime, by: timedelta) -> int: ...
    async def next_due(self, allowed: AllowedDoubts) -> datetime | None: ...
    async def catch_up(
        self, now: datetime, waiting_since: datetime, *, chat_ids: Collection[int] | None = None
    ) -> int: ...
