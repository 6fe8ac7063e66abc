"""More articles are gone at once than a newsroom takes back: an owner or time decides."""

import pytest

from bot.ingest.rechecks.withdrawals import MOST_AN_HOUR
from bot.owner_alerts.mass_withdrawals import ASKED_AFTER
from storage.models import ArticleStatus, MassWithdrawalDecision
from tests.bot.ingest.place import MINUTE, Place
from tests.bot.ingest.site_accidents import (
    HOUR,
    MANY,
    MOSTLY_WITH_REST,
    MOSTLY_WITHOUT_REST,
    STEP,
    WITH_REST,
    WITHOUT_REST,
    mass_withdrawal,
    newest,
    place,
    questions,
    restored_backup,
    statuses,
)

__all__ = ["place"]


@MOSTLY_WITHOUT_REST
async def test_as_many_as_a_newsroom_takes_back_are_withdrawn(place: Place) -> None:
    new = await newest(place)
    for post in new[:MOST_AN_HOUR]:
        post.status = "trash"
    await place.pass_time(30 * MINUTE, step=STEP)
    assert await statuses(place, new[:MOST_AN_HOUR]) == {ArticleStatus.WITHDRAWN}


@MOSTLY_WITHOUT_REST
async def test_of_a_heap_nothing_is_withdrawn_before_an_owners_word(place: Place) -> None:
    """The owner is asked once, with headlines and two answers."""
    new = await restored_backup(place)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert (await mass_withdrawal(place)).articles == MANY
    (question,) = await questions(place)
    assert new[0].title in question
    assert "سحبها الموقع" in question
    assert await questions(place) == []


@pytest.mark.parametrize(
    ("place", "decision", "status"),
    [
        ("open", MassWithdrawalDecision.WITHDRAW, ArticleStatus.WITHDRAWN),
        ("closed", MassWithdrawalDecision.KEEP, ArticleStatus.LIVE),
    ],
    indirect=["place"],
)
async def test_an_owners_word_decides_about_the_whole_heap(
    place: Place, decision: MassWithdrawalDecision, status: ArticleStatus
) -> None:
    """Only the first counts, and what the owner keeps is not asked about again."""
    new = await restored_backup(place)
    store, clock = place.pipeline.store, place.pipeline.clock
    found = await mass_withdrawal(place)
    assert await store.mass_withdrawals.decide(found.id, decision, clock())
    assert not await store.mass_withdrawals.decide(found.id, decision, clock())
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {status}
    assert await store.mass_withdrawals.undecided() is None


@WITHOUT_REST
async def test_what_an_owner_keeps_holds_up_no_other_withdrawal(place: Place) -> None:
    new = await restored_backup(place)
    store, clock = place.pipeline.store, place.pipeline.clock
    await store.mass_withdrawals.decide(
        (await mass_withdrawal(place)).id, MassWithdrawalDecision.KEEP, clock()
    )
    other = place.add(90, "خبر بعد الحادثة")
    await place.pipeline.ingest.poll(place.pipeline.feed_url)
    await place.pass_time(30 * MINUTE, polls=True, step=STEP)
    other.status = "trash"
    await place.pass_time(30 * MINUTE, polls=True, step=STEP)
    assert await place.status(other) is ArticleStatus.WITHDRAWN
    assert await statuses(place, new) == {ArticleStatus.LIVE}


@MOSTLY_WITHOUT_REST
async def test_without_a_word_what_is_gone_for_a_day_counts_as_withdrawn(place: Place) -> None:
    new = await restored_backup(place)
    place.pipeline.clock.forward(22 * HOUR)
    await place.pass_time(2 * STEP, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    place.pipeline.clock.forward(2 * HOUR)
    await place.pass_time(2 * STEP, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.WITHDRAWN}


@MOSTLY_WITH_REST
async def test_what_is_back_by_itself_is_nobodys_concern(place: Place) -> None:
    """That decides, and the next one is another."""
    new = await restored_backup(place)
    for post in new:
        post.status = "publish"
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert await place.pipeline.store.mass_withdrawals.undecided() is None
    assert await questions(place) == []


@WITHOUT_REST
async def test_an_accident_of_a_moment_bothers_no_owner(place: Place) -> None:
    """The question comes when all of it is gathered."""
    await restored_backup(place)
    found = await mass_withdrawal(place)
    place.pipeline.clock.moment = found.began + ASKED_AFTER / 2
    assert await questions(place) == []
    place.pipeline.clock.moment = found.began + ASKED_AFTER
    assert len(await questions(place)) == 1


@WITH_REST
async def test_a_rest_that_leaves_many_out_withdraws_none_of_them(place: Place) -> None:
    """Their pages are there, a day later, too; listed again they settle the question."""
    new = await newest(place)
    place.site.kept_from_rest = {post.number for post in new}
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert (await mass_withdrawal(place)).articles == MANY
    assert len(await questions(place)) == 1
    place.pipeline.clock.forward(25 * HOUR)
    await place.pass_time(HOUR, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.LIVE}
    assert await questions(place) == []
    place.site.kept_from_rest = set()
    await place.pass_time(10 * MINUTE, step=STEP)
    assert await place.pipeline.store.mass_withdrawals.undecided() is None


@WITH_REST
async def test_what_rest_lists_again_is_held_no_more_though_its_page_is_gone(place: Place) -> None:
    """A cache keeps old 404s; while REST, too, was silent, owners were asked about a heap."""
    new = await newest(place)
    place.site.lost = ("/5",)
    place.site.rest_is_empty = True
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert (await mass_withdrawal(place)).articles == MANY
    assert len(await questions(place)) == 1
    place.site.rest_is_empty = False
    await place.pass_time(HOUR, polls=True, step=STEP)
    assert await place.pipeline.store.mass_withdrawals.undecided() is None
    assert await statuses(place, new) == {ArticleStatus.LIVE}


@WITH_REST
async def test_what_an_owner_keeps_is_kept_when_rest_falls_silent_again(place: Place) -> None:
    """Nobody is asked a second time about pages that were gone all along."""
    new = await newest(place)
    place.site.lost = ("/5",)
    place.site.rest_is_empty = True
    await place.pass_time(HOUR, polls=True, step=STEP)
    store, found = place.pipeline.store, await mass_withdrawal(place)
    await store.mass_withdrawals.decide(
        found.id, MassWithdrawalDecision.KEEP, place.pipeline.clock()
    )
    for is_silent in (False, True):
        place.site.rest_is_empty = is_silent
        await place.pass_time(3 * HOUR, polls=True, step=3 * STEP)
    assert await store.mass_withdrawals.undecided() is None
    assert await statuses(place, new) == {ArticleStatus.LIVE}


@MOSTLY_WITH_REST
async def test_however_many_are_locked_each_is_withdrawn(place: Place) -> None:
    """A password is the site's own word."""
    new = await newest(place)
    for post in new:
        post.has_password = True
    await place.pass_time(HOUR, step=STEP)
    assert await statuses(place, new) == {ArticleStatus.WITHDRAWN}
