"""Short texts: Levantine dates, placeholders, slugs, excerpts."""

import functools
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape
from urllib.parse import quote
from zoneinfo import ZoneInfo

SITE_ZONE = ZoneInfo("Asia/Damascus")
EXCERPT_WORDS = 55
SLUG_LENGTH = 60

_MONTHS = (
    "كانون الثاني",
    "شباط",
    "آذار",
    "نيسان",
    "أيار",
    "حزيران",
    "تموز",
    "آب",
    "أيلول",
    "تشرين الأول",
    "تشرين الثاني",
    "كانون الأول",
)
_DAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
_ENGLISH_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_ENGLISH_DAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_VOWEL_MARKS = re.compile("[\u064b-\u0652\u0640]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def levantine(when: datetime) -> str:
    """Day, month and year as Syrian papers write them: `8 حزيران 2017`."""
    local = when.astimezone(SITE_ZONE)
    return f"{local.day} {_MONTHS[local.month - 1]} {local.year}"


def english_date(when: datetime) -> str:
    """Day, month and year in English: `4 June 2020`."""
    local = when.astimezone(SITE_ZONE)
    return f"{local.day} {_ENGLISH_MONTHS[local.month - 1]} {local.year}"


def weekday(when: datetime) -> str:
    """The day with its date, no year, as a news text says "today": `السبت 14 تشرين الأول`."""
    local = when.astimezone(SITE_ZONE)
    return f"{_DAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]}"


def english_weekday(when: datetime) -> str:
    """The English form of `weekday`: `Saturday, 14 October`."""
    local = when.astimezone(SITE_ZONE)
    return f"{_ENGLISH_DAYS[local.weekday()]}, {local.day} {_ENGLISH_MONTHS[local.month - 1]}"


def placeholders(when: datetime, site_name: str) -> dict[str, str]:
    """What each placeholder of a story stands for when it is published at `when`."""
    day_before = when - timedelta(days=1)
    local = when.astimezone(SITE_ZONE)
    return {
        "site": site_name,
        "today": weekday(when),
        "yesterday": weekday(day_before),
        "tomorrow": weekday(when + timedelta(days=1)),
        "date": levantine(when),
        "date_before": levantine(day_before),
        "date_digits": f"{local.day}/{local.month}/{local.year}",
        "date_en": english_date(when),
        "today_en": english_weekday(when),
        "month": _MONTHS[local.month - 1],
        "month_before": _MONTHS[(local.month - 2) % 12],
        "year": str(local.year),
    }


PLACEHOLDER_NAMES = frozenset(placeholders(datetime(2026, 1, 1, tzinfo=SITE_ZONE), ""))


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace each `{name}`.

    Raises:
        KeyError: a placeholder has no value.
    """
    return _PLACEHOLDER.sub(lambda found: values[found[1]], text)


def unknown_placeholders(text: str) -> set[str]:
    """Names in braces that `placeholders` does not know."""
    return set(_PLACEHOLDER.findall(text)) - PLACEHOLDER_NAMES


@functools.lru_cache(maxsize=4096)
def slugify(text: str) -> str:
    """Readable slug with Arabic letters kept, words joined by dashes, at most 60 characters."""
    bare = _VOWEL_MARKS.sub("", unicodedata.normalize("NFC", text))
    words = re.findall(r"[^\W_]+", bare.lower())
    slug = ""
    for word in words:
        if len(slug) + len(word) + 1 > SLUG_LENGTH:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug or "khabar"


@functools.lru_cache(maxsize=4096)
def quoted(text: str, safe: str = "/") -> str:
    """Percent-encoding; each page links to the same articles and photos."""
    return quote(text, safe=safe)


@functools.lru_cache(maxsize=4096)
def percent(text: str) -> str:
    """Percent-encoding with small hex digits, as WordPress writes its slugs."""
    return re.sub(r"%[0-9A-F]{2}", lambda found: found[0].lower(), quote(text, safe="-"))


def texturize(text: str) -> str:
    """HTML of a title with WordPress's numeric entities for dashes, dots and quotes."""
    escaped = escape(text, quote=False).replace("&amp;", "&#038;")
    return escaped.replace("–", "&#8211;").replace("…", "&#8230;").replace("'", "&#8217;")


def excerpt(text: str) -> str:
    """The first 55 words, with WordPress's mark when something was left out.

    Source: `wp_trim_excerpt` and `wp_trim_words` of WordPress.
    """
    words = text.split()
    if len(words) <= EXCERPT_WORDS:
        return escape(" ".join(words), quote=False)
    return f"{escape(' '.join(words[:EXCERPT_WORDS]), quote=False)} [&#8230;]"


def printable(text: str) -> str:
    """The text without characters that XML 1.0 forbids."""
    return _CONTROL.sub("", text)
