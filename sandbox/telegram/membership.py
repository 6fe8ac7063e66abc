"""Changes of membership (join, leave, promote, ban) and the updates they cause."""

from sandbox.telegram.models import Chat, Json
from sandbox.telegram.rights import Membership
from sandbox.telegram.world import World


def change_membership(world: World, chat: Chat, user_id: int, new: Membership, *, by: int) -> None:
    """Give a user (or the bot) a new standing; tell the bot and the watchers."""
    old = chat.members.get(user_id, Membership("left"))
    was_present = old.is_present
    is_bot = user_id == world.bot_id
    bot_was_admin = world.bot_in(chat).is_admin
    user, author = world.user(user_id), world.user(by)
    update: Json = {
        "chat": chat.as_chat(),
        "from": author,
        "date": int(world.clock()),
        "old_chat_member": old.as_chat_member(user, chat.type),
        "new_chat_member": new.as_chat_member(user, chat.type),
    }
    chat.members[user_id] = new
    if update["old_chat_member"] == update["new_chat_member"]:
        return
    if is_bot:
        if by in world.people:
            world.people[by].known_to_bot = True
        world.updates.put("my_chat_member", update)
    elif bot_was_admin:
        world.updates.put("chat_member", update)
    if chat.type in {"group", "supergroup"}:
        if new.is_present and not was_present:
            world.service(chat, author, {"new_chat_members": [user]})
        elif was_present and not new.is_present:
            world.service(chat, author, {"left_chat_member": user})
    world.tell_chat(chat)
