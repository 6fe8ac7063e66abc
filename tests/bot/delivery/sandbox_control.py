"""Test client of the control API of the sandbox."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from sandbox.server import Sandbox
from tests.loopback import loopback_client


class Control:
    """Plays the people and causes faults, over HTTP as any other client would."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url

    async def post(self, path: str, **body: Any) -> Any:
        answer = await self._client.post(f"{self._url}{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def get(self, path: str) -> Any:
        answer = await self._client.get(f"{self._url}{path}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def bulk(self, count: int, *, keep: int = 0, kind: str = "private") -> list[int]:
        """New chats; their ids."""
        made = await self.post("/chats/bulk", count=count, keep=keep, type=kind)
        low, high = sorted((made["first_id"], made["last_id"]))
        return list(range(low, high + 1))

    async def fault(self, kind: str, **options: Any) -> int:
        return int((await self.post("/faults", kind=kind, **options))["fault"]["id"])

    async def heal(self) -> None:
        await self._client.delete(f"{self._url}/faults")

    async def journal(self) -> list[tuple[str, int, int, str]]:
        """Method, chat, message, text of everything that Telegram took, in order."""
        return [(row[2], row[3], row[4], row[5]) for row in await self.entries()]

    async def entries(self) -> list[tuple[int, float, str, int, int, str]]:
        """The same with the number of the entry and the second at which it was taken."""
        entries: list[tuple[int, float, str, int, int, str]] = []
        after = 0
        while True:
            page = await self.get(f"/telegram/journal?after={after}&limit=1000")
            if not page["entries"]:
                return entries
            entries += [tuple(row) for row in page["entries"]]
            after = entries[-1][0]

    async def taken(self, count: int, seconds: float = 60.0) -> None:
        """Until Telegram has taken so many messages.

        Raises:
            TimeoutError: it took longer.
        """
        async with asyncio.timeout(seconds):
            while (await self.get("/telegram/counters"))["accepted"] < count:  # noqa: ASYNC110 - over HTTP
                await asyncio.sleep(0.02)

    async def quiet(self) -> None:
        """Until no call comes any more: whoever makes them is held, and some were on their way.

        Raises:
            TimeoutError: it took longer.
        """
        before: Any = None
        async with asyncio.timeout(60):
            while (now := await self.get("/telegram/counters")) != before:
                before = now
                await asyncio.sleep(0.05)

    async def messages(self, chat_id: int) -> list[dict[str, Any]]:
        found = await self.get(f"/chats/{chat_id}/messages?limit=100")
        return list(found["messages"])


@asynccontextmanager
async def controlling(sandbox: Sandbox) -> AsyncIterator[Control]:
    async with loopback_client() as client:
        yield Control(client, sandbox.control_url)
