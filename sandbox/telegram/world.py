"""State of the sandbox: people, chats, and everything stored about them."""

import time
from collections.abc import Callable
from random import Random
from typing import Any

import httpx

from sandbox.telegram import seed_data
from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.counters import Counters
from sandbox.telegram.directory import Directory
from sandbox.telegram.events import EventHub
from sandbox.telegram.fault_events import FaultEvents
from sandbox.telegram.faults import FaultPlan
from sandbox.telegram.files import FileStore
from sandbox.telegram.journal import Journal
from sandbox.telegram.limits import FloodLimits, LimitOptions
from sandbox.telegram.models import Chat, Json, Message, Person
from sandbox.telegram.pending_queries import PendingQueries
from sandbox.telegram.profile import Profile
from sandbox.telegram.rights import Membership
from sandbox.telegram.updates import PendingUpdates
from sandbox.telegram.webhook import WebhookSender

_NOBODY = Membership("left")


class World:
    """The state behind the Bot API and the control API, with a clock and a source of chance."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        *,
        token: str = "1:sandbox",  # noqa: S107  (no secret: it opens this machine's sandbox only)
        bot_username: str = "sandbox_bot",
        limits: LimitOptions | None = None,
        keep: int = 500,
        seed: int = 0,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.bot_id = int(token.partition(":")[0])
        self.bot_username = bot_username
        self.clock = clock
        self.monotonic = monotonic
        self.keep = keep
        self.limit_options = limits or LimitOptions()
        self.files = FileStore(client)
        self.events = EventHub(after=int(clock() * 1000))
        self.updates = PendingUpdates()
        self.webhook = WebhookSender(self.updates, clock)
        self.faults = FaultPlan(Random(seed))
        self.fault_news = FaultEvents(self.faults, self.events, monotonic)
        self.counters = Counters()
        self.journal = Journal()
        self.reset()

    def reset(self) -> None:
        """Everything as at the start; whoever polls or watches goes on."""
        self.profile = Profile(name=self.bot_username)
        # https://core.telegram.org/bots/features#privacy-mode
        self.privacy_mode = True
        self.queries = PendingQueries(self.monotonic)
        self.limits = FloodLimits(self.limit_options)
        self.people: dict[int, Person] = {}
        self.directory = Directory(self.bot_id)
        self.chats = self.directory.chats
        self.last_private_id = 0
        self.faults.clear()
        self.files.clear()
        self.updates.drop()
        self.forget_counters()
        for person in seed_data.people():
            self.add_person(person)
        for chat in seed_data.chats(self.keep):
            self.directory.add(chat)
        self.events.publish("reset", dict)

    def forget_counters(self) -> None:
        self.counters = Counters()
        self.journal.clear()
        for chat in self.chats.values():
            chat.accepted = 0

    def close(self) -> None:
        """End the long poll and the live streams that wait."""
        self.fault_news.close()
        self.events.close()
        self.updates.close()

    # Who is who

    def bot_user(self) -> Json:
        return {
            "id": self.bot_id,
            "is_bot": True,
            "first_name": self.profile.shown_name(""),
            "username": self.bot_username,
        }

    def me(self) -> Json:
        return self.bot_user() | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy_mode,
            "supports_inline_queries": True,
            "can_connect_to_business": False,
            "has_main_web_app": False,
            "has_topics_enabled": False,
            "allows_users_to_create_topics": False,
        }

    def user(self, user_id: int) -> Json:
        if user_id == self.bot_id:
            return self.bot_user()
        person = self.people.get(user_id)
        if person is None and self.directory.is_reader(user_id):
            return {"id": user_id, "is_bot": False, "first_name": f"{user_id}"}
        return person.as_user() if person else {"id": user_id, "is_bot": False, "first_name": "—"}

    def person(self, person_id: Any) -> Person:
        """The person of this id, for a control call.

        Raises:
            ControlError: nobody has it.
        """
        person = self.people.get(person_id) if isinstance(person_id, int) else None
        if person is None:
            raise ControlError(f"no person has the id {person_id!r}", 404)
        return person

    def add_person(self, person: Person) -> None:
        self.people[person.id] = person
        chat = Chat(person.id, "private", self.keep, person=person)
        chat.members = {self.bot_id: Membership("left"), person.id: Membership("member")}
        self.directory.add(chat)

    def bot_in(self, chat: Chat) -> Membership:
        return chat.members.get(self.bot_id, _NOBODY)

    # Telling the watchers

    def chat_view(self, chat: Chat) -> Json:
        last = chat.messages[next(reversed(chat.messages))].view() if chat.messages else None
        topics = [topic.view() for topic in chat.topics.values() if topic.state != "deleted"]
        bot = self.bot_in(chat).as_chat_member(self.bot_user(), chat.type)
        return chat.as_chat() | {
            "is_forum": chat.is_forum,
            "topics": topics,
            "bot": bot,
            "member_count": chat.present(),
            "pinned": list(chat.pinned),
            "accepted": chat.accepted,
            "last": last,
            "migrated_to": chat.migrated_to,
        }

    def tell_message(self, chat: Chat, message: Message, name: str = "message") -> None:
        if not chat.bulk:
            self.events.publish(name, lambda: {"chat_id": chat.id, "message": message.view()})

    def tell_chat(self, chat: Chat) -> None:
        if not chat.bulk:
            self.events.publish("chat", lambda: {"chat": self.chat_view(chat)})

    # Messages

    def next_message_id(self, chat: Chat) -> int:
        """Ids rise by chat in supergroups and channels, by the bot's account elsewhere."""
        if chat.type in {"supergroup", "channel"}:
            chat.last_message_id += 1
            return chat.last_message_id
        self.last_private_id += 1
        chat.last_message_id = self.last_private_id
        return self.last_private_id

    def post(self, chat: Chat, message: Message) -> None:
        """Put a message into its chat and show it to the watchers."""
        chat.remember(message)
        self.tell_message(chat, message)

    def service(self, chat: Chat, author: Json, content: Json, *, to_bot: bool = True) -> Message:
        """Post a service message (somebody joined, the title changed…) and send the update."""
        body: Json = {"message_id": self.next_message_id(chat)}
        if chat.type == "channel":
            body["sender_chat"] = chat.as_chat()
        else:
            body["from"] = author
        body |= {"chat": chat.as_chat(), "date": int(self.clock()), **content}
        message = Message(body, outgoing=author["id"] == self.bot_id)
        self.post(chat, message)
        if to_bot and self.bot_in(chat).is_present:
            self.updates.put("channel_post" if chat.type == "channel" else "message", body)
        return message
