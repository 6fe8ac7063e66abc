"""Test client of the sandbox: raw Bot API calls, control API calls, drawn pictures."""

from io import BytesIO
from typing import Any

import httpx
from PIL import Image

READER, SECOND, OWNER, ADMIN = 101, 102, 103, 104
FORUM, CHANNEL, SUPERGROUP, GROUP = -1001000000001, -1001000000002, -1001000000003, -2001
BAD = "Bad Request: "


def button(**action: Any) -> dict[str, Any]:
    """A keyboard of one button."""
    return {"inline_keyboard": [[{"text": "زر", **action}]]}


class Player:
    """A bare client: refusals come back as answers, never as exceptions."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self.client = client
        self.token = token

    async def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Call the Bot API with JSON; the whole answer."""
        response = await self.client.post(f"/bot{self.token}/{method}", json=parameters)
        answer: dict[str, Any] = response.json()
        assert answer["ok"] == (response.status_code == 200)
        assert answer["ok"] or answer["error_code"] == response.status_code
        return answer

    async def result(self, method: str, **parameters: Any) -> Any:
        answer = await self.call(method, **parameters)
        assert answer["ok"], answer
        return answer["result"]

    async def refusal(self, method: str, **parameters: Any) -> str:
        """The description with which the call is refused."""
        answer = await self.call(method, **parameters)
        assert not answer["ok"], answer
        return str(answer["description"])

    async def check(self, path: str, **query: Any) -> dict[str, Any]:
        response = await self.client.get(f"/control{path}", params=query)
        assert response.status_code == 200, response.text
        found: dict[str, Any] = response.json()
        return found

    async def act(self, path: str, **body: Any) -> dict[str, Any]:
        response = await self.client.post(f"/control{path}", json=body)
        assert response.status_code == 200, response.text
        done: dict[str, Any] = response.json()
        return done

    async def refused(self, path: str, expected: int = 400, **body: Any) -> str:
        """The reason why a control call is refused."""
        response = await self.client.post(f"/control{path}", json=body)
        assert response.status_code == expected, response.text
        return str(response.json()["error"])

    async def start(self, person: int = READER) -> None:
        await self.act(f"/chats/{person}/start")

    async def let_in(self, chat: int, status: str = "administrator", **rights: bool) -> None:
        """The owner takes the bot into a group or channel."""
        await self.act(f"/chats/{chat}/members", user="bot", status=status, by=OWNER, rights=rights)

    async def updates(self, **parameters: Any) -> list[dict[str, Any]]:
        """What waits for the bot; confirmed, so that each comes once."""
        found: list[dict[str, Any]] = await self.result("getUpdates", **parameters)
        if found:
            await self.result("getUpdates", offset=found[-1]["update_id"] + 1)
        return found

    async def transcript(self, chat: int = READER) -> list[dict[str, Any]]:
        found = await self.check(f"/chats/{chat}/messages", limit=500)
        messages: list[dict[str, Any]] = found["messages"]
        return messages


def picture(width: int = 60, height: int = 40, kind: str = "JPEG", colour: str = "teal") -> bytes:
    """A small picture of one colour."""
    data = BytesIO()
    Image.new("RGB", (width, height), colour).save(data, kind)
    return data.getvalue()
