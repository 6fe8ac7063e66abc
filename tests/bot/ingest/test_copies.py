"""Copies of an article: what is told to nobody, and what is another article."""

from sandbox.newsroom import create_app
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus
from tests.bot.conftest import Pipeline
from tests.bot.ingest.test_poll import LATER, first_poll


async def test_a_copied_article_is_told_to_nobody(pipeline: Pipeline) -> None:
    """The newsroom republished a text under another id."""
    await first_poll(pipeline)
    original = pipeline.newsroom.publish()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(LATER)
    pipeline.newsroom.republish(original.number)
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert (result.stored, result.pushed) == (1, 0)
    assert await pipeline.promised() == [original.headline]


async def test_a_copy_with_a_changed_sentence_is_told_to_nobody(pipeline: Pipeline) -> None:
    """The text is the same in all that makes it news; a new development is none."""
    await first_poll(pipeline)
    original = pipeline.newsroom.publish()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(LATER)
    copy = pipeline.newsroom.republish(original.number)
    changed = (*copy.paragraphs[:-1], f"{copy.paragraphs[-1]} وكان ذلك مساء أمس.")
    pipeline.newsroom.edit(copy.number, headline=f"بالصور.. {copy.headline}", paragraphs=changed)
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert (result.stored, result.pushed) == (1, 0)
    stored = await pipeline.stored(copy)
    assert stored is not None
    assert stored.status is ArticleStatus.COPY


async def test_a_text_that_was_half_rewritten_is_another_article(pipeline: Pipeline) -> None:
    """A follow-up quotes what was known, and is news."""
    await first_poll(pipeline)
    original = pipeline.newsroom.publish()
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.clock.forward(LATER)
    other = pipeline.newsroom.publish(generate=True)
    half = len(original.paragraphs) // 2
    mixed = (*other.paragraphs, *original.paragraphs[:half])
    pipeline.newsroom.edit(other.number, paragraphs=mixed)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).pushed == 1


async def test_a_site_that_moved_to_another_host_tells_nothing_twice(pipeline: Pipeline) -> None:
    """The new address is a new feed: read to learn, and its texts are known as copies."""
    await first_poll(pipeline)
    sock = listen(0)
    async with served((make_server(create_app(pipeline.newsroom)), sock)):
        moved = f"{url_of(sock)}/feed/"
        assert (await pipeline.ingest.poll(moved)).pushed == 0
        pipeline.clock.forward(LATER)
        before = await pipeline.store.articles.count()
        new = pipeline.newsroom.publish(generate=True)
        result = await pipeline.ingest.poll(moved)
    assert (result.stored, result.pushed) == (1, 1)
    assert await pipeline.store.articles.count() == before + 1
    assert [key.rpartition("/")[2] for _, key in await pipeline.addressed()] == [str(new.number)]
