"""Bot API calls that parse only the part of the answer that delivery needs.

`Bot.send_photo` builds a `Message` of a dozen objects from each answer, which takes longer than
the request. A broadcast needs the message id and, once, the photo's `file_id`.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from telegram import InputFile
from telegram.ext import BaseRateLimiter, ExtBot
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.delivery.limits.limiter import CallPriority
from bot.delivery.sending.sent_messages import checked_result

Begin = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a call; Telegram tells its kind by the ending of its name."""

    filename: str
    data: bytes


NOTHING: Mapping[str, Upload] = {}


class Calls(Protocol):
    """The Bot API calls that delivery needs."""

    async def call(
        self,
        method: str,
        parameters: Mapping[str, str | int | bool],
        *,
        uploads: Mapping[str, Upload] = NOTHING,
        begin: Begin | None = None,
    ) -> Any:
        """Make one Bot API call and return the `result` of its answer, unparsed.

        Args:
            method: the API method, such as `sendPhoto`.
            parameters: the method's parameters, JSON values already encoded.
            uploads: files that go with it, by the parameter or `attach://` name of each.
            begin: awaited after the rate limiter and just before the request; an exception from
                it prevents the request.

        Raises:
            telegram.error.TelegramError: Telegram refused the call, or the connection failed.
        """
        ...


class BotCalls:
    """Makes Bot API calls through a bot's own rate limiter.

    Args:
        bot: whose token, address and limiter are used.
        request: makes the requests in the place of the bot's own request object.
        priority: whether the limiter takes the calls for broadcasts or for answers to people.
    """

    def __init__(
        self,
        bot: ExtBot[Any],
        *,
        request: BaseRequest | None = None,
        priority: CallPriority | None = CallPriority.BROADCAST,
    ) -> None:
        self._bot = bot
        self._request = request
        self._priority = priority

    async def call(
        self,
        method: str,
        parameters: Mapping[str, str | int | bool],
        *,
        uploads: Mapping[str, Upload] = NOTHING,
        begin: Begin | None = None,
    ) -> Any:
        """See `Calls.call`."""
        data: dict[str, Any] = dict(parameters)
        limiter: BaseRateLimiter[CallPriority] | None = self._bot.rate_limiter
        if limiter is None:
            return await self._post(method, data, uploads, begin)
        return await limiter.process_request(
            self._post, (method, data, uploads, begin), {}, method, data, self._priority
        )

    async def _post(
        self,
        method: str,
        data: dict[str, Any],
        uploads: Mapping[str, Upload],
        begin: Begin | None,
    ) -> Any:
        if begin is not None:
            await begin()
        fields = [RequestParameter(name, value, None) for name, value in data.items()]
        for name, upload in uploads.items():
            file = InputFile(upload.data, filename=upload.filename)
            fields.append(RequestParameter(name, None, [file]))
        request = self._request or self._bot.request
        result = await request.post(f"{self._bot.base_url}/{method}", RequestData(fields))
        return checked_result(method, result)
