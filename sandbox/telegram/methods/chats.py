"""Bot API methods about chats: members, rights, forum topics."""

from typing import Any

from sandbox.telegram.access import require_member, require_right
from sandbox.telegram.api_errors import bad_request
from sandbox.telegram.membership import change_membership
from sandbox.telegram.models import TOPIC_COLOUR, Chat, Json, Topic
from sandbox.telegram.parameters import Parameters
from sandbox.telegram.rights import PERMISSIONS, Membership, admin_rights
from sandbox.telegram.world import World

_LONGEST_TOPIC = 128
_MOST_TOPICS = 1000


def _chat(world: World, call: Parameters, *, writes: bool = False) -> Chat:
    chat = world.directory.named(call.values.get("chat_id"), writes=writes)
    if not chat.username:
        require_member(world, chat)
    return chat


def get_chat(world: World, call: Parameters) -> Json:
    chat = _chat(world, call)
    if chat.person is not None and not chat.person.known_to_bot:
        raise bad_request("chat not found")
    full = chat.as_chat() | {
        "accent_color_id": abs(chat.id) % 7,
        "max_reaction_count": 11,
        "accepted_gift_types": {
            "unlimited_gifts": False,
            "limited_gifts": False,
            "unique_gifts": False,
            "premium_subscription": False,
            "gifts_from_channels": False,
        },
    }
    if chat.username or (chat.person is not None and chat.person.username):
        full["active_usernames"] = [full["username"]]
    if chat.linked:
        full["linked_chat_id"] = chat.linked
    if chat.type in {"group", "supergroup"}:
        full["permissions"] = {name: name not in chat.forbidden for name in PERMISSIONS}
    pinned = chat.messages.get(chat.pinned[-1]) if chat.pinned else None
    if pinned is not None and not pinned.deleted:
        full["pinned_message"] = pinned.body
    return full


def _user_id(call: Parameters) -> int:
    user_id = call.integer("user_id")
    if user_id <= 0:
        raise bad_request("invalid user_id specified")
    return user_id


def get_chat_member(world: World, call: Parameters) -> Json:
    chat, user_id = _chat(world, call), _user_id(call)
    if chat.type == "channel" and not world.bot_in(chat).is_admin:
        raise bad_request("member list is inaccessible")
    member = chat.members.get(user_id)
    if member is None:
        if user_id not in world.people:
            raise bad_request("PARTICIPANT_ID_INVALID")
        member = Membership("left")
    return member.as_chat_member(world.user(user_id), chat.type)


def get_chat_administrators(world: World, call: Parameters) -> list[Json]:
    chat = _chat(world, call)
    if chat.type == "private":
        raise bad_request("there are no administrators in the private chat")
    if chat.type == "channel" and not world.bot_in(chat).is_admin:
        raise bad_request("member list is inaccessible")
    bots = call.flag("return_bots")
    return [
        member.as_chat_member(world.user(user), chat.type)
        for user, member in chat.admins()
        if bots or user != world.bot_id
    ]


def get_chat_member_count(world: World, call: Parameters) -> int:
    return _chat(world, call).present()


def leave_chat(world: World, call: Parameters) -> bool:
    chat = world.directory.named(call.values.get("chat_id"))
    if chat.type == "private":
        raise bad_request("chat member status can't be changed in private chats")
    require_member(world, chat)
    change_membership(world, chat, world.bot_id, Membership("left"), by=world.bot_id)
    return True


def _change(world: World, call: Parameters, right: str, new: Membership) -> bool:
    chat, user_id = _chat(world, call, writes=True), _user_id(call)
    require_right(world, chat, right, "not enough rights to restrict/unrestrict chat member")
    old = chat.members.get(user_id)
    if user_id not in world.people:
        raise bad_request("PARTICIPANT_ID_INVALID")
    if old is not None and old.status == "creator":
        raise bad_request("can't remove chat owner")
    if old is not None and old.is_admin and new.status == "kicked":
        raise bad_request("user is an administrator of the chat")
    change_membership(world, chat, user_id, new, by=world.bot_id)
    return True


def ban_chat_member(world: World, call: Parameters) -> bool:
    return _change(world, call, "can_restrict_members", Membership("kicked"))


def unban_chat_member(world: World, call: Parameters) -> bool:
    return _change(world, call, "can_restrict_members", Membership("left"))


def promote_chat_member(world: World, call: Parameters) -> bool:
    chat = _chat(world, call, writes=True)
    rights = {name: call.flag(name) for name in admin_rights(chat.type)}
    new = Membership("administrator", rights, anonymous=call.flag("is_anonymous"))
    if not any(rights.values()):
        new = Membership("member")
    return _change(world, call, "can_promote_members", new)


# Topics


def _forum(world: World, call: Parameters, reason: str) -> Chat:
    chat = world.directory.named(call.values.get("chat_id"))
    require_member(world, chat)
    if not chat.is_forum:
        raise bad_request("the chat is not a forum")
    require_right(world, chat, "can_manage_topics", reason)
    return chat


def _topic(world: World, call: Parameters) -> tuple[Chat, Topic]:
    chat = _forum(world, call, "not enough rights to manage topics in the chat")
    topic = chat.topics.get(call.integer("message_thread_id"))
    if topic is None or topic.state == "deleted":
        raise bad_request("TOPIC_ID_INVALID")
    return chat, topic


def _name(call: Parameters) -> str:
    name = call.text("name").strip()
    if not name:
        raise bad_request("topic name must be non-empty")
    return name[:_LONGEST_TOPIC]


def create_forum_topic(world: World, call: Parameters) -> Json:
    chat = _forum(world, call, "not enough rights to create a topic")
    if len(chat.topics) >= _MOST_TOPICS:
        raise bad_request("TOPICS_TOO_MUCH")
    topic = open_topic(world, chat, _name(call), world.bot_user())
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": TOPIC_COLOUR}


def open_topic(world: World, chat: Chat, name: str, author: Json) -> Topic:
    """Open a topic: its id is that of the service message that tells of it."""
    created = {"name": name, "icon_color": TOPIC_COLOUR}
    message = world.service(chat, author, {"forum_topic_created": created}, to_bot=False)
    message.body |= {"message_thread_id": message.id, "is_topic_message": True}
    topic = chat.topics[message.id] = Topic(message.id, name)
    if author["id"] != world.bot_id and world.bot_in(chat).is_present:
        world.updates.put("message", message.body)
    world.tell_chat(chat)
    return topic


def set_topic_state(world: World, chat: Chat, topic: Topic, state: str, author: Json) -> None:
    """Close, open or delete a topic, with the service message that people see."""
    topic.state = state
    if state == "deleted":
        for message in chat.messages.values():
            if message.body.get("message_thread_id") == topic.id:
                message.deleted = True
    else:
        happened = "forum_topic_closed" if state == "closed" else "forum_topic_reopened"
        place: dict[str, Any] = {"message_thread_id": topic.id, "is_topic_message": True}
        by_bot = author["id"] == world.bot_id
        world.service(chat, author, place | {happened: {}}, to_bot=not by_bot)
    world.tell_chat(chat)


def _set_state(world: World, call: Parameters, state: str) -> bool:
    chat, topic = _topic(world, call)
    if topic.state == state:
        raise bad_request("TOPIC_NOT_MODIFIED")
    set_topic_state(world, chat, topic, state, world.bot_user())
    return True


def close_forum_topic(world: World, call: Parameters) -> bool:
    return _set_state(world, call, "closed")


def reopen_forum_topic(world: World, call: Parameters) -> bool:
    return _set_state(world, call, "open")


def delete_forum_topic(world: World, call: Parameters) -> bool:
    return _set_state(world, call, "deleted")


def edit_forum_topic(world: World, call: Parameters) -> bool:
    chat, topic = _topic(world, call)
    if "name" in call:
        topic.name = _name(call)
    world.tell_chat(chat)
    return True
