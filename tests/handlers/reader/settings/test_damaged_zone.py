"""A chat whose stored time zone no system knows."""

from datetime import timedelta

from bot.posts.actions.encoding import encode
from bot.posts.actions.settings import Menu, OpenMenu
from tests.handlers.stage import LAYLA, Stage


async def test_a_pause_is_shown_in_utc_where_the_zone_is_unknown(stage: Stage) -> None:
    """The page opens, as everything else goes on in such a chat."""
    await stage.start()
    chat = await stage.store.chats.get(LAYLA)
    assert chat is not None
    until = stage.clock[0] + timedelta(days=3, minutes=7)
    await stage.store.pauses.begin_until(chat.id, until, stage.clock[0])
    async with stage.store.database.transaction() as connection:
        await connection.execute("update chats set zone = 'Nowhere/Land'")
    (page,) = await stage.write("/settings")
    await stage.press(page, data=encode(OpenMenu(Menu.PAUSE)))
    assert f"{until:%H:%M}" in (await stage.again(page)).text
