"""What every reader is promised, for any settings and hours, over changes of summer time."""

import asyncio
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from storage.chats.alert_matches import AlertMatches
from storage.chats.alerts import AlertKind, Alerts
from storage.chats.chats import Chats
from storage.chats.search_conditions import Conditions
from storage.chats.subscriptions import Subscriptions
from storage.engine.database import Database
from storage.engine.opening import open_database
from storage.models import ChatKind, Tag
from storage.outbox import Action, Outbox, Sent
from storage.quiet_hours import is_quiet, quiet_ends
from tests.articles import invented
from tests.storage.articles.test_articles import insert

ZONES = ("Asia/Damascus", "Europe/Berlin", "America/New_York", "Africa/Cairo")
# Days around a change of the clock in Berlin, in Cairo, in New York, and days without any.
DAYS = tuple(
    datetime.fromisoformat(day).replace(tzinfo=UTC)
    for day in ("2026-03-28", "2026-10-24", "2026-04-23", "2026-10-31", "2026-06-10")
)
# Where both changes of one year are lived through: the first day, and the moment to which the
# clock goes on after thirty-three hours.
HALF = timedelta(hours=33)
YEARS = {
    "Europe/Berlin": ("2026-03-28T00:00", "2026-10-24T16:00"),
    "America/New_York": ("2026-03-07T00:00", "2026-10-31T16:00"),
    "Africa/Cairo": ("2026-04-23T00:00", "2026-10-29T06:00"),
}
FOLLOWED, MUTED, OTHER = "حي الزيتون", "رياضة", "طقس"
TAGS = (FOLLOWED, MUTED, OTHER)
WATCHED, UNWANTED = "جسر", "سوق"
LEASE = timedelta(minutes=1)
TURN = timedelta(minutes=20)
CHAT = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """A reader's settings."""

    everything: bool
    zone_name: str
    quiet: tuple[int, int]
    holds: bool
    hours: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """An article, and when it comes after the beginning."""

    after_minutes: int
    tags: tuple[str, ...]
    stems: tuple[str, ...]
    breaking: bool

    def wanted(self, preferences: Preferences) -> bool:
        if MUTED in self.tags or UNWANTED in self.stems:
            return False
        return preferences.everything or FOLLOWED in self.tags or WATCHED in self.stems


@dataclass(slots=True)
class Arrivals:
    """What came: for each message when, with or without sound, and the articles in it."""

    messages: list[tuple[datetime, bool, Action, tuple[int, ...]]] = field(default_factory=list)

    @property
    def articles(self) -> list[int]:
        return [one for *_, articles in self.messages for one in articles]


HOURS = st.integers(0, 23)
PREFERENCES = st.builds(
    Preferences,
    everything=st.booleans(),
    zone_name=st.sampled_from(ZONES),
    quiet=st.tuples(HOURS, HOURS).map(lambda hours: (hours[0] * 60, hours[1] * 60)),
    holds=st.booleans(),
    hours=st.sets(HOURS, max_size=3).map(lambda hours: tuple(sorted(hours))),
)
NEWS = st.lists(
    st.builds(
        News,
        after_minutes=st.integers(0, 40 * 60),
        tags=st.sets(st.sampled_from(TAGS)).map(lambda tags: tuple(sorted(tags))),
        stems=st.sets(st.sampled_from((WATCHED, UNWANTED, "حديق"))).map(
            lambda stems: tuple(sorted(stems))
        ),
        breaking=st.booleans(),
    ),
    min_size=1,
    max_size=8,
).map(lambda news: sorted(news, key=lambda one: one.after_minutes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """Days of a reader; the second preferences, if there are any, hold from `changed_after` on."""

    begin: datetime
    preferences: tuple[Preferences, ...]
    news: Sequence[News]
    changed_after: timedelta = timedelta(days=9)
    jump: timedelta = timedelta(0)

    def after(self, passed: timedelta) -> datetime:
        """The moment when so much time was lived through."""
        return self.begin + passed + (self.jump if passed >= HALF else timedelta(0))

    def preferences_at(self, moment: datetime) -> Preferences:
        return self.preferences[-1 if moment >= self.begin + self.changed_after else 0]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy, since migrating takes longer than a reader's two days."""
    path = tmp_path_factory.mktemp("promises") / "empty.db"

    async def make() -> None:
        database = await open_database(path)
        await database.migrate()
        await database.close()

    asyncio.run(make())
    return path


@dataclass(slots=True)
class Reader:
    """One reader with a database of its own, lived through in steps of `TURN`."""

    database: Database
    outbox: Outbox
    chat_id: int = 0
    arrivals: Arrivals = field(default_factory=Arrivals)

    async def settle(self, preferences: Preferences, now: datetime) -> None:
        chats = Chats(self.database)
        joined = await chats.add(
            CHAT, kind=ChatKind.PRIVATE, title="", language="ar", zone_name="Asia/Damascus", now=now
        )
        self.chat_id = joined.id
        await self.choose(preferences)
        async with self.database.transaction() as connection:
            await connection.executemany(
                "insert into tags (id, kind, name, folded) values (?, 'tag', ?, ?)",
                [(number, name, name) for number, name in enumerate(TAGS, 1)],
            )
        subscriptions = Subscriptions(self.database)
        await subscriptions.follow(self.chat_id, 1)
        await subscriptions.mute(self.chat_id, 2)
        alerts = Alerts(self.database)
        for kind, word in ((AlertKind.ALERT, WATCHED), (AlertKind.MUTE, UNWANTED)):
            await alerts.add(self.chat_id, kind, word, Conditions.of_terms([word]), now=now)

    async def choose(self, preferences: Preferences) -> None:
        chats = Chats(self.database)
        await chats.set_everything(self.chat_id, everything=preferences.everything)
        await chats.set_zone(self.chat_id, preferences.zone_name)
        await chats.set_quiet(
            self.chat_id, quiet_from=preferences.quiet[0], quiet_until=preferences.quiet[1]
        )
        await chats.set_quiet_holds(self.chat_id, holds=preferences.holds)
        await chats.set_digest(self.chat_id, preferences.hours)

    async def publish(self, number: int, news: News, now: datetime) -> int:
        article = invented(number, tags=tuple(Tag(name, folded=name) for name in news.tags))
        key = await insert(self.database, article)
        assert key is not None
        async with self.database.transaction() as connection:
            await AlertMatches(self.database).match(connection, key, news.stems)
            await self.outbox.address(
                connection, key, breaking=news.breaking, not_before=now, now=now
            )
        return key

    async def deliver(self, now: datetime) -> None:
        while claimed := await self.outbox.claim(10, now, LEASE):
            for one in claimed:
                articles = one.articles if one.action is Action.DIGEST else (one.article_id,)
                self.arrivals.messages.append((now, one.silent, one.action, articles))
            results = [Sent(one.id, message_id=one.id, has_photo=False) for one in claimed]
            await self.outbox.record(results, now)


async def live(
    folder: Path, empty: Path, days: Days
) -> tuple[Arrivals, dict[int, News], dict[int, datetime]]:
    """Nearly three days: what came, and which article was addressed when."""
    path = folder / "reader.db"
    shutil.copy(empty, path)
    database = await open_database(path)
    try:
        reader = Reader(database, Outbox(database))
        await reader.settle(days.preferences[0], days.begin)
        published: dict[int, News] = {}
        addressed: dict[int, datetime] = {}
        waiting = list(enumerate(days.news, 1))
        held = days.preferences[0]
        passed = timedelta(0)
        while passed <= 2 * HALF:
            now = days.after(passed)
            if days.preferences_at(now) != held:
                held = days.preferences_at(now)
                await reader.choose(held)
                await reader.outbox.reschedule(reader.chat_id, now)
            while waiting and timedelta(minutes=waiting[0][1].after_minutes) <= passed:
                number, one = waiting.pop(0)
                key = await reader.publish(number, one, now)
                published[key], addressed[key] = one, now
            await reader.deliver(now)
            passed += TURN
        return reader.arrivals, published, addressed
    finally:
        await database.close()


@st.composite
def days_of_a_change(draw: st.DrawFn) -> Days:
    """Three days with a change of settings, around one change of the clock or both of a year."""
    preferences = draw(st.tuples(PREFERENCES, PREFERENCES))
    begin, jump = draw(st.sampled_from(DAYS)), timedelta(0)
    if zone := draw(st.sampled_from(("", *YEARS))):
        first, second = (datetime.fromisoformat(day).replace(tzinfo=UTC) for day in YEARS[zone])
        begin, jump = first, second - first - HALF
        preferences = (
            replace(preferences[0], zone_name=zone),
            replace(preferences[1], zone_name=zone),
        )
    changed_after = timedelta(hours=draw(st.integers(0, 30)))
    news = draw(NEWS)
    return Days(
        begin=begin, preferences=preferences, news=news, changed_after=changed_after, jump=jump
    )


def test_both_changes_of_the_year_are_lived_through() -> None:
    """In each of these cities the clock's distance from UTC changes in each half of the time."""
    for zone, (first, second) in YEARS.items():
        for day in (first, second):
            begin = datetime.fromisoformat(day).replace(tzinfo=UTC)
            city = ZoneInfo(zone)
            early, late = begin.astimezone(city), (begin + HALF).astimezone(city)
            assert early.utcoffset() != late.utcoffset(), (zone, day)


@settings(max_examples=12, deadline=None)
@given(days=days_of_a_change())
def test_promises_hold_whatever_is_chosen(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, days: Days
) -> None:
    """No sound in quiet hours, nothing muted, no alert missed, nothing empty, nothing twice."""
    folder = tmp_path_factory.mktemp("reader")
    arrivals, published, addressed = asyncio.run(live(folder, empty, days))
    shutil.rmtree(folder)
    for moment, silent, action, articles in arrivals.messages:
        preferences = days.preferences_at(moment)
        quiet = is_quiet(
            moment,
            zone_name=preferences.zone_name,
            quiet_from=preferences.quiet[0],
            quiet_until=preferences.quiet[1],
        )
        assert silent or not quiet
        assert not (quiet and preferences.holds)
        assert articles
        assert action is Action.POST or len(articles) > 1
    came = arrivals.articles
    assert len(came) == len(set(came))
    for key, one in published.items():
        # Every article has had a whole day of hours in which it could come.
        assert (key in came) is one.wanted(days.preferences_at(addressed[key])), one


@settings(max_examples=12, deadline=None)
@given(
    days=st.builds(
        Days,
        begin=st.sampled_from(DAYS),
        preferences=st.tuples(PREFERENCES),
        news=st.builds(
            News,
            after_minutes=st.integers(0, 40 * 60),
            tags=st.just((FOLLOWED,)),
            stems=st.just((WATCHED,)),
            breaking=st.booleans(),
        ).map(lambda urgent: [urgent]),
    )
)
def test_what_is_urgent_comes_at_once(
    empty: Path, tmp_path_factory: pytest.TempPathFactory, days: Days
) -> None:
    """Breaking news and alerts wait for no digest, only for the end of hours that hold posts."""
    folder = tmp_path_factory.mktemp("reader")
    arrivals, _, addressed = asyncio.run(live(folder, empty, days))
    shutil.rmtree(folder)
    (preferences,) = days.preferences
    ((moment, *_),) = arrivals.messages
    (when,) = addressed.values()
    due = when
    if preferences.holds:
        due = quiet_ends(
            when,
            zone_name=preferences.zone_name,
            quiet_from=preferences.quiet[0],
            quiet_until=preferences.quiet[1],
        )
    assert due <= moment < due + TURN


@example(datetime(2026, 4, 23, tzinfo=UTC), 0, 1, 0, "Africa/Cairo")
@example(datetime(2026, 4, 23, tzinfo=UTC), 0, 5, 2, "Africa/Cairo")
@given(
    st.sampled_from(DAYS),
    st.integers(0, 3 * 24 * 60),
    st.integers(0, 95),
    st.integers(0, 95),
    st.sampled_from(ZONES),
)
def test_quiet_hours_end_when_they_end(
    begin: datetime, minutes: int, start: int, end: int, zone_name: str
) -> None:
    """Quiet until just before; 25 hours at most, unless the clock skips the day's one free hour."""
    now = begin + timedelta(minutes=minutes)
    hours = {"zone_name": zone_name, "quiet_from": start * 15, "quiet_until": end * 15}
    over = quiet_ends(now, **hours)  # type: ignore[arg-type]
    assert not is_quiet(over, **hours)  # type: ignore[arg-type]
    free = (start - end) % 96 / 4
    assert now <= over <= now + timedelta(hours=49 if 0 < free <= 1 else 25)
    while now < over:
        assert is_quiet(now, **hours)  # type: ignore[arg-type]
        now += timedelta(minutes=15)
