"""Answers the library's calls without a network, for bots that a test builds itself."""

import json
from abc import abstractmethod
from typing import Any

from telegram.request import BaseRequest, RequestData


class Refusal(Exception):
    """Telegram refuses a call with 400 and this description."""


class OfflineRequest(BaseRequest):
    """Telegram as far as `answer` knows it."""

    @abstractmethod
    async def answer(self, method: str, parameters: dict[str, Any]) -> object:
        """Return the result of a call of this method, or raise `Refusal`."""

    @property
    def read_timeout(self) -> float:
        return 1.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *_: object,
        **__: object,
    ) -> tuple[int, bytes]:
        del method
        parameters = dict(request_data.parameters) if request_data else {}
        try:
            result = await self.answer(url.rsplit("/", 1)[-1], parameters)
        except Refusal as refusal:
            return 400, json.dumps({"ok": False, "description": str(refusal)}).encode()
        return 200, json.dumps({"ok": True, "result": result}).encode()
