"""Groups, topics and channels: who may change what, coming, going and moving."""

from datetime import timedelta

import pytest

from handlers import ALLOWED_UPDATES
from storage.models import ChatKind, InactiveReason
from tests.handlers.stage import (
    CAFE,
    CITY_CHANNEL,
    KARIM,
    LAYLA,
    MARKET,
    NEIGHBOURS,
    RIMA,
    Stage,
)


async def add(stage: Stage, chat: int, status: str = "member", **more: object) -> None:
    await stage.control(
        f"chats/{chat}/members", {"user": "bot", "status": status, "by": RIMA, **more}
    )
    await stage.pump()


async def member(stage: Stage, chat: int, person: int, status: str, **more: object) -> None:
    await stage.control(f"chats/{chat}/members", {"user": person, "status": status, **more})
    await stage.pump()


async def active(stage: Stage, chat: int, topic: int = 0) -> bool:
    found = await stage.store.chats.get(chat, topic)
    return found is not None and found.active


async def test_a_group_that_adds_the_bot_is_greeted_and_subscribed(stage: Stage) -> None:
    """Silently, in two lines."""
    await add(stage, MARKET)
    chat = await stage.store.chats.get(MARKET)
    assert chat is not None
    assert chat.active
    assert chat.kind is ChatKind.GROUP
    greeting = await stage.last(MARKET)
    assert greeting.outgoing
    assert greeting.silent
    assert "عنب بلدي" in greeting.text


async def test_removed_and_added_again_keeps_the_settings(stage: Stage) -> None:
    """The group takes up what it had."""
    await add(stage, MARKET)
    chat = await stage.store.chats.get(MARKET)
    assert chat is not None
    await stage.store.chats.set_language(chat.id, "en")
    await add(stage, MARKET, "kicked")
    assert not await active(stage, MARKET)
    await add(stage, MARKET)
    again = await stage.store.chats.get(MARKET)
    assert again is not None
    assert again.active
    assert again.language == "en"
    assert "will be posted here" in (await stage.last(MARKET)).text


async def test_only_administrators_change_settings(stage: Stage) -> None:
    """A member is told so; an administrator is obeyed."""
    await add(stage, MARKET)
    await member(stage, MARKET, LAYLA, "member")
    for text in ("/stop", "/start", "/settings", "/language", "/forget"):
        (told,) = await stage.write(f"{text}@sandbox_bot", chat=MARKET, person=LAYLA)
        assert "المشرفون وحدهم" in told.text, text
    assert await active(stage, MARKET)
    await stage.write("/stop@sandbox_bot", chat=MARKET, person=RIMA)
    assert not await active(stage, MARKET)


async def test_a_members_press_on_settings_is_refused(stage: Stage) -> None:
    """The right is asked for at the time of the press, not of the message."""
    await add(stage, MARKET)
    await member(stage, MARKET, LAYLA, "member")
    (menu,) = await stage.write("/settings@sandbox_bot", chat=MARKET, person=RIMA)
    for data in ("o:f", "c:a:0", "f:1:1", "x"):
        answer = await stage.press(menu, chat=MARKET, person=LAYLA, data=data)
        assert "المشرفون وحدهم" in answer["text"], data
    assert await active(stage, MARKET)
    assert await stage.again(menu, MARKET) == menu


async def test_an_anonymous_administrator_is_one(stage: Stage) -> None:
    """He writes as the group itself."""
    await add(stage, MARKET)
    await member(stage, MARKET, KARIM, "administrator", anonymous=True)
    await stage.write("/stop@sandbox_bot", chat=MARKET, person=KARIM, **{"as": "anonymous"})
    assert not await active(stage, MARKET)


async def test_members_may_read(stage: Stage) -> None:
    """Lists, pages and posts are for everybody."""
    await add(stage, MARKET)
    await member(stage, MARKET, LAYLA, "member")
    (listing,) = await stage.write("/latest@sandbox_bot", chat=MARKET, person=LAYLA)
    await stage.press(listing, "التالي", chat=MARKET, person=LAYLA)
    assert (await stage.again(listing, MARKET)).labels[0] == "6"
    await stage.press(listing, chat=MARKET, person=LAYLA, data=listing.data_of("1"))
    assert "المجلس البلدي" in (await stage.last(MARKET)).text


async def test_what_is_meant_for_others_is_left_alone(stage: Stage) -> None:
    """Other bots' commands, unknown commands, and people's talk."""
    await add(stage, MARKET)
    await member(stage, MARKET, LAYLA, "member")
    for text in ("/latest@other_bot", "/nonsense@sandbox_bot", "/nonsense", "#محليات", "مرحبا"):
        assert await stage.write(text, chat=MARKET, person=LAYLA) == [], text


async def test_a_topic_has_a_subscription_of_its_own(stage: Stage) -> None:
    """/start in a topic; the answers come there."""
    await add(stage, CAFE)
    await stage.write("/stop@sandbox_bot", chat=CAFE, person=RIMA)
    (told,) = await stage.write("/start@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    assert told.topic == 2
    assert await active(stage, CAFE, 2)
    assert not await active(stage, CAFE, 0)
    await stage.write("/stop@sandbox_bot", chat=CAFE, person=RIMA, topic=2)
    assert not await active(stage, CAFE, 2)


async def test_a_reader_who_blocks_is_gone_and_comes_back(stage: Stage) -> None:
    """Unblocking takes up the news again, unless /stop had ended it."""
    await stage.start()
    await stage.control(f"chats/{LAYLA}/block", {})
    await stage.pump()
    assert not await active(stage, LAYLA)
    await stage.control(f"chats/{LAYLA}/unblock", {})
    await stage.pump()
    assert await active(stage, LAYLA)
    await stage.write("/stop")
    await stage.control(f"chats/{LAYLA}/block", {})
    await stage.control(f"chats/{LAYLA}/unblock", {})
    await stage.pump()
    assert not await active(stage, LAYLA)


async def migrated(stage: Stage, *, join_first: bool) -> int:
    """The neighbours' group becomes a supergroup; the id of that."""
    body = {"join_first": join_first}
    moved = await stage.control(f"chats/{NEIGHBOURS}/migrate", body)
    await stage.pump()
    return int(moved["chat_id"])


@pytest.mark.parametrize("join_first", [True, False])
async def test_a_group_that_moves_is_not_greeted_as_new(stage: Stage, join_first: bool) -> None:
    """Telegram tells the move as a join, too: nothing is written there, and nobody is told."""
    await stage.start(RIMA)
    await add(stage, NEIGHBOURS)
    assert "ارتبطت" in (await stage.last(RIMA)).text
    told = len(await stage.transcript(RIMA))
    new = await migrated(stage, join_first=join_first)
    assert await active(stage, new)
    assert not [seen for seen in await stage.transcript(new) if seen.outgoing]
    assert len(await stage.transcript(RIMA)) == told


@pytest.mark.parametrize("join_first", [True, False])
async def test_a_stopped_group_that_moves_stays_so(stage: Stage, join_first: bool) -> None:
    """Until somebody begins the news there, or adds the bot another time."""
    await add(stage, NEIGHBOURS)
    await stage.write("/stop@sandbox_bot", chat=NEIGHBOURS, person=RIMA)
    new = await migrated(stage, join_first=join_first)
    assert not await active(stage, new)
    assert not [seen for seen in await stage.transcript(new) if seen.outgoing]
    stage.clock[0] += timedelta(hours=1)
    await add(stage, new, "left")
    await add(stage, new)
    assert await active(stage, new)


@pytest.mark.parametrize("join_first", [True, False])
async def test_another_group_of_the_same_title_is_greeted(stage: Stage, join_first: bool) -> None:
    """That there is one which has moved nowhere, or to another place, is its own affair."""
    await add(stage, NEIGHBOURS)
    if join_first:
        await migrated(stage, join_first=True)
    title = stage.sandbox.telegram.chats[NEIGHBOURS].title
    made = await stage.control("chats", {"type": "supergroup", "title": title, "owner": RIMA})
    other = int(made["chat"]["id"])
    await add(stage, other)
    assert await active(stage, other)
    assert "عنب بلدي" in (await stage.last(other)).text


async def test_a_group_that_moves_keeps_everything(stage: Stage) -> None:
    """Both service messages come, in whatever order; one chat is left."""
    await add(stage, NEIGHBOURS)
    before = await stage.store.chats.get(NEIGHBOURS)
    assert before is not None
    await stage.store.chats.set_language(before.id, "en")
    moved = await stage.control(f"chats/{NEIGHBOURS}/migrate", {})
    await stage.pump()
    after = await stage.store.chats.get(int(moved["chat_id"]))
    assert after is not None
    assert after.id == before.id
    assert after.language == "en"
    assert after.active
    assert await stage.store.chats.get(NEIGHBOURS) is None


async def test_a_group_that_forbids_writing_gets_nothing(stage: Stage) -> None:
    """Until it allows it again."""
    await add(stage, MARKET)
    await add(stage, MARKET, "restricted", rights={"can_send_messages": False})
    assert not await active(stage, MARKET)
    greeted = len(await stage.transcript(MARKET))
    await add(stage, MARKET, "member")
    assert await active(stage, MARKET)
    assert len(await stage.transcript(MARKET)) == greeted


async def test_a_group_that_silences_the_bot_for_an_hour_loses_no_news(stage: Stage) -> None:
    """Nobody is told when that is over, so what is published meanwhile waits for it."""
    await add(stage, MARKET)
    until = int((stage.clock[0] + timedelta(hours=1)).timestamp())
    silenced = {"rights": {"can_send_messages": False}, "until_date": until}
    await add(stage, MARKET, "restricted", **silenced)
    assert await active(stage, MARKET)
    stage.clock[0] += timedelta(hours=2)
    await add(stage, MARKET, "member")
    # What such an update says of the past counts for good.
    await add(stage, MARKET, "restricted", **silenced)
    assert not await active(stage, MARKET)


async def test_a_group_that_makes_the_bot_an_administrator_gets_news_again(stage: Stage) -> None:
    """As the message says that ended it: administrators may write where members may not."""
    await add(stage, MARKET)
    reason = InactiveReason.NO_RIGHTS
    await stage.store.chats.deactivate(MARKET, reason=reason, now=stage.clock[0])
    await add(stage, MARKET, "administrator")
    assert await active(stage, MARKET)


@pytest.mark.parametrize("again", ["member", "administrator"])
async def test_a_group_that_ends_the_news_while_the_bot_may_not_write_gets_none_afterwards(
    stage: Stage, again: str
) -> None:
    """Where the answer can't be heard, the choice counts all the same, until /start."""
    await add(stage, MARKET)
    await add(stage, MARKET, "restricted", rights={"can_send_messages": False})
    await stage.write("/stop@sandbox_bot", chat=MARKET, person=RIMA)
    await add(stage, MARKET, again)
    assert not await active(stage, MARKET)
    await stage.write("/start@sandbox_bot", chat=MARKET, person=RIMA)
    assert await active(stage, MARKET)


async def test_a_channel_that_was_disconnected_stays_so_though_the_right_to_post_comes_back(
    stage: Stage,
) -> None:
    """Whether it was ended before the right went or after; added anew it begins."""
    without, again = ({"rights": {"can_post_messages": right}} for right in (False, True))
    for ended_first in (True, False):
        await add(stage, CITY_CHANNEL, "administrator")
        channel = await stage.store.chats.get(CITY_CHANNEL)
        assert channel is not None
        assert channel.active
        if not ended_first:
            await add(stage, CITY_CHANNEL, "administrator", **without)
        await stage.store.chats.deactivate_topic(
            channel.id, reason=InactiveReason.STOPPED, now=stage.clock[0]
        )
        if ended_first:
            await add(stage, CITY_CHANNEL, "administrator", **without)
        await add(stage, CITY_CHANNEL, "administrator", **again)
        assert not await active(stage, CITY_CHANNEL)
        await add(stage, CITY_CHANNEL, "left")


async def test_a_channel_begins_with_the_right_to_post(stage: Stage) -> None:
    """And ends when that right goes; nothing is written there unasked."""
    await add(stage, CITY_CHANNEL, "administrator")
    assert await active(stage, CITY_CHANNEL)
    assert not [seen for seen in await stage.transcript(CITY_CHANNEL) if seen.outgoing]
    await add(stage, CITY_CHANNEL, "administrator", rights={"can_post_messages": False})
    assert not await active(stage, CITY_CHANNEL)


def test_membership_is_asked_for() -> None:
    """Telegram sends it to nobody who does not name it; edits are not wanted."""
    assert "my_chat_member" in ALLOWED_UPDATES
    assert "edited_message" not in ALLOWED_UPDATES
