"""Data types of the newsroom: stories, articles, photos, and their kinds."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Language(StrEnum):
    """The two editions of the site."""

    ARABIC = "ar"
    ENGLISH = "en"


class Kind(StrEnum):
    """What sort of piece a story is."""

    NEWS = "news"
    FEATURE = "feature"
    FLASH = "flash"
    LIST = "list"
    LIVE_BLOG = "live_blog"
    INTERVIEW = "interview"
    OPINION = "opinion"
    VIDEO = "video"
    GALLERY = "gallery"


class Layout(StrEnum):
    """How the page of an article is built; the site has used each of these over the years."""

    CLASSIC = "classic"
    SPANS = "spans"
    BLOCKS = "blocks"
    WP_CAPTION = "wp_caption"
    BUILDER = "builder"
    PLAIN_CAPTION = "plain_caption"
    NO_PHOTO = "no_photo"
    LIVE = "live"
    GALLERY = "gallery"
    VIDEO = "video"


class Scene(StrEnum):
    """What an illustration shows."""

    CITY = "city"
    ROAD = "road"
    RIVER = "river"
    MARKET = "market"
    FIELD = "field"
    POWER = "power"
    SCHOOL = "school"
    HOSPITAL = "hospital"
    STADIUM = "stadium"
    RAIN = "rain"
    BOOKS = "books"
    ORCHARD = "orchard"


class PhotoKind(StrEnum):
    """A usable photo, or one of those that Telegram refuses."""

    NORMAL = "normal"
    HUGE = "huge"
    WIDE = "wide"
    NOT_IMAGE = "not_image"
    MISSING = "missing"


class PhotoFormat(StrEnum):
    """File formats of the upload folder; the value is the extension."""

    JPEG = "jpg"
    PNG = "png"
    WEBP = "webp"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """One upload: where it lies below the site's root, and what is drawn there."""

    path: str
    scene: Scene
    seed: int
    format: PhotoFormat = PhotoFormat.JPEG
    kind: PhotoKind = PhotoKind.NORMAL
    width: int = 1280
    height: int = 853


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A piece that is ready to be published; texts may hold placeholders (see `wording.fill`).

    A paragraph that opens with `## ` is a subheading, `> ` a pull quote, `* ` a list item and
    `@ ` an entry of a live-blog.
    """

    key: str
    headline: str
    paragraphs: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    language: Language = Language.ARABIC
    kind: Kind = Kind.NEWS
    layout: Layout | None = None
    scene: Scene = Scene.CITY
    caption: str = ""
    kicker: str = ""
    byline: str = ""
    author: str = ""
    breaking: bool = False
    photo_kind: PhotoKind = PhotoKind.NORMAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A published piece as it stands now; an edit makes a new one with the same number."""

    number: int
    slug: str
    headline: str
    paragraphs: tuple[str, ...]
    section: str
    tags: tuple[str, ...]
    language: Language
    kind: Kind
    layout: Layout
    caption: str
    kicker: str
    byline: str
    author: str
    breaking: bool
    photo: Photo | None
    story: str
    published_at: datetime
    modified_at: datetime
    withdrawn: bool = False
