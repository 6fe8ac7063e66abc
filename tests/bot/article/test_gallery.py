"""Galleries, videos and audio of a page, and what only looks like them."""

import pytest

from bot.article.parse_page import read_page
from bot.text.media_addresses import media_of_file, player_of
from bot.types import ArticlePage
from storage.models import Media, MediaKind

SITE = "https://news.example/12/aswaq/"
TEXT = "يمتد السوق القديم بين البوابتين على مسافة نصف كيلومتر، وتصطف على جانبيه دكاكين النحاس. "
LONG = "".join(f"<p>{TEXT * 3} {number}</p>" for number in range(8))


def page(inner: str, text: str = f"<p>{TEXT}</p>") -> ArticlePage:
    html = (
        "<!doctype html><html><head><title>أسواق المدينة</title></head><body><article>"
        f"<h1>أسواق المدينة القديمة</h1><div class='entry-content'>{text}{inner}</div></article>"
        "<aside class='sidebar'><div class='gallery'><img src='/a.jpg'><img src='/b.jpg'></div>"
        "<iframe src='https://www.youtube.com/embed/sidebar12345'></iframe></aside></body></html>"
    )
    return read_page(html, url=SITE)


def figures(count: int, first: int = 1) -> str:
    return "".join(
        f'<figure><img src="/uploads/{i}.jpg" width="1200" height="800">'
        f"<figcaption>دكان {i} - 3 آذار 2026 (نور العلي)</figcaption></figure>"
        for i in range(first, first + count)
    )


def test_a_gallery_block_with_captions_and_credits() -> None:
    """In its order, each upload once, whatever its size; small pictures are none."""
    shown = page(
        f'<div class="wp-block-gallery">{figures(3)}<img src="/uploads/2-300x200.jpg">'
        '<img src="/uploads/icon.png" width="40" height="40"></div>'
    )
    assert [photo.url.rpartition("/")[2] for photo in shown.gallery] == ["1.jpg", "2.jpg", "3.jpg"]
    assert shown.gallery[1].caption == "دكان 2 - 3 آذار 2026"
    assert {photo.credit for photo in shown.gallery} == {"نور العلي"}
    assert shown.paragraphs == (TEXT.strip(),)


def test_the_lead_photo_comes_first() -> None:
    """Even where the gallery has it later."""
    html = (
        "<html><head><meta property='og:image' content='https://news.example/uploads/3.jpg'>"
        f"</head><body><article><h1>أسواق</h1><p>{TEXT}</p>"
        f"<div class='gallery'>{figures(4)}</div></article></body></html>"
    )
    names = [photo.url[-5:] for photo in read_page(html, url=SITE).gallery]
    assert names == ["3.jpg", "1.jpg", "2.jpg", "4.jpg"]


def test_figures_of_a_body_that_is_mostly_photos() -> None:
    """Four with a short text are a gallery; the photos of a long article are not."""
    assert len(page(figures(4)).gallery) == 4
    assert page(figures(4), LONG).gallery == ()
    assert page(figures(3)).gallery == ()


@pytest.mark.parametrize(
    "inner",
    [
        '<div class="gallery">' + figures(1) + "</div>",
        '<div class="posts-slider">'
        + "".join(f'<a href="/{i}/other/"><img src="/uploads/o{i}.jpg"></a>' for i in range(4))
        + "</div>",
        '<div class="related-gallery">' + figures(4) + "</div>",
    ],
)
def test_what_is_no_gallery(inner: str) -> None:
    """One photo, teasers of other articles, a box of related ones, the margin."""
    assert page(inner, LONG).gallery == ()


def test_a_video_before_the_text_or_beside_a_short_one() -> None:
    """Inside a long article it is an illustration: the photo stays."""
    video = '<div class="video-frame"><video controls><source src="/v/jisr.mp4"></video></div>'
    found = Media(MediaKind.VIDEO, "https://news.example/v/jisr.mp4")
    assert page(video).media == found
    assert page("", video + LONG).media == found
    assert page(video, LONG).media is None
    assert page('<video loop muted autoplay src="/v/waves.mp4"></video>').media is None


def test_audio_beside_a_short_text_alone() -> None:
    """Many sites have each article read aloud."""
    audio = '<audio controls src="/v/hadith.mp3"></audio>'
    assert page(audio).media == Media(MediaKind.AUDIO, "https://news.example/v/hadith.mp3")
    assert page("", audio + LONG).media is None


@pytest.mark.parametrize(
    ("address", "video"),
    [
        ("https://www.youtube.com/embed/abcdefghijk?rel=0", "youtube.com/watch?v=abcdefghijk"),
        ("https://www.youtube-nocookie.com/embed/abcdefghijk", "youtube.com/watch?v=abcdefghijk"),
        ("https://youtu.be/abcdefghijk?t=3", "youtube.com/watch?v=abcdefghijk"),
        ("https://www.youtube.com/watch?v=abcdefghijk&list=x", "youtube.com/watch?v=abcdefghijk"),
        ("https://player.vimeo.com/video/123456789?h=1", "vimeo.com/123456789"),
        ("https://www.dailymotion.com/embed/video/x8abcde", "dailymotion.com/video/x8abcde"),
        ("https://www.youtube.com/embed/videoseries?list=PL", ""),
        ("https://www.youtube.com/embed/", ""),
        ("https://youtube.com.evil.example/embed/abcdefghijk", ""),
        ("https://www.youtube.com/embed/<script>", ""),
        ("https://[bad", ""),
        ("javascript:alert(1)", ""),
    ],
)
def test_players_of_other_sites(address: str, video: str) -> None:
    """The address is built anew from the video's id alone."""
    media = player_of(address)
    assert (media.url.removeprefix("https://").removeprefix("www.") if media else "") == video


def test_a_player_in_a_lazy_frame() -> None:
    """In the text's place; that of the margin is nobody's."""
    frame = '<iframe data-src="https://www.youtube.com/embed/abcdefghijk"></iframe>'
    media = page(frame).media
    assert media == Media(MediaKind.PLAYER, "https://www.youtube.com/watch?v=abcdefghijk")
    assert page("").media is None


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://news.example/a.MP4", MediaKind.VIDEO),
        ("https://news.example/a.mp3?x=1", MediaKind.AUDIO),
        ("https://news.example/a.webm", None),
        ("https://news.example/mp4", None),
        ("", None),
    ],
)
def test_files_that_telegram_plays(url: str, kind: MediaKind | None) -> None:
    """By the end of the path."""
    media = media_of_file(url)
    assert (media.kind if media else None) is kind


def test_a_photo_without_a_caption_gets_no_other_photos_caption() -> None:
    """The gallery around it holds the captions of all."""
    bare = '<figure><img src="/uploads/bare.jpg" width="1200" height="800"></figure>'
    shown = page(f'<figure class="wp-block-gallery">{bare}{figures(2)}</figure>')
    told = {photo.url.rpartition("/")[2]: photo.caption for photo in shown.gallery}
    assert told == {
        "bare.jpg": "",
        "1.jpg": "دكان 1 - 3 آذار 2026",
        "2.jpg": "دكان 2 - 3 آذار 2026",
    }


def test_one_upload_in_two_formats_is_one_photo() -> None:
    """Plug-ins put WebP beside the JPEG, in either way of naming it."""
    names = ("1.jpg.webp", "1-1024x683.webp")
    copies = "".join(f'<img src="/uploads/{name}" width="1200">' for name in names)
    shown = page(f'<div class="wp-block-gallery">{figures(2)}{copies}</div>')
    assert [photo.url.rpartition("/")[2] for photo in shown.gallery] == ["1.jpg", "2.jpg"]
