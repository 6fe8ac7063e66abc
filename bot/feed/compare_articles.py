"""Compares articles with what is stored: what is new, what an edit changed, how alike texts are."""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from bot.arabic.dates import month_names_and_numbers
from bot.arabic.normalize import compatible, fold
from bot.arabic.tag_names import tag_key
from bot.text.images import without_size
from bot.types import FeedItem
from storage.models import Article, Photo

_SHINGLE: Final = 4  # words
_COPY_SHARE: Final = 0.85
_PARTED_SHARE: Final = 0.5
_COPY_WORDS: Final = 30  # shorter texts (prices, weather) are alike without being copies
# What is published twice by mistake is corrected within the hour, its figures too.
_CORRECTED_WITHIN: Final = timedelta(hours=1)
_COPIED_WITHIN: Final = timedelta(days=30)
_WEEKDAYS: Final = (
    "السبت الأحد الاثنين الثلاثاء الأربعاء الخميس الجمعة"
    " Saturday Sunday Monday Tuesday Wednesday Thursday Friday"
)
# A point between digits, a minus before one, and what is no punctuation keeps its meaning.
_MARKS_APART: Final = re.compile(r"(?<=\d)[.٫](?=\d)|(?<!\S)[-−](?=\d)")
_THOUSANDS: Final = re.compile(r"(?<=\d)[,٬](?=\d{3}(?!\d))")
_POINT, _MINUS = "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class ArticleDiff:
    """The differences between two versions of an article that a reader would see."""

    headline: bool = False
    body: bool = False
    caption: bool = False
    tags: bool = False
    photo: bool = False

    def __bool__(self) -> bool:
        return self.headline or self.body or self.caption or self.tags or self.photo


def find_new(items: Iterable[FeedItem], known_ids: Collection[str]) -> tuple[FeedItem, ...]:
    """Return the unknown items, each once, oldest first.

    The site's id decides, never the date: items come late, back-dated and out of order. Those
    without a date keep the place that the feed's own order (newest first) gives them.
    """
    fresh: dict[str, FeedItem] = {}
    for item in items:
        if item.site_id not in known_ids:
            fresh.setdefault(item.site_id, item)
    oldest_first = list(reversed(fresh.values()))
    dated = sorted(
        (item for item in oldest_first if item.published is not None),
        key=lambda item: item.published.timestamp() if item.published else 0.0,
    )
    in_order = iter(dated)
    return tuple(next(in_order) if item.published is not None else item for item in oldest_first)


def vanished(before: Sequence[str], listed: Sequence[str]) -> tuple[str, ...]:
    """Return the ids that a feed's page has lost between two polls, newest first.

    Not those that newer items have pushed over its end: below a lost one stands something that
    was below it before, or the page has filled up from below with what is older.
    """
    still = set(listed)
    kept = [place for place, site_id in enumerate(before) if site_id in still]
    if not kept:
        return ()
    lost = [place for place, site_id in enumerate(before) if site_id not in still]
    last = before[kept[-1]]
    if listed[-1] == last:
        lost = [place for place in lost if place < kept[-1]]
    return tuple(before[place] for place in lost)


def content_hash(article: Article) -> str:
    """Return a hash that is equal for versions between which `compare` finds no change."""
    parts = (
        _essence(article.title),
        "\x1d".join(filter(None, map(_essence, article.paragraphs))),
        _caption(article.photo),
        "\x1d".join(_tags(article)),
        _address(article.photo),
        # Most articles have neither, and theirs are hashed as ever.
        *filter(None, (_gallery(article), article.media.url if article.media else "")),
    )
    return hashlib.sha256("\x1e".join(parts).encode()).hexdigest()


def compare(old: Article, new: Article) -> ArticleDiff:
    """Compare two versions, ignoring commas, quotation marks, spaces and vowel marks."""
    return ArticleDiff(
        headline=_essence(old.title) != _essence(new.title),
        body=_body(old) != _body(new),
        caption=_caption(old.photo) != _caption(new.photo),
        tags=_tags(old) != _tags(new, known=old),
        photo=_address(old.photo) != _address(new.photo)
        or _gallery(old) != _gallery(new)
        or old.media != new.media,
    )


def fingerprint(article: Article) -> frozenset[int]:
    """Return the body as a set of hashed word sequences; empty if too short to recognise copies."""
    words = fold(" ".join(_body(article))).split()
    if len(words) < _COPY_WORDS:
        return frozenset()
    sequences = (words[at : at + _SHINGLE] for at in range(len(words) - _SHINGLE + 1))
    return frozenset(
        int.from_bytes(hashlib.blake2b(" ".join(run).encode(), digest_size=6).digest(), "big")
        for run in sequences
    )


def alike(a: frozenset[int], b: frozenset[int]) -> bool:
    """Return whether two fingerprints belong to one text.

    85 % of all word sequences are in both.
    """
    return bool(a and b) and len(a & b) >= _COPY_SHARE * len(a | b)


def same_text(a: Article, b: Article) -> bool:
    """Return whether two articles with different ids have the same text."""
    return alike(fingerprint(a), fingerprint(b))


def is_copy(original: Article, article: Article) -> bool:
    """Return whether an article is an earlier one once more, under another id, and no news."""
    return same_text(original, article) and not are_two_issues(original, article)


def are_two_issues(a: Article, b: Article) -> bool:
    """Return whether two articles with the same text are nevertheless two pieces of news.

    A newsroom writes its bulletin of prices or weather by cloning that of the day, or of the
    morning, before: all but the figures and dates is the same, and they are the news. A text that
    was published twice, by mistake or to bring it up, has the same figures; months later even it
    is news again.
    """
    apart = abs(a.published - b.published)
    if apart > _COPIED_WITHIN:
        return True
    return apart > _CORRECTED_WITHIN and not have_same_figures(a, b)


def have_same_figures(a: Article, b: Article) -> bool:
    """Return whether two articles have the same numbers and names of days, in the same order."""
    return _figures(a) == _figures(b)


def have_parted(a: Article, b: Article) -> bool:
    """Return whether two articles that had the same text have less than half of it in both now."""
    first, second = fingerprint(a), fingerprint(b)
    return bool(first and second) and len(first & second) < _PARTED_SHARE * len(first | second)


def moved(a: Article, b: Article) -> bool:
    """Return whether two articles are one under two addresses, as after a change of domain.

    For texts of any length: published in the same second under the same headline, and with the
    same text, or with the same end of the address.
    """
    if a.published != b.published or _essence(a.title) != _essence(b.title):
        return False
    return _body(a) == _body(b) or _end(a.url) == _end(b.url) != ""


def _end(url: str) -> str:
    return unquote(urlsplit(url).path).rstrip("/").rpartition("/")[2].casefold()


def _essence(text: str) -> str:
    """Letters, digits and symbols only: what a reader would call the same text is the same."""
    text = _THOUSANDS.sub("", compatible(text))
    text = _MARKS_APART.sub(lambda mark: _MINUS if mark[0] in "-−" else _POINT, text)
    return " ".join("".join(map(_essential, text)).split())


# Texts are written with few hundred letters and signs; an entry takes 200 bytes.
@lru_cache(maxsize=2048)
def _essential(letter: str) -> str:
    """Return a letter, white space for a sign without meaning, nothing for a mark of a letter."""
    if unicodedata.combining(letter) or letter == "ـ":
        return ""
    return " " if unicodedata.category(letter)[0] in "PZC" and letter not in _KEPT else letter


_KEPT: Final = frozenset((_POINT, _MINUS, "%", "٪"))


def _body(article: Article) -> tuple[str, ...]:
    return tuple(filter(None, map(_essence, article.paragraphs)))


def _figures(article: Article) -> tuple[str, ...]:
    """Return the numbers and names of days in headline and body, in order."""
    words = fold(" ".join((_essence(article.title), *_body(article)))).split()
    return tuple(word for word in words if word in _date_words() or any(map(str.isdigit, word)))


@cache
def _date_words() -> frozenset[str]:
    names = (fold(_WEEKDAYS), *month_names_and_numbers())
    return frozenset(word for name in names for word in name.split())


def _caption(photo: Photo | None) -> str:
    return f"{_essence(photo.caption)}\x1f{_essence(photo.credit)}" if photo else ""


def _gallery(article: Article) -> str:
    return "\x1d".join(f"{_address(one)}\x1f{_caption(one)}" for one in article.gallery)


def _tags(article: Article, known: Article | None = None) -> tuple[str, ...]:
    """Return the tags' keys; one with the slug of a `known` article's tag is that one.

    A page and REST may name one section differently.
    """
    slugs = {(tag.kind, tag.slug): tag for tag in (known or article).tags if tag.slug}
    found = (slugs.get((tag.kind, tag.slug), tag) for tag in article.tags)
    return tuple(sorted({tag_key(tag.name) for tag in found}))


def _address(photo: Photo | None) -> str:
    """Return what tells an upload from others, in any size and from any copy of it."""
    whole = without_size(photo.url) if photo else ""
    return whole.partition("/uploads/")[2] or whole
