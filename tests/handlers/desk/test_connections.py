"""Connecting a channel or group: who is publish, and which rights are missing."""

import pytest

from bot.posts.actions.desk import DeskDo, DeskOpen
from bot.posts.actions.desk_choices import DeskAction, DeskPage
from storage.models import ChatKind
from tests.handlers.desk.admins import add, connected, member, passed_on, press, row
from tests.handlers.stage import CITY_CHANNEL, KARIM, LAYLA, MARKET, RIMA, Stage


async def test_who_adds_the_bot_is_told_what_is_connected(stage: Stage) -> None:
    """In the private chat, with the way to the settings; the channel gets news at once."""
    await stage.start(RIMA)
    await add(stage)
    told_of = await stage.last(RIMA)
    assert "قناة المدينة" in told_of.text
    assert "ارتبطت" in told_of.text
    assert (await row(stage)).active
    await press(stage, told_of, told_of.data_of("⚙️"))
    assert "تصل الأخبار إلى هناك" in (await stage.again(told_of, RIMA)).text


async def test_a_missing_right_is_named(stage: Stage) -> None:
    """Without the right to post nothing is sent, and it is said why."""
    await stage.start(RIMA)
    await add(stage, rights={"can_post_messages": False})
    told_of = await stage.last(RIMA)
    assert "نشر الرسائل" in told_of.text
    assert not (await row(stage)).active
    await add(stage, rights={"can_post_messages": True})
    assert (await row(stage)).active


async def test_a_right_taken_away_is_told_to_all_administrators(stage: Stage) -> None:
    """Each who has talked to the bot; the settings stay."""
    await member(stage, KARIM, "administrator")
    await stage.start(KARIM)
    await connected(stage)
    await add(stage, rights={"can_post_messages": False})
    for person in (RIMA, KARIM):
        told = (await stage.last(person)).text
        assert "نشر الرسائل" in told
        assert "سُحبت من البوت صلاحية في قناتك" in told
        assert "ارتبطت" not in told
    assert not (await row(stage)).active


async def test_an_administrator_who_comes_later_is_told_then(stage: Stage) -> None:
    """The bot may not write to a stranger; with START he hears what he has connected, once."""
    await add(stage)
    assert await stage.transcript(RIMA) == []
    first = await stage.start(RIMA)
    assert any("ارتبطت" in seen.text for seen in first)
    again = await stage.start(RIMA)
    assert not any("ارتبطت" in seen.text for seen in again)


async def test_whom_a_failure_kept_from_being_told_is_told_when_he_comes(stage: Stage) -> None:
    """Telegram's own trouble is no reason to keep silent for ever."""
    await stage.start(RIMA)
    trouble = {"kind": "server_error", "method": "sendMessage", "chat_id": RIMA, "for_seconds": 60}
    await stage.control("faults", trouble)
    await add(stage)
    assert not any("ارتبطت" in seen.text for seen in await stage.transcript(RIMA))
    stage.sandbox.telegram.faults.clear()
    assert any("ارتبطت" in seen.text for seen in await stage.start(RIMA))


async def test_a_refused_message_does_not_make_a_person_unreachable(stage: Stage) -> None:
    """Nothing is wrong with the person: proposals reach them, and the next START tells again."""
    await stage.start(RIMA)
    refused = {
        "kind": "refuse",
        "method": "sendMessage",
        "chat_id": RIMA,
        "description": "Bad Request: a sentence that nobody has seen",
    }
    await stage.control("faults", refused)
    await add(stage)
    assert await stage.store.administrators.unreachable([RIMA]) == set()
    stage.sandbox.telegram.faults.clear()
    assert any("ارتبطت" in seen.text for seen in await stage.start(RIMA))


async def test_what_is_handled_side_by_side_tells_once(stage: Stage) -> None:
    """START twice at once: each finds the chat untold, and one of them tells."""
    await add(stage)
    for _ in range(2):
        await stage.control(f"chats/{RIMA}/start", {"from": RIMA})
    await stage.pump(at_once=True)
    assert sum("ارتبطت" in seen.text for seen in await stage.transcript(RIMA)) == 1


async def test_a_forwarded_post_puts_its_channel_on_the_list(stage: Stage) -> None:
    """For an administrator whom nobody has told the bot of."""
    chat, _ = await connected(stage)
    await member(stage, LAYLA, "administrator")
    await stage.start(LAYLA)
    await stage.application.process_update(passed_on(stage, LAYLA, CITY_CHANNEL))
    assert "ارتبطت" in (await stage.last(LAYLA)).text
    assert [one.id for one in await stage.store.administrators.chats_of(LAYLA)] == [chat.id]


async def test_a_channel_is_a_channel(stage: Stage) -> None:
    """The kind decides limits and rights."""
    await add(stage)
    assert (await row(stage)).kind is ChatKind.CHANNEL


async def test_news_is_not_promised_without_the_right(stage: Stage) -> None:
    """The page says why nothing is sent; ▶️ and 🧪 say it too, and begin nothing."""
    chat, seen = await connected(stage)
    await add(stage, rights={"can_post_messages": False})
    assert "امنح البوت صلاحية النشر" in (await stage.last(RIMA)).text
    await press(stage, seen, DeskOpen(chat.id, DeskPage.MAIN, 0))
    page = await stage.again(seen, RIMA)
    assert "أعد إلى البوت صلاحية نشر الرسائل" in page.text
    for operation in (DeskAction.CONNECT, DeskAction.TEST):
        answer = await press(stage, seen, DeskDo(chat.id, operation))
        assert "لا نستطيع النشر هناك" in answer
    assert not (await row(stage)).active


async def test_a_channel_that_never_had_the_right_says_so(stage: Stage) -> None:
    """Its page does not speak of a loss; with the right the news begins by itself."""
    await stage.start(RIMA)
    await add(stage, rights={"can_post_messages": False})
    chat = await row(stage)
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    await press(stage, listing, DeskOpen(chat.id, DeskPage.MAIN, 0))
    assert "امنح البوت صلاحية نشر" in (await stage.again(listing, RIMA)).text
    await add(stage, rights={"can_post_messages": True})
    assert (await row(stage)).active


@pytest.mark.parametrize("order", [(CITY_CHANNEL, MARKET), (MARKET, CITY_CHANNEL)])
async def test_a_channel_and_its_group_for_comments_would_get_each_article_twice(
    stage: Stage, order: tuple[int, int]
) -> None:
    """Telegram passes the channel's posts on to the group; who adds the second is told so."""
    await stage.control(f"chats/{CITY_CHANNEL}", {"linked": MARKET})
    await stage.start(RIMA)
    for chat, doubled in zip(order, (False, True), strict=True):
        await add(stage, chat)
        told = await stage.last(RIMA)
        assert "ارتبطت" in told.text
        assert ("مرتين" in told.text) is doubled
        assert not doubled or "قناة المدينة" in told.text.partition("⚠️")[2]


async def test_a_group_that_has_stopped_doubles_nothing(stage: Stage) -> None:
    """Nor is anybody kept from hearing of the connection by what can't be asked."""
    await stage.control(f"chats/{CITY_CHANNEL}", {"linked": MARKET})
    await stage.start(RIMA)
    await add(stage, MARKET)
    await stage.write("/stop@sandbox_bot", chat=MARKET, person=RIMA)
    await add(stage)
    assert "مرتين" not in (await stage.last(RIMA)).text
    await add(stage, CITY_CHANNEL, status="left")
    refused = {"kind": "refuse", "method": "getChat", "description": "Bad Request: chat not found"}
    await stage.control("faults", refused)
    await add(stage)
    assert "ارتبطت" in (await stage.last(RIMA)).text


ENDED = "لا تصل أخبار"


async def test_a_channel_that_was_disconnected_is_not_said_to_get_news(stage: Stage) -> None:
    """Whether a post of it is passed on, or a right is given or taken there."""
    chat, seen = await connected(stage)
    await press(stage, seen, DeskDo(chat.id, DeskAction.DISCONNECT))
    await stage.application.process_update(passed_on(stage, RIMA, CITY_CHANNEL))
    assert ENDED in (await stage.last(RIMA)).text
    for rights in ({"can_post_messages": False}, {"can_post_messages": True}):
        before = stage.newest(RIMA)
        await add(stage, rights=rights)
        assert stage.newest(RIMA) > before
        assert ENDED in (await stage.last(RIMA)).text
    await press(stage, seen, DeskDo(chat.id, DeskAction.CONNECT))
    await stage.application.process_update(passed_on(stage, RIMA, CITY_CHANNEL, number=2))
    assert ENDED not in (await stage.last(RIMA)).text
