"""The first poll of a feed, which tells nobody anything; most tests begin behind it."""

from datetime import timedelta

from tests.bot.conftest import Pipeline

LATER = timedelta(minutes=5)


async def first_poll(pipeline: Pipeline) -> None:
    await pipeline.reader()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(LATER)
