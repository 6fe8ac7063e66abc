"""Receives Telegram's updates by webhook, and answers when the inbox holds them."""

import hmac
import json
import logging
import time
from collections.abc import Callable, Sequence
from urllib.parse import unquote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot

from bot.telegram.handle_update import received
from bot.telegram.intake import Intake
from bot.web.server import read_body
from storage.errors import StorageError

log = logging.getLogger(__name__)

# Where a proxy may send updates, whatever address it is itself reached at.
PATH = "/telegram"
# https://core.telegram.org/bots/api#setwebhook
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
# The longest message in escapes takes less than a quarter of it.
MAX_UPDATE_BYTES = 2_000_000
RETRY_AFTER_SECONDS = 2
COMPLAIN_EVERY_SECONDS = 60.0
_OK, _UNAUTHORIZED, _UNAVAILABLE = 200, 401, 503


class TelegramWebhook:
    """Answers Telegram's requests: 200 once the update is stored, 503 while it can't be.

    Telegram sends again whatever is not answered by 200, later each time, for a day.

    Args:
        intake: stores the updates.
        bot: reads them.
        secret: what Telegram sends along, compared in constant time.
        clock: gives monotonic seconds.
    """

    def __init__(
        self, intake: Intake, bot: Bot, secret: str, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._intake = intake
        self._bot = bot
        self._secret = secret.encode()
        self._clock = clock
        self._complained = -COMPLAIN_EVERY_SECONDS

    def routes(self, *paths: str) -> Sequence[Route]:
        """Return the routes, at `PATH` and at others, since not every proxy cuts off its own.

        Args:
            paths: as they stand in a URL; routes are compared with what is decoded.
        """
        decoded = {PATH, *map(unquote, paths)}
        return [Route(path, self._receive, methods=["POST"]) for path in decoded]

    async def _receive(self, request: Request) -> Response:
        # Compared as bytes: text beyond ASCII is an error to compare_digest.
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, self._secret):
            self._complain("a request without Telegram's secret was refused")
            return Response(status_code=_UNAUTHORIZED)
        if not self._intake.accepts:
            return self._later()
        body = await read_body(request, MAX_UPDATE_BYTES)
        try:
            content = json.loads(body)
        except (ValueError, RecursionError):
            raise HTTPException(400) from None
        update = received(content, self._bot)
        if update is None:
            # It was logged. Sent again it would be no better, and hold up those behind it.
            return Response(status_code=_OK)
        try:
            await self._intake.add(update)
        except StorageError as error:
            self._complain(f"an update can't be stored, Telegram keeps it: {error}")
            return self._later()
        return Response(status_code=_OK)

    def _later(self) -> Response:
        return Response(status_code=_UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})

    def _complain(self, words: str) -> None:
        now = self._clock()
        if now - self._complained >= COMPLAIN_EVERY_SECONDS:
            self._complained = now
            log.warning("webhook: %s", words)
