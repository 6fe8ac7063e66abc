"""Data types of the sandbox: people, chats, topics, messages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.rendering import render_html
from sandbox.telegram.rights import Membership

Json = dict[str, Any]

TOPIC_COLOUR = 7322096


@dataclass(slots=True)
class Person:
    """An account with its settings; its id is the id of its private chat."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ar"
    deactivated: bool = False
    known_to_bot: bool = False

    def as_user(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.last_name:
            user["last_name"] = self.last_name
        if self.username:
            user["username"] = self.username
        if self.language_code:
            user["language_code"] = self.language_code
        return user

    def view(self) -> Json:
        return self.as_user() | {"deactivated": self.deactivated}


@dataclass(slots=True)
class Topic:
    id: int
    name: str
    state: str = "open"  # "open", "closed", "deleted"

    def view(self) -> Json:
        return {"id": self.id, "name": self.name, "closed": self.state == "closed"}


@dataclass(slots=True)
class Message:
    """A message as the Bot API shows it (`body`), and what only the sandbox knows of it."""

    body: Json
    outgoing: bool
    deleted: bool = False
    edits: int = 0
    silent: bool = False
    source_photo_url: str | None = None
    inline_message_id: str | None = None
    reactions: dict[str, int] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return int(self.body["message_id"])

    def view(self) -> Json:
        body = self.body
        text = body.get("text")
        if text is None:
            html = render_html(body.get("caption", ""), body.get("caption_entities", []))
        else:
            html = render_html(text, body.get("entities", []))
        photo = body["photo"][-1]["file_id"] if "photo" in body else None
        files = {
            f"{kind}_url": f"/control/files/{body[kind]['file_id']}" if kind in body else None
            for kind in ("video", "audio", "document")
        }
        return body | {
            "html": html,
            "photo_url": f"/control/files/{photo}" if photo else None,
            **files,
            "outgoing": self.outgoing,
            "deleted": self.deleted,
            "edits": self.edits,
            "silent": self.silent,
            "protected": body.get("has_protected_content", False),
            "link_preview": not body.get("link_preview_options", {}).get("is_disabled", False),
            "source_photo_url": self.source_photo_url,
            "reactions": dict(self.reactions),
            "topic": body.get("message_thread_id") if body.get("is_topic_message") else None,
        }


@dataclass(slots=True, eq=False)
class Chat:
    """A chat with its members and the newest messages; `keep` bounds those (0 keeps none)."""

    id: int
    type: str
    keep: int
    title: str = ""
    username: str = ""
    is_forum: bool = False
    bulk: bool = False
    members: dict[int, Membership] = field(default_factory=dict)
    # What members of a group may not do, of `PERMISSIONS`.
    forbidden: set[str] = field(default_factory=set)
    topics: dict[int, Topic] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    messages: dict[int, Message] = field(default_factory=dict)
    last_message_id: int = 0
    accepted: int = 0
    migrated_to: int | None = None
    action: tuple[str, float] = ("", 0.0)
    person: Person | None = None
    # The group for comments of a channel, or the channel of such a group; 0: none.
    linked: int = 0

    def thread_of(self, replied: Json) -> Json:
        """What a reply says of its thread: a group without topics has one below each message.

        https://core.telegram.org/api/threads
        """
        if self.type != "supergroup" or replied.get("is_topic_message"):
            return {}
        return {"message_thread_id": replied.get("message_thread_id") or replied["message_id"]}

    def as_chat(self) -> Json:
        chat: Json = {"id": self.id, "type": self.type}
        if self.person is not None:
            chat["first_name"] = self.person.first_name
            if self.person.last_name:
                chat["last_name"] = self.person.last_name
        else:
            chat["title"] = self.title
        username = self.person.username if self.person is not None else self.username
        if username:
            chat["username"] = username
        if self.is_forum:
            chat["is_forum"] = True
        return chat

    def remember(self, message: Message) -> None:
        if self.keep:
            self.messages[message.id] = message
            if len(self.messages) > self.keep:
                del self.messages[next(iter(self.messages))]

    def admins(self) -> Iterator[tuple[int, Membership]]:
        return ((user, member) for user, member in self.members.items() if member.is_admin)

    def present(self) -> int:
        return sum(member.is_present for member in self.members.values())


@dataclass(frozen=True, slots=True)
class BulkRange:
    """Chats made by the thousand; each exists only once something is sent to it."""

    first_id: int
    count: int
    type: str
    keep: int

    @property
    def last_id(self) -> int:
        return self.first_id + (self.count - 1) * (1 if self.type == "private" else -1)

    def holds(self, chat_id: int) -> bool:
        low, high = sorted((self.first_id, self.last_id))
        return low <= chat_id <= high
