"""Refusals that depend on the chat: strangers, left chats, rights, topics, migration."""

import pytest

from sandbox.server import Sandbox
from sandbox.telegram.rights import Membership
from tests.sandbox.telegram.player import (
    ADMIN,
    BAD,
    CHANNEL,
    FORUM,
    GROUP,
    OWNER,
    READER,
    SUPERGROUP,
    Player,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_somebody_who_never_wrote_can_not_be_written_to(player: Player) -> None:
    """An unknown person's chat is not found; a known one's can't be begun by the bot."""
    assert await player.refusal("sendMessage", chat_id=READER, text="x") == BAD + "chat not found"
    await player.let_in(SUPERGROUP)
    assert await player.refusal("sendMessage", chat_id=OWNER, text="x") == (
        "Forbidden: bot can't initiate conversation with a user"
    )


async def test_a_reader_who_left(player: Player) -> None:
    """Blocked and deactivated are 403."""
    await player.start()
    await player.act(f"/chats/{READER}/block")
    assert await player.call("sendMessage", chat_id=READER, text="x") == {
        "ok": False,
        "error_code": 403,
        "description": "Forbidden: bot was blocked by the user",
    }
    await player.act(f"/chats/{READER}/unblock")
    await player.act(f"/people/{READER}", deactivated=True)
    assert await player.refusal("sendMessage", chat_id=READER, text="x") == (
        "Forbidden: user is deactivated"
    )


@pytest.mark.parametrize(
    ("chat", "kind"),
    [(GROUP, "group chat"), (SUPERGROUP, "supergroup chat"), (CHANNEL, "channel chat")],
)
async def test_a_chat_that_threw_the_bot_out(player: Player, chat: int, kind: str) -> None:
    """Kicked and left are 403, with the kind of chat."""
    await player.let_in(chat)
    await player.act(f"/chats/{chat}/members", user="bot", status="kicked")
    assert await player.refusal("sendMessage", chat_id=chat, text="x") == (
        f"Forbidden: bot was kicked from the {kind}"
    )
    await player.let_in(chat)
    await player.result("leaveChat", chat_id=chat)
    for method in ("sendMessage", "getChatMemberCount" if chat == GROUP else "sendMessage"):
        assert await player.refusal(method, chat_id=chat, text="x") == (
            f"Forbidden: bot is not a member of the {kind}"
        )


async def test_a_channel_that_never_saw_the_bot(player: Player) -> None:
    """A public channel tells that the bot is no member of it."""
    assert await player.refusal("sendMessage", chat_id="@city_channel", text="x") == (
        "Forbidden: bot is not a member of the channel chat"
    )


async def test_a_channel_wants_the_right_to_post(player: Player) -> None:
    """A member may not post in a channel, an administrator only with the right."""
    await player.let_in(CHANNEL, "member")
    assert await player.refusal("sendMessage", chat_id=CHANNEL, text="x") == (
        BAD + "need administrator rights in the channel chat"
    )
    await player.let_in(CHANNEL, can_post_messages=False)
    assert await player.refusal("sendMessage", chat_id=CHANNEL, text="x") == (
        BAD + "need administrator rights in the channel chat"
    )


async def test_a_restricted_bot(player: Player) -> None:
    """Restricted in a group, the bot is told which right it lacks."""
    await player.let_in(SUPERGROUP, "restricted", can_send_messages=False)
    assert await player.refusal("sendMessage", chat_id=SUPERGROUP, text="x") == (
        BAD + "not enough rights to send text messages to the chat"
    )
    assert await player.refusal("sendPhoto", chat_id=SUPERGROUP, photo="x") == (
        BAD + "not enough rights to send photos to the chat"
    )


async def test_rights_of_an_administrator(player: Player) -> None:
    """Pinning, deleting, topics and members each want their right."""
    await player.let_in(FORUM, "member")
    written = await player.act(f"/chats/{FORUM}/messages", **{"from": READER}, text="x")
    message_id = written["message"]["message_id"]
    expected = {
        "pinChatMessage": "not enough rights to manage pinned messages in the chat",
        "deleteMessage": "message can't be deleted",
        "createForumTopic": "not enough rights to create a topic",
        "closeForumTopic": "not enough rights to manage topics in the chat",
        "banChatMember": "not enough rights to restrict/unrestrict chat member",
    }
    for method, reason in expected.items():
        refusal = await player.refusal(
            method,
            chat_id=FORUM,
            message_id=message_id,
            name="x",
            user_id=READER,
            message_thread_id=2,
        )
        assert refusal == BAD + reason
    await player.let_in(FORUM)
    assert await player.refusal("banChatMember", chat_id=FORUM, user_id=OWNER) == (
        BAD + "can't remove chat owner"
    )
    assert await player.refusal("banChatMember", chat_id=FORUM, user_id=ADMIN) == (
        BAD + "user is an administrator of the chat"
    )


async def test_topics_closed_deleted_and_unknown(player: Player) -> None:
    """A closed topic refuses a bot without the right; a deleted one refuses all."""
    await player.let_in(FORUM, "member")
    post = {"chat_id": FORUM, "text": "x"}
    await player.act(f"/chats/{FORUM}/topics/2", state="closed")
    assert await player.refusal("sendMessage", **post, message_thread_id=2) == BAD + "TOPIC_CLOSED"
    await player.act(f"/chats/{FORUM}/topics/3", state="deleted")
    assert await player.refusal("sendMessage", **post, message_thread_id=3) == BAD + "TOPIC_DELETED"
    assert await player.refusal("sendMessage", **post, message_thread_id=9) == (
        BAD + "message thread not found"
    )
    await player.let_in(FORUM)
    assert await player.result("sendMessage", **post, message_thread_id=2)
    assert await player.refusal("closeForumTopic", chat_id=FORUM, message_thread_id=2) == (
        BAD + "TOPIC_NOT_MODIFIED"
    )
    assert await player.refusal("closeForumTopic", chat_id=FORUM, message_thread_id=3) == (
        BAD + "TOPIC_ID_INVALID"
    )


async def test_a_group_that_became_a_supergroup(player: Player) -> None:
    """The refusal names the new chat."""
    await player.let_in(GROUP)
    new = (await player.act(f"/chats/{GROUP}/migrate"))["chat_id"]
    assert await player.call("sendMessage", chat_id=GROUP, text="x") == {
        "ok": False,
        "error_code": 400,
        "description": BAD + "group chat was upgraded to a supergroup chat",
        "parameters": {"migrate_to_chat_id": new},
    }
    assert await player.result("sendMessage", chat_id=new, text="x")
    assert (await player.result("getChat", chat_id=GROUP))["type"] == "group"


async def test_somebody_anonymous_is_no_member_of_the_list(
    player: Player, sandbox: Sandbox
) -> None:
    """The list of administrators shows who is anonymous, and no bots."""
    await player.let_in(SUPERGROUP)
    sandbox.telegram.chats[SUPERGROUP].members[OWNER] = Membership("creator", anonymous=True)
    admins = await player.result("getChatAdministrators", chat_id=SUPERGROUP)
    assert [(a["user"]["id"], a["is_anonymous"]) for a in admins] == [(OWNER, True), (ADMIN, False)]
