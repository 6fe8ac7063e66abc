"""Albums and videos on their way: refused parts and lost answers; against a small Telegram."""

from dataclasses import replace

import pytest
from telegram.error import BadRequest, TelegramError, TimedOut

from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.sending.delivered import Delivered
from bot.types import Post
from storage.errors import DatabaseFull
from tests.bot.delivery.delivery_process import RememberedPhotos
from tests.bot.delivery.sending.small_telegram import (
    ALBUM,
    URLS,
    VIDEO,
    Site,
    Telegram,
    part_refused,
    parts_of,
    send,
    sender,
)
from tests.bot.delivery.sending.test_sender import ROW, at_once


class FullDisk(RememberedPhotos):
    """A memory that reads and does not write."""

    async def remember(self, article_id: int, url: str, file_id: str) -> None:
        raise DatabaseFull("the disk is full")


async def test_an_album_is_one_call_with_one_caption_and_no_buttons() -> None:
    """With a second caption Telegram's apps would show none."""
    telegram = Telegram()
    assert await send(telegram) == Delivered(71, has_photo=True, parts=parts_of(URLS))
    [(method, got)] = telegram.calls
    assert method == "sendMediaGroup"
    assert telegram.media() == list(URLS)
    assert [one.get("caption") for one in got["media"]] == [ALBUM.media_html] + [None] * 9
    assert "reply_markup" not in got
    assert got["message_thread_id"] == ROW.thread_id


@pytest.mark.parametrize("post", [ALBUM, VIDEO, replace(ALBUM, album=())])
async def test_what_stands_in_its_chat_counts_as_sent_whatever_can_be_stored(post: Post) -> None:
    """A failure after Telegram's answer would have the post sent a second time."""
    telegram = Telegram()
    sending = sender(telegram, memory=FullDisk())
    for _ in range(2):
        assert isinstance(await sending.deliver(ROW, post, at_once), Delivered)
    assert len(telegram.calls) == 2


async def test_each_photo_goes_by_its_file_id_the_second_time() -> None:
    """Ten photos are fetched once, however many chats get them."""
    telegram = Telegram()
    delivery = sender(telegram)
    await delivery.deliver(ROW, ALBUM, at_once)
    await delivery.deliver(replace(ROW, chat_id=2, telegram_id=-6), ALBUM, at_once)
    assert telegram.media() == [f"file-{number}" for number in range(71, 81)]


async def test_a_photo_that_telegram_can_not_fetch_is_uploaded() -> None:
    """The others go as they went."""
    telegram = Telegram(part_refused(3, "WEBPAGE_CURL_FAILED"))
    assert await send(telegram) == Delivered(71, has_photo=True, parts=parts_of(URLS))
    assert telegram.media() == [*URLS[:2], "attach://p2", *URLS[3:]]
    assert telegram.uploaded == ["p2"]


async def test_a_named_part_that_can_not_be_had_is_left_out() -> None:
    """And the rest is sent again; the next chat gets that at once."""
    telegram = Telegram(part_refused(3, "WEBPAGE_MEDIA_EMPTY"))
    delivery = sender(telegram, Site(URLS[2]))
    rest = [*URLS[:2], *URLS[3:]]
    sent = await delivery.deliver(ROW, ALBUM, at_once)
    assert sent == Delivered(71, has_photo=True, parts=parts_of(rest))
    await delivery.deliver(replace(ROW, chat_id=2, telegram_id=-6), ALBUM, at_once)
    assert telegram.methods == ["sendMediaGroup"] * 3
    assert len(telegram.media()) == 9


async def test_a_part_that_is_refused_in_words_nobody_knows_is_left_out_at_once() -> None:
    """Its number counts within what was sent, not within the article's photos."""
    telegram = Telegram(part_refused(1, "PHOTO_MOOD_WRONG"), part_refused(1, "PHOTO_MOOD_WRONG"))
    sent = await send(telegram)
    assert sent == Delivered(71, has_photo=True, parts=parts_of(URLS[2:]))
    assert telegram.calls[-1][1]["media"][0]["caption"] == ALBUM.media_html


@pytest.mark.parametrize(
    "words",
    [
        "group send failed",
        "MEDIA_GROUPED_INVALID",
        "can't use the media of the specified type in the album",
        "nobody has seen these words",
    ],
)
async def test_an_unnamed_refusal_leads_to_the_single_photo(words: str) -> None:
    """With its own caption and buttons."""
    telegram = Telegram(BadRequest(words))
    sent = await send(telegram)
    assert sent == Delivered(71, has_photo=True, parts=parts_of(URLS[:1]))
    method, got = telegram.calls[-1]
    assert (method, got["caption"]) == ("sendPhoto", ALBUM.html)
    assert "reply_markup" in got


async def test_below_the_single_photo_stands_the_text() -> None:
    """News is never lost for its photos."""
    telegram = Telegram(BadRequest("group send failed"), *[BadRequest("PHOTO_INVALID")] * 3)
    assert await send(telegram) == Delivered(71, has_photo=False)
    assert telegram.methods == ["sendMediaGroup", *["sendPhoto"] * 3, "sendMessage"]


async def test_calls_for_one_album_are_bounded() -> None:
    """Ten bad photos are not ten calls of ten messages each."""
    telegram = Telegram(*[part_refused(1, "NOBODY_KNOWS")] * 50)
    await send(telegram)
    assert telegram.methods.count("sendMediaGroup") <= 8


async def test_a_chat_that_takes_no_photos_gets_the_text() -> None:
    """It is about the chat, not about the first photo that it names."""
    refusal = "Not enough rights to send photos to the chat"
    telegram = Telegram(part_refused(1, refusal), BadRequest(refusal))
    assert await send(telegram) == Delivered(71, has_photo=False)


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (TimedOut(), FailureAction.RETRY_IN_DOUBT),
        (BadRequest("SLOWMODE_WAIT_7"), FailureAction.RETRY),
        (part_refused(1, "USER_IS_BLOCKED"), FailureAction.GONE),
        (BadRequest("TOPIC_CLOSED"), FailureAction.TOPIC_GONE),
    ],
)
async def test_what_says_nothing_of_the_photos_means_the_same_as_for_any_post(
    error: TelegramError, action: FailureAction
) -> None:
    """A lost answer is in doubt: the album may stand there."""
    telegram = Telegram(error)
    outcome = await send(telegram)
    assert isinstance(outcome, Outcome)
    assert outcome.action is action
    assert telegram.methods == ["sendMediaGroup"]


async def test_a_video_goes_by_address_then_as_an_upload() -> None:
    """Telegram fetches 20 MB and takes 50."""
    telegram = Telegram(BadRequest("failed to get HTTP URL content"))
    sent = await send(telegram, VIDEO)
    assert sent == Delivered(71, has_photo=True, parts=parts_of(["https://news.example/1.mp4"]))
    assert telegram.methods == ["sendVideo", "sendVideo"]
    assert telegram.calls[0][1]["video"] == "https://news.example/1.mp4"
    assert telegram.uploaded == ["video"]
    assert telegram.calls[1][1]["caption"] == VIDEO.media_html
    assert "reply_markup" in telegram.calls[1][1]


async def test_a_video_that_can_not_be_had_is_a_photo() -> None:
    """Its button leads to the page; for ten minutes nobody else's post tries it again."""
    telegram = Telegram(BadRequest("failed to get HTTP URL content"))
    delivery = sender(telegram, Site("https://news.example/1.mp4"))
    await delivery.deliver(ROW, VIDEO, at_once)
    await delivery.deliver(replace(ROW, chat_id=2, telegram_id=-6), VIDEO, at_once)
    assert telegram.methods == ["sendVideo", "sendPhoto", "sendPhoto"]
    assert telegram.calls[1][1]["caption"] == VIDEO.html


async def test_a_chat_that_takes_no_videos_gets_the_photo_at_once() -> None:
    """Nothing is uploaded there in vain, and other chats get the video by the same address."""
    telegram = Telegram(BadRequest("not enough rights to send videos to the chat"))
    delivery = sender(telegram)
    await delivery.deliver(ROW, VIDEO, at_once)
    await delivery.deliver(replace(ROW, chat_id=2, telegram_id=-6), VIDEO, at_once)
    assert telegram.methods == ["sendVideo", "sendPhoto", "sendVideo"]
    assert telegram.uploaded == []
