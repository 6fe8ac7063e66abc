"""Changes of membership (join, leave, promote, ban, move to a supergroup) and their updates."""

from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.models import Chat, Json
from sandbox.telegram.rights import Membership
from sandbox.telegram.world import World


def change_membership(world: World, chat: Chat, user_id: int, new: Membership, *, by: int) -> None:
    """Give a user (or the bot) a new membership; tell the bot and the watchers."""
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


def move_to_supergroup(world: World, chat: Chat, *, join_first: bool = False) -> Chat:
    """A basic group becomes a supergroup: new id, same people, messages on both sides.

    To the bot Telegram tells that it has joined the new one, in an order that nobody promises.
    https://github.com/tdlib/telegram-bot-api/issues/266
    """
    if chat.type != "group" or chat.migrated_to is not None:
        raise ControlError("only a basic group can migrate, and only once")
    number = 1_000_000_000_000 + 2_000_000_000 + abs(chat.id)
    new = Chat(-number, "supergroup", chat.keep, chat.title, bulk=chat.bulk)
    new.forbidden = set(chat.forbidden)
    new.members = {user: member.copy() for user, member in chat.members.items()}
    owner = next((u for u, m in chat.members.items() if m.status == "creator"), world.bot_id)
    world.directory.add(new)
    author, bot = world.user(owner), new.members.get(world.bot_id)
    if bot is not None and bot.is_present and join_first:
        _tell_join(world, new, bot, author)
    world.service(chat, author, {"migrate_to_chat_id": new.id})
    chat.migrated_to = new.id
    world.service(new, author, {"migrate_from_chat_id": chat.id})
    if bot is not None and bot.is_present and not join_first:
        _tell_join(world, new, bot, author)
    world.tell_chat(chat)
    world.tell_chat(new)
    return new


def _tell_join(world: World, chat: Chat, bot: Membership, author: Json) -> None:
    user = world.bot_user()
    world.updates.put(
        "my_chat_member",
        {
            "chat": chat.as_chat(),
            "from": author,
            "date": int(world.clock()),
            "old_chat_member": Membership("left").as_chat_member(user, chat.type),
            "new_chat_member": bot.as_chat_member(user, chat.type),
        },
    )
