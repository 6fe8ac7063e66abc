"""Looking on: state, events, counters, bulk chats, and who may."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import Any

import pytest

from sandbox.server import Sandbox
from sandbox.telegram import World
from sandbox.telegram.events import EventHub
from tests.loopback import loopback_client
from tests.sandbox.telegram.player import FORUM, GROUP, OWNER, READER, SUPERGROUP, Player

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_the_state_shows_everybody(player: Player) -> None:
    """A page can begin from one answer."""
    state = await player.check("/state")
    assert state["bot"]["username"] == "sandbox_bot"
    assert [person["first_name"] for person in state["people"]] == ["ليلى", "سامي", "ريما", "Karim"]
    forum = next(chat for chat in state["chats"] if chat["id"] == FORUM)
    assert [topic["name"] for topic in forum["topics"]] == ["الأخبار", "الرياضة"]
    assert (forum["bot"]["status"], forum["member_count"]) == ("left", 4)
    assert state["faults"] == []
    assert (await player.check("/people"))["people"] == state["people"]
    assert (await player.check("/chats"))["chats"] == state["chats"]
    members = (await player.check(f"/chats/{GROUP}"))["members"]
    assert [m["status"] for m in members] == ["creator", "administrator", "member", "member"]


async def read(lines: AsyncIterator[str]) -> tuple[int, str, dict[str, Any]]:
    """The next event of a stream."""
    fields: dict[str, str] = {}
    async for line in lines:
        name, _, value = line.partition(": ")
        if line:
            fields[name] = value
        elif "event" in fields:
            return int(fields["id"]), fields["event"], json.loads(fields["data"])
        else:
            fields = {}
    raise AssertionError("the stream ended")


async def test_events_come_live_and_again_after_a_gap(player: Player) -> None:
    """Who listens sees all that happens; who comes back gets what was missed."""
    begin = (await player.check("/state"))["event_id"]
    async with player.client.stream("GET", f"/control/events?after={begin}") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.aiter_lines()
        await player.start()
        await player.result("sendChatAction", chat_id=READER, action="typing")
        sent = await player.result("sendMessage", chat_id=READER, text="قبل")
        place = {"chat_id": READER, "message_id": sent["message_id"]}
        await player.result("editMessageText", **place, text="بعد")
        await player.result("deleteMessage", **place)
        await player.result("setMyCommands", commands=[])
        await player.act("/faults", kind="down", for_seconds=60)
        await player.act("/limits", chat_burst=5)
        events = [await read(lines) for _ in range(9)]
    names = [name for _, name, _ in events]
    assert names == [
        "chat",
        "message",
        "action",
        "message",
        "edit",
        "delete",
        "commands",
        "faults",
        "limits",
    ]
    assert events[3][2]["message"]["outgoing"]
    assert events[5][2] == {"chat_id": READER, "message_ids": [sent["message_id"]]}
    headers = {"last-event-id": str(events[4][0])}
    async with player.client.stream("GET", "/control/events", headers=headers) as stream:
        lines = stream.aiter_lines()
        assert [(await read(lines))[1] for _ in range(4)] == names[5:]


async def test_who_watched_an_earlier_run_begins_again() -> None:
    """Though the new one has more events by now than the old one had: they are others."""
    async with loopback_client() as client:
        earlier, later = World(client, clock=lambda: 1000.0), World(client, clock=lambda: 1001.0)
    for _ in range(3):
        earlier.events.publish("chat", dict)
    for _ in range(30):
        later.events.publish("chat", dict)
    async with aclosing(later.events.watch(earlier.events.last_id)) as frames:
        await anext(frames)
        assert b"event: reset" in await anext(frames)


async def test_what_happens_while_the_stream_begins_comes_once() -> None:
    """Not among what was missed and live as well: an unread message would count twice."""
    hub = EventHub()
    hub.publish("chat", dict)
    async with aclosing(hub.watch(0)) as frames:
        await anext(frames)
        hub.publish("message", dict)
        told = [await anext(frames), await anext(frames)]
        hub.publish("edit", dict)
        told.append(await anext(frames))
    assert [one.split(b"event: ")[1].split()[0] for one in told] == [b"chat", b"message", b"edit"]


async def test_a_watcher_who_is_too_late_begins_again() -> None:
    """Events long gone, and a watcher too slow, end in one reset."""
    hub = EventHub()
    for _ in range(2100):
        hub.publish("chat", dict)
    async with aclosing(hub.watch(5)) as frames:
        assert await anext(frames) == b"retry: 1000\n\n"
        assert b"event: reset" in await anext(frames)
    async with aclosing(hub.watch(hub.last_id)) as frames:
        await anext(frames)
        waiting = asyncio.ensure_future(anext(frames))
        await asyncio.sleep(0)
        for _ in range(600):
            hub.publish("chat", dict)
        assert b"event: reset" in await waiting
        assert b"event: chat" in await anext(frames)
        hub.close()


async def test_counters_journal_and_unknown_parameters(player: Player) -> None:
    """Everything that the bot does is counted; what Telegram would ignore is listed."""
    await player.start()
    sent = await player.result("sendMessage", chat_id=READER, text="أ", colour="red", mood=1)
    await player.result("sendMessage", chat_id=READER, text="ب", colour="red")
    await player.refusal("sendDream", chat_id=READER)
    place = {"chat_id": READER, "message_id": sent["message_id"]}
    await player.result("editMessageText", **place, text="ت")
    assert await player.check("/telegram/unknown") == {
        "parameters": {"sendMessage.colour": 2, "sendMessage.mood": 1},
        "methods": {"sendDream": 1},
    }
    counters = await player.check("/telegram/counters")
    assert counters["calls"] == {"sendMessage": 2, "editMessageText": 1}
    assert counters["answers"] == {"200": 3, "404": 1}
    assert (counters["accepted"], counters["chats"], counters["max_per_second"] >= 1) == (
        2,
        1,
        True,
    )
    assert await player.check("/telegram/accepted") == {"accepted": {str(READER): 2}}
    journal = await player.check("/telegram/journal")
    assert [(e[2], e[3], e[5]) for e in journal["entries"]] == [
        ("sendMessage", READER, "أ"),
        ("sendMessage", READER, "ب"),
        ("editMessageText", READER, "ت"),
    ]
    rest = await player.check("/telegram/journal", after=journal["entries"][0][0], limit=1)
    assert [e[5] for e in rest["entries"]] == ["ب"]
    assert rest["next"] == rest["entries"][-1][0]
    await player.act("/telegram/counters/reset")
    assert (await player.check("/telegram/journal"))["entries"] == []
    assert (await player.check("/telegram/counters"))["calls"] == {}
    assert await player.check("/telegram/accepted") == {"accepted": {}}


async def test_chats_by_the_thousand(player: Player, sandbox: Sandbox) -> None:
    """Bulk chats take messages and edits at once, and stay out of state and events."""
    made = await player.act("/chats/bulk", count=1_000_000)
    again = await player.act("/chats/bulk", count=10)
    assert again["first_id"] == made["last_id"] + 1
    begin = sandbox.telegram.events.last_id
    sent = await player.result("sendMessage", chat_id=made["last_id"], text="x")
    place = {"chat_id": made["last_id"], "message_id": sent["message_id"]}
    await player.result("editMessageText", **place, text="y")
    await player.result("deleteMessage", **place)
    assert await player.transcript(made["last_id"]) == []
    assert sandbox.telegram.events.last_id == begin
    assert len((await player.check("/state"))["chats"]) == 8
    kept = await player.act("/chats/bulk", count=5, type="channel", keep=2)
    for text in "أبت":
        await player.result("sendMessage", chat_id=kept["last_id"], text=text)
    assert [m["text"] for m in await player.transcript(kept["last_id"])] == ["ب", "ت"]
    assert kept["last_id"] == kept["first_id"] - 4
    groups = await player.act("/chats/bulk", count=2, type="group")
    new = (await player.act(f"/chats/{groups['first_id']}/migrate"))["chat_id"]
    await player.result("sendMessage", chat_id=new, text="x")
    await player.act(f"/chats/{made['first_id']}/block")
    assert "blocked" in await player.refusal("sendMessage", chat_id=made["first_id"], text="x")
    for wrong in (
        {"count": 0},
        {"count": "x"},
        {"count": 1, "keep": 9999},
        {"count": 1, "type": 1},
    ):
        assert await player.refused("/chats/bulk", **wrong)


async def test_other_sites_pages_can_not_play(player: Player, sandbox: Sandbox) -> None:
    """A browser that comes from elsewhere, or under another host name, is refused."""
    for headers in ({"origin": "https://evil.example"}, {"host": "evil.example"}):
        answer = await player.client.post("/control/reset", headers=headers)
        assert answer.status_code == 403
    own = await player.client.post("/control/reset", headers={"origin": sandbox.base_url})
    assert own.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"host": "evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "null"},
    ],
)
async def test_other_sites_pages_can_not_call_the_bot_api(
    player: Player, sandbox: Sandbox, headers: dict[str, str]
) -> None:
    """Neither by a form nor by the address of an image: the guard stands before every door."""
    for path in (
        f"/bot{sandbox.token}/getMe",
        f"/file/bot{sandbox.token}/a",
        "/",
        "/control/state",
    ):
        assert (await player.client.get(path, headers=headers)).status_code == 403
    assert (await player.client.get(f"/bot{sandbox.token}/getMe")).status_code == 200


async def test_a_fault_is_seen_to_strike_and_to_end(player: Player) -> None:
    """The stream tells when a fault begins, when it met its last call, and when its time is up."""
    await player.start()
    begin = (await player.check("/state"))["event_id"]
    async with player.client.stream("GET", f"/control/events?after={begin}") as stream:
        lines = stream.aiter_lines()
        await player.act("/faults", kind="server_error", next=1)
        await player.refusal("sendMessage", chat_id=READER, text="x")
        await player.act("/faults", kind="down", for_seconds=0.05)
        events = [await read(lines) for _ in range(4)]
    assert [len(data["faults"]) for _, _, data in events] == [1, 0, 1, 0]
    assert {name for _, name, _ in events} == {"faults"}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/chats/101/messages", b"{", 400),
        ("POST", "/chats/101/messages", b"[1]", 400),
        ("POST", "/chats/101/messages", b'{"text": "\\ud800"}', 400),
        ("POST", "/chats/101/messages", b" " * (2 << 20), 413),
        ("POST", "/chats/abc/messages", b"{}", 404),
        ("GET", "/chats/101/messages?limit=x", b"", 400),
        ("GET", "/chats/101/commands?person=9", b"", 404),
        ("GET", "/files/none", b"", 404),
        ("GET", "/nothing", b"", 404),
        ("POST", "/chats/101/press", b'{"message_id": 1, "wait_seconds": 999}', 400),
        ("POST", "/inline", b'{"from": 101, "chat_type": "moon"}', 400),
    ],
)
async def test_requests_that_make_no_sense(
    player: Player, method: str, path: str, body: bytes, status: int
) -> None:
    """Broken requests get a status and a reason, never a 500."""
    response = await player.client.request(method, f"/control{path}", content=body)
    assert response.status_code == status


async def test_reset_brings_the_start_back(player: Player) -> None:
    """After a reset nobody has pressed START and nothing is counted."""
    await player.start()
    await player.let_in(SUPERGROUP)
    await player.act("/people", first_name="x")
    await player.act("/reset")
    state = await player.check("/state")
    assert len(state["people"]) == 4
    assert await player.refusal("sendMessage", chat_id=READER, text="x")
    assert await player.refusal("sendMessage", chat_id=OWNER, text="x")
    assert await player.updates() == []


async def test_the_newsroom_is_driven_on_the_same_port(player: Player) -> None:
    """Publishing by control is seen at the site."""
    response = await player.client.get("/control/newsroom/state")
    assert response.status_code == 200


async def test_a_site_of_the_sandbox_answers(sandbox: Sandbox) -> None:
    """The newsroom's feed is served on its own port."""
    async with loopback_client(base_url=sandbox.site_url) as client:
        assert "<rss" in (await client.get("/feed/")).text


async def test_the_chat_page_is_served_beside_its_control(player: Player) -> None:
    """The page's address answers with HTML of this machine."""
    page = await player.client.get("/")
    assert page.status_code == 200
    assert page.headers["content-type"].startswith("text/html")
