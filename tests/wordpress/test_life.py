"""What the newsroom does with its posts afterwards: locks, hides, renames, corrects, and floods."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.arabic.queries.parse import parse_query
from bot.feed.wordpress.posts import WordPressPosts
from bot.ingest.page_budget import PAGES_AN_HOUR
from bot.ingest.rechecks.recheck import Recheck
from bot.ingest.rechecks.visibility import VisibilityCheck
from storage.models import ArticleStatus, StoredArticle
from tests.bot.conftest import Pipeline
from tests.bot.ingest.rechecks.test_recheck import rechecking
from tests.loopback import loopback_client
from tests.wordpress.conftest import Filled
from tests.wordpress.news import blocks, story
from tests.wordpress.server import WordPress, packaged_themes

pytestmark = [pytest.mark.wordpress, pytest.mark.usefixtures("only_for_now")]

MINUTE = timedelta(minutes=1)
FLOOD = 30


class Watch:
    """The parts that poll and look again, on a clock that goes as fast as they do."""

    def __init__(self, desk: Pipeline, site: WordPress, feed_url: str) -> None:
        self.desk = desk
        self.site = site
        self.feed_url = feed_url
        self.recheck: Recheck = rechecking(desk)
        self.visibility = VisibilityCheck(
            posts=WordPressPosts(desk.fetcher, desk.clock),
            recheck=self.recheck,
            rechecks=desk.store.rechecks,
            budget=desk.budget,
            feed_urls=(feed_url,),
            window=timedelta(hours=48),
            now=desk.clock,
        )

    async def pass_time(self, by: timedelta, *, polls: bool) -> None:
        end = self.desk.clock() + by
        while self.desk.clock() < end:
            self.desk.clock.forward(MINUTE / 2)
            await self.visibility.check()
            await self.recheck.recheck_due()
            if polls and (end - self.desk.clock()) % (5 * MINUTE) < MINUTE / 2:
                await self.desk.ingest.poll(self.feed_url)

    async def fill_cache(self) -> None:
        """Somebody asks for the feed."""
        async with loopback_client() as client:
            await client.get(self.feed_url)

    def publish(self, title: str, number: int, **more: Any) -> int:
        post = {"post_title": title, "post_content": blocks(*story(number)), **more}
        (made,) = self.site.call(["khabar_post", post, 0])
        return int(made["id"])

    async def stored(self, number: int) -> StoredArticle | None:
        host = self.site.url.removeprefix("http://")
        return await self.desk.store.articles.by_site_id(f"{host}/{number}")

    async def statuses(self, numbers: dict[str, int]) -> dict[str, ArticleStatus | None]:
        found = {name: await self.stored(number) for name, number in numbers.items()}
        return {name: one.status if one else None for name, one in found.items()}

    def asked(self) -> list[str]:
        return [line for line in self.site.requests() if "Khabar" in line]


@pytest.mark.parametrize("rest", ["open", "closed"])
async def test_what_is_hidden_or_changed_later_is_withdrawn_or_corrected_in_ten_minutes(
    filled: Filled, tmp_path: Path, rest: str
) -> None:
    """A password, private, the trash, another slug, another headline; no poll helps with it.

    What is public again is back as soon, where REST is closed after a poll.
    And within the hour that follows, with a poll each five minutes, the site bears few requests.
    """
    filled.set_up(packaged_themes()[-1], "date", rest, summaries=False)
    feed_url = filled.feed_url("date")
    async with filled.desk(tmp_path / "khabar.db", "date") as desk:
        watch = Watch(desk, filled.site, feed_url)
        await desk.reader()
        await desk.ingest.poll(feed_url)
        desk.clock.forward(5 * MINUTE)
        kinds = ("locked", "private", "trashed", "renamed", "corrected", "kept")
        numbers = {
            kind: watch.publish(f"خبر {kind} من بلدة {at} {rest}", 40 + at)
            for at, kind in enumerate(kinds)
        }
        await desk.ingest.poll(feed_url)
        assert set((await watch.statuses(numbers)).values()) == {ArticleStatus.LIVE}
        assert len(await desk.addressed()) == len(kinds)
        await watch.pass_time(13 * MINUTE, polls=False)
        filled.site.call(
            ["wp_update_post", {"ID": numbers["locked"], "post_password": "كلمة"}],
            ["wp_update_post", {"ID": numbers["private"], "post_status": "private"}],
            ["wp_trash_post", numbers["trashed"]],
            ["wp_update_post", {"ID": numbers["renamed"], "post_name": f"another-slug-{rest}"}],
            [
                "wp_update_post",
                {"ID": numbers["corrected"], "post_title": "خبر صححته غرفة الأخبار"},
            ],
        )
        await watch.pass_time(10 * MINUTE, polls=False)
        hidden = {"locked", "private", "trashed"}
        assert await watch.statuses(numbers) == {
            kind: ArticleStatus.WITHDRAWN if kind in hidden else ArticleStatus.LIVE
            for kind in kinds
        }
        for kind in set(kinds) - {"corrected"}:
            page = await desk.store.search.find(
                parse_query(f'"خبر {kind} من بلدة"'), now=desk.clock(), limit=5
            )
            assert bool(page.hits) is (kind not in hidden), kind
        filled.site.call(
            ["wp_update_post", {"ID": numbers["locked"], "post_password": ""}],
            ["wp_update_post", {"ID": numbers["private"], "post_status": "publish"}],
            ["wp_untrash_post", numbers["trashed"]],
            ["wp_update_post", {"ID": numbers["trashed"], "post_status": "publish"}],
        )
        # Where REST is closed only the feed says what to look at before its turn.
        await watch.pass_time(10 * MINUTE, polls=rest == "closed")
        assert await watch.statuses(numbers) == dict.fromkeys(kinds, ArticleStatus.LIVE)
        before = len(watch.asked())
        await watch.pass_time(60 * MINUTE, polls=True)
        asked = watch.asked()[before:]
        corrected, renamed = (
            await watch.stored(numbers["corrected"]),
            await watch.stored(numbers["renamed"]),
        )
        assert corrected is not None
        assert corrected.article.title == "خبر صححته غرفة الأخبار"
        assert renamed is not None
        assert renamed.article.url.endswith(f"/another-slug-{rest}/")
        moved = [line for line in asked if " 301 " in line]
        # Twelve polls, two older pages an hour, and what the scheduled readings take.
        readings = 4 * len(filled.made)
        assert len(asked) <= 14 + (
            10 + 12 + readings if rest == "open" else PAGES_AN_HOUR + readings
        )
        assert len(moved) <= 1, moved
        print(f"\nREST {rest}: {len(asked)} requests an hour, {len(moved)} of them redirected")


@pytest.mark.parametrize("rest", ["open", "closed"])
async def test_a_feed_from_a_cache_delays_but_neither_repeats_nor_reveals(
    filled: Filled, tmp_path: Path, rest: str
) -> None:
    """A cache in front of WordPress gives an old feed, which holds what was locked meanwhile."""
    filled.set_up("old-gazette", "number", rest, summaries=False)
    feed_url = filled.feed_url("number")
    async with filled.desk(tmp_path / "khabar.db", "number") as desk:
        watch = Watch(desk, filled.site, feed_url)
        await desk.reader()
        await desk.ingest.poll(feed_url)
        with filled.site.feed_from_cache():
            numbers = {
                kind: watch.publish(f"خبر {kind} من بلدة {at} {rest}", 60 + at)
                for at, kind in enumerate(("told", "locked later", "locked at once"))
            }
            # Within a second of what the cache has, nothing would tell the two feeds apart.
            filled.site.call(*(["khabar_dated", number, 2] for number in numbers.values()))
            await watch.fill_cache()
            late = watch.publish(f"خبر متأخر {rest}", 65)
            filled.site.call(
                ["wp_update_post", {"ID": numbers["locked at once"], "post_password": "كلمة"}]
            )
            await watch.pass_time(6 * MINUTE, polls=True)
            assert await watch.stored(numbers["locked at once"]) is None
            assert await watch.stored(late) is None
            filled.site.call(
                ["wp_update_post", {"ID": numbers["locked later"], "post_password": "كلمة"}]
            )
            await watch.pass_time(30 * MINUTE, polls=True)
            assert await watch.statuses(numbers) == {
                "told": ArticleStatus.LIVE,
                "locked later": ArticleStatus.WITHDRAWN,
                "locked at once": None,
            }
            filled.site.drop_cache()
            await watch.pass_time(6 * MINUTE, polls=True)
            assert await watch.stored(late) is not None
        host = filled.site.url.removeprefix("http://")
        told = [site_id for _, site_id in await desk.addressed()]
        assert told == [f"{host}/{one}" for one in (numbers["told"], numbers["locked later"], late)]


@pytest.mark.parametrize("seconds_late", [-1, 240])
async def test_an_article_of_the_same_second_as_the_last_one_is_told_by_the_next_poll(
    filled: Filled, tmp_path: Path, seconds_late: int
) -> None:
    """Both have the feed's validators: the first one was fetched before the second one was out.

    Cron publishes what was planned for a second minutes after it.
    """
    filled.set_up("old-gazette", "number", "closed", summaries=False)
    feed_url = filled.feed_url("number")
    async with filled.desk(tmp_path / "khabar.db", "number") as desk:
        watch = Watch(desk, filled.site, feed_url)
        await desk.ingest.poll(feed_url)
        first = watch.publish("خبر أول من بلدة الصفصاف", 70)
        (second_of_both,) = filled.site.call(["khabar_dated", first, seconds_late])
        await desk.ingest.poll(feed_url)
        assert await watch.stored(first) is not None
        second = watch.publish("خبر ثان من بلدة الزيتونة", 71)
        filled.site.call(["khabar_dated", second, second_of_both])
        desk.clock.forward(MINUTE)
        await desk.ingest.poll(feed_url)
        assert await watch.stored(second) is not None


async def test_a_maintenance_of_seconds_holds_up_news_for_no_ten_minutes(
    filled: Filled, tmp_path: Path
) -> None:
    """WordPress's own: each update of a plug-in writes this file, and takes it away."""
    filled.set_up("old-gazette", "number", "closed", summaries=False)
    feed_url = filled.feed_url("number")
    mark = filled.site.root / ".maintenance"
    async with filled.desk(tmp_path / "khabar.db", "number") as desk:
        watch = Watch(desk, filled.site, feed_url)
        await desk.ingest.poll(feed_url)
        mark.write_text("<?php $upgrading = time();")
        try:
            failed = await desk.ingest.poll(feed_url)
        finally:
            mark.unlink()
        assert failed.error
        assert (await desk.store.feeds.get(feed_url)).cause == "maintenance"
        wait = failed.next_check - desk.clock()
        assert wait < 5 * MINUTE
        number = watch.publish("خبر بعد الصيانة من بلدة الصفصاف", 72)
        assert await watch.stored(number) is None
        desk.clock.forward(wait)
        await desk.ingest.poll(feed_url)
        assert await watch.stored(number) is not None


async def test_thirty_at_once_are_told_once_and_in_order(filled: Filled, tmp_path: Path) -> None:
    """More than a page of the feed holds, and one of them planned for its own second."""
    filled.set_up("old-gazette", "number", "closed", summaries=True)
    feed_url = filled.feed_url("number")
    async with filled.desk(tmp_path / "khabar.db", "number") as desk:
        watch = Watch(desk, filled.site, feed_url)
        await desk.reader()
        # All that there is is learnt; then a page of the feed holds a third of the flood.
        filled.site.call(["update_option", "posts_per_rss", 100])
        await desk.ingest.poll(feed_url)
        filled.site.call(["update_option", "posts_per_rss", 10])
        desk.clock.forward(MINUTE)
        made = filled.site.call(
            *(
                [
                    "khabar_post",
                    {"post_title": f"برقية رقم {at}", "post_content": blocks(*story(100 + at))},
                    0,
                ]
                for at in range(FLOOD)
            )
        )
        planned = watch.publish(
            "خبر في موعده", 140, post_status="future", post_date="2039-01-01 10:00:00"
        )
        await desk.ingest.poll(feed_url)
        assert await watch.stored(planned) is None
        told = [site_id for _, site_id in await desk.addressed()]
        host = filled.site.url.removeprefix("http://")
        assert sorted(told) == sorted(f"{host}/{one['id']}" for one in made)
        assert filled.site.call(["khabar_due", planned]) == ["publish"]
        desk.clock.forward(6 * MINUTE)
        await desk.ingest.poll(feed_url)
        stored = await watch.stored(planned)
        assert stored is not None
        assert len(await desk.addressed()) == FLOOD + 1
