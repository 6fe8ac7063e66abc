"""Maps the texts of Telegram's refusals (400, 403) to actions: send less, retry, end the chat.

Texts in capitals are codes of Telegram's servers. The Bot API server passes them on as they are,
except those that `fail_query_with_error` in `Client.cpp` and `process_send_message_fail_error` in
`MessagesManager.cpp` put into words. A text is matched by a part of it, in lower case; within a
scope the first rule that matches counts. docs/delivery.md says what was read of the sources.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.delivery.refusals.failure_actions import FailureAction, Scope
from storage.models import InactiveReason

# Another bot, or Telegram's protection against spam, deleted what was sent before the answer was
# written. It comes with status 500, though the post was taken and seen: sent again it would be
# seen again (`Client::delete_message`).
IMMEDIATELY_DELETED = "message was immediately deleted"

_ALL = tuple(Scope)
_SEND = (Scope.SEND,)
_EDIT = (Scope.EDIT,)
_DELETE = (Scope.DELETE,)
_PIN = (Scope.PIN,)
_OTHER = (Scope.OTHER,)
_POSTS = (Scope.SEND, Scope.EDIT)
_CHAT = (Scope.SEND, Scope.EDIT, Scope.DELETE, Scope.PIN)
_CHANGES = (Scope.EDIT, Scope.DELETE)

CLIENT = "telegram-bot-api/Client.cpp"
MESSAGES = "td/telegram/MessagesManager.cpp"
CONTENT = "td/telegram/MessageContent.cpp"
ENTITIES = "td/telegram/MessageEntity.cpp"
MARKS = "td/telegram/SynchronousRequests.cpp"
FILES = "td/telegram/files/FileManager.cpp"
LOADER = "td/telegram/files/FileLoaderUtils.cpp"
MARKUP = "td/telegram/ReplyMarkup.cpp"
TOPIC = "td/telegram/MessageTopic.cpp"
DIALOGS = "td/telegram/DialogManager.cpp"
HTTP = "tdnet/td/net/HttpReader.cpp"
MEMBERS = "td/telegram/DialogParticipantManager.cpp"
INLINE = "td/telegram/InlineQueriesManager.cpp"
SERVER = "a code of the servers"

NO_TEXT = "text not allowed"
NOT_MODIFIED = "not modified"


@dataclass(frozen=True, slots=True)
class Rule:
    """Part of Telegram's error text, in lower case, and what is done for calls of these scopes."""

    part: str
    action: FailureAction
    reason: str
    source: str
    scopes: Sequence[Scope] = _ALL


def _rules(
    action: FailureAction, reason: str, source: str, scopes: Sequence[Scope], *parts: str
) -> tuple[Rule, ...]:
    return tuple(Rule(part, action, reason, source, scopes) for part in parts)


# fmt: off
REFUSALS: tuple[Rule, ...] = (
    # First what quotes the address of a button, which may hold the words of any other rule.
    *_rules(FailureAction.WITHOUT_BUTTONS, "buttons", MARKUP, _POSTS,
            "inline keyboard button", "inline keyboard expected", "button in a channel chat"),

    # Then the reply: "message id invalid" is part of its code.
    *_rules(FailureAction.WITHOUT_REPLY, "reply", SERVER, _SEND,
            "reply_message_id_invalid", "reply_to_invalid", "reply_to_user_invalid",
            "quote_text_invalid"),
    *_rules(FailureAction.WITHOUT_REPLY, "reply", CLIENT, _SEND,
            "message to be replied not found", "can't parse reply parameters",
            "object expected as reply parameters"),

    *_rules(FailureAction.DONE, NOT_MODIFIED, CLIENT, _EDIT,
            "message is not modified"),
    *_rules(FailureAction.DONE, NOT_MODIFIED, SERVER, _EDIT, "message_not_modified"),
    *_rules(FailureAction.DONE, "deleted by its owner", CLIENT, _EDIT,
            "message to edit not found", "message identifier is not specified"),
    *_rules(FailureAction.DONE, "deleted by its owner", MESSAGES, _EDIT, "message not found"),
    *_rules(FailureAction.DONE, "can't be edited", MESSAGES, _EDIT,
            "message can't be edited", "message media can't be edited",
            "there is no text in the message to edit",
            "there is no caption in the message to edit",
            "there is no media in the message to edit"),
    *_rules(FailureAction.DONE, "can't be edited", SERVER, _EDIT,
            "message_edit_time_expired", "message_author_required"),
    *_rules(FailureAction.DONE, "deleted by its owner", SERVER, _CHANGES, "message_id_invalid"),
    *_rules(FailureAction.DONE, "deleted by its owner", CLIENT, _DELETE,
            "message to delete not found"),
    *_rules(FailureAction.MARK, "can't be deleted", CLIENT, _DELETE, "message can't be deleted"),
    *_rules(FailureAction.MARK, "can't be deleted", SERVER, _DELETE, "message_delete_forbidden"),

    *_rules(FailureAction.PLAIN, "entities", MARKS, _POSTS,
            "can't parse entities", "text must be encoded in utf-8"),
    *_rules(FailureAction.PLAIN, "entities", ENTITIES, _POSTS,
            "entity begin", "entity with incorrect", "strings must be encoded in utf-8"),
    *_rules(FailureAction.PLAIN, "entities", CLIENT, _POSTS,
            "unsupported parse_mode", "can't parse messageentity",
            "can't parse link preview options", "object expected as link preview options"),
    *_rules(FailureAction.PLAIN, "entities", SERVER, _POSTS,
            "entity_bounds_invalid", "entities_too_long", "entity_mention_user_invalid",
            "entity_textlink_invalid"),
    *_rules(FailureAction.NEXT_FALLBACK, "empty", CLIENT, _POSTS, "message text is empty"),
    *_rules(FailureAction.NEXT_FALLBACK, "empty", SERVER, _POSTS, "message_empty"),
    *_rules(FailureAction.PLAIN, "too long", CONTENT, _POSTS, "message is too long"),
    *_rules(FailureAction.PLAIN, "too long", SERVER, _POSTS, "message_too_long"),
    *_rules(FailureAction.AS_TEXT, "too long", CONTENT, _POSTS, "message caption is too long"),
    *_rules(FailureAction.AS_TEXT, "too long", SERVER, _POSTS, "media_caption_too_long"),

    *_rules(FailureAction.OTHER_PHOTO, "photo", CLIENT, _POSTS,
            "failed to get http url content", "wrong type of the web page content",
            "wrong http url specified", "can't upload file by url"),
    *_rules(FailureAction.OTHER_PHOTO, "photo", HTTP, _POSTS, "request entity too large"),
    *_rules(FailureAction.OTHER_PHOTO, "photo", FILES, _POSTS,
            "remote file identifier", "invalid file http url specified",
            "can't use file of type", "file not found"),
    *_rules(FailureAction.OTHER_PHOTO, "photo", LOADER, _POSTS,
            "file must be non-empty", "bytes is too big", "file is too big", "was modified"),
    *_rules(FailureAction.OTHER_PHOTO, "photo", MESSAGES, _POSTS,
            "photo has unsupported extension", "wrong file identifier"),
    *_rules(FailureAction.OTHER_PHOTO, "photo", SERVER, _POSTS,
            "webpage_curl_failed", "webpage_media_empty", "webpage_url_invalid",
            "external_url_invalid", "wc_convert_url_invalid",
            "file_reference", "file_part", "file_id_invalid", "image_process_failed",
            "photo_invalid_dimensions", "photo_ext_invalid", "photo_save_file_invalid",
            "photo_content_type_invalid", "photo_content_url_empty", "photo_crop",
            "photo_file_missing", "photo_id_invalid", "photo_invalid", "photo_thumb_url",
            "md5_checksum_invalid", "media_invalid", "media_empty", "media_type_invalid"),
    *_rules(FailureAction.AS_TEXT, "photo", CLIENT, _POSTS, "there is no photo in the request"),
    *_rules(FailureAction.NO_PHOTO, "photo not allowed", CONTENT, _POSTS,
            "not enough rights to send photos", "not enough rights to send videos",
            "not enough rights to send music"),
    *_rules(FailureAction.NO_PHOTO, "photo not allowed", SERVER, _POSTS,
            "chat_send_photos_forbidden", "chat_send_media_forbidden",
            "chat_send_videos_forbidden", "chat_send_audios_forbidden"),
    *_rules(FailureAction.NO_TEXT, NO_TEXT, CONTENT, _POSTS,
            "not enough rights to send text messages"),
    *_rules(FailureAction.NO_TEXT, NO_TEXT, SERVER, _POSTS,
            "chat_send_plain_forbidden"),

    *_rules(FailureAction.WITHOUT_BUTTONS, "buttons", CLIENT, _POSTS,
            "reply markup is too long", "text buttons are unallowed",
            "can't parse inlinekeyboardbutton", "expected an array of inlinekeyboardbutton",
            "can't parse reply keyboard markup", "object expected as reply markup"),
    *_rules(FailureAction.WITHOUT_BUTTONS, "buttons", SERVER, _POSTS,
            "button_data_invalid", "button_url_invalid", "button_type_invalid",
            "button_user_privacy", "button_user_invalid", "button_text_invalid",
            "button_pos_invalid", "reply_markup_invalid", "reply_markup_too_long",
            "reply_markup_buy_empty", "reply_markup_game_empty", "bot_games_disabled"),

    *_rules(FailureAction.UNPAID, "no Stars", SERVER, _SEND,
            "balance_too_low", "payment_unsupported"),

    *_rules(FailureAction.TOPIC_GONE, InactiveReason.TOPIC_CLOSED, SERVER, _SEND, "topic_closed"),
    *_rules(FailureAction.TOPIC_GONE, InactiveReason.TOPIC_DELETED, SERVER, _SEND,
            "topic_deleted", "topic_id_invalid"),
    *_rules(FailureAction.TOPIC_GONE, InactiveReason.TOPIC_DELETED, CLIENT, _SEND,
            "message thread not found"),
    *_rules(FailureAction.TOPIC_GONE, InactiveReason.TOPIC_DELETED, TOPIC, _SEND,
            "topic not found", "invalid topic identifier"),

    *_rules(FailureAction.GONE, InactiveReason.BLOCKED, CLIENT, _CHAT, "blocked by the user"),
    *_rules(FailureAction.GONE, InactiveReason.BLOCKED, SERVER, _CHAT,
            "user_is_blocked", "you_blocked_user"),
    *_rules(FailureAction.GONE, InactiveReason.ACCOUNT_DELETED, CLIENT, _CHAT,
            "user is deactivated"),
    *_rules(FailureAction.GONE, InactiveReason.ACCOUNT_DELETED, SERVER, _CHAT,
            "input_user_deactivated", "user_deactivated", "user_deleted"),
    *_rules(FailureAction.GONE, InactiveReason.KICKED, CLIENT, _CHAT,
            "bot was kicked", "bot is not a member"),
    *_rules(FailureAction.GONE, InactiveReason.KICKED, SERVER, _CHAT,
            "channel_private", "channel_public_group_na", "user_not_participant", "user_kicked"),
    *_rules(FailureAction.GONE, InactiveReason.NEVER_STARTED, MESSAGES, _CHAT,
            "can't initiate conversation"),
    *_rules(FailureAction.GONE, InactiveReason.IS_BOT, MESSAGES, _CHAT,
            "can't send messages to bots", "can't send messages to the bot",
            "can't send messages to the user"),
    *_rules(FailureAction.GONE, InactiveReason.IS_BOT, SERVER, _CHAT, "user_is_bot"),
    *_rules(FailureAction.GONE, InactiveReason.CHAT_NOT_FOUND, CLIENT, _CHAT, "chat not found"),
    *_rules(FailureAction.GONE, InactiveReason.CHAT_NOT_FOUND, MESSAGES, _CHAT,
            "chat is not accessible"),
    *_rules(FailureAction.GONE, InactiveReason.CHAT_NOT_FOUND, DIALOGS, _CHAT,
            "can't access the chat"),
    *_rules(FailureAction.GONE, InactiveReason.CHAT_NOT_FOUND, SERVER, _CHAT,
            "peer_id_invalid", "chat_id_invalid", "channel_invalid", "user_id_invalid",
            "peer_id_not_supported", "input_user_invalid"),
    # The place where a channel's readers write to its administrators: no news belongs there.
    *_rules(FailureAction.GONE, InactiveReason.CHAT_NOT_FOUND, TOPIC, _CHAT,
            "direct messages topic must be specified"),
    *_rules(FailureAction.GONE, InactiveReason.GROUP_DELETED, CLIENT, _CHAT,
            "group chat was deleted"),
    *_rules(FailureAction.GONE, InactiveReason.GROUP_DELETED, SERVER, _CHAT, "chat_forbidden"),
    *_rules(FailureAction.MAY_NOT_WRITE, InactiveReason.NO_RIGHTS, MESSAGES, _SEND,
            "have no rights to send a message"),
    *_rules(FailureAction.MAY_NOT_WRITE, InactiveReason.NO_RIGHTS, DIALOGS, _SEND,
            "have no write access to the chat", "need administrator rights in the channel chat"),
    *_rules(FailureAction.MAY_NOT_WRITE, InactiveReason.NO_RIGHTS, SERVER, _SEND,
            "chat_write_forbidden", "chat_guest_send_forbidden", "chat_restricted",
            "chat_admin_required", "user_banned_in_channel", "user_restricted",
            "chat_send_as_forbidden",
            # The chat charges Stars for each message, which a bot can't pay.
            "allow_payment_required"),

    *_rules(FailureAction.DONE, "not found", CLIENT, _PIN,
            "message to pin not found", "message to unpin not found"),
    *_rules(FailureAction.DONE, "not found", SERVER, _PIN, "message_id_invalid"),
    *_rules(FailureAction.DONE, NOT_MODIFIED, SERVER, _PIN, "chat_not_modified"),
    *_rules(FailureAction.FAIL, "no rights", DIALOGS, _PIN, "not enough rights"),
    *_rules(FailureAction.FAIL, "no rights", SERVER, _PIN,
            "chat_admin_required", "pin_restricted"),

    *_rules(FailureAction.DONE, "too old", CLIENT, _OTHER, "query is too old"),
    *_rules(FailureAction.DONE, "too old", SERVER, _OTHER, "query_id_invalid"),
    *_rules(FailureAction.DONE, "not found", CLIENT, _OTHER,
            "user not found", "invalid user_id specified",
            "there are no administrators in the private chat"),
    *_rules(FailureAction.DONE, "not found", MEMBERS, _OTHER,
            "member list is inaccessible", "member not found"),
    *_rules(FailureAction.DONE, "not found", SERVER, _OTHER, "participant_id_invalid"),
    *_rules(FailureAction.GONE, InactiveReason.CHAT_NOT_FOUND, CLIENT, _OTHER,
            "chat not found", "bot was kicked", "bot is not a member",
            "group chat was deleted", "user is deactivated"),
    *_rules(FailureAction.FAIL, "inline", CLIENT, _OTHER,
            "can't parse inlinequeryresult", "can't parse inline query results button"),
    *_rules(FailureAction.FAIL, "inline", INLINE, _OTHER, "start_parameter"),
    *_rules(FailureAction.FAIL, "inline", SERVER, _OTHER,
            "result_id_duplicate", "result_id_invalid", "results_too_much",
            "article_title_empty", "next_offset_invalid", "switch_pm_text_empty",
            "start_param_invalid"),
    *_rules(FailureAction.FAIL, "webhook", CLIENT, _OTHER,
            "bad webhook", "invalid webhook url", "secret token"),
    *_rules(FailureAction.FAIL, "commands", CLIENT, _OTHER, "can't parse botcommand"),
    *_rules(FailureAction.FAIL, "commands", SERVER, _OTHER,
            "bot_command_invalid", "bot_command_description_invalid"),

    *_rules(FailureAction.DONE, "deleted at once", CLIENT, _SEND, IMMEDIATELY_DELETED),
    *_rules(FailureAction.RETRY, "server error", CLIENT, _ALL,
            "internal server error", "request aborted",
            # The account is frozen; the bot moves to another Bot API server.
            "frozen_method_invalid", "logged out"),
    *_rules(FailureAction.RETRY, "server error", SERVER, _ALL,
            "msg_wait_failed", "random_id_duplicate", "worker_busy_too_long_retry",
            "rpc_call_fail", "rpc_mcget_fail", "slowmode_wait"),
)
# fmt: on
