"""Messages as python-telegram-bot sends, edits and takes them back."""

from io import BytesIO

import pytest
from telegram import (
    Bot,
    BotCommandScopeAllChatAdministrators,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaDocument,
    InputMediaPhoto,
    LinkPreviewOptions,
    ReplyParameters,
)
from telegram.constants import ChatAction, MessageEntityType, ParseMode
from telegram.error import BadRequest

from sandbox.server import Sandbox
from tests.sandbox.telegram.player import CHANNEL, FORUM, GROUP, READER, SUPERGROUP, Player, picture

pytestmark = pytest.mark.asyncio(loop_scope="session")

BUTTONS = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("اقرأ", url="https://site.example/1")],
        [InlineKeyboardButton("تابع", callback_data="follow:1")],
    ]
)


async def test_a_text_with_everything(bot: Bot, player: Player) -> None:
    """Entities, buttons and options of a text come back, and stand in the transcript."""
    await player.start()
    first = await bot.send_message(READER, "الأولى")
    sent = await bot.send_message(
        READER,
        '<b>عاجل</b> 😀 <a href="https://site.example/1">الخبر</a> #المدينة',
        parse_mode=ParseMode.HTML,
        reply_markup=BUTTONS,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        disable_notification=True,
        protect_content=True,
        reply_parameters=ReplyParameters(first.message_id),
        allow_paid_broadcast=True,
    )
    assert sent.text == "عاجل 😀 الخبر #المدينة"
    assert [(e.type, e.offset, e.length) for e in sent.entities] == [
        (MessageEntityType.BOLD, 0, 4),
        (MessageEntityType.TEXT_LINK, 8, 5),
        (MessageEntityType.HASHTAG, 14, 8),
    ]
    assert sent.reply_to_message
    assert sent.reply_to_message.message_id == first.message_id
    assert sent.reply_markup == BUTTONS
    assert sent.link_preview_options
    assert sent.link_preview_options.is_disabled
    seen = (await player.transcript())[-1]
    assert seen["html"].startswith('<b>عاجل</b> 😀 <a href="https://site.example/1">الخبر</a> ')
    assert (seen["silent"], seen["protected"], seen["link_preview"]) == (True, True, False)
    assert (seen["outgoing"], seen["deleted"], seen["edits"]) == (True, False, 0)
    assert await player.check("/telegram/unknown") == {"parameters": {}, "methods": {}}


async def test_a_photo_by_upload_then_by_its_id(bot: Bot, player: Player) -> None:
    """A photo has sizes up to its own; its file_id sends it again, and getFile fetches it."""
    await player.start()
    data = picture(1000, 500)
    sent = await bot.send_photo(READER, data, caption="صورة", has_spoiler=True)
    sizes = [(size.width, size.height) for size in sent.photo]
    assert sizes == [(90, 45), (320, 160), (800, 400), (1000, 500)]
    assert sent.has_media_spoiler
    again = await bot.send_photo(
        READER, sent.photo[0].file_id, caption="ثانية", show_caption_above_media=True
    )
    assert again.photo[-1].file_unique_id == sent.photo[-1].file_unique_id
    assert again.show_caption_above_media
    file = await bot.get_file(sent.photo[-1].file_id)
    assert bytes(await file.download_as_bytearray()) == data
    seen = (await player.transcript())[-1]
    shown = await player.client.get(seen["photo_url"])
    assert (shown.headers["content-type"], shown.content) == ("image/jpeg", data)


async def test_a_photo_by_url_remembers_its_address(
    bot: Bot, player: Player, photo_site: str
) -> None:
    """The sandbox fetches the URL itself and shows where the photo is from."""
    await player.start()
    await bot.send_photo(READER, f"{photo_site}/photo.jpg")
    assert (await player.transcript())[-1]["source_photo_url"] == f"{photo_site}/photo.jpg"


async def test_a_document(bot: Bot, player: Player) -> None:
    """A document keeps its name; the page gets it as an attachment."""
    await player.start()
    sent = await bot.send_document(READER, BytesIO("تصدير".encode()), filename="export.json")
    assert sent.document
    assert sent.document.file_name == "export.json"
    seen = (await player.transcript())[-1]
    shown = await player.client.get(seen["document_url"])
    assert shown.headers["content-disposition"] == "attachment"
    assert shown.content.decode() == "تصدير"
    again = await bot.send_document(READER, sent.document.file_id)
    assert again.document
    assert again.document.file_unique_id == sent.document.file_unique_id
    with pytest.raises(BadRequest, match=r"(?i)can't use file of type Document as Photo"):
        await bot.send_photo(READER, sent.document.file_id)


async def test_an_album(bot: Bot, player: Player) -> None:
    """Photos of an album share a group; photos and documents do not mix."""
    await player.start()
    album = [InputMediaPhoto(picture(), caption="أ"), InputMediaPhoto(picture(colour="red"))]
    sent = await bot.send_media_group(READER, album)
    assert len({message.media_group_id for message in sent}) == 1
    assert [message.caption for message in sent] == ["أ", None]
    with pytest.raises(BadRequest, match=r"(?i)document can't be mixed with other media types"):
        await bot.send_media_group(READER, [album[0], InputMediaDocument(b"x", filename="x")])


async def test_edits_of_text_caption_media_and_buttons(bot: Bot, player: Player) -> None:
    """Each edit changes what it names; buttons go unless they are named again."""
    await player.start()
    text = await bot.send_message(READER, "قديم", reply_markup=BUTTONS)
    edited = await bot.edit_message_text("جديد", READER, text.message_id)
    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup) == ("جديد", None)
    assert edited.edit_date
    photo = await bot.send_photo(READER, picture(), caption="قديم", reply_markup=BUTTONS)
    edited = await bot.edit_message_caption(
        READER, photo.message_id, caption="<i>جديد</i>", parse_mode="HTML", reply_markup=BUTTONS
    )
    assert not isinstance(edited, bool)
    assert (edited.caption, edited.reply_markup) == ("جديد", BUTTONS)
    assert edited.photo == photo.photo
    media = InputMediaPhoto(picture(80, 80), caption="أخرى")
    edited = await bot.edit_message_media(media, READER, photo.message_id)
    assert not isinstance(edited, bool)
    assert (edited.photo[-1].width, edited.caption) == (80, "أخرى")
    edited = await bot.edit_message_reply_markup(READER, photo.message_id, reply_markup=BUTTONS)
    assert not isinstance(edited, bool)
    assert edited.reply_markup == BUTTONS
    with pytest.raises(BadRequest, match=r"(?i)there is no text in the message to edit"):
        await bot.edit_message_text("x", READER, photo.message_id)
    assert [message["edits"] for message in await player.transcript()] == [0, 1, 3]


async def test_deleting(bot: Bot, player: Player) -> None:
    """A deleted message stays in the transcript, marked, and is not found any more."""
    await player.start()
    ids = [(await bot.send_message(READER, "x")).message_id for _ in range(3)]
    assert await bot.delete_message(READER, ids[0])
    assert await bot.delete_messages(READER, [*ids, 999])
    assert [message["deleted"] for message in await player.transcript()][1:] == [True] * 3
    with pytest.raises(BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("y", READER, ids[1])


async def test_copies_and_forwards(bot: Bot, player: Player) -> None:
    """A copy has no origin; a forward names it."""
    await player.start()
    await player.let_in(CHANNEL)
    post = await bot.send_photo(CHANNEL, picture(), caption="أصل")
    assert post.sender_chat
    copied = await bot.copy_message(READER, CHANNEL, post.message_id, caption="نسخة")
    seen = (await player.transcript())[-1]
    assert (seen["message_id"], seen["caption"]) == (copied.message_id, "نسخة")
    forwarded = await bot.forward_message(READER, CHANNEL, post.message_id)
    assert forwarded.forward_origin
    assert forwarded.forward_origin.type == "channel"
    assert forwarded.caption == "أصل"
    own = await bot.forward_message(CHANNEL, READER, forwarded.message_id)
    assert own.forward_origin
    assert own.forward_origin.type == "user"


async def test_pins(bot: Bot, player: Player) -> None:
    """A pin shows in getChat and as a service message; unpinning takes it back."""
    await player.let_in(SUPERGROUP)
    ids = [(await bot.send_message(SUPERGROUP, str(n))).message_id for n in range(3)]
    for message_id in ids:
        await bot.pin_chat_message(SUPERGROUP, message_id)
    pinned = (await bot.get_chat(SUPERGROUP)).pinned_message
    assert pinned
    assert pinned.message_id == ids[2]
    await bot.unpin_chat_message(SUPERGROUP)
    await bot.unpin_chat_message(SUPERGROUP, ids[0])
    assert (await player.check(f"/chats/{SUPERGROUP}"))["chat"]["pinned"] == [ids[1]]
    await bot.unpin_all_chat_messages(SUPERGROUP)
    assert (await player.check(f"/chats/{SUPERGROUP}"))["chat"]["pinned"] == []
    assert "pinned_message" in (await player.transcript(SUPERGROUP))[-1]


async def test_chat_actions_end_with_the_message(bot: Bot, player: Player) -> None:
    """Typing is seen until the bot's message is there."""
    await player.start()
    await bot.send_chat_action(READER, ChatAction.TYPING)
    assert (await player.check(f"/chats/{READER}"))["typing"] == "typing"
    await bot.send_message(READER, "x")
    assert (await player.check(f"/chats/{READER}"))["typing"] is None


async def test_topics_of_a_forum(bot: Bot, player: Player) -> None:
    """The bot opens, names, closes and deletes topics, and posts into them."""
    await player.let_in(FORUM)
    topic = await bot.create_forum_topic(FORUM, "الطقس")
    sent = await bot.send_message(FORUM, "غيم", message_thread_id=topic.message_thread_id)
    assert sent.is_topic_message
    assert sent.message_thread_id == topic.message_thread_id
    await bot.edit_forum_topic(FORUM, topic.message_thread_id, name="الجو")
    await bot.close_forum_topic(FORUM, topic.message_thread_id)
    shown = (await player.check(f"/chats/{FORUM}"))["chat"]["topics"][-1]
    assert shown == {"id": topic.message_thread_id, "name": "الجو", "closed": True}
    await bot.reopen_forum_topic(FORUM, topic.message_thread_id)
    wanted = await player.check(f"/chats/{FORUM}/messages", topic=topic.message_thread_id)
    assert "غيم" in [message.get("text") for message in wanted["messages"]]
    await bot.delete_forum_topic(FORUM, topic.message_thread_id)
    assert len((await player.check(f"/chats/{FORUM}"))["chat"]["topics"]) == 2


async def test_message_ids_rise_in_each_supergroup_by_themselves(bot: Bot, player: Player) -> None:
    """Private chats and basic groups share one count, channels have each their own."""
    await player.start()
    await player.let_in(GROUP)
    await player.let_in(CHANNEL)
    private = (await bot.send_message(READER, "x")).message_id
    assert (await bot.send_message(GROUP, "x")).message_id == private + 1
    assert (await bot.send_message(CHANNEL, "x")).message_id == 1


async def test_the_transcript_is_bounded(bot: Bot, player: Player, sandbox: Sandbox) -> None:
    """Only the newest messages are kept, and paging shows them in order."""
    await player.start()
    for number in range(sandbox.telegram.keep + 5):
        await player.result("sendMessage", chat_id=READER, text=str(number))
    messages = await player.transcript()
    assert len(messages) == sandbox.telegram.keep
    page = await player.check(
        f"/chats/{READER}/messages", limit=2, before=messages[-1]["message_id"]
    )
    assert [m["message_id"] for m in page["messages"]] == [m["message_id"] for m in messages[-3:-1]]
    assert page["more"]


async def test_the_bots_own_face(bot: Bot, player: Player) -> None:
    """Name, descriptions, rights and menu button come back by language, else the default."""
    await bot.set_my_name("خبر")
    await bot.set_my_description("يرسل الأخبار")
    await bot.set_my_description("Sends news", language_code="en")
    await bot.set_my_short_description("أخبار")
    assert (await bot.get_my_name()).name == "خبر"
    assert (await bot.get_my_description("en")).description == "Sends news"
    assert (await bot.get_my_description("tr")).description == "يرسل الأخبار"
    assert (await bot.get_my_short_description()).short_description == "أخبار"
    assert (await player.check("/profile", language="en"))["description"] == "Sends news"
    await bot.set_chat_menu_button()
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_command_menus_by_scope_and_language(bot: Bot, player: Player) -> None:
    """People see the menu of the narrowest scope in their language."""
    await bot.set_my_commands([("start", "ابدأ")])
    await bot.set_my_commands([("start", "Begin")], language_code="en")
    await bot.set_my_commands([("desk", "المكتب")], scope=BotCommandScopeAllChatAdministrators())
    await player.let_in(SUPERGROUP)

    async def menu(chat: int, person: int) -> list[str]:
        seen = await player.check(f"/chats/{chat}/commands", person=person)
        return [command["description"] for command in seen["commands"]]

    assert await menu(101, 101) == ["ابدأ"]
    assert await menu(104, 104) == ["Begin"]
    assert await menu(SUPERGROUP, 104) == ["المكتب"]
    assert await menu(SUPERGROUP, 101) == ["ابدأ"]
    assert [c.description for c in await bot.get_my_commands(language_code="en")] == ["Begin"]
    await bot.delete_my_commands(language_code="en")
    assert await menu(104, 104) == ["ابدأ"]
