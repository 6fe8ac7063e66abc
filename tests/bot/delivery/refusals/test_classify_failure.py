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

from bot.delivery.refusals.classify_failure import FailureAction, Scope, classify
from bot.delivery.refusals.known_refusals import REFUSALS
from bot.delivery.refusals.network_errors import NeverSent, NotTelegram
from bot.delivery.retry import LONGEST_WAIT, wait_before
from bot.delivery.sending.fallbacks import ABOUT_THE_POST

REFUSED = {
    "Can't parse entities: unsupported start tag": FailureAction.PLAIN,
    "Channel direct messages topic must be specified": FailureAction.GONE,
    "REPLY_MESSAGE_ID_INVALID": FailureAction.WITHOUT_REPLY,
    "message to be replied not found": FailureAction.WITHOUT_REPLY,
    "wrong HTTP URL specified": FailureAction.OTHER_PHOTO,
    "Failed to get HTTP URL content": FailureAction.OTHER_PHOTO,
    "photo has unsupported extension. Use one of .jpg, .png": FailureAction.OTHER_PHOTO,
    "PHOTO_SAVE_FILE_INVALID": FailureAction.OTHER_PHOTO,
    "file must be non-empty": FailureAction.OTHER_PHOTO,
    "Wrong file identifier/HTTP URL specified": FailureAction.OTHER_PHOTO,
    "Not enough rights to send photos to the chat": FailureAction.NO_PHOTO,
    "Not enough rights to send text messages to the chat": FailureAction.NO_TEXT,
    "Not enough rights to send videos to the chat": FailureAction.NO_PHOTO,
    "Invalid remote file identifier": FailureAction.OTHER_PHOTO,
    "Entity begins after the end of the text at UTF-16 offset 90": FailureAction.PLAIN,
    "BUTTON_URL_INVALID": FailureAction.WITHOUT_BUTTONS,
    "Can't parse InlineKeyboardButton: Can't find field": FailureAction.WITHOUT_BUTTONS,
    "Can't use switch_inline_query button in a channel chat": FailureAction.WITHOUT_BUTTONS,
    "BALANCE_TOO_LOW": FailureAction.UNPAID,
    "Chat not found": FailureAction.GONE,
    "have no write access to the chat": FailureAction.MAY_NOT_WRITE,
    "CHAT_GUEST_SEND_FORBIDDEN": FailureAction.MAY_NOT_WRITE,
    "CHAT_WRITE_FORBIDDEN": FailureAction.MAY_NOT_WRITE,
    "ALLOW_PAYMENT_REQUIRED_100": FailureAction.MAY_NOT_WRITE,
    "CHANNEL_PUBLIC_GROUP_NA": FailureAction.GONE,
    "FROZEN_METHOD_INVALID": FailureAction.RETRY,
    "Logged out": FailureAction.RETRY,
    "TOPIC_CLOSED": FailureAction.TOPIC_GONE,
    "Message thread not found": FailureAction.TOPIC_GONE,
    "Message is not modified: specified new message content": FailureAction.NEXT_FALLBACK,
    "Message to edit not found": FailureAction.NEXT_FALLBACK,
    "MESSAGE_ID_INVALID": FailureAction.NEXT_FALLBACK,
    "a sentence that nobody has seen": FailureAction.NEXT_FALLBACK,
}


@pytest.mark.parametrize(("words", "action"), REFUSED.items())
def test_refusals_of_a_send(words: str, action: FailureAction) -> None:
    """400: by a part of the sentence, whatever the case."""
    assert classify(BadRequest(words)).action is action
    assert classify(BadRequest(words.upper())).action is action


@pytest.mark.parametrize(
    ("words", "scope", "action"),
    [
        ("Message is not modified: specified new", Scope.EDIT, FailureAction.DONE),
        ("Message to edit not found", Scope.EDIT, FailureAction.DONE),
        ("there is no caption in the message to edit", Scope.EDIT, FailureAction.DONE),
        ("Message media can't be edited", Scope.EDIT, FailureAction.DONE),
        ("MESSAGE_ID_INVALID", Scope.EDIT, FailureAction.DONE),
        ("Message to delete not found", Scope.DELETE, FailureAction.DONE),
        ("message can't be deleted for everyone", Scope.DELETE, FailureAction.MARK),
        ("message can't be deleted", Scope.DELETE, FailureAction.MARK),
        ("message to pin not found", Scope.PIN, FailureAction.DONE),
        ("not enough rights to manage pinned messages in the chat", Scope.PIN, FailureAction.FAIL),
        ("query is too old and response timeout expired", Scope.OTHER, FailureAction.DONE),
    ],
)
def test_refusals_of_other_calls(words: str, scope: Scope, action: FailureAction) -> None:
    assert classify(BadRequest(words), scope).action is action


@pytest.mark.parametrize(
    "words",
    [
        "Forbidden: bot was blocked by the user",
        "Forbidden: user is deactivated",
        "Forbidden: bot was kicked from the supergroup chat",
        "Forbidden: bot is not a member of the channel chat",
        "Forbidden: the group chat was deleted",
        "Forbidden: bot can't initiate conversation with a user",
    ],
)
def test_a_403_that_names_the_chat_as_gone_ends_it(words: str) -> None:
    assert classify(Forbidden(words)).action is FailureAction.GONE


@given(words=st.text(max_size=300))
def test_only_listed_words_end_a_chat(words: str) -> None:
    """400 or 403: what Telegram invents next year costs a part of the post at the most."""
    listed = any(rule.part in words[:200].lower() for rule in REFUSALS)
    for error in (BadRequest(words), Forbidden(words)):
        action = classify(error).action
        assert listed or action is FailureAction.NEXT_FALLBACK


@pytest.mark.parametrize("error", [BadRequest, Forbidden])
def test_no_word_about_the_post_ends_a_chat(error: type[TelegramError]) -> None:
    """Also where an earlier rule matches it: each is about the post again."""
    listed = [
        rule.part
        for rule in REFUSALS
        if Scope.SEND in rule.scopes and rule.action in ABOUT_THE_POST
    ]
    assert len(listed) > 80
    assert {
        words for words in listed if classify(error(words)).action not in ABOUT_THE_POST
    } == set()


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (TimedOut(), FailureAction.RETRY_IN_DOUBT),
        (TimedOut("Pool timeout: the request was not sent"), FailureAction.RETRY),
        (NetworkError("ReadError: "), FailureAction.RETRY_IN_DOUBT),
        (NeverSent("ConnectError"), FailureAction.RETRY),
        (NotTelegram(403), FailureAction.RETRY),
        (NotTelegram(502), FailureAction.RETRY_IN_DOUBT),
        (NetworkError("Internal Server Error (500)"), FailureAction.RETRY),
        (NetworkError("Bad Gateway"), FailureAction.RETRY),
        (TelegramError("Invalid server response"), FailureAction.RETRY_IN_DOUBT),
        (InvalidToken("Not Found"), FailureAction.CHECK_TOKEN),
        (EndPointNotFound("sendDream"), FailureAction.CHECK_TOKEN),
        (Conflict("terminated by other getUpdates request"), FailureAction.WAIT_FOR_OTHER),
    ],
)
def test_errors_by_their_type(error: TelegramError, action: FailureAction) -> None:
    """What no word has to be read for."""
    assert classify(error).action is action


def test_numbers_come_along() -> None:
    """How long to wait, and where the group went."""
    held = classify(RetryAfter(timedelta(seconds=43837)))
    assert (held.action, held.retry_after) == (FailureAction.HOLD, timedelta(seconds=43837))
    moved = classify(ChatMigrated(-100777))
    assert (moved.action, moved.new_chat_id) == (FailureAction.MOVED, -100777)


def test_every_rule_can_match() -> None:
    """A rule that an earlier one swallows, or that is written in capitals, is dead."""
    for rule in REFUSALS:
        assert rule.part == rule.part.lower()
        for scope in rule.scopes:
            found = classify(BadRequest(f"x {rule.part} y"), scope)
            assert (found.action, found.reason) == (rule.action, rule.reason)


@pytest.mark.parametrize("scope", [Scope.SEND, Scope.EDIT])
def test_the_address_of_a_button_says_nothing_of_photo_or_chat(scope: Scope) -> None:
    """Telegram quotes an address that it refuses, and gives the cause in a photo's words."""
    causes = [*(rule.part for rule in REFUSALS), "URL host is empty"]
    for cause in causes:
        for words in (
            f"inline keyboard button URL 'https://news.example/{cause}' is invalid: Wrong HTTP URL",
            f"inline keyboard button URL 'https://' is invalid: {cause}",
        ):
            assert classify(BadRequest(words), scope).action is FailureAction.WITHOUT_BUTTONS


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
