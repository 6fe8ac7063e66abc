"""The failure table: every row of it, in Telegram's words and in others."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.delivery.failure_table import REFUSALS, FailureAction, classify
from bot.delivery.retry import LONGEST_WAIT, wait_before

REFUSED = {
    "Can't parse entities: unsupported start tag": FailureAction.PLAIN,
    "Message is not modified: specified new message content": FailureAction.DONE,
    "Message to edit not found": FailureAction.DONE,
    "Message to delete not found": FailureAction.DONE,
    "wrong HTTP URL specified": FailureAction.UPLOAD,
    "Failed to get HTTP URL content": FailureAction.UPLOAD,
    "WEBPAGE_CURL_FAILED": FailureAction.UPLOAD,
    "Wrong type of the web page content": FailureAction.UPLOAD,
    "PHOTO_INVALID_DIMENSIONS": FailureAction.UPLOAD,
    "Wrong file identifier/HTTP URL specified": FailureAction.UPLOAD,
    "Not enough rights to send photos to the chat": FailureAction.AS_TEXT,
    "Not enough rights to send text messages to the chat": FailureAction.GONE,
    "Chat not found": FailureAction.GONE,
    "CHAT_WRITE_FORBIDDEN": FailureAction.GONE,
    "TOPIC_CLOSED": FailureAction.TOPIC_GONE,
    "Message thread not found": FailureAction.TOPIC_GONE,
    "Message is too long": FailureAction.FAIL,
    "BUTTON_URL_INVALID": FailureAction.FAIL,
}


@pytest.mark.parametrize(("words", "means"), REFUSED.items())
def test_refusals(words: str, means: FailureAction) -> None:
    """400: by a part of the sentence, whatever the case."""
    assert classify(BadRequest(words)).means is means
    assert classify(BadRequest(words.upper())).means is means


@pytest.mark.parametrize(
    "words",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the supergroup chat",
        "Forbidden: bot is not a member of the channel chat",
        "Forbidden: something that Telegram invents next year",
    ],
)
def test_forbidden_ends_the_chat(words: str) -> None:
    """403: the reader left, whatever the words are."""
    assert classify(Forbidden(words)).means is FailureAction.GONE


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (TimedOut(), FailureAction.RETRY_IN_DOUBT),
        (TimedOut("Pool timeout: the request was not sent"), FailureAction.RETRY),
        (NetworkError("ReadError: "), FailureAction.RETRY_IN_DOUBT),
        (NetworkError("Internal Server Error (500)"), FailureAction.RETRY),
        (NetworkError("Bad Gateway"), FailureAction.RETRY),
        (TelegramError("Invalid server response"), FailureAction.RETRY_IN_DOUBT),
        (InvalidToken("Not Found"), FailureAction.CHECK_TOKEN),
        (EndPointNotFound("sendDream"), FailureAction.CHECK_TOKEN),
        (Conflict("terminated by other getUpdates request"), FailureAction.WAIT_FOR_OTHER),
    ],
)
def test_errors_by_their_type(error: TelegramError, means: FailureAction) -> None:
    """What no word has to be read for."""
    assert classify(error).means is means


def test_numbers_come_along() -> None:
    """How long to wait, and where the group went."""
    held = classify(RetryAfter(timedelta(seconds=43837)))
    assert (held.means, held.retry_after) == (FailureAction.HOLD, timedelta(seconds=43837))
    moved = classify(ChatMigrated(-100777))
    assert (moved.means, moved.new_chat_id) == (FailureAction.MOVED, -100777)


def test_every_rule_can_match() -> None:
    """A rule that an earlier one swallows, or that is written in capitals, is dead."""
    for rule in REFUSALS:
        assert rule.part == rule.part.lower()
        assert classify(BadRequest(f"x {rule.part} y")).reason == rule.reason


@given(words=st.text(max_size=2000))
def test_any_words_give_a_bounded_outcome(words: str) -> None:
    """An unknown refusal fails the post, never the process, and is kept short."""
    outcome = classify(BadRequest(words))
    assert len(outcome.detail) <= 200


@given(attempt=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_waits_grow_to_a_bound(attempt: int, chance: float) -> None:
    """Jitter keeps the upper half, so that a retry never comes at once."""
    wait = wait_before(attempt, chance)
    assert timedelta(seconds=0.5) <= wait <= LONGEST_WAIT
    assert wait <= wait_before(attempt + 2, chance)
