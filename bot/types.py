"""Defines the data types that pass between the bot's packages."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from storage.models import Media, Photo, Tag, TelegramFile


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators of a conditional GET, without `W/` and `-gzip`."""

    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFeed:
    """A feed's response: its bytes, or None for "not modified".

    `max_age` is what `Cache-Control` allows the answer to live, `hub` a WebSub hub named in `Link`.
    `zone_name` is the zone of dates in it that name none.
    """

    url: str
    body: bytes | None
    content_type: str = ""
    validators: Validators = field(default_factory=Validators)
    max_age: timedelta | None = None
    hub: str = ""
    zone_name: str = "UTC"

    @property
    def not_modified(self) -> bool:
        return self.body is None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedPage:
    """A page's response; `url` is the URL after redirects.

    `total` is what REST says of all pages together, None where it says nothing.
    """

    url: str
    body: bytes
    content_type: str = ""
    validators: Validators = field(default_factory=Validators)
    total: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedItem:
    """One item of a feed, cleaned; `published` is None without a plausible date.

    `title` is empty where the feed gave none that can be read: the page has it. `locked` says that
    the feed shows a password form, or its notice, in place of the text. `media` is a file that the
    feed encloses.
    """

    site_id: str
    url: str
    title: str
    excerpt: str = ""
    paragraphs: tuple[str, ...] = ()
    tags: tuple[Tag, ...] = ()
    author: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    photo: Photo | None = None
    media: Media | None = None
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Skipped:
    """A skipped item, with the reason for the log."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A feed's items in the feed's order, and what was left out or repaired.

    Where `complete` is false the body was cut: its validators must not be kept, because the
    "not modified" that they bring would hide the rest.
    """

    title: str = ""
    language: str = ""
    items: tuple[FeedItem, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    repaired: tuple[Skipped, ...] = ()
    hub: str = ""
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """The content of an article page; every field may be missing.

    `links` are addresses of the same site that the text itself links to. `continued` says that the
    article goes on at further pages.
    """

    url: str = ""
    site_id: str = ""
    title: str = ""
    paragraphs: tuple[str, ...] = ()
    continued: bool = False
    excerpt: str = ""
    photo: Photo | None = None
    tags: tuple[Tag, ...] = ()
    author: str = ""
    published: datetime | None = None
    modified: datetime | None = None
    language: str = ""
    links: tuple[str, ...] = ()
    gallery: tuple[Photo, ...] = ()
    media: Media | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Whole sentences of the article, in reading order."""

    sentences: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(self.sentences)


@dataclass(frozen=True, slots=True)
class Button:
    """An inline button: exactly one of `url`, `data` and `inline_query` is set."""

    text: str
    url: str = ""
    data: str = ""
    inline_query: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message as Telegram gets it: HTML within the limit, and a photo if there is one.

    `html` fits a caption if `photo_url` is set, else a text message; `text_html` is the same post
    as text, in case the photo can't be sent. `reply_to` is the message that it replies to, or 0.

    With `album` (2 to 10 photos) or `file` (video or audio) that is sent, with the caption
    `media_html`, and all else stands for the case that it can't be. An album has no buttons: its
    caption holds the links. `preview_above` shows the preview of the link above the text.

    `telegram_file` lies at Telegram already and goes with the caption `html`, which may be empty.
    """

    html: str
    text_html: str
    photo_url: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    link_preview_url: str = ""
    reply_to: int = 0
    album: tuple[str, ...] = ()
    file: Media | None = None
    media_html: str = ""
    preview_above: bool = False
    telegram_file: TelegramFile | None = None
