"""Posts that wait: at most so many an hour, the weightiest first; a time chosen by hand."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.arabic.terms import alert_terms
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from storage.models import Chat, Feed, InactiveReason, Tag
from storage.outbox import Action, PutBack, Sent
from storage.store import Store
from tests.articles import NOON
from tests.databases import migrated
from tests.storage.sample_channels import joined, moderated, published, sent

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LEASE = timedelta(minutes=5)


async def bounded(store: Store, posts: int = 1, telegram_id: int = -100) -> Chat:
    chat = await joined(store, telegram_id)
    await store.channel_settings.set_hourly(chat.id, posts)
    return chat


async def delivered(store: Store, now: datetime) -> list[int]:
    """Let go what there is room for and send it; the articles of the posts, one of each."""
    await store.scheduled_posts.release(now)
    claimed = await store.outbox.claim(100, now, LEASE)
    await store.outbox.record(
        [Sent(one.id, 1000 + one.id, has_photo=False) for one in claimed], now
    )
    return [one.article_id for one in claimed]


async def test_no_more_than_so_many_an_hour(store: Store) -> None:
    """The second waits until an hour after the first; another channel gets both at once."""
    chat, free = await bounded(store), await joined(store, -200)
    first, second = await published(store, 1), await published(store, 2)
    assert await sent(store) == [free.id]
    assert await sent(store) == [free.id]
    assert await delivered(store, NOON + MINUTE) == [first]
    assert await store.scheduled_posts.count_unplanned(chat.id) == 1
    assert await delivered(store, NOON + MINUTE * 59) == []
    assert await delivered(store, NOON + MINUTE * 61) == [second]
    assert await store.scheduled_posts.count_unplanned(chat.id) == 0


async def test_the_weightiest_goes_first(store: Store) -> None:
    """Words to be alerted to above followed tags, these above the rest; then the older."""
    chat = await bounded(store)
    market = Tag("سوق الحي", folded="سوق الحي")
    other = (Tag("طقس", folded="طقس"),)
    first = await published(store, 1, tags=(market,))
    assert await delivered(store, NOON) == [first]
    (tag,) = (await store.articles.get([first]))[0].article.tags
    await store.subscriptions.follow(chat.id, tag.id)
    plain, followed, alerted = [
        await published(store, number, tags=tags)
        for number, tags in ((2, other), (3, (market,)), (4, other))
    ]
    await store.alerts.add(
        chat.id,
        AlertKind.ALERT,
        "الحديقة",
        Conditions.of_terms(alert_terms("الحديقة")),
        now=NOON,
        met=[alerted],
    )
    for hour, expected in enumerate((alerted, followed, plain), start=1):
        assert await delivered(store, NOON + MINUTE * 60 * hour) == [expected]


async def test_breaking_news_waits_for_nothing(store: Store) -> None:
    """It goes at once, and counts."""
    await bounded(store)
    breaking = await published(store, 1, breaking=True)
    ordinary = await published(store, 2)
    again = await published(store, 3, breaking=True)
    assert await delivered(store, NOON) == [breaking]
    assert await delivered(store, NOON + MINUTE) == [again]
    assert await delivered(store, NOON + MINUTE * 60) == []
    assert await delivered(store, NOON + MINUTE * 61) == [ordinary]


async def test_what_has_waited_too_long_comes_as_one_digest(store: Store) -> None:
    """Nothing is lost: after three hours the rest comes in the place of one post."""
    await bounded(store)
    articles = [await published(store, number) for number in range(1, 7)]
    for hour in range(3):
        assert len(await delivered(store, NOON + (HOUR + MINUTE) * hour)) == 1
    await store.scheduled_posts.release(NOON + HOUR * 3 + MINUTE * 5)
    (digest,) = await store.outbox.claim(10, NOON + HOUR * 3 + MINUTE * 5, LEASE)
    assert digest.action is Action.DIGEST
    assert sorted(digest.articles) == articles[3:]


async def test_what_an_outage_has_kept_comes_as_one_digest(store: Store) -> None:
    """At once, but for a chat that wants single posts then: there the bound alone holds."""
    await bounded(store)
    single = await bounded(store, telegram_id=-200)
    await store.channel_settings.set_catch_up(single.id, on=False)
    articles = [await published(store, number) for number in range(1, 6)]
    feed = Feed(url="https://news.example/feed/")
    await store.record(feed, collapse_at=3, now=NOON)
    await store.scheduled_posts.release(NOON)
    claimed = await store.outbox.claim(10, NOON, LEASE)
    assert {one.chat_id == single.id: len(one.articles) for one in claimed} == {
        False: len(articles),
        True: 0,
    }


async def test_the_bound_is_taken_away(store: Store) -> None:
    """What waited comes at once, as one digest."""
    chat = await bounded(store)
    for number in range(1, 6):
        await published(store, number)
    await delivered(store, NOON)
    await store.channel_settings.set_hourly(chat.id, 0)
    assert len(await delivered(store, NOON + MINUTE)) == 1
    assert await store.scheduled_posts.count_unplanned(chat.id) == 0


async def test_a_withdrawn_article_waits_no_more(store: Store) -> None:
    """Nor does anything in a chat that has left of its own will."""
    chat = await bounded(store)
    article_id = await published(store)
    await store.withdraw(article_id, action=None, sent_since=NOON, now=NOON)
    assert await store.scheduled_posts.count_unplanned(chat.id) == 0
    await published(store, 2)
    await store.chats.deactivate(chat.telegram_id, reason=InactiveReason.STOPPED, now=NOON)
    assert await delivered(store, NOON + MINUTE) == []
    assert await store.scheduled_posts.count_unplanned(chat.id) == 0


async def test_nothing_is_let_go_in_a_pause(store: Store) -> None:
    """It waits until the pause is over, or is left out with the rest."""
    chat = await bounded(store)
    await published(store)
    await store.pauses.begin_until(chat.id, NOON + HOUR, NOON)
    assert await delivered(store, NOON + MINUTE) == []
    assert await delivered(store, NOON + HOUR) != []
    await published(store, 2, NOON + HOUR)
    await store.pauses.begin(chat.id, NOON + HOUR)
    await store.missed_articles.go_on(chat.id, NOON + HOUR, catch_up=False)
    assert await store.scheduled_posts.count_unplanned(chat.id) == 0


async def test_a_word_of_an_administrator_waits_for_no_hour(store: Store) -> None:
    """Approved by a person it goes at once; published by the clock it keeps to the bound."""
    chat = await moderated(store)
    await store.channel_settings.set_hourly(chat.id, 1)
    articles = [await published(store, number) for number in (1, 2)]
    by_person, by_clock = await store.proposals.due(NOON, 10)
    await store.approval_decisions.decide([by_clock.id], publish=True, now=NOON)
    await store.approval_decisions.decide([by_person.id], publish=True, person_id=5, now=NOON)
    assert await delivered(store, NOON) == articles[:1]
    assert await store.scheduled_posts.count_unplanned(chat.id) == 1


async def test_a_time_chosen_by_hand_holds_up_nothing(store: Store) -> None:
    """The post comes at the last time chosen; what is published before it comes before it."""
    chat = await joined(store)
    await store.chats.set_everything(chat.id, everything=False)
    later = await published(store, 1)
    at = NOON + HOUR * 3
    assert await store.manual_posts.post(later, chat.id, not_before=at, now=NOON)
    assert await store.manual_posts.post(later, chat.id, not_before=at - HOUR, now=NOON)
    assert await store.manual_posts.post(later, chat.id, not_before=at, now=NOON)
    (planned,) = await store.scheduled_posts.planned(chat.id, 10)
    assert (planned.article_id, planned.at) == (later, at)
    await store.chats.set_everything(chat.id, everything=True)
    between = await published(store, 2, NOON + HOUR)
    assert await delivered(store, NOON + HOUR) == [between]
    assert await delivered(store, at - MINUTE) == []
    assert await delivered(store, at) == [later]
    assert not await store.manual_posts.post(later, chat.id, not_before=at + HOUR, now=at)


async def test_a_chosen_time_is_taken_back(store: Store) -> None:
    """Once; and only in that chat."""
    chat, other = await joined(store), await joined(store, -200)
    await store.chats.set_everything(chat.id, everything=False)
    article_id = await published(store)
    await store.manual_posts.post(article_id, chat.id, not_before=NOON + HOUR, now=NOON)
    assert not await store.manual_posts.cancel(article_id, other.id, now=NOON)
    assert await store.manual_posts.cancel(article_id, chat.id, now=NOON)
    assert not await store.manual_posts.cancel(article_id, chat.id, now=NOON)


async def arriving(store: Store, now: datetime, moments: list[datetime]) -> set[int]:
    """Send all that may go now; its articles. The moment of each post is written down."""
    found: set[int] = set()
    while True:
        await store.scheduled_posts.release(now)
        claimed = await store.outbox.claim(100, now, LEASE)
        if not claimed:
            return found
        moments += [now] * len(claimed)
        found |= {article for one in claimed for article in (one.article_id, *one.articles)}
        await store.outbox.record(
            [Sent(one.id, 1000 + one.id, has_photo=False) for one in claimed], now
        )


@settings(max_examples=10, deadline=None)
@given(
    bound=st.integers(1, 4),
    minutes=st.lists(st.integers(0, 40), min_size=1, max_size=12),
)
async def test_never_more_in_any_hour_and_nothing_lost(bound: int, minutes: list[int]) -> None:
    """However articles come, no sixty minutes have more posts, and each article comes in one."""
    with tempfile.TemporaryDirectory() as folder:
        database = await migrated(Path(folder) / "khabar.db")
        try:
            store = Store(database)
            await bounded(store, bound)
            now, articles, got = NOON, set(), set()
            moments: list[datetime] = []
            for number, wait in enumerate(minutes, start=1):
                now += MINUTE * wait
                articles.add(await published(store, number, now))
                got |= await arriving(store, now, moments)
            for _ in range(40):
                now += MINUTE * 15
                got |= await arriving(store, now, moments)
            assert got == articles
            assert all(
                sum(begin <= one < begin + HOUR for one in moments) <= bound for begin in moments
            )
        finally:
            await database.close()


@pytest.mark.parametrize(
    ("reason", "kept"),
    [(InactiveReason.NO_RIGHTS, 1), (InactiveReason.KICKED, 1), (InactiveReason.STOPPED, 0)],
)
async def test_what_is_being_sent_when_a_chat_is_lost_waits(
    store: Store, reason: InactiveReason, kept: int
) -> None:
    """Put back after the loss, it is kept; who left of his own will wants nothing."""
    chat = await joined(store)
    article_id = await published(store)
    (claimed,) = await store.outbox.claim(10, NOON, LEASE)
    await store.chats.deactivate(chat.telegram_id, reason=reason, now=NOON)
    await store.outbox.record([PutBack(claimed.id, NOON, "", counted=False)], NOON)
    assert await store.outbox.claim(10, NOON, LEASE) == []
    assert await store.scheduled_posts.count_unplanned(chat.id) == kept
    assert await store.scheduled_posts.release(NOON) == 0
    await join_again(store, chat)
    assert await delivered(store, NOON + MINUTE) == [article_id] * kept


async def join_again(store: Store, chat: Chat) -> None:
    await store.chats.add(
        chat.telegram_id,
        kind=chat.kind,
        title=chat.title,
        language="ar",
        zone_name="Asia/Damascus",
        now=NOON,
    )
