"""Settings of the site: feed content, permalink form, REST open or closed."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class FeedContent(StrEnum):
    """What `content:encoded` holds."""

    FULL = "full"
    EXCERPT = "excerpt"
    ABSENT = "absent"


class FeedPhoto(StrEnum):
    """How a feed item names its photo."""

    NONE = "none"
    MEDIA = "media"
    THUMBNAIL = "thumbnail"
    ENCLOSURE = "enclosure"
    IMG = "img"


class Permalinks(StrEnum):
    """The shape of an Arabic article's address."""

    ID_SLUG = "id_slug"
    ID_SLUG_UPPER = "id_slug_upper"
    ID_SLUG_RAW = "id_slug_raw"
    ID_ONLY = "id_only"
    ARCHIVES = "archives"
    TRACKED = "tracked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All choices; a changed one makes a new object."""

    site_name: str = "صدى المدينة"
    site_name_en: str = "City Echo"
    feed_content: FeedContent = FeedContent.EXCERPT
    feed_photo: FeedPhoto = FeedPhoto.NONE
    feed_items: int = 10
    feed_cache: timedelta | None = None
    hub_url: str | None = None
    permalinks: Permalinks = Permalinks.ID_SLUG
    guid: str = "{base}/?p={id}"
    withdrawn_status: int = 404
    rest_status: int = 200
    rest_items: int = 100
    page_validators: bool = True
    appeared_first: bool = True
