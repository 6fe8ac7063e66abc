"""Callback and inline queries that people send, and the wait for the answer."""

from typing import Any

from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.models import Chat, Json, Message, Person
from sandbox.telegram.pending_queries import PendingQuery
from sandbox.telegram.user_actions import author_of, may_write, reaches_bot
from sandbox.telegram.world import World

_MAX_QUERY = 256


def press(world: World, chat: Chat, person: Person, message_id: int, data: str) -> PendingQuery:
    """Press a button with this callback data (it may be forged)."""
    message = chat.messages.get(message_id)
    if message is None or message.deleted:
        raise ControlError(f"no message {message_id}", 404)
    member = chat.members.get(person.id)
    if chat.type != "private" and (member is None or not member.is_present):
        raise ControlError(f"{person.id} is not in the chat")
    person.known_to_bot = True
    query = world.queries.ask(
        "callback", {"from": person.id, "chat_id": chat.id, "message_id": message_id}
    )
    update: Json = {"id": query.id, "from": person.as_user(), "chat_instance": str(chat.id * 7919)}
    if message.inline_message_id:
        update["inline_message_id"] = message.inline_message_id
    else:
        update["message"] = message.body
    world.updates.put("callback_query", update | {"data": data})
    return query


def button_at(chat: Chat, message_id: int, row: Any, column: Any) -> Json:
    """The button in this place of the message's keyboard."""
    message = chat.messages.get(message_id)
    keyboard = message.body.get("reply_markup", {}).get("inline_keyboard", []) if message else []
    if not (isinstance(row, int) and isinstance(column, int) and row >= 0 and column >= 0):
        raise ControlError("row and column must be whole numbers from 0 on")
    if row >= len(keyboard) or column >= len(keyboard[row]):
        raise ControlError(f"message {message_id} has no button in row {row}, column {column}", 404)
    button: Json = keyboard[row][column]
    return button


def type_inline(
    world: World, person: Person, text: str, offset: str, chat_type: str
) -> PendingQuery:
    """Type a query to the bot in some chat's input line."""
    person.known_to_bot = True
    query = world.queries.ask("inline", {"from": person.id, "query": text[:_MAX_QUERY]})
    update = {
        "id": query.id,
        "from": person.as_user(),
        "query": text[:_MAX_QUERY],
        "offset": offset,
        "chat_type": chat_type,
    }
    world.updates.put("inline_query", update)
    return query


async def choose_inline(
    world: World,
    chat: Chat,
    person: Person,
    *,
    query_id: str,
    result_id: str,
    topic: int | None,
) -> Message:
    """Send a result of an inline query into a chat."""
    query = world.queries.known(query_id, "inline")
    results = query.answer.get("results", []) if query else []
    result = next((r for r in results if r["id"] == result_id), None)
    if query is None or result is None:
        raise ControlError(f"query {query_id} has no result {result_id}", 404)
    may_write(chat, person, topic)
    body: Json = {"message_id": 0, **author_of(world, chat, person, "self", 0)}
    body |= {"chat": chat.as_chat(), "date": int(world.clock())}
    if topic:
        body |= {"message_thread_id": topic, "is_topic_message": True}
    body |= {"via_bot": world.bot_user(), **result["content"]}
    photo = result.get("photo_file_id") or result.get("photo_url")
    if "text" not in body:
        body["photo"] = await world.files.photo(photo)
    message = Message({**body, "message_id": world.next_message_id(chat)}, outgoing=False)
    message.inline_message_id = world.queries.remember_inline(chat.id, message)
    world.post(chat, message)
    if reaches_bot(world, chat, message.body):
        world.updates.put("message", message.body)
    chosen: Json = {
        "result_id": result_id,
        "from": person.as_user(),
        "query": query.asked["query"],
    }
    if "reply_markup" in message.body:
        chosen["inline_message_id"] = message.inline_message_id
    world.updates.put("chosen_inline_result", chosen)
    return message
