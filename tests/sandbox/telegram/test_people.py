"""People played by control: what they do, and the updates that the bot gets of it."""

import asyncio
from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultPhoto,
    InlineQueryResultsButton,
    InputTextMessageContent,
    SwitchInlineQueryChosenChat,
)

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
)

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def write(player: Player, chat: int, person: int, text: str, **more: Any) -> dict[str, Any]:
    done = await player.act(f"/chats/{chat}/messages", **{"from": person}, text=text, **more)
    message: dict[str, Any] = done["message"]
    return message


async def test_start_with_a_deep_link(bot: Bot, player: Player) -> None:
    """START sends the command with its parameter, as an entity."""
    await player.act(f"/chats/{READER}/start", parameter="tag_12")
    message = (await bot.get_updates())[0].message
    assert message
    assert message.text == "/start tag_12"
    assert message.parse_entities() == {message.entities[0]: "/start"}
    assert message.from_user
    assert (message.from_user.full_name, message.from_user.language_code) == ("ليلى حداد", "ar")
    assert await player.refused(f"/chats/{READER}/start", parameter="ليس")
    await player.let_in(SUPERGROUP)
    done = await player.act(f"/chats/{SUPERGROUP}/start", **{"from": OWNER}, parameter="x")
    assert done["message"]["text"] == "/start@sandbox_bot x"


async def test_writing_with_html_replies_and_topics(player: Player) -> None:
    """A person's message can have markup, answer another, and stand in a topic."""
    await player.let_in(FORUM)
    first = await write(player, FORUM, READER, "<b>سؤال</b> #وسم", topic=2, html=True)
    assert first["html"].startswith("<b>سؤال</b>")
    second = await write(player, FORUM, SECOND, "جواب", topic=2, reply_to=first["message_id"])
    assert second["reply_to_message"]["text"] == "سؤال #وسم"
    written = [u["message"] for u in await player.updates() if "text" in u.get("message", {})]
    assert [message["message_thread_id"] for message in written] == [2, 2]


async def test_anonymous_administrators_and_channels_in_a_group(player: Player) -> None:
    """They come as the group, as a channel, or as the linked channel's own post."""
    await player.let_in(SUPERGROUP)
    await player.updates()
    await write(player, SUPERGROUP, OWNER, "أ", **{"as": "anonymous"})
    await write(player, SUPERGROUP, OWNER, "ب", **{"as": "channel"}, sender_chat=CHANNEL)
    await write(player, SUPERGROUP, OWNER, "ت", **{"as": "linked"}, sender_chat=CHANNEL)
    anonymous, channel, linked = [u["message"] for u in await player.updates()]
    assert anonymous["from"]["username"] == "GroupAnonymousBot"
    assert anonymous["sender_chat"]["id"] == SUPERGROUP
    assert (channel["from"]["username"], channel["sender_chat"]["id"]) == ("Channel_Bot", CHANNEL)
    assert (linked["from"]["id"], linked["is_automatic_forward"]) == (777000, True)
    body: dict[str, Any] = {"from": READER, "text": "x", "as": "anonymous"}
    assert "no administrator" in await player.refused(f"/chats/{SUPERGROUP}/messages", **body)
    await player.act(
        f"/chats/{SUPERGROUP}/members",
        user=ADMIN,
        status="administrator",
        anonymous=True,
        title="المحرر",
    )
    await write(player, SUPERGROUP, ADMIN, "ث")
    last = (await player.updates())[-1]["message"]
    assert (last["from"]["id"], last["author_signature"]) == (1087968824, "المحرر")


async def test_posts_of_a_channel(player: Player) -> None:
    """An administrator's post is a channel_post, its edit an edited_channel_post."""
    await player.let_in(CHANNEL)
    await player.updates()
    post = await write(player, CHANNEL, OWNER, "منشور")
    body: dict[str, Any] = {"from": OWNER, "message_id": post["message_id"], "text": "منشور مصحح"}
    await player.act(f"/chats/{CHANNEL}/edit", **body)
    updates = await player.updates()
    assert updates[0]["channel_post"]["sender_chat"]["id"] == CHANNEL
    assert updates[1]["edited_channel_post"]["text"] == "منشور مصحح"
    reader: dict[str, Any] = {"from": READER, "text": "x"}
    assert "no administrator" in await player.refused(f"/chats/{CHANNEL}/messages", **reader)


@pytest.mark.parametrize(
    ("chat", "body"),
    [
        (READER, {"from": SECOND, "text": "x"}),
        (READER, {"from": READER, "text": "  "}),
        (READER, {"from": READER, "text": "x" * 4097}),
        (READER, {"from": READER, "text": "<x>", "html": True}),
        (READER, {"from": READER, "text": 5}),
        (READER, {"from": READER, "text": "x", "as": "a ghost"}),
        (FORUM, {"from": READER, "text": "x", "topic": 9}),
        (SUPERGROUP, {"from": OWNER, "text": "x", "as": "channel", "sender_chat": GROUP}),
    ],
)
async def test_what_people_can_not_write(player: Player, chat: int, body: dict[str, Any]) -> None:
    """Impossible messages are refused with a reason."""
    assert await player.refused(f"/chats/{chat}/messages", **body)


async def test_a_stranger_can_not_write_into_a_group(player: Player) -> None:
    """Somebody must be in a group to write there or press a button."""
    stranger = (await player.act("/people", first_name="غريب"))["person"]["id"]
    body: dict[str, Any] = {"from": stranger, "text": "x"}
    assert "not in the chat" in await player.refused(f"/chats/{SUPERGROUP}/messages", **body)
    await player.let_in(SUPERGROUP)
    sent = await player.result("sendMessage", chat_id=SUPERGROUP, text="x")
    body = {"from": stranger, "message_id": sent["message_id"], "data": "a"}
    assert "not in the chat" in await player.refused(f"/chats/{SUPERGROUP}/press", **body)


async def test_pressing_buttons(bot: Bot, player: Player) -> None:
    """A callback waits for its answer; other buttons say what they open; data can be forged."""
    await player.start()
    rows = [
        [InlineKeyboardButton("تابع", callback_data="follow:1")],
        [
            InlineKeyboardButton("اقرأ", url="https://site.example/1"),
            InlineKeyboardButton("شارك", switch_inline_query="خبر"),
            InlineKeyboardButton("هنا", switch_inline_query_current_chat="خبر"),
            InlineKeyboardButton(
                "اختر", switch_inline_query_chosen_chat=SwitchInlineQueryChosenChat("q")
            ),
        ],
    ]
    sent = await bot.send_message(READER, "x", reply_markup=InlineKeyboardMarkup(rows))
    await player.updates()
    place = {"from": READER, "message_id": sent.message_id}
    pressed = asyncio.create_task(player.act(f"/chats/{READER}/press", **place, row=0, column=0))
    query = (await bot.get_updates(timeout=5))[0].callback_query
    assert query
    assert (query.data, query.from_user.id) == ("follow:1", READER)
    assert query.message == sent
    await bot.answer_callback_query(query.id, "تم", show_alert=True)
    assert await pressed == {
        "answered": True,
        "kind": "callback",
        "text": "تم",
        "show_alert": True,
        "url": None,
    }
    opened = await player.act(f"/chats/{READER}/press", **place, row=1, column=0)
    assert (opened["kind"], opened["url"]) == ("url", "https://site.example/1")
    shared = await player.act(f"/chats/{READER}/press", **place, row=1, column=1)
    assert (shared["kind"], shared["url"]) == ("switch_inline_query", "خبر")
    await player.updates()
    forged = await player.act(f"/chats/{READER}/press", **place, data="desk:all", wait_seconds=0)
    assert not forged["answered"]
    assert (await player.updates())[0]["callback_query"]["data"] == "desk:all"
    assert await player.refused(f"/chats/{READER}/press", 404, **place, row=5, column=0)
    assert await player.refused(f"/chats/{READER}/press", **place, row="a", column=0)
    gone = place | {"message_id": 99}
    assert await player.refused(f"/chats/{READER}/press", 404, **gone, data="a")


async def test_inline_mode(bot: Bot, player: Player, photo_site: str) -> None:
    """A query, its results, the choice, and an edit of the message by its inline id."""
    asked = asyncio.create_task(
        player.act("/inline", **{"from": READER}, query="مدينة", chat_type="private")
    )
    query = (await bot.get_updates(timeout=5))[0].inline_query
    assert query
    assert (query.query, query.chat_type) == ("مدينة", "private")
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("تابع", callback_data="f")]])
    results = [
        InlineQueryResultArticle(
            "1",
            "عنوان",
            InputTextMessageContent("<b>نص</b>", parse_mode="HTML"),
            reply_markup=markup,
        ),
        InlineQueryResultPhoto(
            "2", f"{photo_site}/photo.jpg", f"{photo_site}/photo.jpg", caption="صورة"
        ),
    ]
    start = InlineQueryResultsButton("ابدأ", start_parameter="inline")
    await bot.answer_inline_query(query.id, results, next_offset="2", button=start)
    answer = await asked
    assert [result["id"] for result in answer["results"]] == ["1", "2"]
    assert (answer["answered"], answer["next_offset"]) == (True, "2")
    assert answer["button"]["start_parameter"] == "inline"
    await player.updates()
    choice = {"from": READER, "inline_query_id": answer["inline_query_id"]}
    sent = (await player.act(f"/chats/{GROUP}/inline", **choice, result_id="1"))["message"]
    assert (sent["html"], sent["via_bot"]["id"]) == ("<b>نص</b>", 1)
    chosen = (await bot.get_updates())[-1].chosen_inline_result
    assert chosen
    assert chosen.result_id == "1"
    assert await bot.edit_message_text("مصحح", inline_message_id=chosen.inline_message_id) is True
    assert (await player.transcript(GROUP))[-1]["text"] == "مصحح"
    place = {"from": SECOND, "message_id": sent["message_id"], "data": "f", "wait_seconds": 0}
    await player.act(f"/chats/{GROUP}/press", **place)
    pressed = (await bot.get_updates())[-1].callback_query
    assert pressed
    assert (pressed.inline_message_id, pressed.message) == (chosen.inline_message_id, None)
    photo = (await player.act(f"/chats/{GROUP}/inline", **choice, result_id="2"))["message"]
    assert photo["caption"] == "صورة"
    assert photo["photo_url"]
    assert await player.refused(f"/chats/{GROUP}/inline", 404, **choice, result_id="3")
    # Where the bot is, it is handed the message itself, too.
    await player.start()
    await player.act(f"/chats/{READER}/inline", **choice, result_id="1")
    handed = [one.message for one in await bot.get_updates() if one.message]
    assert handed[-1].via_bot
    assert (handed[-1].text, handed[-1].via_bot.id) == ("نص", 1)


async def test_blocking_and_coming_back(bot: Bot, player: Player) -> None:
    """Blocking and unblocking are my_chat_member updates; START unblocks."""
    await player.start()
    await player.act(f"/chats/{READER}/block")
    await player.act(f"/chats/{READER}/unblock")
    await player.act(f"/chats/{READER}/block")
    await player.start()
    changes = [
        (u.my_chat_member.old_chat_member.status, u.my_chat_member.new_chat_member.status)
        for u in await bot.get_updates()
        if u.my_chat_member
    ]
    assert changes == [("member", "kicked"), ("kicked", "member")] * 2
    await player.act(f"/chats/{READER}/block")
    reader: dict[str, Any] = {"from": READER, "text": "x"}
    assert "blocked the bot" in await player.refused(f"/chats/{READER}/messages", **reader)
    assert await player.refused(f"/chats/{GROUP}/block")


async def test_the_bot_is_taken_into_a_channel_and_loses_a_right(bot: Bot, player: Player) -> None:
    """Each change of the bot's status is a my_chat_member update by who did it."""
    await player.let_in(CHANNEL)
    await player.act(
        f"/chats/{CHANNEL}/members",
        user="bot",
        status="administrator",
        by=ADMIN,
        rights={"can_edit_messages": False},
    )
    await player.act(f"/chats/{CHANNEL}/members", user="bot", status="left", by=OWNER)
    updates = [u.my_chat_member for u in await bot.get_updates()]
    assert [u.from_user.id for u in updates if u] == [OWNER, ADMIN, OWNER]
    second = updates[1]
    assert second
    assert second.difference()["can_edit_messages"] == (True, False)
    assert second.new_chat_member.to_dict()["can_post_messages"]
    admins = await player.check(f"/chats/{CHANNEL}")
    assert admins["chat"]["bot"]["status"] == "left"
    wrong: dict[str, Any] = {"user": "bot", "status": "administrator", "rights": {"can_fly": True}}
    assert "can_fly" in await player.refused(f"/chats/{CHANNEL}/members", **wrong)
    assert await player.refused(f"/chats/{CHANNEL}/members", user="bot", status="king")
    assert await player.refused(f"/chats/{READER}/members", user="bot", status="left")


async def test_people_join_leave_and_are_promoted(bot: Bot, player: Player) -> None:
    """Members' changes make service messages, and what getChatMember says."""
    await player.let_in(SUPERGROUP)
    await player.updates()
    path = f"/chats/{SUPERGROUP}/members"
    await player.act(path, user=READER, status="left")
    await player.act(path, user=READER, status="member")
    messages = [u["message"] for u in await player.updates()]
    assert messages[0]["left_chat_member"]["id"] == READER
    assert [user["id"] for user in messages[1]["new_chat_members"]] == [READER]
    await player.act(path, user=READER, status="administrator", rights={"can_pin_messages": False})
    member = await bot.get_chat_member(SUPERGROUP, READER)
    assert member.status == "administrator"
    assert member.to_dict()["can_pin_messages"] is False
    await player.act(path, user=READER, status="restricted", rights={"can_send_messages": True})
    assert (await bot.get_chat_member(SUPERGROUP, READER)).status == "restricted"
    count = await bot.get_chat_member_count(SUPERGROUP)
    assert await bot.ban_chat_member(SUPERGROUP, READER)
    assert await bot.get_chat_member_count(SUPERGROUP) == count - 1
    assert await bot.unban_chat_member(SUPERGROUP, READER)
    assert (await bot.get_chat_member(SUPERGROUP, READER)).status == "left"
    assert await bot.promote_chat_member(SUPERGROUP, SECOND, can_pin_messages=True)
    assert (await bot.get_chat_member(SUPERGROUP, SECOND)).status == "administrator"


async def test_a_group_migrates(bot: Bot, player: Player) -> None:
    """Both sides tell of it, and the new group has the same people."""
    await player.let_in(GROUP)
    await player.updates()
    new = (await player.act(f"/chats/{GROUP}/migrate"))["chat_id"]
    messages = [u.message for u in await bot.get_updates() if u.message]
    assert [m.migrate_to_chat_id for m in messages] == [new, None]
    assert [m.migrate_from_chat_id for m in messages] == [None, GROUP]
    assert (await bot.get_chat_member(new, OWNER)).status == "creator"
    assert (await player.check(f"/chats/{GROUP}"))["chat"]["migrated_to"] == new
    assert await player.refused(f"/chats/{GROUP}/migrate")
    reader: dict[str, Any] = {"from": READER, "text": "x"}
    assert "became" in await player.refused(f"/chats/{GROUP}/messages", **reader)


async def test_topics_by_people(player: Player) -> None:
    """People open, rename, close and delete topics; the bot hears of it."""
    await player.let_in(FORUM)
    await player.updates()
    topic = (await player.act(f"/chats/{FORUM}/topics", name="الأسعار", by=OWNER))["topic"]
    path = f"/chats/{FORUM}/topics/{topic['id']}"
    await player.act(path, state="closed", name="أسعار اليوم")
    await player.act(path, state="open")
    messages = [u["message"] for u in await player.updates()]
    assert messages[0]["forum_topic_created"]["name"] == "الأسعار"
    assert "forum_topic_closed" in messages[1]
    assert "forum_topic_reopened" in messages[2]
    await player.act(path, state="deleted")
    assert await player.refused(path, 404, state="open")
    assert await player.refused(f"/chats/{FORUM}/topics/2", state="ajar")
    assert await player.refused(f"/chats/{SUPERGROUP}/topics", name="x")
    assert await player.refused(f"/chats/{FORUM}/topics", name=" ")


async def test_new_people_and_chats(bot: Bot, player: Player) -> None:
    """People and chats can be made and changed; names are taken once."""
    person = (await player.act("/people", first_name="هدى", username="huda", started=True))[
        "person"
    ]
    assert (await bot.send_message(person["id"], "أهلاً")).chat.first_name == "هدى"
    assert await player.refused("/people", username="HUDA")
    assert await player.refused("/people", id=READER)
    assert await player.refused("/people", username="a b")
    await player.act(f"/people/{person['id']}", username="huda2", language_code="en")
    assert (await bot.send_message("@huda2", "x")).chat.id == person["id"]
    made = await player.act(
        "/chats", type="channel", title="النشرة", owner=OWNER, username="nashra"
    )
    chat_id = made["chat"]["id"]
    await player.let_in(chat_id)
    assert (await bot.send_message("@nashra", "x")).chat.title == "النشرة"
    await player.act(f"/chats/{chat_id}", username=None, title="النشرة المسائية")
    assert await player.refusal("sendMessage", chat_id="@nashra", text="x")
    assert (await bot.get_chat(chat_id)).title == "النشرة المسائية"
    wrong: list[dict[str, Any]] = [
        {"type": "party", "title": "x", "owner": OWNER},
        {"type": "group", "title": "", "owner": OWNER},
        {"type": "group", "title": "x", "owner": OWNER, "id": GROUP},
    ]
    for body in wrong:
        assert await player.refused("/chats", **body)
    assert await player.refused("/chats", 404, type="group", title="x", owner=999)
    assert await player.refused(f"/chats/{READER}", title="x")
    assert await player.refused("/chats/777/clear", 404)


async def test_people_delete_and_transcripts_are_cleared(player: Player) -> None:
    """A person's deletion is seen in the transcript and not told to the bot."""
    await player.start()
    await player.updates()
    assert await player.act(f"/chats/{READER}/delete", message_ids=[1, 99]) == {"message_ids": [1]}
    assert (await player.transcript())[0]["deleted"]
    assert not await player.updates()
    await player.act(f"/chats/{READER}/clear")
    assert await player.transcript() == []
    assert await player.refused(f"/chats/{READER}/delete", message_ids=5)
    edit = {"from": READER, "message_id": 1, "text": "x"}
    assert await player.refused(f"/chats/{READER}/edit", 404, **edit)
