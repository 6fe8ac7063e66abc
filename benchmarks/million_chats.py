"""The most memory that delivery takes while a million chats wait, with what the bot loads alone.

A process of its own, `python -m benchmarks.million_chats PORT`: what the other figures of delivery
load (pytest, the driver of PostgreSQL) takes more than delivery itself.
"""

import asyncio
import resource
import sys
import tempfile
from pathlib import Path

from bot.delivery.claim_window import PAID_WINDOW
from storage.engine.database import Database
from storage.engine.opening import open_database
from tests.bot.delivery.delivery_process import FAST, delivering, utc_now
from tests.bot.delivery.sample_rows import add_article

CHATS = 1_000_000
DELIVERED_SECONDS = 5


async def fill(database: Database, count: int) -> None:
    """Add so many readers."""
    async with database.transaction() as connection:
        await connection.execute(
            """
            with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)
            insert into chats (telegram_id, kind, joined) select i, 'private', 0 from n
            """,
            (count,),
        )


async def most_megabytes(api_port: str) -> float:
    """Address a million chats, and deliver for some seconds."""
    with tempfile.TemporaryDirectory() as folder:
        database = await open_database(Path(folder) / "khabar.db")
        try:
            await database.migrate()
            await fill(database, CHATS)
            await add_article(database, 1, utc_now())
            async with delivering(
                database, f"http://127.0.0.1:{api_port}/bot", window=PAID_WINDOW, per_second=FAST
            ) as running:
                running.worker.wake()
                await asyncio.sleep(DELIVERED_SECONDS)
        finally:
            await database.close()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


if __name__ == "__main__":
    sys.stdout.write(f"{asyncio.run(most_megabytes(sys.argv[1]))}\n")
