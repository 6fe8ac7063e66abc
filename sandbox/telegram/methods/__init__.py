"""Table of the implemented Bot API methods, by lower-case name."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.telegram.methods import (
    answering,
    chats,
    copying,
    editing,
    media,
    profile,
    sending,
    webhook,
)
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.world import World

Handler = Callable[[World, Parameters], Awaitable[Any] | Any]

HANDLERS: dict[str, Handler] = {
    "getme": profile.get_me,
    "getupdates": answering.get_updates,
    "setwebhook": webhook.set_webhook,
    "deletewebhook": webhook.delete_webhook,
    "getwebhookinfo": webhook.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendphoto": media.send_photo,
    "sendvideo": media.send_video,
    "sendaudio": media.send_audio,
    "senddocument": media.send_document,
    "sendmediagroup": media.send_media_group,
    "sendchataction": sending.send_chat_action,
    "copymessage": copying.copy_message,
    "forwardmessage": copying.forward_message,
    "editmessagetext": editing.edit_message_text,
    "editmessagecaption": editing.edit_message_caption,
    "editmessagemedia": editing.edit_message_media,
    "editmessagereplymarkup": editing.edit_message_reply_markup,
    "deletemessage": editing.delete_message,
    "deletemessages": editing.delete_messages,
    "pinchatmessage": editing.pin_chat_message,
    "unpinchatmessage": editing.unpin_chat_message,
    "unpinallchatmessages": editing.unpin_all_chat_messages,
    "answercallbackquery": answering.answer_callback_query,
    "answerinlinequery": answering.answer_inline_query,
    "getfile": profile.get_file,
    "setmycommands": profile.set_my_commands,
    "getmycommands": profile.get_my_commands,
    "deletemycommands": profile.delete_my_commands,
    "setmyname": profile.set_my_name,
    "getmyname": profile.get_my_name,
    "setmydescription": profile.set_my_description,
    "getmydescription": profile.get_my_description,
    "setmyshortdescription": profile.set_my_short_description,
    "getmyshortdescription": profile.get_my_short_description,
    "setchatmenubutton": profile.set_chat_menu_button,
    "getchatmenubutton": profile.get_chat_menu_button,
    "setmydefaultadministratorrights": profile.set_my_default_administrator_rights,
    "getmydefaultadministratorrights": profile.get_my_default_administrator_rights,
    "getchat": chats.get_chat,
    "getchatmember": chats.get_chat_member,
    "getchatadministrators": chats.get_chat_administrators,
    "getchatmembercount": chats.get_chat_member_count,
    "leavechat": chats.leave_chat,
    "banchatmember": chats.ban_chat_member,
    "unbanchatmember": chats.unban_chat_member,
    "promotechatmember": chats.promote_chat_member,
    "createforumtopic": chats.create_forum_topic,
    "editforumtopic": chats.edit_forum_topic,
    "closeforumtopic": chats.close_forum_topic,
    "reopenforumtopic": chats.reopen_forum_topic,
    "deleteforumtopic": chats.delete_forum_topic,
}
