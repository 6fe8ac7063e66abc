"""Route table of the control API: play the people, cause faults, read the state."""

from starlette.routing import Route

from sandbox.telegram.control import faults, groups, people, state, user_actions
from sandbox.telegram.control.requests import Act, endpoint
from sandbox.telegram.world import World

_CHAT = "/chats/{chat}"

_ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("GET", "/state", state.state),
    ("GET", "/people", state.people),
    ("POST", "/people", people.new_person),
    ("POST", "/people/{person}", people.change_person),
    ("GET", "/chats", state.chats),
    ("POST", "/chats", groups.new_chat),
    ("POST", "/chats/bulk", people.new_bulk),
    ("GET", _CHAT, state.chat),
    ("POST", _CHAT, groups.change_chat),
    ("GET", f"{_CHAT}/messages", state.messages),
    ("POST", f"{_CHAT}/messages", user_actions.write),
    ("GET", f"{_CHAT}/commands", state.commands),
    ("POST", f"{_CHAT}/start", user_actions.start),
    ("POST", f"{_CHAT}/edit", user_actions.edit),
    ("POST", f"{_CHAT}/delete", user_actions.delete),
    ("POST", f"{_CHAT}/press", user_actions.press),
    ("POST", f"{_CHAT}/react", user_actions.react),
    ("POST", f"{_CHAT}/inline", user_actions.choose_inline),
    ("POST", f"{_CHAT}/block", user_actions.block),
    ("POST", f"{_CHAT}/unblock", user_actions.unblock),
    ("POST", f"{_CHAT}/members", groups.members),
    ("POST", f"{_CHAT}/migrate", groups.migrate),
    ("POST", f"{_CHAT}/topics", groups.new_topic),
    ("POST", f"{_CHAT}/topics/{{topic}}", groups.change_topic),
    ("POST", f"{_CHAT}/forum", groups.turn_topics),
    ("POST", f"{_CHAT}/age", groups.age_messages),
    ("POST", f"{_CHAT}/clear", user_actions.clear),
    ("POST", "/privacy", groups.set_privacy_mode),
    ("POST", "/inline", user_actions.type_inline),
    ("POST", "/reset", user_actions.reset),
    ("GET", "/profile", state.profile),
    ("GET", "/files/{file}", state.file),
    ("GET", "/events", state.events),
    ("GET", "/telegram/unknown", state.unknown),
    ("GET", "/telegram/counters", state.counters),
    ("POST", "/telegram/counters/reset", state.forget_counters),
    ("GET", "/telegram/accepted", state.accepted),
    ("GET", "/telegram/journal", state.journal),
    ("GET", "/faults", faults.faults),
    ("POST", "/faults", faults.add_fault),
    ("DELETE", "/faults", faults.end_faults),
    ("DELETE", "/faults/{fault}", faults.end_fault),
    ("GET", "/limits", faults.limits),
    ("POST", "/limits", faults.change_limits),
)


def routes(world: World) -> list[Route]:
    """All routes of the control API for this world, to be mounted under `/control`."""
    return [
        Route(f"/control{path}", endpoint(world, act), methods=[method])
        for method, path, act in _ROUTES
    ]
