"""Finds chats by id or name, and makes those of a range when they are first met."""

from typing import Any

from sandbox.telegram.api_errors import ApiError, ControlError, bad_request
from sandbox.telegram.models import BulkRange, Chat, Person
from sandbox.telegram.rights import Membership


class Directory:
    """All chats; `ranges` are ids of which each stands for a chat that is made on demand."""

    def __init__(self, bot_id: int) -> None:
        self._bot_id = bot_id
        self.chats: dict[int, Chat] = {}
        self.usernames: dict[str, int] = {}
        self.ranges: list[BulkRange] = []

    def add(self, chat: Chat) -> None:
        self.chats[chat.id] = chat
        username = chat.person.username if chat.person else chat.username
        if username:
            self.usernames[username.lower()] = chat.id

    def find(self, chat_id: int) -> Chat | None:
        chat = self.chats.get(chat_id)
        if chat is None:
            for bulk in self.ranges:
                if bulk.holds(chat_id):
                    return self._materialise(chat_id, bulk)
        return chat

    def is_reader(self, user_id: int) -> bool:
        """Whether a range of private chats holds this id."""
        return any(bulk.type == "private" and bulk.holds(user_id) for bulk in self.ranges)

    def _materialise(self, chat_id: int, bulk: BulkRange) -> Chat:
        chat = Chat(chat_id, bulk.type, bulk.keep, bulk=True)
        if bulk.type == "private":
            chat.person = Person(chat_id, str(chat_id), known_to_bot=True)
            chat.members[self._bot_id] = Membership("member")
        else:
            chat.title = str(chat_id)
            rights = {"can_post_messages": True, "can_edit_messages": True}
            chat.members[self._bot_id] = Membership("administrator", rights)
        self.chats[chat_id] = chat
        return chat

    def named(self, given: Any, *, writes: bool = True) -> Chat:
        """The chat that a bot means by `chat_id`.

        A group that became a supergroup is there still, to be read and to have its messages edited
        (`check_chat_access` of telegram-bot-api/Client.cpp): with `writes` it is refused.

        Raises:
            ApiError: no chat is meant, or the bot can't know it.
        """
        if isinstance(given, str):
            given = given.strip()
            if given.startswith("@"):
                given = self.usernames.get(given[1:].lower(), 0)
            else:
                try:
                    given = int(given) if len(given) < 20 else 0  # noqa: PLR2004  (fits 64 bits)
                except ValueError:
                    if not given:
                        raise bad_request("chat_id is empty") from None
                    given = 0
        elif given is None:
            raise bad_request("chat_id is empty")
        elif isinstance(given, bool) or not isinstance(given, int):
            given = 0
        chat = self.chats.get(given) or self.find(given)
        if chat is None:
            raise bad_request("chat not found")
        if writes and chat.migrated_to is not None:
            raise ApiError(
                400,
                "Bad Request: group chat was upgraded to a supergroup chat",
                migrate_to_chat_id=chat.migrated_to,
            )
        return chat

    def for_control(self, chat_id: int) -> Chat:
        chat = self.find(chat_id)
        if chat is None:
            raise ControlError(f"no chat has the id {chat_id}", 404)
        return chat
