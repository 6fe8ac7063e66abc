"""Groups that became supergroups: what was sent before, and what is asked under it."""

import logging
from collections.abc import Awaitable, Callable

import pytest

from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Choose, Setting
from bot.posts.actions.subscriptions import Follow
from tests.handlers.handling import handling
from tests.handlers.reader.test_groups import add
from tests.handlers.stage import NEIGHBOURS, RIMA, Seen, Stage


async def moved(stage: Stage, *, told: bool) -> tuple[Seen, int]:
    """A list that was sent to a group before it moved, and where the group is now.

    Args:
        stage: the bot and its Telegram.
        told: whether the bot has heard of the move; else it finds out.
    """
    await add(stage, NEIGHBOURS)
    (listing,) = await stage.write("/latest@sandbox_bot", chat=NEIGHBOURS, person=RIMA)
    new = int((await stage.control(f"chats/{NEIGHBOURS}/migrate", {}))["chat_id"])
    if told:
        await stage.pump()
    else:
        stage._offset = stage.sandbox.telegram.updates.newest_id + 1
    return listing, new


async def pressed(stage: Stage, listing: Seen, data: str) -> None:
    """Somebody presses a button in the old group; all attempts are made."""
    async with handling(stage) as bot:
        body = {"from": RIMA, "message_id": listing.id, "data": data, "wait_seconds": 0}
        await stage.control(f"chats/{NEIGHBOURS}/press", body)
        await bot.settled()


async def forgotten(stage: Stage) -> None:
    """As it was stored before it was kept which group a supergroup has been."""
    async with stage.store.database.transaction() as connection:
        await connection.execute("update chats set former_telegram_id = null")


@pytest.mark.parametrize(("told", "kept"), [(True, True), (False, True), (True, False)])
async def test_a_button_from_before_the_move_brings_its_article(
    stage: Stage, told: bool, kept: bool
) -> None:
    """Into the supergroup: nothing can be written where the button stands."""
    listing, new = await moved(stage, told=told)
    if not kept:
        await forgotten(stage)
    await pressed(stage, listing, listing.data_of("1"))
    said = [seen.text for seen in await stage.transcript(new) if seen.outgoing]
    assert len(said) == 1
    assert "المجلس البلدي" in said[0]


async def test_a_button_of_a_group_that_was_forgotten_no_longer_works(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing is stored of the supergroup either: it is said, and is no fault."""
    listing, new = await moved(stage, told=True)
    await stage.store.erase(new)
    answer = await stage.press(listing, "1", chat=NEIGHBOURS, person=RIMA)
    assert answer["text"] == "لم يعد هذا الزر يعمل."
    assert not [one for one in caplog.records if one.levelno >= logging.WARNING]


async def test_a_list_from_before_the_move_is_turned_where_it_stands(stage: Stage) -> None:
    """Telegram lets it be edited there."""
    listing, new = await moved(stage, told=True)
    await pressed(stage, listing, listing.data_of("التالي"))
    assert (await stage.again(listing, NEIGHBOURS)).labels[0] == "6"
    assert not [seen for seen in await stage.transcript(new) if seen.outgoing]


Change = Callable[[Stage, int], Awaitable[bool]]


async def stopped(stage: Stage, new: int) -> bool:
    chat = await stage.store.chats.get(new)
    return chat is not None and not chat.active


async def follows(stage: Stage, new: int) -> bool:
    chat = await stage.store.chats.get(new)
    return chat is not None and bool(await stage.store.subscriptions.followed(chat.id))


@pytest.mark.parametrize(
    ("data", "done"),
    [(encode(Choose(Setting.ACTIVE, 0)), stopped), (encode(Follow(1, on=True)), follows)],
)
async def test_a_setting_from_before_the_move_is_the_supergroups(
    stage: Stage, data: str, done: Change
) -> None:
    """By whoever administers that now."""
    listing, new = await moved(stage, told=True)
    assert not await done(stage, new)
    await stage.control(f"chats/{new}/members", {"user": RIMA, "status": "member"})
    await pressed(stage, listing, data)
    assert not await done(stage, new)
    await stage.control(f"chats/{new}/members", {"user": RIMA, "status": "creator"})
    await pressed(stage, listing, data)
    assert await done(stage, new)


async def test_a_renamed_group_is_known_by_its_new_name(stage: Stage) -> None:
    """At the desk, and when it moves."""
    await add(stage, NEIGHBOURS)
    await stage.control(f"chats/{NEIGHBOURS}", {"title": "أهل الحارة"})
    await stage.pump()
    assert await stage.store.supergroups.basic_groups("أهل الحارة") == [NEIGHBOURS]
