"""Reactions to a channel's posts: how many there are, and what the bot is told."""

import pytest
from telegram import Bot

from tests.sandbox.telegram.player import CHANNEL, READER, Player

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_bot_that_asks_for_them_is_told_their_number(bot: Bot, player: Player) -> None:
    """Of all emoji; the message shows them; none is left when they are taken back."""
    await player.let_in(CHANNEL)
    await bot.get_updates(allowed_updates=["message_reaction_count"])
    post = await bot.send_message(CHANNEL, "خبر")
    await player.act(f"/chats/{CHANNEL}/react", message_id=post.message_id, count=3)
    done = await player.act(
        f"/chats/{CHANNEL}/react", message_id=post.message_id, emoji="🔥", count=2
    )
    assert done["message"]["reactions"] == {"👍": 3, "🔥": 2}
    changed = (await bot.get_updates())[-1].message_reaction_count
    assert changed is not None
    assert (changed.chat.id, changed.message_id) == (CHANNEL, post.message_id)
    assert sum(one.total_count for one in changed.reactions) == 5
    done = await player.act(f"/chats/{CHANNEL}/react", message_id=post.message_id, count=0)
    assert done["message"]["reactions"] == {"🔥": 2}


async def test_elsewhere_there_are_none(bot: Bot, player: Player) -> None:
    """Not in private, nor to what is not there, nor with any emoji or number."""
    await player.let_in(CHANNEL)
    await player.act(f"/chats/{READER}/start")
    private = await bot.send_message(READER, "خبر")
    post = await bot.send_message(CHANNEL, "خبر")
    assert await player.refused(f"/chats/{READER}/react", message_id=private.message_id)
    assert await player.refused(f"/chats/{CHANNEL}/react", message_id=9_999)
    for wrong in ({"emoji": "x"}, {"count": -1}, {"count": 10**9}):
        assert await player.refused(f"/chats/{CHANNEL}/react", message_id=post.message_id, **wrong)
