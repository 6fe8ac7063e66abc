"""Which pictures are photos, and the best of their addresses."""

import pytest

from bot.text.images import first_photo, is_ornament, without_size

UPLOADS = "https://a.org/wp-content/uploads"


@pytest.mark.parametrize(
    "url",
    [
        f"{UPLOADS}/logo.png",
        f"{UPLOADS}/2020/site-logo-white.png",
        f"{UPLOADS}/default-image.jpg",
        f"{UPLOADS}/no_image.jpg",
        f"{UPLOADS}/cropped-x-192x192.png",
        f"{UPLOADS}/x-150x150.jpg",
        f"{UPLOADS}/x.svg",
        f"{UPLOADS}/favicon.ico",
        f"{UPLOADS}/spinner.gif",
        f"{UPLOADS}/share-2.jpg",
        "https://a.org/wp-content/themes/x/img/photo.jpg",
        "https://a.org/wp-content/plugins/x/photo.jpg",
        "https://secure.gravatar.com/avatar/abc.jpg",
        "https://www.facebook.com/tr?id=1",
        "https://pixel.wp.com/g.gif?v=ext",
    ],
)
def test_ornaments(url: str) -> None:
    """Icons, logos, trackers, default images, and what Telegram can't show."""
    assert is_ornament(url)


@pytest.mark.parametrize(
    "url",
    [
        f"{UPLOADS}/2026/10/bridge.jpg",
        f"{UPLOADS}/2026/10/bridge-1024x683.jpg",
        f"{UPLOADS}/-%D8%B5%D9%88%D8%B1%D8%A9.jpg",
        f"{UPLOADS}/logopedia-exhibition.jpg",
        f"{UPLOADS}/silicon-valley.webp",
        f"{UPLOADS}/author-reads-in-homs-library.jpg",
    ],
)
def test_photos(url: str) -> None:
    """Uploads, also those whose name begins like an ornament's."""
    assert not is_ornament(url)


@pytest.mark.parametrize(
    ("html", "name"),
    [
        ('<img src="/a.jpg">', "a.jpg"),
        ('<img src="/i.png" width="16"><img src="/a.jpg">', "a.jpg"),
        ('<img src="/w.jpg" width="4000" height="90"><img src="/a.jpg">', "a.jpg"),
        ('<img srcset="/s.jpg 400w, /m.jpg 1300w, /l.jpg 4000w">', "m.jpg"),
        ('<img srcset="/s.jpg 400w, /m.jpg 900w">', "m.jpg"),
        ('<img srcset="/huge.jpg 9000w, /m.jpg 900w">', "m.jpg"),
        ('<img srcset="/one.jpg 1x, /two.jpg 3x">', "two.jpg"),
        ('<img src="data:image/png;base64,x" data-original="/a.jpg">', "a.jpg"),
        ('<img alt="tag icon" src="/a.jpg">', ""),
        ('<img class="wp-smiley" src="/a.jpg">', ""),
        ("<img>", ""),
        ("<p>نص</p>", ""),
        ("<div>" * 900, ""),
    ],
)
def test_the_first_photo_of_a_fragment(html: str, name: str) -> None:
    """The smallest that fills Telegram's width, never an icon or a strip."""
    address, _ = first_photo(html, "https://a.org/1/")
    assert address.removeprefix("https://a.org/") == name


def test_sizes_of_one_upload_are_one_photo() -> None:
    """WordPress scales and names each copy."""
    names = ("x.jpg", "x-300x200.jpg", "x-scaled.jpg?w=5")
    assert len({without_size(f"{UPLOADS}/{name}") for name in names}) == 1
    assert without_size("http://www.a.org/x.jpg") == without_size("https://a.org/x.jpg")


@pytest.mark.parametrize(
    ("html", "caption"),
    [
        ('<figure><img src="/a.jpg"><figcaption>فرن في الحي</figcaption></figure>', "فرن في الحي"),
        (
            '<div class="wp-caption"><a><img src="/a.jpg"></a>\
<p class="wp-caption-text">فرن في الحي</p></div>',
            "فرن في الحي",
        ),
        (
            '<img src="/a.jpg"><figure><img src="/b.jpg"><figcaption>لا</figcaption></figure>',
            "",
        ),
        ('<p><img src="/a.jpg"></p><p>نص الخبر</p>', ""),
    ],
)
def test_a_photo_in_the_feed_has_the_caption_that_stands_around_it(html: str, caption: str) -> None:
    """And never that of the next photo."""
    assert first_photo(html, "https://a.org/1/") == ("https://a.org/a.jpg", caption)


@pytest.mark.parametrize("kind", ["avif", "heic", "bmp", "tiff"])
def test_a_picture_that_telegram_does_not_take_serves_where_there_is_no_other(kind: str) -> None:
    """It is sent as a JPEG; a photo that needs no conversion comes first."""
    wide = f"https://a.org/uploads/h.{kind}"
    source = f'<source type="image/{kind}" srcset="{wide} 1600w">'
    figure = f"<figure><picture>{source}{{}}</picture></figure>"
    only = figure.format(f'<img src="{wide}" width="1600">')
    assert first_photo(only, "https://a.org/") == (wide, "")
    both = figure.format('<img src="https://a.org/uploads/h.jpg" width="900">')
    assert first_photo(both, "https://a.org/") == ("https://a.org/uploads/h.jpg", "")
