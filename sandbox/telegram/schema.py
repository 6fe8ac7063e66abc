"""Parameters that each method knows; others are ignored but counted."""

_SENDING = """
    chat_id message_thread_id direct_messages_topic_id business_connection_id
    disable_notification protect_content allow_paid_broadcast message_effect_id
    suggested_post_parameters reply_parameters reply_to_message_id allow_sending_without_reply
"""
_MARKED = f"{_SENDING} reply_markup"
_PLACE = "business_connection_id chat_id message_id inline_message_id reply_markup"
_CAPTION = "caption parse_mode caption_entities show_caption_above_media"
_ADMIN = (
    "is_anonymous can_manage_chat can_post_messages can_edit_messages can_delete_messages "
    "can_post_stories can_edit_stories can_delete_stories can_manage_video_chats "
    "can_restrict_members can_promote_members can_change_info can_invite_users can_pin_messages "
    "can_manage_topics can_manage_direct_messages can_manage_tags"
)

_METHODS = {
    "getMe": "",
    "getUpdates": "offset limit timeout allowed_updates",
    "setWebhook": "url certificate ip_address max_connections allowed_updates drop_pending_updates "
    "secret_token",
    "deleteWebhook": "drop_pending_updates",
    "getWebhookInfo": "",
    "sendMessage": f"{_MARKED} text parse_mode entities link_preview_options "
    "disable_web_page_preview",
    "sendPhoto": f"{_MARKED} {_CAPTION} photo has_spoiler",
    "sendVideo": f"{_MARKED} {_CAPTION} video duration width height thumbnail cover "
    "start_timestamp has_spoiler supports_streaming",
    "sendAudio": f"{_MARKED} audio caption parse_mode caption_entities duration performer title "
    "thumbnail",
    "sendDocument": f"{_MARKED} document thumbnail caption parse_mode caption_entities "
    "disable_content_type_detection",
    "sendMediaGroup": f"{_SENDING} media",
    "sendChatAction": "business_connection_id chat_id message_thread_id action",
    "copyMessage": f"{_MARKED} {_CAPTION} from_chat_id message_id video_start_timestamp",
    "forwardMessage": f"{_SENDING} from_chat_id message_id video_start_timestamp",
    "editMessageText": f"{_PLACE} text parse_mode entities link_preview_options "
    "disable_web_page_preview",
    "editMessageCaption": f"{_PLACE} {_CAPTION}",
    "editMessageMedia": f"{_PLACE} media",
    "editMessageReplyMarkup": _PLACE,
    "deleteMessage": "chat_id message_id",
    "deleteMessages": "chat_id message_ids",
    "pinChatMessage": "business_connection_id chat_id message_id disable_notification",
    "unpinChatMessage": "business_connection_id chat_id message_id",
    "unpinAllChatMessages": "chat_id",
    "answerCallbackQuery": "callback_query_id text show_alert url cache_time",
    "answerInlineQuery": "inline_query_id results cache_time is_personal next_offset button",
    "getFile": "file_id",
    "setMyCommands": "commands scope language_code",
    "getMyCommands": "scope language_code",
    "deleteMyCommands": "scope language_code",
    "setMyName": "name language_code",
    "getMyName": "language_code",
    "setMyDescription": "description language_code",
    "getMyDescription": "language_code",
    "setMyShortDescription": "short_description language_code",
    "getMyShortDescription": "language_code",
    "setChatMenuButton": "chat_id menu_button",
    "getChatMenuButton": "chat_id",
    "setMyDefaultAdministratorRights": "rights for_channels",
    "getMyDefaultAdministratorRights": "for_channels",
    "getChat": "chat_id",
    "getChatMember": "chat_id user_id",
    "getChatAdministrators": "chat_id return_bots",
    "getChatMemberCount": "chat_id",
    "leaveChat": "chat_id",
    "banChatMember": "chat_id user_id until_date revoke_messages",
    "unbanChatMember": "chat_id user_id only_if_banned",
    "promoteChatMember": f"chat_id user_id {_ADMIN}",
    "createForumTopic": "chat_id name icon_color icon_custom_emoji_id",
    "editForumTopic": "chat_id message_thread_id name icon_custom_emoji_id",
    "closeForumTopic": "chat_id message_thread_id",
    "reopenForumTopic": "chat_id message_thread_id",
    "deleteForumTopic": "chat_id message_thread_id",
}

PARAMETERS: dict[str, frozenset[str]] = {
    method.lower(): frozenset(names.split()) for method, names in _METHODS.items()
}
NAMES: dict[str, str] = {method.lower(): method for method in _METHODS}
