"""getUpdates: what waits, what is confirmed, who else asks."""

import asyncio
import time

import httpx
import pytest
from telegram import Bot
from telegram.error import Conflict

from sandbox.server import Sandbox
from sandbox.telegram.updates import PendingUpdates
from tests.loopback import loopback_client
from tests.sandbox.telegram.player import GROUP, READER, SUPERGROUP, Player
from tests.waiting import PATIENCE_SECONDS, until

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Far longer than an answer takes that waits for nothing.
POLL_SECONDS = 40


async def say(player: Player, text: str, chat: int = READER) -> None:
    await player.act(f"/chats/{chat}/messages", **{"from": READER}, text=text)


async def test_updates_come_in_order_until_they_are_confirmed(bot: Bot, player: Player) -> None:
    """Without an offset they come again; with the next offset they are gone."""
    for text in "أبت":
        await say(player, text)
    first = await bot.get_updates(limit=2)
    assert [u.message.text for u in first if u.message] == ["أ", "ب"]
    assert await bot.get_updates(limit=2) == first
    rest = await bot.get_updates(offset=first[-1].update_id + 1)
    assert [u.message.text for u in rest if u.message] == ["ت"]
    assert not await bot.get_updates(offset=rest[-1].update_id + 1)


async def test_a_negative_offset_keeps_the_newest(bot: Bot, player: Player) -> None:
    """Offset -1 forgets all but the last update."""
    for text in "أبت":
        await say(player, text)
    assert [u.message.text for u in await bot.get_updates(offset=-1) if u.message] == ["ت"]
    assert len(await bot.get_updates()) == 1


async def test_a_long_poll_ends_with_the_first_update(
    bot: Bot, player: Player, sandbox: Sandbox
) -> None:
    """A waiting call answers as soon as somebody writes."""
    waiting = asyncio.create_task(bot.get_updates(timeout=POLL_SECONDS))
    await until(lambda: "getUpdates" in sandbox.telegram.counters.calls)
    begun = time.monotonic()
    await say(player, "أخيرًا")
    assert [u.message.text for u in await waiting if u.message] == ["أخيرًا"]
    assert time.monotonic() - begun < POLL_SECONDS


async def test_a_long_poll_ends_with_its_time(bot: Bot) -> None:
    """Nothing happened: an empty list, not an error."""
    assert not await bot.get_updates(timeout=1)


async def test_a_second_consumer_ends_the_first(bot: Bot, player: Player, sandbox: Sandbox) -> None:
    """The older of two polls is told in Telegram's words that another bot runs."""
    first = asyncio.create_task(bot.get_updates(timeout=POLL_SECONDS))
    await until(lambda: "getUpdates" in sandbox.telegram.counters.calls)
    second = asyncio.create_task(player.result("getUpdates", timeout=POLL_SECONDS))
    with pytest.raises(Conflict, match="terminated by other getUpdates request; make sure that"):
        await first
    await say(player, "x")
    assert len(await second) == 1


async def test_a_poll_whose_client_is_gone_takes_nothing(player: Player, sandbox: Sandbox) -> None:
    """A killed bot's poll ends; the next one gets the update, without a conflict."""
    async with loopback_client(base_url=sandbox.base_url) as killed:
        with pytest.raises(httpx.ReadTimeout):
            await killed.get(
                f"/bot{player.token}/getUpdates?timeout={POLL_SECONDS}",
                timeout=httpx.Timeout(PATIENCE_SECONDS, read=0.3),
            )
    await asyncio.sleep(0.3)
    await say(player, "x")
    assert len(await player.result("getUpdates", timeout=5)) == 1


async def test_only_wanted_kinds_come_and_the_choice_is_remembered(player: Player) -> None:
    """`allowed_updates` holds for later calls too; chat_member comes only if it is named."""
    await player.result("getUpdates", allowed_updates=["message"])
    await player.let_in(SUPERGROUP)
    assert [set(u) - {"update_id"} for u in await player.updates()] == [{"message"}]
    await player.result("getUpdates", allowed_updates=["chat_member"])
    await player.act(f"/chats/{SUPERGROUP}/members", user=102, status="left")
    assert [set(u) - {"update_id"} for u in await player.updates()] == [{"chat_member"}]
    assert (await player.result("getWebhookInfo"))["allowed_updates"] == ["chat_member"]
    await player.result("getUpdates", allowed_updates=[])
    await player.act(f"/chats/{SUPERGROUP}/members", user=102, status="member")
    assert [set(u) - {"update_id"} for u in await player.updates()] == [{"message"}]


async def test_a_webhook_forbids_polling(bot: Bot, player: Player) -> None:
    """While a webhook is set, polling conflicts; deleting it may drop what waits."""
    await say(player, "x")
    await bot.set_webhook("https://bot.example/hook")
    with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count) == ("https://bot.example/hook", 1)
    await bot.delete_webhook(drop_pending_updates=True)
    assert not await bot.get_updates()


async def test_an_update_is_as_it_was_when_it_happened(player: Player) -> None:
    """An edit does not change the update of the message before it."""
    written = await player.act(f"/chats/{READER}/messages", **{"from": READER}, text="قبل")
    message_id = written["message"]["message_id"]
    body = {"from": READER, "message_id": message_id, "text": "بعد"}
    await player.act(f"/chats/{READER}/edit", **body)
    first, second = await player.updates()
    assert first["message"]["text"] == "قبل"
    assert second["edited_message"]["text"] == "بعد"


async def test_groups_show_an_ordinary_member_what_is_for_it(player: Player) -> None:
    """Privacy mode: commands, mentions and replies reach the bot; talk and others' commands not."""
    await player.let_in(GROUP, "member")
    sent = await player.result("sendMessage", chat_id=GROUP, text="x")
    await player.updates()
    for text in ("حديث", "/tags", "/tags@sandbox_bot", "/tags@other_bot", "يا @sandbox_bot"):
        await say(player, text, GROUP)
    reply = {"from": READER, "text": "رد", "reply_to": sent["message_id"]}
    await player.act(f"/chats/{GROUP}/messages", **reply)
    texts = [update["message"]["text"] for update in await player.updates()]
    assert texts == ["/tags", "/tags@sandbox_bot", "يا @sandbox_bot", "رد"]
    await player.let_in(GROUP)
    await player.updates()
    await say(player, "حديث", GROUP)
    assert len(await player.updates()) == 1


async def test_the_queue_is_bounded() -> None:
    """A bot that never polls does not fill the memory."""
    queue = PendingUpdates()
    for number in range(100_010):
        queue.put("message", {"message_id": number})
    assert len(queue) == 100_000
    assert (await queue.fetch(0, 1, 0))[0]["message"] == {"message_id": 10}
