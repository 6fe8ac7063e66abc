"""Delivery as a process that can be killed: `python -m tests.bot.delivery.delivery_process`."""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from telegram.ext import ExtBot

from bot.delivery.claim_window import PAID_RECORD_AFTER
from bot.delivery.delivery_log import DeliveryLog
from bot.delivery.delivery_loop import Worker
from bot.delivery.limits.limiter import Limiter
from bot.delivery.outage import DoubtWaits
from bot.delivery.sending.calls import BotCalls
from bot.delivery.sending.photos import Photos
from bot.delivery.sending.sender import Sender
from bot.errors import PhotoError
from bot.metrics import NO_METRICS, Metrics
from bot.telegram.paid_broadcast_request import PaidBroadcastRequest
from bot.telegram.transport import TelegramRequest
from bot.types import Button, Post
from storage.engine.address import address_of
from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.outbox import Action, Delivery, Outbox
from tests.outbox_counts import pending_count

FAST = 1_000_000
ORDINARY = 300
# A tenth of the usual ones and less.
SHORT_WAITS = DoubtWaits(
    first=timedelta(seconds=0.5), probed=timedelta(seconds=3), calm=timedelta(seconds=6)
)


class InventedPosts:
    """Posts that say which article and revision they are of."""

    def __init__(
        self,
        *,
        photo_url: str = "",
        revision: str = "1",
        without_photo: Collection[int] = frozenset(),
    ) -> None:
        self.photo_url = photo_url
        self.without_photo = without_photo
        self.revision = revision
        self.calls = 0

    async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
        self.calls += 1
        return {one.id: self._post(one) for one in deliveries}

    def _post(self, delivery: Delivery) -> Post:
        if delivery.action is Action.DIGEST:
            html = f"<b>ما فاتك</b> {list(delivery.articles)}"
            return Post(html=html, text_html=html)
        html = f"<b>خبر {delivery.article_id}</b> نسخة {self.revision}"
        return Post(
            html=html,
            text_html=html,
            photo_url="" if delivery.article_id in self.without_photo else self.photo_url,
            buttons=((Button("اقرأ", url=f"https://news.example/{delivery.article_id}/"),),),
        )


class RememberedPhotos:
    """`file_id`s in a dictionary."""

    def __init__(self) -> None:
        self.known: dict[tuple[int, str], str] = {}

    async def file_id(self, article_id: int, url: str) -> str:
        return self.known.get((article_id, url), "")

    async def remember(self, article_id: int, url: str, file_id: str) -> None:
        self.known[article_id, url] = file_id


async def no_photo(url: str) -> bytes:
    raise PhotoError(f"nothing at {url}")


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(slots=True, kw_only=True)
class Running:
    """What a test looks at while delivery runs."""

    bot: ExtBot[None]
    outbox: Outbox
    worker: Worker
    limiter: Limiter
    memory: RememberedPhotos
    run: "asyncio.Task[None]"

    async def emptied(self, seconds: float = 60.0, *, pending: int = 0) -> None:
        """Until no more than so many rows are left to be sent; whatever ends the worker is raised.

        Raises:
            TimeoutError: it took longer.
        """
        self.worker.wake()
        async with asyncio.timeout(seconds):
            while await pending_count(self.outbox.database) > pending:
                if self.run.done():
                    self.run.result()
                await asyncio.sleep(0.02)

    async def settled(self, seconds: float = 60.0) -> None:
        """Until everything that was claimed is recorded.

        Raises:
            TimeoutError: it took longer.
        """
        async with asyncio.timeout(seconds):
            while self.worker.in_flight:  # noqa: ASYNC110 - the worker rings no bell
                await asyncio.sleep(0.02)


@contextlib.asynccontextmanager
async def delivering(
    database: Database,
    api_url: str,
    *,
    posts: InventedPosts | None = None,
    token: str = "1:sandbox",
    window: int = 60,
    per_second: int = 30,
    paid: bool = False,
    read_timeout: float = 30.0,
    catch_up_after: timedelta | None = None,
    now: Callable[[], datetime] = utc_now,
    fetch: Callable[[str], Awaitable[bytes]] | None = None,
    stop_within: timedelta = timedelta(seconds=60),
    outbox: Outbox | None = None,
    waits: DoubtWaits = SHORT_WAITS,
    metrics: Metrics = NO_METRICS,
) -> AsyncIterator[Running]:
    """Limiter, request, bot, sender, worker over a database; stopped at the end."""
    limiter = Limiter(clock=time.monotonic, per_second=per_second, metrics=metrics)
    kind = PaidBroadcastRequest if paid or per_second > ORDINARY else TelegramRequest
    request = kind(window + 4, read_timeout=read_timeout)
    bot: ExtBot[None] = ExtBot(
        token,
        base_url=api_url,
        request=request,
        rate_limiter=limiter,  # type: ignore[arg-type]
    )
    memory = RememberedPhotos()
    photos = Photos(fetch=fetch or no_photo, memory=memory, now=now)
    outbox = outbox or Outbox(database)
    worker = Worker(
        outbox=outbox,
        sender=Sender(BotCalls(bot), photos, paid=paid),
        posts=posts or InventedPosts(),
        now=now,
        chance=random.random,
        window=window,
        catch_up_after=catch_up_after,
        on_recorded=DeliveryLog(outbox.article_progress, now, metrics).recorded,
        record_after=PAID_RECORD_AFTER if per_second > ORDINARY else timedelta(0),
        waits=waits,
    )
    await request.initialize()
    run = asyncio.create_task(worker.run())
    try:
        yield Running(
            bot=bot,
            outbox=outbox,
            worker=worker,
            limiter=limiter,
            memory=memory,
            run=run,
        )
    finally:
        await worker.stop(stop_within)
        try:
            await run
        finally:
            await request.shutdown()


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("database", type=address_of)
    parser.add_argument("api_url")
    parser.add_argument("--window", type=int, default=60)
    parser.add_argument("--per-second", type=int, default=30)
    parser.add_argument("--photo", default="")
    parser.add_argument("--read-timeout", type=float, default=30.0)
    parser.add_argument("--usual-waits", action="store_true")
    options = parser.parse_args()
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    database = await open_database(options.database)
    started = time.monotonic()
    try:
        async with delivering(
            database,
            options.api_url,
            posts=InventedPosts(photo_url=options.photo),
            window=options.window,
            per_second=options.per_second,
            read_timeout=options.read_timeout,
            waits=DoubtWaits() if options.usual_waits else SHORT_WAITS,
        ) as running:
            sys.stdout.write("delivering\n")
            sys.stdout.flush()
            waits = [asyncio.create_task(ended.wait()), running.run]
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            waits[0].cancel()
            asked = time.monotonic()
        sys.stdout.write(
            json.dumps(
                {
                    "in_doubt": running.worker.in_doubt_at_start,
                    "refusals": running.limiter.refusals,
                    "seconds": asked - started,
                    "stop_seconds": time.monotonic() - asked,
                    "cpu_seconds": time.process_time(),
                }
            )
            + "\n"
        )
    finally:
        await database.close()


if __name__ == "__main__":
    os.environ["PTB_TIMEDELTA"] = "true"
    asyncio.run(main())
