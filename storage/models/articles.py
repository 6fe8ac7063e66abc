"""Defines the dataclasses and enums of articles, tags and photos."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.models.search import IndexTerms


class TagKind(StrEnum):
    """WordPress keeps two taxonomies: free tags, and the hierarchy of sections."""

    TAG = "tag"
    SECTION = "section"


class TagSource(StrEnum):
    """Who names a tag or section, and by that what is certain of it.

    To `REST` name, kind and slug are the site's own. A `FEED` names all terms of an article, but
    knows no kinds: what it names is a tag until something tells. `PAGE` stands for links and
    keywords of a page, and for what was read from the database.
    """

    REST = "rest"
    FEED = "feed"
    PAGE = "page"


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag or section of the site; `id` is 0 until it was stored.

    `common` says that it stands on nearly every article of late.
    """

    name: str
    kind: TagKind = TagKind.TAG
    slug: str = ""
    folded: str = ""
    id: int = 0
    common: bool = False
    source: TagSource = TagSource.PAGE


@dataclass(frozen=True, slots=True)
class Photo:
    """The lead photo with the newsroom's own caption, the credit apart from it."""

    url: str
    caption: str = ""
    credit: str = ""


class MediaKind(StrEnum):
    """`VIDEO` and `AUDIO` are files, `PLAYER` is a page (YouTube …) that plays a video."""

    VIDEO = "video"
    AUDIO = "audio"
    PLAYER = "player"


@dataclass(frozen=True, slots=True)
class Media:
    """What a page is there to play: a file of the site, or a video at another one."""

    kind: MediaKind
    url: str


class TelegramFileKind(StrEnum):
    """What a file that lies at Telegram is shown as."""

    PHOTO = "photo"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class TelegramFile:
    """A photo or video that somebody has sent to the bot, by its id at Telegram."""

    kind: TelegramFileKind
    file_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article as it was last read, without anything that the bot adds to it.

    `gallery` holds the photos of a page that tells its story in photos, in the page's order; empty
    for any other. `media` is what a page is there to play.
    """

    site_id: str
    url: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    modified: datetime
    excerpt: str = ""
    author: str = ""
    language: str = "ar"
    photo: Photo | None = None
    tags: tuple[Tag, ...] = ()
    breaking: bool = False
    gallery: tuple[Photo, ...] = ()
    media: Media | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownArticle:
    """What tells a stored article from another one that was given its number."""

    url: str
    title: str
    published: datetime


class ArticleStatus(StrEnum):
    """`COPY`: same text as an older one; `HELD`: failed the quality gate, an owner decides."""

    LIVE = "live"
    WITHDRAWN = "withdrawn"
    COPY = "copy"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article with what the bot knows about it.

    `reading_rules` names the rules for pages by which it was read; empty where that is not known.
    """

    id: int
    article: Article
    summary: tuple[str, ...]
    status: ArticleStatus
    first_seen: datetime
    content_hash: str
    revision: int = 1
    misses: int = 0
    corrected_at: datetime | None = None
    withdrawn_at: datetime | None = None
    reading_rules: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """All that is written of an article at once; `not_before` is None where nobody is told.

    `next_recheck` is when it is read again for corrections, `held_for` why an article of
    status `HELD` was held back. `links` are addresses that its text links to on the same site,
    `aliases` further ids by which the site may name it, `reading_rules` the rules for pages by
    which it was read.
    """

    article: Article
    summary: tuple[str, ...]
    terms: IndexTerms
    content_hash: str
    minhash: tuple[int, ...] = ()
    status: ArticleStatus = ArticleStatus.LIVE
    copy_of: int | None = None
    not_before: datetime | None = None
    next_recheck: datetime | None = None
    held_for: str = ""
    links: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    reading_rules: str = ""
