"""Albums: what becomes one, and what of text, captions and links its only caption holds."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.constants import MessageLimit

from bot.i18n import Catalogues
from bot.posts.compose import compose
from bot.posts.shapes import Shape, shape_of
from storage.models import MAX_ALBUM, ArticleStatus, Media, MediaKind, Photo, PostFormat
from tests.bot.posts.samples import stored, telegram_length, telegram_text

ARABIC = Catalogues.load().translator("ar")
TEXTS = st.text(max_size=260)
PHOTOS = st.builds(
    lambda number, caption, credit: Photo(f"https://news.example/{number}.jpg", caption, credit),
    st.integers(0, 10_000),
    TEXTS,
    st.text(max_size=60),
)
GALLERIES = st.lists(PHOTOS, min_size=2, max_size=30, unique_by=lambda photo: photo.url)
VIDEO = Media(MediaKind.VIDEO, "https://news.example/1.mp4")
PLAYER = Media(MediaKind.PLAYER, "https://www.youtube.com/watch?v=abcdefghijk")


def photos(count: int, caption: str = "", credit: str = "") -> tuple[Photo, ...]:
    return tuple(
        Photo(f"https://news.example/{i}.jpg", f"{caption} {i}" if caption else "", credit)
        for i in range(count)
    )


@given(gallery=GALLERIES, title=TEXTS, summary=st.lists(TEXTS, max_size=3), signature=TEXTS)
def test_an_albums_caption_fits_and_keeps_headline_and_links(
    gallery: list[Photo], title: str, summary: list[str], signature: str
) -> None:
    """Whatever the newsroom writes: Telegram refuses a longer caption, and with it the album."""
    article = stored(title=title or "عنوان", gallery=tuple(gallery), summary=tuple(summary))
    post = compose(
        article,
        format=PostFormat.PHOTO,
        translator=ARABIC,
        zone_name="Asia/Damascus",
        album=MAX_ALBUM,
        bot_name="khabar_bot",
        signature=signature[:200],
    )
    assert 2 <= len(post.album) <= MAX_ALBUM
    assert telegram_length(post.media_html) <= MessageLimit.CAPTION_LENGTH
    assert "?start=m41" in post.media_html
    assert "الصور" in telegram_text(post.media_html)
    assert telegram_length(post.html) <= MessageLimit.CAPTION_LENGTH


@given(count=st.integers(2, 10), length=st.integers(1, 300))
def test_captions_give_way_from_the_end_and_their_credits_stay(count: int, length: int) -> None:
    """What is shown of the captions is a beginning of them, whole lines only."""
    gallery = tuple(
        Photo(f"https://news.example/{i}.jpg", f"صورة{i} " + "ك" * length, f"مصور{i}")
        for i in range(count)
    )
    article = stored(gallery=gallery, summary=("جملة قصيرة.",))
    post = compose(
        article,
        format=PostFormat.PHOTO,
        translator=ARABIC,
        zone_name="Asia/Damascus",
        album=MAX_ALBUM,
    )
    text = telegram_text(post.media_html)
    told = [f"صورة{i} " + "ك" * length + f" · مصور{i}" in text for i in range(count)]
    assert told == sorted(told, reverse=True)
    assert told[0]
    assert all(f"مصور{i}" in text for i in range(count))


def test_one_caption_of_all_photos_stands_once() -> None:
    """Many galleries repeat the line under each photo."""
    gallery = tuple(replace(one, caption="سوق الحرير") for one in photos(4, credit="نور العلي"))
    post = compose(
        stored(gallery=gallery),
        format=PostFormat.PHOTO,
        translator=ARABIC,
        zone_name="Asia/Damascus",
        album=10,
    )
    assert post.media_html.count("سوق الحرير") == 1


@pytest.mark.parametrize(
    ("wanted", "album", "shown_media", "changes", "shape"),
    [
        (PostFormat.PHOTO, 10, None, {"gallery": photos(5)}, Shape.ALBUM),
        (PostFormat.PHOTO, 1, None, {"gallery": photos(5)}, Shape.PHOTO),
        (PostFormat.TEXT, 10, None, {"gallery": photos(5)}, Shape.TEXT),
        (PostFormat.HEADLINE, 10, None, {"media": VIDEO}, Shape.TEXT),
        (PostFormat.PHOTO, 10, None, {"media": VIDEO, "gallery": photos(3)}, Shape.FILE),
        (PostFormat.PHOTO, 10, None, {"media": PLAYER}, Shape.PREVIEW),
        (PostFormat.PHOTO, 10, None, {"photo": None}, Shape.TEXT),
        (PostFormat.PHOTO, 10, None, {"gallery": (Photo("javascript:x"), *photos(1))}, Shape.PHOTO),
        # What stands in a chat keeps its shape.
        (PostFormat.PHOTO, 10, 1, {"gallery": photos(5)}, Shape.PHOTO),
        (PostFormat.PHOTO, 1, 4, {"gallery": photos(5)}, Shape.ALBUM),
        (PostFormat.PHOTO, 10, 3, {"gallery": ()}, Shape.ALBUM),
        (PostFormat.PHOTO, 10, 0, {"gallery": photos(5)}, Shape.TEXT),
        (PostFormat.PHOTO, 10, 0, {"media": PLAYER}, Shape.PREVIEW),
        (PostFormat.PHOTO, 10, 1, {"media": PLAYER}, Shape.PHOTO),
        (PostFormat.TEXT, 10, 1, {"media": VIDEO}, Shape.FILE),
    ],
)
def test_what_an_article_becomes(
    wanted: PostFormat, album: int, shown_media: int | None, changes: dict[str, Any], shape: Shape
) -> None:
    """By what the page holds, what the chat wants, and what stands there already."""
    article = stored(**changes).article
    assert shape_of(article, wanted=wanted, album=album, shown_media=shown_media) is shape


def test_no_more_photos_than_the_chat_wants() -> None:
    """And never more than Telegram takes."""
    article = stored(gallery=photos(30))
    for wanted, shown in ((2, 2), (4, 4), (10, 10), (99, 10)):
        post = compose(
            article,
            format=PostFormat.PHOTO,
            translator=ARABIC,
            zone_name="Asia/Damascus",
            album=wanted,
        )
        assert len(post.album) == shown


def test_a_template_without_buttons_has_no_links_in_its_albums() -> None:
    """They stand for the buttons."""
    article = stored(gallery=photos(3))
    post = compose(
        article,
        format=PostFormat.PHOTO,
        translator=ARABIC,
        zone_name="Asia/Damascus",
        album=10,
        bot_name="b",
        buttons=False,
    )
    assert "t.me" not in post.media_html
    assert not post.buttons


def test_an_album_whose_photos_are_all_gone_keeps_its_links() -> None:
    """What stands in the chat is a caption still, and has no buttons."""
    bare = stored(gallery=(), photo=None, summary=("جملة طويلة جدًا. " * 40,) * 3)
    post = compose(
        bare,
        format=PostFormat.PHOTO,
        translator=ARABIC,
        zone_name="Asia/Damascus",
        album=10,
        shown_media=3,
        bot_name="khabar_bot",
    )
    assert telegram_length(post.html) <= MessageLimit.CAPTION_LENGTH
    assert "?start=m41" in post.html


def test_a_withdrawn_album_shows_one_picture_that_says_so() -> None:
    """And no photo of the article."""
    gone = stored(gallery=photos(3), status=ArticleStatus.WITHDRAWN)
    post = compose(
        gone,
        format=PostFormat.PHOTO,
        translator=ARABIC,
        zone_name="Asia/Damascus",
        album=10,
        shown_media=3,
    )
    assert (post.album, post.photo_url) == ((), "khabar:withdrawn-ar")
    assert "نور العلي" not in post.html
