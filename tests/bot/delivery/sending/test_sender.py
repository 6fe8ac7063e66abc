"""One post to one chat: the calls that are made, and what follows a refusal."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.delivery.outage import DoubtWaits
from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.results import to_result
from bot.delivery.sending.calls import NOTHING, Begin, Upload
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.media_request import media_mark
from bot.delivery.sending.photos import Photos
from bot.delivery.sending.sender import Busy, Sender, TokenRefusedError
from bot.types import Button, Post
from storage.models import ChatKind, InactiveReason, PostFormat
from storage.outbox import (
    Action,
    Delivery,
    Done,
    Failed,
    Gone,
    PostPart,
    PutBack,
    Sent,
    Undeletable,
)
from tests.bot.delivery.delivery_process import RememberedPhotos, no_photo

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
TEXT = Post(
    html="<b>حديقة &amp; ملعب</b>",
    text_html="<b>حديقة &amp; ملعب</b>",
    buttons=(
        (Button("اقرأ", url="https://news.example/1/"), Button("شارك", inline_query="1")),
        (Button("تابع", data="f:7"),),
    ),
    link_preview_url="https://news.example/1/",
)
PHOTO = replace(TEXT, html="<i>تعليق</i>", photo_url="https://news.example/1.jpg")
ROW = Delivery(
    id=1,
    article_id=1,
    chat_id=1,
    telegram_id=-1001,
    thread_id=3,
    kind=ChatKind.GROUP,
    language="ar",
    format=PostFormat.PHOTO,
    silent=True,
    action=Action.POST,
    priority=4,
    attempts=0,
    addressed=NOW,
)


class Telegram:
    """Notes the calls; fails with what stands in `failures`, one for each call."""

    def __init__(self, *failures: TelegramError | None) -> None:
        self.failures = list(failures)
        self.calls: list[tuple[str, dict[str, Any]]] = []

    async def call(
        self,
        method: str,
        parameters: Mapping[str, str | int | bool],
        *,
        uploads: Mapping[str, Upload] = NOTHING,
        begin: Begin | None = None,
    ) -> Any:
        self.calls.append((method, dict(parameters)))
        if begin is not None:
            await begin()
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        topic = bool(parameters.get("message_thread_id"))
        return {
            "message_id": 77,
            "is_topic_message": topic,
            "photo": [{"file_id": "small"}, {"file_id": "large"}],
        }


async def at_once() -> None:
    """Nobody has changed his mind."""


async def send(
    telegram: Telegram, delivery: Delivery = ROW, post: Post = TEXT
) -> Delivered | Outcome | Busy:
    photos = Photos(fetch=no_photo, memory=RememberedPhotos(), now=lambda: NOW)
    return await Sender(telegram, photos).deliver(delivery, post, at_once)


async def test_a_text_with_its_buttons() -> None:
    """Into the topic, silently, with the preview of the article."""
    telegram = Telegram()
    assert await send(telegram) == Delivered(77, has_photo=False)
    [(method, got)] = telegram.calls
    assert method == "sendMessage"
    assert (got["chat_id"], got["message_thread_id"], got["disable_notification"]) == (
        -1001,
        3,
        True,
    )
    assert json.loads(got["link_preview_options"]) == {"url": "https://news.example/1/"}
    assert json.loads(got["reply_markup"]) == {
        "inline_keyboard": [
            [
                {"text": "اقرأ", "url": "https://news.example/1/"},
                {"text": "شارك", "switch_inline_query": "1"},
            ],
            [{"text": "تابع", "callback_data": "f:7"}],
        ]
    }


async def test_a_photo_by_its_address() -> None:
    """A caption, no preview; the largest size is what is remembered."""
    telegram = Telegram()
    mark = media_mark(PHOTO.photo_url)
    sent = Delivered(77, has_photo=True, parts=(PostPart(77, mark),))
    assert await send(telegram, post=PHOTO) == sent
    [(method, got)] = telegram.calls
    assert (method, got["photo"], got["caption"]) == ("sendPhoto", PHOTO.photo_url, PHOTO.html)
    assert "link_preview_options" not in got


async def test_a_chat_that_takes_no_photos_gets_the_text() -> None:
    """Only this chat: the photo itself is in order."""
    telegram = Telegram(BadRequest("Not enough rights to send photos to the chat"))
    assert await send(telegram, post=PHOTO) == Delivered(77, has_photo=False)
    assert [method for method, _ in telegram.calls] == ["sendPhoto", "sendMessage"]


async def test_what_can_not_be_parsed_goes_as_plain_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Readers get the news without marks, the engineers an error in the log."""
    telegram = Telegram(BadRequest("Can't parse entities: unexpected end tag"))
    assert await send(telegram) == Delivered(77, has_photo=False)
    _, plain = telegram.calls[1]
    assert plain["text"] == "حديقة & ملعب"
    assert "parse_mode" not in plain
    assert "as plain text" in caplog.text


@pytest.mark.parametrize(
    ("has_photo", "method", "part", "text"),
    [
        (True, "editMessageCaption", "caption", PHOTO.html),
        (False, "editMessageText", "text", PHOTO.text_html),
    ],
)
async def test_an_edit_keeps_the_shape(has_photo: bool, method: str, part: str, text: str) -> None:
    """A caption stays a caption, a text a text, whatever the article has by now."""
    telegram = Telegram()
    row = replace(ROW, action=Action.EDIT, message_id=55, has_photo=has_photo)
    assert await send(telegram, row, PHOTO) == Delivered(55, has_photo)
    [(called, got)] = telegram.calls
    assert (called, got["message_id"], got[part]) == (method, 55, text)


async def test_a_404_is_a_wrong_token_only_when_get_me_says_so() -> None:
    """Any unknown method is a 404, too."""
    with pytest.raises(TokenRefusedError):
        await send(Telegram(InvalidToken("Not Found"), InvalidToken("Unauthorized")))
    unknown = await send(Telegram(InvalidToken("Not Found")))
    assert isinstance(unknown, Outcome)
    assert unknown.action is FailureAction.FAIL
    away = await send(Telegram(InvalidToken("Not Found"), NetworkError("Bad Gateway")))
    assert isinstance(away, Outcome)
    assert away.action is FailureAction.RETRY


@pytest.mark.parametrize(
    ("outcome", "outage", "result"),
    [
        (Delivered(7, has_photo=True), False, Sent(1, 7, True)),
        (Outcome(FailureAction.DONE, "not modified"), False, Done(1)),
        (
            Outcome(FailureAction.GONE, InactiveReason.BLOCKED),
            False,
            Gone(1, 1, InactiveReason.BLOCKED),
        ),
        (
            Outcome(FailureAction.TOPIC_GONE, InactiveReason.TOPIC_CLOSED),
            False,
            Gone(1, 1, InactiveReason.TOPIC_CLOSED, False),
        ),
        (Outcome(FailureAction.FAIL, "refused", "too long"), False, Failed(1, "refused: too long")),
        (Outcome(FailureAction.RETRY, "server error"), False, Failed(1, "server error")),
    ],
)
def test_what_is_recorded(outcome: Delivered | Outcome, outage: bool, result: object) -> None:
    """The last attempt of a row that fails by itself goes to the owners' list."""
    row = replace(ROW, attempts=29)
    assert to_result(row, outcome, now=NOW, chance=1.0, outage=outage, waits=DoubtWaits()) == result


def test_an_outage_uses_up_no_attempts() -> None:
    """Telegram away for a day: no row fails for it."""
    outcome = Outcome(FailureAction.RETRY, "no connection")
    row = replace(ROW, attempts=29)
    put_back = to_result(row, outcome, now=NOW, chance=1.0, outage=True, waits=DoubtWaits())
    assert isinstance(put_back, PutBack)
    assert not put_back.counted


@pytest.mark.parametrize("outage", [False, True])
def test_what_this_program_can_not_do_is_not_tried_without_end(outage: bool) -> None:
    """Also while Telegram is away, which is no excuse for it; after it began it is in doubt."""
    own, in_doubt = FailureAction.OWN_FAULT, FailureAction.OWN_FAULT_IN_DOUBT
    counted = PutBack(1, NOW + timedelta(seconds=1), "internal: KeyError", counted=True)
    doubted = PutBack(
        1, NOW + timedelta(seconds=10), "internal: KeyError", counted=False, in_doubt=True
    )
    change = replace(ROW, action=Action.EDIT, message_id=5)
    for row, action, expected in [
        (ROW, own, counted),
        (replace(ROW, attempts=29), own, Failed(1, "internal: KeyError")),
        (change, own, counted),
        (change, in_doubt, counted),
        (replace(change, attempts=29), in_doubt, Failed(1, "internal: KeyError")),
        (ROW, in_doubt, doubted),
        (replace(ROW, doubts=2), in_doubt, Failed(1, "in doubt: internal: KeyError")),
    ]:
        outcome = Outcome(action, "internal: KeyError")
        found = to_result(row, outcome, now=NOW, chance=1.0, outage=outage, waits=DoubtWaits())
        assert found == expected


def test_a_deletion_without_an_answer_counts_as_begun_in_an_outage_too() -> None:
    """Should the article come back, the post may be gone; a day of them makes it fail no sooner."""
    lost = Outcome(FailureAction.RETRY_IN_DOUBT, "timed out")
    counted = []
    for action, attempts in [(Action.DELETE, 0), (Action.DELETE, 1), (Action.EDIT, 0)]:
        row = replace(ROW, action=action, message_id=5, attempts=attempts)
        found = to_result(row, lost, now=NOW, chance=1.0, outage=True, waits=DoubtWaits())
        assert isinstance(found, PutBack)
        counted.append(found.counted)
    assert counted == [True, False, False]


def test_a_post_in_doubt_waits_longer_each_time_and_then_fails() -> None:
    """Ten seconds, ten minutes; after the third time it stands in the owners' list."""
    lost = Outcome(FailureAction.RETRY_IN_DOUBT, "timed out")
    found = [
        to_result(
            replace(ROW, doubts=doubts),
            lost,
            now=NOW,
            chance=1.0,
            outage=False,
            waits=DoubtWaits(),
        )
        for doubts in (0, 1, 2)
    ]
    first, second, third = found
    assert isinstance(first, PutBack)
    assert isinstance(second, PutBack)
    assert (first.not_before - NOW, second.not_before - NOW) == (
        timedelta(seconds=10),
        timedelta(minutes=10),
    )
    assert first.in_doubt
    assert third == Failed(1, "in doubt: timed out")


def test_an_edit_is_never_in_doubt() -> None:
    """Repeating it does no harm."""
    lost = Outcome(FailureAction.RETRY_IN_DOUBT, "timed out")
    row = replace(ROW, action=Action.EDIT, message_id=5)
    found = to_result(row, lost, now=NOW, chance=1.0, outage=False, waits=DoubtWaits())
    assert isinstance(found, PutBack)
    assert not found.in_doubt


@pytest.mark.parametrize(
    "error",
    [
        ChatMigrated(-1009),
        BadRequest("Chat not found"),
        Forbidden("Forbidden: bot was kicked from the group chat"),
    ],
)
@pytest.mark.parametrize("action", [Action.EDIT, Action.DELETE])
async def test_a_refusal_of_the_group_of_before_ends_no_chat(
    error: TelegramError, action: Action
) -> None:
    """Nor is it asked again without end: the chat is the supergroup by now."""
    row = replace(ROW, action=action, message_id=5, in_former_group=True)
    outcome = await send(Telegram(error), row)
    assert isinstance(outcome, Outcome)
    result = to_result(row, outcome, now=NOW, chance=1.0, outage=False, waits=DoubtWaits())
    moved_deletion = action is Action.DELETE and isinstance(error, ChatMigrated)
    assert result == (Undeletable(row.id) if moved_deletion else Done(row.id))
