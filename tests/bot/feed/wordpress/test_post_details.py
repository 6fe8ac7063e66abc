"""What REST adds to an item of a feed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.feed.wordpress.post_details import complete, is_same_post
from bot.types import FeedItem
from storage.models import Photo, Tag, TagKind
from tests.data.stories import BRIDGE, TEAM

UPLOADS = "https://site.org/wp-content/uploads/2026/10"
NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
NOON = NOW + timedelta(hours=4)
POST = FeedItem(
    site_id="site.org/5",
    url="https://site.org/2026/10/12/jisr/",
    title="عنوان من الواجهة",
    excerpt=BRIDGE.paragraphs[0],
    paragraphs=BRIDGE.paragraphs,
    tags=(
        Tag("محليات", TagKind.SECTION, "local", "محليات"),
        Tag("جسور", TagKind.TAG, "bridges", "جسور"),
    ),
    author="هالة",
    published=NOW,
    photo=Photo(f"{UPLOADS}/jisr-1024x683.jpg", "مدخل الجسر (وكالة)"),
)
BARE = FeedItem(site_id="site.org/5", url=POST.url, title="عنوان")


def test_what_the_feed_lacks_comes_from_rest() -> None:
    """A feed of headlines becomes whole; its own headline stays."""
    assert complete(BARE, POST) == replace(POST, title="عنوان")


def test_rest_tells_sections_from_tags() -> None:
    """A feed calls both categories; what only the feed names is kept."""
    feed = replace(
        BARE,
        tags=(Tag("جسور", folded="جسور"), Tag("محليات", folded="محليات"), Tag("نقل", folded="نقل")),
    )
    assert [(tag.kind, tag.name) for tag in complete(feed, POST).tags] == [
        (TagKind.SECTION, "محليات"),
        (TagKind.TAG, "جسور"),
        (TagKind.TAG, "نقل"),
    ]


def test_an_address_becomes_the_number() -> None:
    """The number is the article whatever becomes of its slug; a number stays."""
    assert complete(replace(BARE, site_id="site.org/2026/10/12/jisr"), POST).site_id == "site.org/5"
    assert complete(replace(BARE, site_id="site.org/6"), POST).site_id == "site.org/6"


def test_the_feeds_words_stay_with_their_photo() -> None:
    """REST's caption first; the feed's only where both show the same upload."""
    own = replace(BARE, photo=Photo(f"{UPLOADS}/jisr.jpg", "كلمات الخلاصة"))
    assert complete(own, POST).photo == POST.photo
    silent = replace(POST, photo=Photo(f"{UPLOADS}/jisr-1024x683.jpg"))
    assert complete(own, silent).photo == Photo(f"{UPLOADS}/jisr-1024x683.jpg", "كلمات الخلاصة")
    other = replace(own, photo=Photo(f"{UPLOADS}/other.jpg", "صورة أخرى"))
    assert complete(other, silent).photo == silent.photo
    assert complete(own, replace(POST, photo=None)).photo == own.photo


def test_the_longer_text_is_taken() -> None:
    """`content:encoded` may be an excerpt."""
    assert (
        complete(replace(BARE, paragraphs=TEAM.paragraphs[:1]), POST).paragraphs
        == BRIDGE.paragraphs
    )


def test_a_post_that_rest_calls_locked_is_locked() -> None:
    """Its text in a feed that came from a cache is not used either."""
    locked = complete(replace(BARE, paragraphs=TEAM.paragraphs), replace(POST, locked=True))
    assert locked.locked
    assert (locked.paragraphs, locked.excerpt) == ((), "")


def test_a_number_that_an_importer_kept_brings_no_other_post() -> None:
    """The guid has the number of the site that the article came from: REST has another under it."""
    item = replace(
        BARE, url="https://site.org/2025/03/01/souk/", title="سوق البلدة", published=NOON
    )
    other = replace(POST, published=NOW)
    assert not is_same_post(item, other)
    assert is_same_post(replace(item, url=POST.url), other)
    assert is_same_post(replace(item, title=POST.title), other)
    assert is_same_post(replace(item, published=NOW), other)
    assert is_same_post(replace(item, published=None), other)
    assert not is_same_post(replace(item, published=None), replace(other, locked=True))
