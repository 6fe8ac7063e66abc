"""Defines network errors that tell whether Telegram can have received the request."""

from http import HTTPStatus
from typing import Final

from telegram.error import NetworkError

# For whoever runs the bot, in the log and at its end.
REVOKED: Final = "Telegram refuses BOT_TOKEN: copy it again from @BotFather"


class NeverSent(NetworkError):
    """The connection could not be opened: Telegram can't have received the request."""


class ServerFault(NetworkError):
    """Telegram's servers answered that they failed: the request was not carried out.

    Args:
        code: 500 or more.
        words: Telegram's description.
    """

    def __init__(self, code: int, words: str) -> None:
        super().__init__(f"{words} ({code})" if words else f"({code})")


class NotTelegram(NetworkError):
    """Something other than the Bot API answered: a proxy, a firewall, an error page.

    Args:
        status: the HTTP status of that answer.
    """

    def __init__(self, status: int) -> None:
        super().__init__(f"an answer that is not Telegram's, with HTTP status {status}")
        self.status = status

    @property
    def in_doubt(self) -> bool:
        """Whether the request may have been passed on to Telegram before.

        A gateway that answers 502 or 504 has lost Telegram's answer; one that answers 400, 403 or
        404 has kept the request to itself.
        """
        return self.status < HTTPStatus.MULTIPLE_CHOICES or (
            self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        )
