"""Attacks on the desk: forged, stale and foreign buttons, lost rights, strangers and channels."""

import dataclasses
from datetime import timedelta
from enum import StrEnum
from typing import get_type_hints

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from telegram import Update

from bot.posts.actions.desk import (
    DESK_PREFIXES,
    DeskButtonAction,
    DeskDo,
    DeskList,
    DeskOpen,
    DeskSet,
    DeskTag,
)
from bot.posts.actions.desk_choices import ChannelOption, DeskAction, DeskPage
from bot.posts.actions.encoding import encode
from storage.chats.alerts import AlertKind
from storage.chats.search_conditions import Conditions
from tests.articles import invented
from tests.handlers.desk.admins import add, connected, member, passed_on, press, row
from tests.handlers.desk.moderation import work_off
from tests.handlers.stage import (
    CAFE,
    CITY_CHANNEL,
    LAYLA,
    MARKET,
    RIMA,
    Stage,
    publish,
)


async def test_attack_a_forwarded_post_of_somebody_elses_channel(stage: Stage) -> None:
    """Anybody can forward a public post; Telegram is asked, and says no."""
    await connected(stage)
    await stage.start(LAYLA)
    await stage.application.process_update(passed_on(stage, LAYLA, CITY_CHANNEL))
    await stage.application.process_update(passed_on(stage, LAYLA, -1009999999999))
    assert await stage.store.administrators.chats_of(LAYLA) == []


async def test_attack_a_stranger_forges_every_button(stage: Stage) -> None:
    """Layla knows the channel's number and presses what was never shown to her."""
    chat, _ = await connected(stage)
    (welcome, *_) = await stage.start(LAYLA)
    before = (await row(stage), await stage.store.channel_settings.get(chat.id))
    forged = [
        DeskOpen(chat.id, DeskPage.MAIN, 0),
        DeskOpen(chat.id, DeskPage.LOG, 0),
        DeskSet(chat.id, ChannelOption.EVERYTHING, 0),
        DeskSet(chat.id, ChannelOption.MODERATED, 1),
        DeskTag(chat.id, 1, 2, 0),
        *(DeskDo(chat.id, operation) for operation in DeskAction),
    ]
    posts = stage.newest(CITY_CHANNEL)
    for action in forged:
        assert await press(stage, welcome, action, LAYLA), action
    assert (await row(stage), await stage.store.channel_settings.get(chat.id)) == before
    assert stage.newest(CITY_CHANNEL) == posts
    assert await stage.again(welcome, LAYLA) == welcome


async def test_attack_one_who_was_just_demoted(stage: Stage) -> None:
    """The desk is still open before him; the press asks Telegram and is refused."""
    chat, seen = await connected(stage)
    await member(stage, RIMA, "member")
    answer = await press(stage, seen, DeskSet(chat.id, ChannelOption.EVERYTHING, 0))
    assert "لمشرفي تلك المحادثة فقط" in answer
    assert (await row(stage)).everything
    (listing,) = await stage.write("/channels", chat=RIMA, person=RIMA)
    assert "قناة المدينة" not in " ".join(listing.labels)


async def test_attack_an_administrator_without_the_right_to_post(stage: Stage) -> None:
    """Somebody who may only invite people must not decide what the channel posts."""
    chat, _ = await connected(stage)
    await stage.control(
        f"chats/{CITY_CHANNEL}/members",
        {
            "user": LAYLA,
            "status": "administrator",
            "rights": {"can_post_messages": False, "can_invite_users": True},
        },
    )
    (welcome, *_) = await stage.start(LAYLA)
    await press(stage, welcome, DeskSet(chat.id, ChannelOption.EVERYTHING, 0), LAYLA)
    assert (await row(stage)).everything


async def test_attack_on_a_private_chat(stage: Stage) -> None:
    """A forged number that names somebody's private chat: no one administers that."""
    await stage.start(LAYLA)
    private = await row(stage, LAYLA)
    _, seen = await connected(stage)
    for action in (
        DeskSet(private.id, ChannelOption.EVERYTHING, 0),
        DeskDo(private.id, DeskAction.DISCONNECT),
        DeskOpen(private.id, DeskPage.LOG, 0),
    ):
        assert "لم يعد هذا الزر يعمل" in await press(stage, seen, action)
    assert await row(stage, LAYLA) == private
    own = await row(stage, RIMA)
    assert "لم يعد هذا الزر يعمل" in await press(stage, seen, DeskDo(own.id, DeskAction.PAUSE))


async def test_attack_a_desk_button_in_a_group(stage: Stage) -> None:
    """Even the channel's owner is refused outside the private chat: others read along there."""
    chat, _ = await connected(stage)
    await add(stage, MARKET)
    greeting = await stage.last(MARKET)
    data = encode(DeskSet(chat.id, ChannelOption.EVERYTHING, 0))
    await stage.press(greeting, chat=MARKET, person=RIMA, data=data)
    assert (await row(stage)).everything
    await stage.press(greeting, chat=MARKET, person=RIMA, data=encode(DeskList(0)))
    assert await stage.again(greeting, MARKET) == greeting


async def test_attack_a_channel_named_in_a_message(stage: Stage) -> None:
    """No command takes a channel's name: the bot being there is no right of the one who writes."""
    await connected(stage)
    await stage.start(LAYLA)
    for text in ("/channels @city_channel", "/start @city_channel", "/sub @city_channel"):
        await stage.write(text, chat=LAYLA, person=LAYLA)
    assert await stage.store.administrators.chats_of(LAYLA) == []
    assert (await row(stage)).active


async def test_attack_numbers_beyond_every_list(stage: Stage) -> None:
    """Answers, states and offsets that were never offered change nothing and break nothing."""
    chat, seen = await connected(stage)
    before = await row(stage)
    huge = 2**63 - 1
    for data in (
        encode(DeskSet(chat.id, ChannelOption.EVERYTHING, huge)),
        encode(DeskTag(chat.id, 1, 9, 0)),
        encode(DeskTag(chat.id, huge, 1, 0)),
        encode(DeskOpen(huge, DeskPage.MAIN, 0)),
        f"ds:{chat.id}:zz:0",
        f"ds:-{chat.id}:e:0",
        f"ds:{chat.id}:e",
        f"dd:{chat.id}:",
    ):
        assert "لم يعد هذا الزر يعمل" in await press(stage, seen, data), data
    assert await row(stage) == before
    await press(stage, seen, DeskOpen(chat.id, DeskPage.TAGS, huge))
    await press(stage, seen, DeskList(huge))


async def test_attack_telegram_gives_no_answer(stage: Stage) -> None:
    """Where Telegram can't be asked nothing is allowed, and nobody loses his place."""
    chat, seen = await connected(stage)
    await stage.control(
        "faults", {"kind": "server_error", "code": 502, "method": "getChatMember", "next": 1}
    )
    answer = await press(stage, seen, DeskSet(chat.id, ChannelOption.EVERYTHING, 0))
    assert "لم يؤكد تلغرام" in answer
    assert (await row(stage)).everything
    await press(stage, seen, DeskSet(chat.id, ChannelOption.EVERYTHING, 0))
    assert not (await row(stage)).everything


async def world(stage: Stage) -> list[object]:
    """All that the desk can change, and what stands in the channel."""
    tables = (
        "chats",
        "channel_settings",
        "follows",
        "mutes",
        "alerts",
        "administrators",
        "approvals",
        "post_overrides",
        "scheduled_posts",
        "outbox",
        "audit_log",
        "prompts",
        "channel_posts",
    )
    found: list[object] = []
    async with stage.store._database.reading() as connection:
        for table in tables:
            rows = await connection.execute_fetchall(f"select * from {table}")
            found += [(table, *tuple(one)) for one in rows]
    return [*found, *await stage.transcript(CITY_CHANNEL)]


def forged(action: type[DeskButtonAction]) -> st.SearchStrategy[DeskButtonAction]:
    """Such a button with any ids, the real ones among them."""
    hints = get_type_hints(action)
    numbers = st.integers(0, 6) | st.sampled_from((30, 29_550_000, 2**40))
    return st.builds(
        action,
        *(
            st.sampled_from(list(hints[one.name]))
            if issubclass(hints[one.name], StrEnum)
            else numbers
            for one in dataclasses.fields(action)
        ),
    )


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    actions=st.lists(
        st.one_of(*(forged(action) for action in DESK_PREFIXES.values())), min_size=8, max_size=16
    )
)
async def test_attack_whatever_a_stranger_presses_nothing_changes(
    stage: Stage, actions: list[DeskButtonAction]
) -> None:
    """Any button of the desk with any ids, from one who administers nothing."""
    if await stage.store.chats.get(CITY_CHANNEL) is None:
        await _busy_channel(stage)
    before = await world(stage)
    for number, action in enumerate(actions):
        await stage.application.process_update(_pressed(stage, LAYLA, encode(action), number))
    assert await world(stage) == before


async def _busy_channel(stage: Stage) -> None:
    """A channel with a post, a proposal, words, a plan; Layla talks to the bot."""
    chat, _ = await connected(stage)
    await stage.start(LAYLA)
    now = stage.clock[0]
    await publish(stage, invented(80, photo=None))
    await stage.store.channel_settings.set_flag(chat.id, "moderated", on=True)
    await publish(stage, invented(81, photo=None))
    await stage.store.alerts.add(
        chat.id, AlertKind.MUTE, "حديقة", Conditions.of_terms(["حديق"]), now=now
    )
    await stage.store.manual_posts.post(3, chat.id, not_before=now + timedelta(hours=1), now=now)
    stage.clock[0] += timedelta(minutes=2)
    await work_off(stage)


def _pressed(stage: Stage, person: int, data: str, number: int) -> Update:
    someone = {"id": person, "is_bot": False, "first_name": "ليلى"}
    return Update.de_json(
        {
            "update_id": 50_000 + number,
            "callback_query": {
                "id": str(number),
                "from": someone,
                "chat_instance": "1",
                "data": data,
                "message": {
                    "message_id": 1,
                    "date": 1_800_000_000,
                    "chat": {"id": person, "type": "private"},
                    "text": "خبر",
                },
            },
        },
        stage.application.bot,
    )


async def test_attack_a_post_in_the_channel_is_no_command(stage: Stage) -> None:
    """Who may post there may not administer; the channel itself says nothing to the bot."""
    chat, _ = await connected(stage)
    before = await stage.store.channel_settings.get(chat.id)
    for text in ("/channels", "/stop", "/settings"):
        await stage.control(f"chats/{CITY_CHANNEL}/messages", {"from": RIMA, "text": text})
        await stage.pump()
    assert (await row(stage)).active
    assert await stage.store.channel_settings.get(chat.id) == before


async def test_attack_an_anonymous_administrator_gains_no_desk(stage: Stage) -> None:
    """He may set his group from within it; no desk opens to the account that stands for him."""
    await stage.start(RIMA)
    await add(stage, CAFE)
    answers = await stage.write("/channels", chat=CAFE, person=RIMA, anonymous=True)
    assert all(not answer.buttons for answer in answers)
    people = await stage.store.administrators.people_of((await row(stage, CAFE)).id)
    assert 1087968824 not in people


async def test_attack_a_linked_channel_speaks_in_its_group(stage: Stage) -> None:
    """A channel that writes in a group is nobody's administrator there."""
    await add(stage, MARKET)
    await stage.control(
        f"chats/{MARKET}/messages",
        {"from": RIMA, "text": "/stop@sandbox_bot", "as": "channel", "sender_chat": CITY_CHANNEL},
    )
    await stage.control(
        f"chats/{MARKET}/messages",
        {"from": RIMA, "text": "/stop@sandbox_bot", "as": "linked", "sender_chat": CITY_CHANNEL},
    )
    await stage.pump()
    assert (await row(stage, MARKET)).active
