"""Parameters and request bodies that the Bot API refuses, word for word, through bare HTTP."""

from typing import Any

import pytest

from tests.sandbox.telegram.player import BAD, CHANNEL, READER, SECOND, SUPERGROUP, Player, button

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG_BUTTON = "can't parse InlineKeyboardButton: "


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
            WRONG_BUTTON + "Text buttons are unallowed in the inline keyboard",
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
            WRONG_BUTTON + 'Can\'t find field "text"',
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
            'can\'t parse InputMedia: type "poem" is unsupported',
        ),
        (
            "sendChatAction",
            {"chat_id": READER, "action": "thinking"},
            "wrong parameter action in request",
        ),
        (
            "editMessageText",
            {"text": "x"},
            "message identifier is not specified",
        ),
        ("editMessageText", {"chat_id": READER, "text": "x"}, "message to edit not found"),
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
        ("deleteMessage", {"chat_id": READER}, "message to delete not found"),
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
            "can't parse BotCommandScope: Unsupported type specified",
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
        ("setWebhook", {"url": "https://[bad"}, "invalid webhook URL specified"),
        (
            "setWebhook",
            {"url": "https://site.example", "secret_token": "x" * 257},
            "secret token is too long",
        ),
        (
            "setWebhook",
            {"url": "https://site.example", "secret_token": "x y"},
            "secret token contains unallowed characters",
        ),
        (
            "setChatMenuButton",
            {"menu_button": {"type": "moon"}},
            "can't parse menu button: MenuButton has unsupported type",
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
