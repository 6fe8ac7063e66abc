"""Control endpoints that create people, and chats in bulk."""

import re

from starlette.requests import Request

from sandbox.telegram import user_actions
from sandbox.telegram.api_errors import ControlError
from sandbox.telegram.control.requests import (
    body_of,
    number,
    optional_number,
    path_number,
    string,
)
from sandbox.telegram.models import BulkRange, Json, Person
from sandbox.telegram.world import World

_MOST_PEOPLE = 10_000
_MOST_BULK = 10_000_000
_MOST_RANGES = 100
_LONGEST_NAME = 64
_FIRST_BULK = {"private": 1_000_000_000, "group": -3_000_000}
_FIRST_BULK_SUPERGROUP = -1_003_000_000_000
_USERNAME = re.compile(r"[A-Za-z]\w{2,31}", re.ASCII)
_PERSON_FIELDS = ("first_name", "last_name", "username", "language_code")


async def new_person(world: World, request: Request) -> Json:
    body = await body_of(request)
    if len(world.people) >= _MOST_PEOPLE:
        raise ControlError(f"at most {_MOST_PEOPLE} people; make chats in bulk instead")
    given_id = optional_number(body, "id")
    person_id = given_id if given_id is not None else max(world.people, default=100) + 1
    if person_id <= 0 or world.directory.find(person_id) or person_id == world.bot_id:
        raise ControlError(f"the id {person_id} is taken or no person's")
    person = Person(person_id, "")
    _describe(world, person, {"first_name": "قارئ"} | body)
    world.add_person(person)
    world.events.publish("person", lambda: {"person": person.view()})
    world.tell_chat(world.chats[person_id])
    if body.get("started"):
        user_actions.start(world, world.chats[person_id], person, "")
    return {"person": person.view()}


def _describe(world: World, person: Person, body: Json) -> None:
    for name in _PERSON_FIELDS:
        if name in body:
            value = string(body, name, "")[:_LONGEST_NAME]
            if name == "username":
                check_username(world, value, person.id)
                world.directory.usernames.pop(person.username.lower(), None)
                if value:
                    world.directory.usernames[value.lower()] = person.id
            setattr(person, name, value)
    if "deactivated" in body:
        person.deactivated = bool(body["deactivated"])


def check_username(world: World, username: str, owner: int) -> None:
    if username and not _USERNAME.fullmatch(username):
        raise ControlError("a username has 3 to 32 letters, digits and _")
    if username and world.directory.usernames.get(username.lower(), owner) != owner:
        raise ControlError(f"@{username} is taken")


async def change_person(world: World, request: Request) -> Json:
    person = world.person(path_number(request, "person"))
    _describe(world, person, await body_of(request))
    world.events.publish("person", lambda: {"person": person.view()})
    world.tell_chat(world.chats[person.id])
    return {"person": person.view()}


async def new_bulk(world: World, request: Request) -> Json:
    body = await body_of(request)
    kind = body.get("type", "private")
    if kind not in ("private", "group", "supergroup", "channel"):
        raise ControlError("type must be private, group, supergroup or channel")
    count, keep = number(body.get("count"), "count"), optional_number(body, "keep") or 0
    if not 0 < count <= _MOST_BULK or not 0 <= keep <= world.keep:
        raise ControlError(f"count must be 1 to {_MOST_BULK}, keep 0 to {world.keep}")
    if len(world.directory.ranges) >= _MOST_RANGES:
        raise ControlError(f"at most {_MOST_RANGES} times")
    first = optional_number(body, "first_id") or _FIRST_BULK.get(kind, _FIRST_BULK_SUPERGROUP)
    while (clash := next((r for r in world.directory.ranges if r.holds(first)), None)) is not None:
        first = clash.last_id + (1 if kind == "private" else -1)
    bulk = BulkRange(first, count, kind, keep)
    world.directory.ranges.append(bulk)
    return {"first_id": bulk.first_id, "last_id": bulk.last_id}
