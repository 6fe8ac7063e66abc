"""The control API: play the people, cause faults, look; the routes in one table."""

from starlette.routing import Route

from sandbox.telegram.control import groups, look, people, play, trouble
from sandbox.telegram.control.requests import Act, endpoint
from sandbox.telegram.world import World

_CHAT = "/chats/{chat}"

_ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("GET", "/state", look.state),
    ("GET", "/people", look.people),
    ("POST", "/people", people.new_person),
    ("POST", "/people/{person}", people.change_person),
    ("GET", "/chats", look.chats),
    ("POST", "/chats", groups.new_chat),
    ("POST", "/chats/bulk", people.new_bulk),
    ("GET", _CHAT, look.chat),
    ("POST", _CHAT, groups.change_chat),
    ("GET", f"{_CHAT}/messages", look.messages),
    ("POST", f"{_CHAT}/messages", play.write),
    ("GET", f"{_CHAT}/commands", look.commands),
    ("POST", f"{_CHAT}/start", play.start),
    ("POST", f"{_CHAT}/edit", play.edit),
    ("POST", f"{_CHAT}/delete", play.delete),
    ("POST", f"{_CHAT}/press", play.press),
    ("POST", f"{_CHAT}/inline", play.choose_inline),
    ("POST", f"{_CHAT}/block", play.block),
    ("POST", f"{_CHAT}/unblock", play.unblock),
    ("POST", f"{_CHAT}/members", groups.members),
    ("POST", f"{_CHAT}/migrate", groups.migrate),
    ("POST", f"{_CHAT}/topics", groups.new_topic),
    ("POST", f"{_CHAT}/topics/{{topic}}", groups.change_topic),
    ("POST", f"{_CHAT}/clear", play.clear),
    ("POST", "/inline", play.type_inline),
    ("POST", "/reset", play.reset),
    ("GET", "/profile", look.profile),
    ("GET", "/files/{file}", look.file),
    ("GET", "/events", look.events),
    ("GET", "/telegram/unknown", look.unknown),
    ("GET", "/telegram/counters", look.counters),
    ("POST", "/telegram/counters/reset", look.forget_counters),
    ("GET", "/telegram/accepted", look.accepted),
    ("GET", "/telegram/journal", look.journal),
    ("GET", "/faults", trouble.faults),
    ("POST", "/faults", trouble.add_fault),
    ("DELETE", "/faults", trouble.end_faults),
    ("DELETE", "/faults/{fault}", trouble.end_fault),
    ("GET", "/limits", trouble.limits),
    ("POST", "/limits", trouble.change_limits),
)


def routes(world: World) -> list[Route]:
    """All routes of the control API for this world, to be mounted under `/control`."""
    return [
        Route(f"/control{path}", endpoint(world, act), methods=[method])
        for method, path, act in _ROUTES
    ]
