"""When Telegram counts as away, when it is asked, and when posts in doubt may go again."""

from bot.delivery.outage import (
    ANSWERED_IN_A_ROW,
    ANY_DOUBTS,
    FAILURES_IN_A_ROW,
    Outage,
)


def lose(outage: Outage, now: float, times: int = 1) -> None:
    for _ in range(times):
        outage.failed(now, 1.0, lost=True)


def test_posts_in_doubt_wait_until_posts_are_answered_again() -> None:
    outage = Outage()
    lose(outage, 100.0)
    for number in range(ANSWERED_IN_A_ROW):
        assert outage.allowed_doubts(101.0 + number) == 0
        outage.answered(101.0 + number)
    assert outage.allowed_doubts(105.0) == 1


def test_where_nothing_else_is_sent_get_me_and_time_decide() -> None:
    """An answered `getMe` alone says nothing of posts that may still be under way."""
    outage = Outage()
    lose(outage, 100.0)
    assert outage.wants_probe
    outage.probe_answered()
    assert not outage.wants_probe
    assert outage.allowed_doubts(164.0) == 0
    assert outage.next_change(164.0) == 1.0
    assert outage.allowed_doubts(165.0) == 1


def test_a_post_in_doubt_twice_waits_for_ten_calm_minutes() -> None:
    outage = Outage()
    lose(outage, 100.0)
    for _ in range(ANSWERED_IN_A_ROW):
        outage.answered(101.0)
    assert outage.allowed_doubts(699.0) == 1
    assert outage.allowed_doubts(700.0) == ANY_DOUBTS


def test_after_a_start_ten_minutes_count_from_the_start() -> None:
    outage = Outage(started=50.0)
    assert outage.allowed_doubts(51.0) == 1
    assert outage.allowed_doubts(650.0) == ANY_DOUBTS


def test_an_outage_ends_by_an_answered_post_only() -> None:
    """Probes find out whether one post may be tried; they grow rarer, to a quarter of a minute."""
    outage = Outage()
    for _ in range(FAILURES_IN_A_ROW):
        outage.failed(0.0, 1.0, lost=False)
    assert outage.on
    assert not outage.trying
    now, waits = 0.0, []
    for _ in range(8):
        waits.append(outage.hold_until - now)
        now = outage.hold_until
        outage.probe_failed(now, 1.0)
    assert waits == [1.0, 2.0, 4.0, 8.0, 15.0, 15.0, 15.0, 15.0]
    outage.probe_answered()
    assert outage.trying
    outage.failed(now, 1.0, lost=False)
    assert not outage.trying
    outage.probe_answered()
    assert outage.answered(now + 1).total_seconds() == now + 1
    assert not outage.on


def test_a_refused_connection_leaves_nothing_in_doubt() -> None:
    outage = Outage()
    outage.failed(10.0, 1.0, lost=False)
    assert outage.allowed_doubts(10.0) == 1
    assert not outage.wants_probe
