"""What an owner is told is told later where Telegram does not answer."""

from typing import Any

import pytest
from telegram.error import Forbidden, TimedOut

from bot.owner_alerts.send import send_to_owner


class Portal:
    """Answers each message as the library does."""

    def __init__(self, answer: object) -> None:
        self.answer = answer

    async def send_message(self, *_: object, **__: object) -> object:
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "settled"),
    [
        (TimedOut(), False),
        (TypeError("Message.__init__() missing 3 required positional arguments"), False),
        (True, False),
        (Forbidden("bot was blocked by the user"), True),
    ],
)
async def test_what_no_answer_of_telegrams_came_to_is_tried_again(
    answer: object, caplog: pytest.LogCaptureFixture, *, settled: bool
) -> None:
    """Not what an owner has refused; either stands in the log, without the library's words."""
    bot: Any = Portal(answer)
    assert await send_to_owner(bot, 7, "خبر") is settled
    assert "owner 7" in caplog.text
    assert "positional" not in caplog.text
