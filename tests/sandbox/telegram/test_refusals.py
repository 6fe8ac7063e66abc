"""Each refusal of the Bot API, word for word, through bare HTTP."""

from typing import Any

import pytest

from sandbox.server import Sandbox
from sandbox.telegram.rights import Membership
from tests.sandbox.telegram.player import (
    ADMIN,
    CHANNEL,
    FORUM,
    GROUP,
    OWNER,
    READER,
    SECOND,
    SUPERGROUP,
    Player,
    picture,
)

pytestmark = pytest.mark.asyncio(loop_scope="session")

BAD = "Bad Request: "


def button(**action: Any) -> dict[str, Any]:
    return {"inline_keyboard": [[{"text": "زر", **action}]]}


def command(name: str, description: str = "شرح") -> list[dict[str, str]]:
    return [{"command": name, "description": description}]


@pytest.mark.parametrize(
    ("path", "status", "description"),
    [
        ("/bot2:other/getMe", 401, "Unauthorized: invalid token specified"),
        ("/botnonsense/getMe", 404, "Not Found"),
        ("/bot1:sandbox/sendDream", 404, "Not Found: method not found"),
        ("/bot1:sandbox/", 404, "Not Found: method not found"),
        ("/file/bot1:sandbox/photos/none", 404, "Not Found"),
        ("/file/bot2:other/photos/none", 401, "Unauthorized: invalid token specified"),
    ],
)
async def test_wrong_token_and_unknown_method(
    player: Player, path: str, status: int, description: str
) -> None:
    """A wrong token is 401, an unknown method 404, each in Telegram's words."""
    response = await player.client.get(path)
    assert response.status_code == status
    assert response.json() == {"ok": False, "error_code": status, "description": description}


@pytest.mark.parametrize(
    ("method", "parameters", "description"),
    [
        ("sendMessage", {"text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": "", "text": "x"}, "chat_id is empty"),
        ("sendMessage", {"chat_id": 999, "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "@nobody_here", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": "abc", "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": [], "text": "x"}, "chat not found"),
        ("sendMessage", {"chat_id": READER}, "message text is empty"),
        ("sendMessage", {"chat_id": READER, "text": " \n "}, "text must be non-empty"),
        ("sendMessage", {"chat_id": READER, "text": "ا" * 4097}, "message is too long"),
        ("sendMessage", {"chat_id": READER, "text": "😀" * 2049}, "message is too long"),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "parse_mode": "bbcode"},
            "unsupported parse_mode",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "<b>x", "parse_mode": "HTML"},
            "can't parse entities: Can't find end tag corresponding to start tag \"b\"",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "message_thread_id": 5},
            "message thread not found",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "reply_parameters": {"message_id": 77}},
            "message to be replied not found",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "reply_markup": "{"},
            "can't parse reply keyboard markup JSON object",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "reply_markup": [1]},
            "object expected as reply markup",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "reply_markup": button(callback_data="ا" * 33)},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "reply_markup": button(callback_data="")},
            "BUTTON_DATA_INVALID",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "reply_markup": button()},
            "text buttons are unallowed in the inline keyboard",
        ),
        (
            "sendMessage",
            {"chat_id": READER, "text": "x", "reply_markup": button(url="localhost:1")},
            "inline keyboard button URL 'localhost:1' is invalid: Wrong HTTP URL",
        ),
        (
            "sendMessage",
            {
                "chat_id": READER,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"callback_data": "a"}]]},
            },
            "can't parse inline keyboard button: Can't find field \"text\"",
        ),
        (
            "sendMessage",
            {
                "chat_id": READER,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": " ", "callback_data": "a"}]]},
            },
            "BUTTON_TEXT_INVALID",
        ),
        (
            "sendMessage",
            {
                "chat_id": READER,
                "text": "x",
                "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "a"}] * 101]},
            },
            "reply markup is too long",
        ),
        (
            "sendPhoto",
            {"chat_id": READER, "photo": "P1", "caption": "ا" * 1025},
            "message caption is too long",
        ),
        ("sendPhoto", {"chat_id": READER}, "there is no photo in the request"),
        (
            "sendPhoto",
            {"chat_id": READER, "photo": "no-such-file"},
            "wrong file identifier/HTTP URL specified",
        ),
        (
            "sendPhoto",
            {"chat_id": READER, "photo": "attach://lost"},
            "wrong file identifier/HTTP URL specified",
        ),
        (
            "sendPhoto",
            {"chat_id": READER, "photo": "http://photos.invalid/a.jpg"},
            "failed to get HTTP URL content",
        ),
        ("sendDocument", {"chat_id": READER}, "there is no document in the request"),
        ("sendMediaGroup", {"chat_id": READER, "media": []}, "there are no messages to send"),
        (
            "sendMediaGroup",
            {"chat_id": READER, "media": [{"type": "photo", "media": "x"}] * 11},
            "too many messages to send as an album",
        ),
        (
            "sendMediaGroup",
            {"chat_id": READER, "media": [{"type": "poem", "media": "x"}]},
            (
                "failed to send message #1 with the error message \"can't use the media of the "
                'specified type in the album"'
            ),
        ),
        (
            "sendChatAction",
            {"chat_id": READER, "action": "thinking"},
            "wrong parameter action in request",
        ),
        (
            "editMessageText",
            {"chat_id": READER, "text": "x"},
            "message identifier is not specified",
        ),
        (
            "editMessageText",
            {"chat_id": READER, "message_id": 50, "text": "x"},
            "message to edit not found",
        ),
        (
            "editMessageText",
            {"inline_message_id": "none", "text": "x"},
            "MESSAGE_ID_INVALID",
        ),
        (
            "editMessageText",
            {"chat_id": READER, "message_id": 1, "text": "x"},
            "message can't be edited",
        ),
        (
            "editMessageCaption",
            {"chat_id": READER, "message_id": 2, "caption": "x"},
            "there is no caption in the message to edit",
        ),
        (
            "deleteMessage",
            {"chat_id": READER, "message_id": 50},
            "message to delete not found",
        ),
        ("deleteMessages", {"chat_id": READER}, "message identifiers are not specified"),
        (
            "copyMessage",
            {"chat_id": READER, "from_chat_id": READER, "message_id": 50},
            "message to copy not found",
        ),
        (
            "forwardMessage",
            {"chat_id": READER, "from_chat_id": READER, "message_id": 50},
            "message to forward not found",
        ),
        ("pinChatMessage", {"chat_id": READER, "message_id": 50}, "message to pin not found"),
        ("unpinChatMessage", {"chat_id": READER}, "message to unpin not found"),
        (
            "answerCallbackQuery",
            {"callback_query_id": "1"},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        (
            "answerInlineQuery",
            {"inline_query_id": "1", "results": []},
            "query is too old and response timeout expired or query ID is invalid",
        ),
        ("getFile", {"file_id": "none"}, "invalid file_id"),
        ("setMyCommands", {"commands": command("عربي")}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": command("x" * 33)}, "BOT_COMMAND_INVALID"),
        ("setMyCommands", {"commands": command("x", "")}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("setMyCommands", {"commands": command("x") * 101}, "BOT_COMMANDS_TOO_MUCH"),
        (
            "setMyCommands",
            {"commands": command("x"), "language_code": "arabic"},
            "invalid language code specified",
        ),
        (
            "setMyCommands",
            {"commands": command("x"), "scope": {"type": "moon"}},
            "can't parse BotCommandScope: unsupported type specified",
        ),
        ("setMyDescription", {"description": "x" * 513}, "bot description is too long"),
        ("getChatMember", {"chat_id": CHANNEL, "user_id": READER}, "member list is inaccessible"),
        ("getChatAdministrators", {"chat_id": CHANNEL}, "member list is inaccessible"),
        ("getChat", {"chat_id": SUPERGROUP}, "chat not found"),
        ("getChat", {"chat_id": SECOND}, "chat not found"),
        ("getChatMember", {"chat_id": READER, "user_id": 0}, "invalid user_id specified"),
        ("getChatMember", {"chat_id": READER, "user_id": 9999}, "PARTICIPANT_ID_INVALID"),
        (
            "leaveChat",
            {"chat_id": READER},
            "chat member status can't be changed in private chats",
        ),
        ("createForumTopic", {"chat_id": READER, "name": "x"}, "the chat is not a forum"),
        (
            "setWebhook",
            {"url": "http://plain.example"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
    ],
)
async def test_bad_parameters_are_refused_in_telegrams_words(
    player: Player, method: str, parameters: dict[str, Any], description: str
) -> None:
    """In a chat with a message of each side, this call is refused with just these words."""
    await player.start()
    await player.result("sendMessage", chat_id=READER, text="مرحبا")
    assert await player.refusal(method, **parameters) == BAD + description


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
        BAD + "not enough rights to post messages in the chat"
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


async def test_an_edit_that_changes_nothing(player: Player) -> None:
    """The same text with the same keyboard is "not modified", another keyboard is not."""
    await player.start()
    sent = await player.result("sendMessage", chat_id=READER, text="<b>أ</b>", parse_mode="HTML")
    place = {"chat_id": READER, "message_id": sent["message_id"]}
    same = await player.refusal("editMessageText", **place, text="<b>أ</b>", parse_mode="HTML")
    assert same == BAD + (
        "message is not modified: specified new message content and reply markup are exactly the "
        "same as a current content and reply markup of the message"
    )
    assert (await player.refusal("editMessageReplyMarkup", **place)).startswith(
        BAD + "message is not modified"
    )
    await player.result("editMessageText", **place, text="أ")
    await player.result("editMessageReplyMarkup", **place, reply_markup=button(callback_data="a"))


@pytest.mark.parametrize(
    ("data", "description"),
    [
        (b"", "file must be non-empty"),
        (b"no picture at all", "IMAGE_PROCESS_FAILED"),
        (picture(9990, 20), "PHOTO_INVALID_DIMENSIONS"),
        (picture(420, 20), "PHOTO_INVALID_DIMENSIONS"),
        (
            picture() + b"\0" * (10 << 20),
            "file of size {} bytes is too big for a photo; the maximum size is 10485760 bytes",
        ),
    ],
    ids=["empty", "text", "huge sides", "narrow", "heavy"],
)
async def test_uploaded_photos_that_are_none(player: Player, data: bytes, description: str) -> None:
    """What is uploaded as a photo must be one, of bounded size and shape."""
    await player.start()
    response = await player.client.post(
        f"/bot{player.token}/sendPhoto",
        data={"chat_id": str(READER)},
        files={"photo": ("a.jpg", data, "image/jpeg")},
    )
    assert response.status_code == 400
    assert response.json()["description"] == BAD + description.format(len(data))


async def test_photos_by_url(player: Player, sandbox: Sandbox, photo_site: str) -> None:
    """By URL: the site must answer with an image of 5 MB at most, and no WebP."""
    await player.start()
    expected = {
        "missing.jpg": "failed to get HTTP URL content",
        "page.html": "wrong type of the web page content",
        "fake.jpg": "wrong type of the web page content",
        "photo.webp": "wrong type of the web page content",
        "heavy.jpg": "failed to get HTTP URL content",
        "loop.jpg": "failed to get HTTP URL content",
        "away.jpg": "failed to get HTTP URL content",
        "narrow.jpg": "PHOTO_INVALID_DIMENSIONS",
    }
    for name, reason in expected.items():
        refusal = await player.refusal("sendPhoto", chat_id=READER, photo=f"{photo_site}/{name}")
        assert refusal == BAD + reason, name
    for name in ("photo.jpg", "moved.jpg"):
        sent = await player.result("sendPhoto", chat_id=READER, photo=f"{photo_site}/{name}")
        assert sent["photo"][-1]["width"] == 60


async def test_protected_messages_can_not_be_taken_along(player: Player) -> None:
    """A protected message is neither copied nor forwarded."""
    await player.start()
    sent = await player.result("sendMessage", chat_id=READER, text="x", protect_content=True)
    where = {"chat_id": READER, "from_chat_id": READER, "message_id": sent["message_id"]}
    assert await player.refusal("copyMessage", **where) == BAD + "message can't be copied"
    assert await player.refusal("forwardMessage", **where) == BAD + "message can't be forwarded"


async def test_a_query_is_answered_once_and_in_time(player: Player, sandbox: Sandbox) -> None:
    """A second answer is too late, and so is the first after a minute."""
    await player.start()
    await player.result(
        "sendMessage", chat_id=READER, text="x", reply_markup=button(callback_data="a")
    )
    await player.updates()
    press = {"from": READER, "message_id": 2, "data": "a", "wait_seconds": 0}
    await player.act(f"/chats/{READER}/press", **press)
    query = (await player.updates())[-1]["callback_query"]["id"]
    assert await player.refusal("answerCallbackQuery", callback_query_id=query, text="x" * 201) == (
        BAD + "MESSAGE_TOO_LONG"
    )
    assert await player.refusal(
        "answerCallbackQuery", callback_query_id=query, url="http://elsewhere.example"
    ) == (BAD + "URL_INVALID")
    assert await player.result("answerCallbackQuery", callback_query_id=query)
    stale = BAD + "query is too old and response timeout expired or query ID is invalid"
    assert await player.refusal("answerCallbackQuery", callback_query_id=query) == stale
    await player.act(f"/chats/{READER}/press", **press)
    query = (await player.updates())[-1]["callback_query"]["id"]
    sandbox.telegram.queries.answerable(query, "callback").until -= 61
    assert await player.refusal("answerCallbackQuery", callback_query_id=query) == stale


@pytest.mark.parametrize(
    ("results", "description"),
    [
        ([{"type": "article", "id": "1", "title": "x"}] * 51, "RESULTS_TOO_MUCH"),
        ([{"type": "article", "id": "ا" * 33, "title": "x"}], "RESULT_ID_INVALID"),
        (
            [{"type": "article", "id": "1", "title": "x"}],
            "can't parse inline query result: Can't find field \"input_message_content\"",
        ),
        (
            [{"type": "photo", "id": "1", "photo_url": "http://a.example/1.jpg"}],
            "can't parse inline query result: Can't find field \"photo_url\"",
        ),
        (
            [
                {
                    "type": "article",
                    "id": "1",
                    "title": "x",
                    "input_message_content": {"message_text": "x"},
                }
            ]
            * 2,
            "RESULT_ID_DUPLICATE",
        ),
        (
            [
                {
                    "type": "article",
                    "id": "1",
                    "title": "x",
                    "input_message_content": {"message_text": "x" * 4097},
                }
            ],
            "message is too long",
        ),
        ("[", "can't parse inline query results JSON object"),
    ],
)
async def test_wrong_inline_answers(player: Player, results: Any, description: str) -> None:
    """Inline results are bounded and checked like messages."""
    await player.act("/inline", **{"from": READER}, query="x", wait_seconds=0)
    query = (await player.updates())[-1]["inline_query"]["id"]
    assert await player.refusal("answerInlineQuery", inline_query_id=query, results=results) == (
        BAD + description
    )


@pytest.mark.parametrize(
    ("content_type", "body", "description"),
    [
        ("application/json", b"{", "can't parse request body as JSON object"),
        ("application/json", b"[]", "request body must be a JSON object"),
        ("application/json", b'{"text": "\\ud800"}', "strings must be encoded in UTF-8"),
        ("multipart/form-data", b"x", "can't find boundary in multipart/form-data"),
        (
            "multipart/form-data; boundary=b",
            b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1',
            "can't parse multipart/form-data: unexpected end",
        ),
        ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 300), "too many parameters"),
    ],
)
async def test_bodies_that_can_not_be_read(
    player: Player, content_type: str, body: bytes, description: str
) -> None:
    """A broken body is a 400 with its reason."""
    response = await player.client.post(
        f"/bot{player.token}/getMe", content=body, headers={"content-type": content_type}
    )
    assert (response.status_code, response.json()["description"]) == (400, BAD + description)


async def test_an_upload_above_all_bounds(player: Player) -> None:
    """More than 51 MB are read to their end and refused."""
    response = await player.client.post(
        f"/bot{player.token}/sendDocument",
        content=b"\0" * (52 << 20),
        headers={"content-type": "multipart/form-data; boundary=b"},
        timeout=20,
    )
    assert response.status_code == 413
    assert response.json()["description"] == "Request Entity Too Large"


async def test_somebody_anonymous_is_no_member_of_the_list(
    player: Player, sandbox: Sandbox
) -> None:
    """The list of administrators shows who is anonymous, and no bots."""
    await player.let_in(SUPERGROUP)
    sandbox.telegram.chats[SUPERGROUP].members[OWNER] = Membership("creator", anonymous=True)
    admins = await player.result("getChatAdministrators", chat_id=SUPERGROUP)
    assert [(a["user"]["id"], a["is_anonymous"]) for a in admins] == [(OWNER, True), (ADMIN, False)]
