"""Pauses at the desk: each press counts once, and nothing that was promised is lost in them."""

from datetime import timedelta

import pytest

from bot.posts.actions.desk import DeskDigest, DeskDo, DeskOpen
from bot.posts.actions.desk_choices import DeskAction, DeskPage
from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Choose, Menu, OpenMenu, PauseUntil, Setting
from storage.models import Chat
from tests.articles import invented
from tests.handlers.desk.admins import add, connected, press, row
from tests.handlers.desk.moderation import RIGHTS_GONE
from tests.handlers.desk.posted import claimed
from tests.handlers.stage import MARKET, RIMA, Seen, Stage, publish

EVENING, NIGHT = 20, 22


async def delivered(stage: Stage, chat: Chat) -> list[int]:
    """The articles that the chat gets now, each once."""
    found = [one for each in await claimed(stage, chat_id=chat.id) for one in _articles(each)]
    assert len(found) == len(set(found))
    return sorted(found)


def _articles(delivery: object) -> tuple[int, ...]:
    articles, article_id = delivery.articles, delivery.article_id  # type: ignore[attr-defined]
    return articles or (article_id,)


async def newest(stage: Stage) -> int:
    (found,) = await stage.store.articles.latest(1)
    return found.id


async def published(stage: Stage, number: int) -> int:
    """Publish an article a minute later; its id."""
    stage.clock[0] += timedelta(minutes=1)
    await publish(stage, invented(number, photo=None))
    return await newest(stage)


async def alone(stage: Stage) -> tuple[Chat, Seen]:
    """Rima's channel and its desk; she gets no news herself."""
    chat, seen = await connected(stage)
    await stage.write("/stop", chat=RIMA, person=RIMA)
    return chat, seen


@pytest.mark.parametrize("second", [DeskAction.CATCH_UP, DeskAction.SKIP_MISSED])
async def test_going_on_twice_drops_nothing_that_waits_for_its_hour(
    stage: Stage, second: DeskAction
) -> None:
    """Two taps, or two administrators on the same page: the first has ended the pause."""
    chat, seen = await alone(stage)
    await stage.store.channel_settings.set_hourly(chat.id, 1)
    for number in range(80, 84):
        await published(stage, number)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    waiting = await stage.store.scheduled_posts.count_unplanned(chat.id)
    assert waiting
    await press(stage, seen, DeskDo(chat.id, second))
    assert await stage.store.scheduled_posts.count_unplanned(chat.id) == waiting


async def test_a_pause_pressed_again_keeps_its_beginning(stage: Stage) -> None:
    """What came between the two presses is caught up on, too; the log has one pause."""
    chat, seen = await alone(stage)
    stage.clock[0] += timedelta(hours=1)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    between = await published(stage, 80)
    stage.clock[0] += timedelta(hours=1)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    assert between in await delivered(stage, chat)
    entries = await stage.store.audit_log.newest(chat.id, 9)
    assert [one.action for one in entries].count("pause") == 1


async def test_hours_changed_in_a_pause_count_when_it_ends(stage: Stage) -> None:
    """What waited for a digest and what is new come at the new hour, not in ten years."""
    chat, seen = await alone(stage)
    await press(stage, seen, DeskDigest(chat.id, 1 << EVENING, keep=True))
    before = await published(stage, 80)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    await press(stage, seen, DeskDigest(chat.id, 1 << NIGHT, keep=True))
    await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    after = await published(stage, 81)
    stage.clock[0] += timedelta(days=1)
    assert await delivered(stage, chat) == [before, after]


async def test_digests_ended_in_a_pause_send_nothing_into_it(stage: Stage) -> None:
    """What waited for the hour that is gone is caught up on."""
    chat, seen = await alone(stage)
    await press(stage, seen, DeskDigest(chat.id, 1 << EVENING, keep=True))
    before = await published(stage, 80)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    stage.clock[0] += timedelta(minutes=1)
    await press(stage, seen, DeskDigest(chat.id, 0, keep=True))
    assert await delivered(stage, chat) == []
    await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    assert await delivered(stage, chat) == [before]


async def test_a_right_given_back_in_a_pause_sends_nothing_into_it(stage: Stage) -> None:
    """What was missed without the right waits for the end of the pause, as the rest does."""
    chat, seen = await alone(stage)
    stage.clock[0] += timedelta(hours=1)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    await add(stage, rights=RIGHTS_GONE)
    missed = await published(stage, 80)
    stage.clock[0] += timedelta(minutes=1)
    await add(stage, rights={"can_post_messages": True})
    assert await delivered(stage, chat) == []
    await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    assert await delivered(stage, chat) == [missed]


@pytest.mark.parametrize("pressed", [DeskAction.CATCH_UP, DeskAction.SKIP_MISSED])
async def test_a_pause_does_not_end_while_the_bot_may_not_post(
    stage: Stage, pressed: DeskAction
) -> None:
    """An old page has the button still; what came before the right was lost is not lost with it."""
    chat, seen = await alone(stage)
    stage.clock[0] += timedelta(hours=1)
    await press(stage, seen, DeskDo(chat.id, DeskAction.PAUSE))
    with_right = await published(stage, 80)
    stage.clock[0] += timedelta(minutes=1)
    await add(stage, rights=RIGHTS_GONE)
    without = await published(stage, 81)
    assert "أعد إلى البوت صلاحية" in await press(stage, seen, DeskDo(chat.id, pressed))
    stage.clock[0] += timedelta(minutes=1)
    await add(stage, rights={"can_post_messages": True})
    assert await delivered(stage, chat) == []
    await press(stage, seen, DeskDo(chat.id, DeskAction.CATCH_UP))
    assert await delivered(stage, chat) == [with_right, without]


async def paused_group(stage: Stage) -> tuple[Chat, Seen]:
    """Rima's group that is paused at its desk, and the desk's page."""
    chat, seen = await alone(stage)
    await add(stage, chat=MARKET)
    await stage.control(f"chats/{MARKET}/members", {"user": RIMA, "status": "creator"})
    await stage.pump()
    group = await row(stage, MARKET)
    await stage.store.chats.set_digest(group.id, [EVENING])
    del chat
    return group, seen


@pytest.mark.parametrize("by_day", [False, True])
async def test_a_group_that_ends_the_desks_pause_ends_it_wholly(
    stage: Stage, *, by_day: bool
) -> None:
    """Its digest comes, and the desk's page says that news goes on."""
    group, seen = await paused_group(stage)
    before = await published(stage, 80)
    await press(stage, seen, DeskOpen(group.id, DeskPage.MAIN, 0))
    await press(stage, await stage.again(seen, RIMA), DeskDo(group.id, DeskAction.PAUSE))
    (asked, *_) = await stage.write("/settings", chat=MARKET, person=RIMA)
    data = encode(Choose(Setting.PAUSE, 0))
    if by_day:
        tomorrow = stage.clock[0].date().toordinal() + 1
        data = encode(PauseUntil(tomorrow))
    await stage.press(asked, chat=MARKET, person=RIMA, data=data)
    stage.clock[0] += timedelta(days=2)
    assert before in await delivered(stage, group)
    assert (await stage.store.channel_settings.get(group.id)).paused_since is None


async def test_a_groups_pause_lasts_until_a_press_of_the_desk(stage: Stage) -> None:
    """As a channel's does, across each start of the bot."""
    group, seen = await paused_group(stage)
    await press(stage, seen, DeskOpen(group.id, DeskPage.MAIN, 0))
    await press(stage, await stage.again(seen, RIMA), DeskDo(group.id, DeskAction.PAUSE))
    await stage.store.repair_future_times(stage.clock[0])
    paused = await row(stage, MARKET)
    assert paused.paused_until is not None
    assert paused.paused_until > stage.clock[0] + timedelta(days=365)


async def test_a_group_that_its_desk_has_paused_is_told_no_date(stage: Stage) -> None:
    """The pause has no end; a date ten years ahead says nothing to anybody."""
    group, seen = await paused_group(stage)
    await press(stage, seen, DeskOpen(group.id, DeskPage.MAIN, 0))
    await press(stage, await stage.again(seen, RIMA), DeskDo(group.id, DeskAction.PAUSE))
    (shown, *_) = await stage.write("/settings", chat=MARKET, person=RIMA)
    assert "استراحة: إلى أن ينهيها المشرفون" in shown.text
    await stage.press(shown, chat=MARKET, person=RIMA, data=encode(OpenMenu(Menu.PAUSE)))
    assert "الآن: إلى أن ينهيها المشرفون" in (await stage.again(shown, MARKET)).text
    (greeted, *_) = await stage.write("/start", chat=MARKET, person=RIMA)
    assert "متوقفة إلى أن يعيدها المشرفون" in greeted.text
    await stage.store.pauses.begin_until(
        group.id, stage.clock[0] + timedelta(days=1), stage.clock[0]
    )
    (greeted, *_) = await stage.write("/start", chat=MARKET, person=RIMA)
    assert "المشرفون" not in greeted.text
    assert "متوقفة حتى 15 آذار 2026" in greeted.text
