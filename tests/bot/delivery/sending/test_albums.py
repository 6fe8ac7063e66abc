"""Albums on their way: refused parts, lost answers, edits, withdrawal; against a small Telegram."""

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from telegram.error import BadRequest, TelegramError, TimedOut

from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.sending.album_changes import MessageChange, Shown, changes
from bot.delivery.sending.calls import NOTHING, Begin, Upload
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.media_request import media_mark
from bot.delivery.sending.photos import Photos
from bot.delivery.sending.sender import Busy, Sender
from bot.errors import PhotoError
from bot.types import Button, Post
from storage.errors import DatabaseFull
from storage.models import Media, MediaKind
from storage.outbox import Action, PostPart
from tests.bot.delivery.delivery_process import RememberedPhotos
from tests.bot.delivery.sending.test_sender import NOW, ROW, at_once

URLS = tuple(f"https://news.example/{number}.jpg" for number in range(10))
ALBUM = Post(
    html="<b>معرض</b> وصورة",
    text_html="<b>معرض</b>",
    photo_url=URLS[0],
    buttons=((Button("الصور", url="https://news.example/1/"),),),
    album=URLS,
    media_html="<b>معرض</b> عشر صور",
)
VIDEO = replace(
    ALBUM,
    album=(),
    file=Media(MediaKind.VIDEO, "https://news.example/1.mp4"),
    media_html="<b>فيديو</b>",
)


def part_refused(number: int, words: str) -> BadRequest:
    return BadRequest(f'failed to send message #{number} with the error message "{words}"')


def jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(out, "JPEG")
    return out.getvalue()


class Telegram:
    """Takes calls, but for those whose failures stand in `failures`, in order."""

    def __init__(self, *failures: TelegramError | None) -> None:
        self.failures = list(failures)
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.uploaded: list[str] = []
        self.next_id = 70

    async def call(
        self,
        method: str,
        parameters: Mapping[str, str | int | bool],
        *,
        uploads: Mapping[str, Upload] = NOTHING,
        begin: Begin | None = None,
    ) -> Any:
        got: dict[str, Any] = dict(parameters)
        if isinstance(got.get("media"), str):
            got["media"] = json.loads(str(got["media"]))
        self.calls.append((method, got))
        self.uploaded += uploads
        if begin is not None:
            await begin()
        failure = self.failures.pop(0) if self.failures else None
        if failure is not None:
            raise failure
        if method.startswith("delete"):
            return True
        if method != "sendMediaGroup":
            return self._message(method)
        return [self._message(method) for _ in json.loads(str(parameters["media"]))]

    def _message(self, method: str) -> dict[str, Any]:
        self.next_id += 1
        kind = "video" if method == "sendVideo" else "photo"
        file: Any = {"file_id": f"file-{self.next_id}"}
        shown = file if kind == "video" else [file]
        return {"message_id": self.next_id, kind: shown, "is_topic_message": True}

    @property
    def methods(self) -> list[str]:
        return [method for method, _ in self.calls]

    def media(self, call: int = -1) -> list[str]:
        return [one["media"] for one in self.calls[call][1]["media"]]


class Site:
    """The newsroom's uploads; `missing` are gone."""

    def __init__(self, *missing: str) -> None:
        self.missing = missing

    async def photo(self, url: str) -> bytes:
        if url in self.missing:
            raise PhotoError(f"nothing at {url}")
        return jpeg()

    async def file(self, url: str) -> bytes:
        return await self.photo(url)


class FullDisk(RememberedPhotos):
    """A memory that reads and does not write."""

    async def remember(self, article_id: int, url: str, file_id: str) -> None:
        raise DatabaseFull("the disk is full")


def sender(
    telegram: Telegram, site: Site | None = None, memory: RememberedPhotos | None = None
) -> Sender:
    site, memory = site or Site(), memory or RememberedPhotos()
    photos = Photos(fetch=site.photo, fetch_file=site.file, memory=memory, now=lambda: NOW)
    return Sender(telegram, photos)


async def send(
    telegram: Telegram, post: Post = ALBUM, site: Site | None = None
) -> Delivered | Outcome | Busy:
    return await sender(telegram, site).deliver(ROW, post, at_once)


def parts_of(urls: Sequence[str], first: int = 71) -> tuple[PostPart, ...]:
    return tuple(PostPart(first + at, media_mark(url)) for at, url in enumerate(urls))


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


async def test_an_edit_reaches_the_caption_alone_while_the_photos_stay() -> None:
    """One call, and no buttons, which an album can't have."""
    telegram = Telegram()
    row = replace(ROW, action=Action.EDIT, message_id=71, has_photo=True, parts=parts_of(URLS))
    done = await sender(telegram).deliver(row, replace(ALBUM, media_html="جديد"), at_once)
    assert done == Delivered(71, has_photo=True, parts=parts_of(URLS))
    [(method, got)] = telegram.calls
    assert (method, got["caption"]) == ("editMessageCaption", "جديد")
    assert "reply_markup" not in got


async def test_a_photo_that_was_exchanged_is_exchanged_in_the_album() -> None:
    """In the message of the one that is gone; the caption is edited as well."""
    telegram = Telegram()
    newer = "https://news.example/new.jpg"
    urls = (*URLS[:4], newer, *URLS[5:])
    row = replace(ROW, action=Action.EDIT, message_id=71, has_photo=True, parts=parts_of(URLS))
    done = await sender(telegram).deliver(row, replace(ALBUM, album=urls), at_once)
    assert done == Delivered(71, has_photo=True, parts=parts_of(urls))
    assert telegram.methods == ["editMessageCaption", "editMessageMedia"]
    got = telegram.calls[1][1]
    assert (got["message_id"], got["media"]) == (75, {"type": "photo", "media": newer})


async def test_a_withdrawn_album_becomes_one_picture_that_says_so() -> None:
    """The caption's photo is exchanged, the other messages go."""
    telegram = Telegram()
    row = replace(ROW, action=Action.EDIT, message_id=71, has_photo=True, parts=parts_of(URLS[:3]))
    notice = Post(html="سُحب", text_html="سُحب", photo_url="khabar:withdrawn-ar")
    done = await sender(telegram).deliver(row, notice, at_once)
    assert done == Delivered(71, has_photo=True, parts=parts_of(["khabar:withdrawn-ar"]))
    assert telegram.methods == ["editMessageMedia", "deleteMessage", "deleteMessage"]
    assert telegram.calls[0][1]["media"]["caption"] == "سُحب"
    assert telegram.uploaded == ["file"]


async def test_what_is_too_old_to_be_deleted_shows_the_notice_too() -> None:
    """No photo of a withdrawn article stays."""
    telegram = Telegram(None, BadRequest("Message can't be deleted for everyone"))
    row = replace(ROW, action=Action.EDIT, message_id=71, has_photo=True, parts=parts_of(URLS[:2]))
    notice = Post(html="سُحب", text_html="سُحب", photo_url="khabar:withdrawn-ar")
    done = await sender(telegram).deliver(row, notice, at_once)
    assert isinstance(done, Delivered)
    assert telegram.methods == ["editMessageMedia", "deleteMessage", "editMessageMedia"]
    assert {part.mark for part in done.parts} == {media_mark("khabar:withdrawn-ar")}


async def test_words_are_edited_where_the_new_photo_is_refused() -> None:
    """A correction of the text does not wait for a photo."""
    telegram = Telegram(*[BadRequest("wrong type of the web page content")] * 2)
    row = replace(ROW, action=Action.EDIT, message_id=71, has_photo=True, parts=parts_of(["old"]))
    post = replace(ALBUM, album=(), html="جديد")
    done = await sender(telegram).deliver(row, post, at_once)
    assert done == Delivered(71, has_photo=True, parts=parts_of(["old"]))
    assert telegram.methods == ["editMessageMedia", "editMessageMedia", "editMessageCaption"]


async def test_all_messages_of_a_post_are_deleted_at_once() -> None:
    """One call, whatever their number."""
    telegram = Telegram()
    row = replace(ROW, action=Action.DELETE, message_id=71, has_photo=True, parts=parts_of(URLS))
    done = await sender(telegram).deliver(row, Post(html="", text_html=""), at_once)
    assert isinstance(done, Outcome)
    assert done.action is FailureAction.DONE
    [(method, got)] = telegram.calls
    assert (method, json.loads(got["message_ids"])) == ("deleteMessages", list(range(71, 81)))


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


URL = st.sampled_from(URLS)
DISTINCT = st.lists(URL, min_size=1, max_size=10, unique=True)


@given(posted=DISTINCT, wanted=st.lists(URL, max_size=10, unique=True))
def test_changes_leave_what_is_wanted_and_the_caption(posted: list[str], wanted: list[str]) -> None:
    """Afterwards no message shows what is not wanted, none shows what another does."""
    found = changes(parts_of(posted), [Shown("photo", url) for url in wanted])
    assert found[0].does is not MessageChange.DELETE
    after = [
        url if change.shows is None else change.shows.url
        for url, change in zip(posted, found, strict=True)
        if change.does is not MessageChange.DELETE
    ]
    assert len(set(after)) == len(after)
    assert not wanted or len(after) == min(len(wanted), len(posted))
    assert set(after) <= set(wanted or posted)
    assert all(
        change.does is MessageChange.KEEP
        for url, change in zip(posted, found, strict=True)
        if url in wanted and len(wanted) >= len(posted)
    )
