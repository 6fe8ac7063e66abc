"""Albums that are edited, exchanged, withdrawn and deleted; against a small Telegram."""

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest

from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.delivery.sending.album_changes import MessageChange, Shown, changes
from bot.delivery.sending.delivered import Delivered
from bot.delivery.sending.media_request import media_mark
from bot.types import Post
from storage.outbox import Action
from tests.bot.delivery.sending.small_telegram import (
    ALBUM,
    URLS,
    Telegram,
    parts_of,
    sender,
)
from tests.bot.delivery.sending.test_sender import ROW, at_once


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
