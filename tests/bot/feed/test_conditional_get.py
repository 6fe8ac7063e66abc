"""When the whole feed is asked for, and which validators are believed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feed.conditional_get import (
    forget_validators,
    unsettled_since,
    validators_to_send,
)
from bot.types import Validators
from storage.models import Feed

NOW = datetime(2026, 10, 12, 9, 30, tzinfo=UTC)
# Older than all answers: that of a scheduled article whose cron ran late.
KNOWN = Validators('"a"', "Mon, 12 Oct 2026 09:00:00 GMT")
FEED = Feed(url="https://news.example/feed/", etag=KNOWN.etag, last_modified=KNOWN.last_modified)


def answered(feed: Feed, validators: Validators, at: timedelta) -> Feed:
    """A feed after a whole answer."""
    since = unsettled_since(feed, validators, NOW + at)
    return replace(
        feed,
        etag=validators.etag,
        last_modified=validators.last_modified,
        unsettled_since=since,
    )


def test_the_fifteenth_poll_asks_for_the_whole_feed() -> None:
    """A late scheduled post hides behind the 304 for fourteen polls at most."""
    for unchanged in range(14):
        assert validators_to_send(replace(FEED, not_modified=unchanged)) == KNOWN
    # Also where it failed, and is made again: none but a whole answer takes its place.
    assert validators_to_send(replace(FEED, not_modified=14)) is None
    assert validators_to_send(replace(FEED, not_modified=15, failures=3)) is None


@pytest.mark.parametrize(
    ("polls", "conditional"),
    [
        ([0, 60], False),
        ([0, 60, 119], False),
        ([0, 60, 120], True),
        # However long a quiet newsroom's wait is: the first answer alone proves nothing.
        ([0], False),
        ([0, 900], True),
    ],
)
def test_new_validators_are_sent_once_a_whole_answer_has_had_them_for_two_minutes(
    polls: list[int], conditional: bool
) -> None:
    """Whatever their Last-Modified says: it may be older than what it is about."""
    feed = Feed(url=FEED.url)
    for seconds in polls:
        feed = answered(feed, KNOWN, timedelta(seconds=seconds))
    assert (validators_to_send(feed) == KNOWN) is conditional
    moved = answered(feed, Validators('"b"', KNOWN.last_modified), timedelta(hours=1))
    assert validators_to_send(moved) is None


@given(st.timedeltas(timedelta(days=-400), timedelta(days=400)))
def test_a_clock_that_is_set_does_not_keep_validators_weak(jump: timedelta) -> None:
    """Before or after: two more answers, two minutes apart, are enough."""
    feed = answered(Feed(url=FEED.url), KNOWN, timedelta(0))
    for later in (timedelta(0), timedelta(minutes=2)):
        feed = answered(feed, KNOWN, jump + later)
    assert validators_to_send(feed) == KNOWN


def test_what_has_no_validators_is_asked_for_whole_and_never_unsettled() -> None:
    """There is nothing to send."""
    assert unsettled_since(FEED, Validators(), NOW) is None
    assert unsettled_since(replace(FEED, unsettled_since=NOW), Validators(), NOW) is None


@pytest.mark.parametrize(
    ("last_modified", "forget"),
    [
        ("Mon, 12 Oct 2026 09:00:00 GMT", False),
        ("Mon, 12 Oct 2026 08:00:00 GMT", False),
        ("Mon, 12 Oct 2026 07:59:59 GMT", True),
        ("Thu, 01 Jan 1970 00:00:00 GMT", True),
        ("Mon, 12 Oct 99999 09:00:00 GMT", True),
        ("yesterday", True),
        ("", False),
    ],
)
def test_validators_older_than_the_newest_article_are_forgotten(
    last_modified: str, forget: bool
) -> None:
    """A cache's Last-Modified of 1970 would bring a 304 for ever."""
    newest = datetime(2026, 10, 12, 8, 0, 0, 400_000, tzinfo=UTC)
    assert forget_validators(last_modified, newest) is forget


def test_without_a_newest_article_only_the_unreadable_is_forgotten() -> None:
    """An empty feed proves nothing."""
    assert not forget_validators("Thu, 01 Jan 1970 00:00:00 GMT", None)
    assert not forget_validators("Thu, 01 Jan 1970 00:00:00 -0000", None)
