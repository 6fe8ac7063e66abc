"""Owners and a feed's trouble: who is told of what, when, and in which words."""

import asyncio
import socket
import ssl
from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from telegram import Chat, Message
from telegram.error import BadRequest, Forbidden, NetworkError, TelegramError

from bot.errors import FeedError, FetchError, FetchRefused, FetchStatus, FetchTooLarge, KhabarError
from bot.feed.failure_causes import Cause, cause_of
from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits
from bot.i18n import LANGUAGES, Catalogues
from bot.owner_alerts.alerts import OwnerAlerts
from bot.owner_alerts.feed_alerts import WORDS, FeedAlert, alert_text, due_alerts
from bot.owner_alerts.send import send_to_owner
from bot.posts.buttons import Rows
from sandbox.newsroom import Fault, Story
from storage.models import Feed
from tests.articles import NOON
from tests.bot.conftest import Pipeline

CATALOGUES = Catalogues.load()
HOUR = timedelta(hours=1)
URL = "https://news.example/feed/"


def failing(minutes: int) -> Feed:
    return Feed(url=URL, failures=3, failing_since=NOON - timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("feed", "told", "owners", "wanted"),
    [
        (failing(59), set(), {5}, []),
        (failing(60), set(), {5, 6}, [(5, True), (6, True)]),
        (failing(600), {(URL, 5)}, {5, 6}, [(6, True)]),
        (failing(1), {(URL, 5)}, {5}, []),
        (Feed(url=URL), {(URL, 5)}, {5, 6}, [(5, False)]),
        (Feed(url=URL), set(), {5}, []),
    ],
)
def test_each_owner_hears_once_of_trouble_and_once_of_its_end(
    feed: Feed, told: set[tuple[str, int]], owners: set[int], wanted: list[tuple[int, bool]]
) -> None:
    """Only trouble that lasts counts, and only who was told of it hears of its end."""
    alerts = due_alerts([feed], told, owners, now=NOON, alert_after=HOUR)
    assert [(alert.owner_id, alert.failing) for alert in alerts] == wanted


@pytest.mark.parametrize(
    ("error", "cause"),
    [
        (FetchStatus("x", status=404), Cause.MISSING),
        (FetchStatus("x", status=403), Cause.REFUSED),
        (FetchStatus("x", status=429), Cause.TOO_OFTEN),
        (FetchStatus("x", status=503), Cause.SITE_ERROR),
        (FetchStatus("x", status=503, retry_after=HOUR), Cause.MAINTENANCE),
        (FetchStatus("x", status=418), Cause.ANSWER),
        (FetchRefused("x"), Cause.NOT_ALLOWED),
        (FetchTooLarge("x"), Cause.TOO_LARGE),
        (FeedError("x"), Cause.NO_FEED),
        (FetchError("x"), Cause.CONNECTION),
    ],
)
def test_an_error_has_a_cause(error: KhabarError, cause: Cause) -> None:
    """By its type and status."""
    assert cause_of(error) is cause


@pytest.mark.parametrize(
    ("behind", "cause"),
    [
        (TimeoutError(), Cause.TIMEOUT),
        (socket.gaierror("no such name"), Cause.NAME),
        (ssl.SSLCertVerificationError("expired"), Cause.CERTIFICATE),
        (ConnectionRefusedError(), Cause.CONNECTION),
    ],
)
def test_the_cause_is_found_behind_the_libraries_own_errors(
    behind: BaseException, cause: Cause
) -> None:
    """An error raised from another that was raised from another."""
    middle = httpx.ConnectError("failed")
    middle.__cause__ = behind
    error = FetchError("failed")
    error.__cause__ = middle
    assert cause_of(error) is cause


async def test_a_name_that_nobody_knows_is_told_from_a_refused_connection() -> None:
    """What the fetcher really raises, not what a test puts together."""

    async def unknown(_host: str, _port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    async def here(_host: str, _port: int) -> list[str]:
        return ["127.0.0.1"]

    policy = FetchPolicy(frozenset({"news.example"}), allow_private=True)
    found = []
    for resolver in (unknown, here):
        async with build_client("tests", policy, resolver=resolver) as client:
            fetcher = Fetcher(client, policy, limits=FetchLimits())
            with pytest.raises(FetchError) as caught:
                await fetcher.fetch_feed("http://news.example:9/feed/")
            found.append(cause_of(caught.value))
    assert found == [Cause.NAME, Cause.CONNECTION]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_cause_has_words_in_both_languages(language: str) -> None:
    """With the feed's address and the time in the newsroom's zone."""
    translator = CATALOGUES.translator(language)
    for cause in Cause:
        feed = Feed(url=URL, failing_since=NOON, cause=cause, last_error="<b>odd</b>")
        words = alert_text(FeedAlert(feed, 5, failing=True), translator, "Asia/Damascus")
        assert translator.html(WORDS[cause]) in words
        assert URL in words
        assert "15:00" in words
        assert "&lt;b&gt;odd" in words


class FakeBot:
    """Answers as it is told to, and keeps what was sent."""

    def __init__(self, trouble: TelegramError | None = None) -> None:
        self.trouble = trouble
        self.sent: list[tuple[int, str]] = []

    async def send_message(self, chat_id: int, text: str, **_more: object) -> Message:
        if self.trouble is not None:
            raise self.trouble
        self.sent.append((chat_id, text))
        return Message(len(self.sent), NOON, Chat(chat_id, Chat.PRIVATE))


@pytest.mark.parametrize(
    ("trouble", "settled"),
    [
        (None, True),
        (Forbidden("bot can't initiate conversation with a user"), True),
        (BadRequest("Chat not found"), True),
        (NetworkError("no route"), False),
    ],
)
async def test_an_owner_who_cannot_be_written_to_is_logged_and_others_are_tried_again(
    trouble: TelegramError | None, settled: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """Nobody is asked again each minute who never pressed START."""
    assert await send_to_owner(FakeBot(trouble), 5, "words") is settled  # type: ignore[arg-type]
    assert bool(caplog.records) is (trouble is not None)


class Owner:
    """Owner 7, whom Telegram reaches or not, and what he was told."""

    def __init__(self) -> None:
        self.reachable = True
        self.told: list[str] = []
        self.buttons: list[str] = []

    async def tell(self, owner_id: int, html: str, rows: Rows = ()) -> bool:
        assert owner_id == 7
        self.buttons = [button.text for row in rows for button in row]
        if self.reachable:
            self.told.append(html)
        return self.reachable


@pytest.fixture
def owner() -> Owner:
    return Owner()


@pytest.fixture
def health(pipeline: Pipeline, owner: Owner) -> Callable[[], OwnerAlerts]:
    """The watch over the feed of the pipeline, each time as after a restart."""
    return lambda: OwnerAlerts(
        store=pipeline.store,
        catalogues=CATALOGUES,
        tell=owner.tell,
        feed_urls=[pipeline.feed_url],
        owner_ids=[7],
        alert_after=HOUR,
        zone_name="Asia/Damascus",
        now=pipeline.clock,
    )


async def test_trouble_is_told_after_its_time_and_kept_in_the_store(
    pipeline: Pipeline, owner: Owner, health: Callable[[], OwnerAlerts]
) -> None:
    """An alert that Telegram did not take is tried at the next look; a restart repeats none."""
    owner.reachable = False
    await pipeline.reader(7)
    await pipeline.ingest.poll(pipeline.feed_url)
    pipeline.newsroom.cause(Fault.DOWN)
    for _ in range(3):
        pipeline.clock.forward(timedelta(minutes=40))
        await pipeline.ingest.poll(pipeline.feed_url)
    assert await health().check() == 0
    owner.reachable = True
    assert await health().check() == 1
    assert await health().check() == 0
    assert "يقول الموقع إن عنده خطأ" in owner.told[0]
    pipeline.newsroom.faults.clear()
    await pipeline.ingest.poll(pipeline.feed_url)
    assert await health().check() == 1
    assert "✅" in owner.told[1]
    assert await health().check() == 0


async def test_owners_hear_of_held_articles_in_one_message_an_hour(
    pipeline: Pipeline, owner: Owner, health: Callable[[], OwnerAlerts]
) -> None:
    """Not of each: a changed page holds back one after the other."""
    owner.reachable = False

    async def publish(*headlines: str) -> None:
        for headline in headlines:
            text = f"{headline}: افتتح المجلس البلدي الحديقة في حي الزيتون بعد ترميم دام شهرين."
            pipeline.newsroom.publish(
                Story(key=headline, headline=headline, paragraphs=(text,), section="local", tags=())
            )
        await pipeline.ingest.poll(pipeline.feed_url)

    await pipeline.ingest.poll(pipeline.feed_url)
    assert await health().check() == 0
    pipeline.clock.forward(HOUR)
    await publish("مباشر", "متابعة")
    assert await health().check() == 0
    owner.reachable = True
    assert await health().check() == 1
    assert "/held" in owner.told[0]
    pipeline.clock.forward(HOUR / 2)
    await publish("تغطية")
    assert await health().check() == 0
    pipeline.clock.forward(HOUR / 2)
    assert await health().check() == 1
    assert await health().check() == 0


async def test_what_is_no_longer_configured_is_forgotten(
    pipeline: Pipeline, owner: Owner, health: Callable[[], OwnerAlerts]
) -> None:
    """A feed or an owner that was taken out of the settings is told of nothing."""
    await pipeline.store.feed_alarms.mark_notified("https://old.example/feed/", 7, pipeline.clock())
    assert await asyncio.wait_for(health().check(), 40) == 0
    assert await pipeline.store.feed_alarms.notified() == set()
    assert owner.told == []


async def test_owners_are_told_once_of_a_page_that_stopped_the_parser(pipeline: Pipeline) -> None:
    """With its address, so that the engineer can look at it; and never again of the same one."""
    told: list[tuple[int, str]] = []

    async def tell(owner_id: int, html: str, rows: Rows = ()) -> bool:
        assert rows == ()
        told.append((owner_id, html))
        return True

    alerts = OwnerAlerts(
        store=pipeline.store,
        catalogues=CATALOGUES,
        tell=tell,
        feed_urls=[pipeline.feed_url],
        owner_ids=[5],
        alert_after=HOUR,
        zone_name="Asia/Damascus",
        now=pipeline.clock,
    )
    for _ in range(2):
        await pipeline.store.parser_kills.record("c", f"{URL}?a=1&b", "time", now=pipeline.clock())
        await alerts.check()
    assert [owner_id for owner_id, _ in told] == [5]
    assert "?a=1&amp;b" in told[0][1]
