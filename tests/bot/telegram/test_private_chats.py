"""What becomes of a message to one person."""

import pytest
from telegram import Chat, Message
from telegram.error import (
    BadRequest,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.telegram.private_chats import NotSent, is_settled, send_private
from tests.articles import NOON


class FakeBot:
    """Refuses as it is told to, or sends."""

    def __init__(self, trouble: TelegramError | None = None) -> None:
        self.trouble = trouble

    async def send_message(self, chat_id: int, _text: str, **_more: object) -> Message:
        if self.trouble is not None:
            raise self.trouble
        return Message(17, NOON, Chat(chat_id, Chat.PRIVATE))


async def test_a_message_that_was_sent_is_known_by_its_number() -> None:
    sent = await send_private(FakeBot(), 5, "words", what="a test")  # type: ignore[arg-type]
    assert sent == 17
    assert is_settled(sent)


@pytest.mark.parametrize(
    ("trouble", "fault", "unreachable"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), False, True),
        (Forbidden("Forbidden: bot can't initiate conversation with a user"), False, True),
        (BadRequest("Chat not found"), False, True),
        (BadRequest("Can't parse entities"), False, False),
        (BadRequest("a sentence that nobody has seen"), False, False),
        (NetworkError("no route"), True, False),
        (TimedOut(), True, False),
        (InvalidToken("Unauthorized"), True, False),
    ],
)
async def test_only_words_about_the_person_say_that_nothing_reaches_them(
    trouble: TelegramError, fault: bool, unreachable: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """What is wrong with one message, or with the network, says nothing of the next message."""
    with caplog.at_level("INFO"):
        sent = await send_private(FakeBot(trouble), 5, "words", what="a test")  # type: ignore[arg-type]
    assert isinstance(sent, NotSent)
    assert (sent.fault, sent.unreachable) == (fault, unreachable)
    assert is_settled(sent) is not fault
    assert "a test not sent" in caplog.text
