"""Copies of an article: what is told to nobody, and what is another article."""

import dataclasses
from datetime import timedelta

import pytest

from bot.delivery.composing import StoredPosts
from bot.i18n import Catalogues
from bot.ingest.rechecks.recheck import Recheck
from sandbox.newsroom import Area, Article, Fault, Story, create_app
from sandbox.serving import listen, make_server, served, url_of
from storage.models import ArticleStatus, StoredArticle
from storage.outbox import Action, Sent
from tests.bot.conftest import Pipeline
from tests.bot.ingest.polling.first_poll import LATER, first_poll
from tests.bot.ingest.rechecks.test_recheck import due, posted, rechecking


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


async def stored(pipeline: Pipeline, article: Article) -> StoredArticle:
    found = await pipeline.stored(article)
    assert found is not None
    return found


async def look_twice(pipeline: Pipeline, again: Recheck, *articles: Article) -> None:
    """The pages are read now and again some minutes later."""
    for _ in range(2):
        ids = [pipeline.site_id(article) for article in articles]
        await pipeline.store.rechecks.recheck_now(ids, pipeline.clock())
        await again.recheck_due()
        pipeline.clock.forward(timedelta(minutes=3))


async def edited(pipeline: Pipeline) -> str:
    """The one edit that is due, as it is sent."""
    (delivery,) = await due(pipeline)
    assert delivery.action is Action.EDIT
    posts = StoredPosts(pipeline.store.articles, Catalogues.load(), zone_name="Asia/Damascus")
    post = (await posts.posts_for([delivery]))[delivery.id]
    await pipeline.store.outbox.record([Sent(delivery.id, 77, has_photo=True)], pipeline.clock())
    return f"{post.html} {post.buttons}"


async def test_what_was_withdrawn_and_published_anew_is_news(pipeline: Pipeline) -> None:
    """The editor threw the first away: nobody can read the story in its post any more."""
    article = await posted(pipeline)
    pipeline.newsroom.withdraw(article.number)
    await look_twice(pipeline, rechecking(pipeline), article)
    assert (await stored(pipeline, article)).status is ArticleStatus.WITHDRAWN
    anew = pipeline.newsroom.republish(article.number)
    result = await pipeline.ingest.poll(pipeline.feed_url)
    assert (result.stored, result.pushed) == (1, 1)
    assert (await stored(pipeline, anew)).status is ArticleStatus.LIVE


async def test_of_two_copies_the_one_that_stays_takes_over_the_posts(pipeline: Pipeline) -> None:
    """They lead there, with its words, and say nothing of a withdrawal; nobody gets it twice."""
    article = await posted(pipeline)
    copy = pipeline.newsroom.republish(article.number)
    pipeline.newsroom.edit(copy.number, headline="بالصور.. حديقة جديدة في حمص")
    await pipeline.ingest.poll(pipeline.feed_url)
    promised = await pipeline.addressed()
    before = await stored(pipeline, article)
    pipeline.newsroom.withdraw(article.number)
    again = rechecking(pipeline)
    await look_twice(pipeline, again, article)
    now = await stored(pipeline, copy)
    assert (now.id, now.status) == (before.id, ArticleStatus.LIVE)
    assert now.article.published > before.article.published
    post = await edited(pipeline)
    assert "بالصور.. حديقة جديدة في حمص" in post
    assert str(copy.number) in post
    assert str(article.number) not in post
    assert "سحب الموقع" not in post
    assert len(await pipeline.addressed()) == len(promised)
    assert [one.id for one in await pipeline.store.articles.latest(50)].count(before.id) == 1
    # Its former number stays known, so that it is not told anew when it comes back.
    pipeline.newsroom.restore(article.number)
    assert (await pipeline.ingest.poll(pipeline.feed_url)).pushed == 0
    assert (await stored(pipeline, article)).status is ArticleStatus.COPY
    # And it takes over in its turn.
    pipeline.newsroom.withdraw(copy.number)
    pipeline.newsroom.restore(article.number)
    await look_twice(pipeline, again, copy)
    assert (await stored(pipeline, article)).status is ArticleStatus.LIVE
    assert str(article.number) in await edited(pipeline)


async def test_an_article_thrown_away_with_its_copy_is_withdrawn(pipeline: Pipeline) -> None:
    article = await posted(pipeline)
    copy = pipeline.newsroom.republish(article.number)
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.newsroom.withdraw(article.number)
    pipeline.newsroom.withdraw(copy.number)
    await look_twice(pipeline, rechecking(pipeline), article)
    assert (await stored(pipeline, article)).status is ArticleStatus.WITHDRAWN
    assert (await stored(pipeline, copy)).status is ArticleStatus.COPY
    assert "سحب الموقع" in await edited(pipeline)


async def test_what_an_owner_rejected_is_no_original(pipeline: Pipeline) -> None:
    """While the owner has not decided its copy waits with it; then each is judged by itself."""
    await first_poll(pipeline)
    short = Story(
        key="short", headline="مباشر", paragraphs=("مباشر",), section="local", tags=("بث",)
    )
    first = pipeline.newsroom.publish(short)
    await pipeline.ingest.poll(pipeline.feed_url)
    held = await stored(pipeline, first)
    assert held.status is ArticleStatus.HELD
    at = pipeline.clock()
    pipeline.clock.forward(LATER)
    twin = pipeline.newsroom.publish(dataclasses.replace(short, key="twin"))
    pipeline.newsroom.redate(twin.number, at)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert (await stored(pipeline, twin)).status is ArticleStatus.COPY
    await pipeline.store.held_articles.reject(held.id)
    pipeline.clock.forward(LATER)
    third = pipeline.newsroom.publish(dataclasses.replace(short, key="third"))
    pipeline.newsroom.redate(third.number, at)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert (await stored(pipeline, third)).status is ArticleStatus.HELD


async def test_after_a_move_corrections_at_the_new_address_reach_the_posts(
    pipeline: Pipeline,
) -> None:
    """The old host leads nowhere: the article lives on as its copy, and is read there."""
    sock = listen(0)
    async with served((make_server(create_app(pipeline.newsroom)), sock)):
        old = f"{url_of(sock)}/feed/"
        await pipeline.reader()
        await pipeline.ingest.poll(old)
        pipeline.clock.forward(LATER)
        article = pipeline.newsroom.publish(breaking=False)
        await pipeline.ingest.poll(old)
        pipeline.clock.forward(timedelta(minutes=3))
        (delivery,) = await due(pipeline)
        await pipeline.store.outbox.record(
            [Sent(delivery.id, 77, has_photo=True)], pipeline.clock()
        )
        await pipeline.ingest.poll(pipeline.feed_url)
        assert (await stored(pipeline, article)).status is ArticleStatus.COPY
    pipeline.clock.forward(LATER)
    pipeline.newsroom.edit(article.number, headline="عنوان صحح بعد الانتقال")
    await pipeline.ingest.poll(pipeline.feed_url)
    await rechecking(pipeline).recheck_due()
    assert (await stored(pipeline, article)).status is ArticleStatus.LIVE
    post = await edited(pipeline)
    assert "عنوان صحح بعد الانتقال" in post
    assert pipeline.site_url in post


ANEW = (
    (
        "بدأت ورشات البلدية صباح اليوم مد أنبوب جديد للمياه بين خزان التل وحي الزيتون، بعد شهرين من"
        " انقطاع متكرر اشتكى منه سكان الحي."
    ),
    (
        "وقال مدير الورشة إن العمل ينتهي قبل نهاية الشهر، وإن صهاريج البلدية توزع المياه على البيوت"
        " المرتفعة حتى ذلك الحين من دون مقابل."
    ),
)


async def copied(pipeline: Pipeline) -> tuple[Article, Article]:
    """An article that one reader has, and a copy of it."""
    article = await posted(pipeline)
    copy = pipeline.newsroom.republish(article.number)
    await pipeline.ingest.poll(pipeline.feed_url)
    assert (await stored(pipeline, copy)).status is ArticleStatus.COPY
    pipeline.clock.forward(LATER)
    return article, copy


@pytest.mark.parametrize("rest", ["open", "closed"])
async def test_a_copy_that_is_written_anew_is_news(pipeline: Pipeline, rest: str) -> None:
    """An editor begins a story as a copy of the last one, and publishes it too early."""
    article, copy = await copied(pipeline)
    if rest == "closed":
        pipeline.newsroom.cause(Fault.FORBIDDEN, areas=frozenset({Area.REST}))
    pipeline.newsroom.edit(copy.number, headline="أنبوب جديد للمياه إلى الحي", paragraphs=ANEW)
    again = rechecking(pipeline)
    for _ in range(2):
        await pipeline.ingest.poll(pipeline.feed_url)
        await again.recheck_due()
        pipeline.clock.forward(LATER)
    now = await stored(pipeline, copy)
    assert (now.status, now.article.title) == (ArticleStatus.LIVE, "أنبوب جديد للمياه إلى الحي")
    assert await pipeline.promised() == [now.article.title]
    # The two are no concern of each other any more.
    pipeline.newsroom.withdraw(article.number)
    await look_twice(pipeline, again, article)
    assert (await stored(pipeline, article)).status is ArticleStatus.WITHDRAWN


async def test_a_copy_that_is_corrected_stays_one(pipeline: Pipeline) -> None:
    _, copy = await copied(pipeline)
    changed = (*copy.paragraphs[:-1], f"{copy.paragraphs[-1]} وكان ذلك مساء أمس.")
    pipeline.newsroom.edit(copy.number, headline="حديقة جديدة بالصور", paragraphs=changed)
    await pipeline.ingest.poll(pipeline.feed_url)
    await rechecking(pipeline).recheck_due()
    assert (await stored(pipeline, copy)).status is ArticleStatus.COPY
    assert await pipeline.promised() == []


async def test_no_article_lives_on_as_what_was_once_its_copy(pipeline: Pipeline) -> None:
    """Both at once: it is thrown away, and the copy is another story by now."""
    article, copy = await copied(pipeline)
    pipeline.newsroom.edit(copy.number, headline="أنبوب جديد للمياه إلى الحي", paragraphs=ANEW)
    pipeline.newsroom.withdraw(article.number)
    await look_twice(pipeline, rechecking(pipeline), article)
    assert (await stored(pipeline, article)).status is ArticleStatus.WITHDRAWN
    assert "سحب الموقع" in await edited(pipeline)
