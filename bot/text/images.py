"""Selects photos in HTML and the best URL of each, and skips icons, logos and trackers."""

import re
from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from bot.errors import PageError
from bot.text.bounded_html import parse_html
from bot.text.emoji_images import is_emoji_address
from bot.text.lazy_attributes import waiting_addresses, waiting_sets
from bot.text.markup import BlockKind, blocks
from bot.text.urls import absolute, path_of

# Telegram shows at most 1280 pixels of a photo's width (core.telegram.org/bots/api#sendphoto and
# its clients); more only makes the 5 MB that it fetches by address harder to keep.
WANTED_WIDTH: Final = 1280
SMALLEST: Final = 200  # pixels; below this a picture is an icon or an avatar
_WIDEST: Final = 5000  # width and height together may be 10,000
_MAX_RATIO: Final = 20.0

_ORNAMENT: Final = re.compile(
    r"(?:^|[/_.\-])(?:icons?|favicon|logos?|sprites?|gravatar|spacer|1x1"
    r"|placeholder|default(?:[_-]?(?:image|img|photo|thumb\w*))?|no[_-]?(?:image|photo|thumb\w*)"
    r"|dummy|cropped|site[_-]?icon|apple[_-]?touch)(?:[/_.\-\d@]|$)",
    re.IGNORECASE,
)
# Words that photos of people and places are named by too: only a short name is an ornament's.
_LIKELY_ORNAMENT: Final = re.compile(
    r"(?:^|[_.\-])(?:author|profile|banner|badge|button|share|loading|transparent|avatars?|blank|pixel"
    r"|emoji|loader|spinner|watermark)(?:[_.\-\d@]|$)",
    re.IGNORECASE,
)
_SHORT_NAME: Final = 3  # words
_TRACKER: Final = re.compile(
    r"(?:^|\.)(?:doubleclick\.net|google-analytics\.com|facebook\.com|scorecardresearch\.com"
    r"|quantserve\.com|gravatar\.com|stats\.wp\.com|pixel\.wp\.com|googletagmanager\.com"
    r"|s\.w\.org|feedburner\.com|googlesyndication\.com|yandex\.ru)$",
    re.IGNORECASE,
)
_NOT_SENDABLE: Final = re.compile(r"\.(?:svgz?|ico|gif|mp4|webm|mp3|pdf)$", re.IGNORECASE)
# Pictures that Telegram does not take by their address, but as a JPEG made of them.
_CONVERTED: Final = re.compile(r"\.(?:avif|heic|heif|bmp|tiff?|jxl|jp2)$", re.IGNORECASE)
_COST_OF_CONVERSION: Final = 1.5  # half of the wanted width without it is better
_ORNAMENT_NAME: Final = re.compile(
    r"(?:\b|[_-])(?:icon|logo|avatar|emoji|wp-smiley|author|gravatar|pixel|ad|ads|advert\w*|share|social)"
    r"(?:\b|[_-])",
    re.IGNORECASE,
)
MAX_CAPTION: Final = 1000
_CAPTION_FLOORS: Final = 4  # link, picture, figure, and a theme's own box
_DESCRIPTOR: Final = re.compile(r"\s(\d{1,5}(?:\.\d{1,3})?)([wx])\s*(?:,|$)")
# A plug-in may have put the name of another format behind that of the upload.
_SIZE_SUFFIX: Final = re.compile(r"-(\d{2,4})x(\d{2,4})(?=(?:\.\w{3,4}){1,2}$)")
_FORMAT: Final = re.compile(r"(?:\.(?:jpe?g|png|webp|avif)){1,2}$", re.IGNORECASE)
# Jetpack's Photon scales by the query: `?resize=640%2C427`, `?w=640`, `?fit=1200,800`.
_SCALED: Final = re.compile(r"[?&](?:resize|fit|w)=(\d{2,4})(?=[,%&]|$)", re.IGNORECASE)


def is_ornament(url: str) -> bool:
    """Return whether a URL looks like an icon, logo, tracker or default image."""
    parts = urlsplit(url)
    path = unquote(parts.path)
    if _TRACKER.search(parts.hostname or "") or _NOT_SENDABLE.search(path):
        return True
    if is_emoji_address(path):
        return True
    name = path.rsplit("/", 1)[-1]
    folders = path[: -len(name)] if name else path
    sized = _SIZE_SUFFIX.search(name)
    if sized and max(int(sized[1]), int(sized[2])) < SMALLEST:
        return True
    plugin = "/themes/" in folders or "/plugins/" in folders
    short = len(re.findall(r"[^\W\d_]+", name.rpartition(".")[0])) < _SHORT_NAME
    return plugin or bool(_ORNAMENT.search(name) or (short and _LIKELY_ORNAMENT.search(name)))


def photo_address(image: LexborNode, base: str) -> str:
    """Return the best URL of an `<img>` (or `<amp-img>`) that is a photo; empty if it is none.

    Out of `<picture>`, `srcset`, lazy attributes and `src`: the smallest that fills Telegram's
    width, else the largest.
    """
    if _is_small(image) or _is_ornament_by_name(image):
        return ""
    best: tuple[float, str] | None = None
    for width, address in _candidates(image):
        url = absolute(address, base)
        if not url or is_ornament(url):
            continue
        rank = _rank(width) - (_COST_OF_CONVERSION if _CONVERTED.search(path_of(url)) else 0)
        if best is None or rank > best[0]:
            best = (rank, url)
    return best[1] if best else ""


def first_photo(html: str, base: str) -> tuple[str, str]:
    """Return URL and caption of the first photo in a fragment; both may be empty.

    A caption is taken from around the photo only: the next photo's would be a false one.
    """
    try:
        body = parse_html(html).body
    except PageError:
        return "", ""
    if body is None:
        return "", ""
    for image in body.css("img, amp-img")[:50]:
        address = photo_address(image, base)
        if address:
            return address, _caption_around(image)
    return "", ""


def _caption_around(image: LexborNode) -> str:
    node = image.parent
    for _ in range(_CAPTION_FLOORS):
        if node is None or node.tag == "body":
            return ""
        if len(node.css("img, amp-img")) > 1:
            return ""
        captions = [block.text for block in blocks(node) if block.kind is BlockKind.CAPTION]
        if captions:
            return captions[0][:MAX_CAPTION]
        node = node.parent
    return ""


def without_size(url: str) -> str:
    """Return what is the same for all copies of an upload: scheme, size, format and query apart.

    A site may give one photo as JPEG in its head and as WebP in its page, by a plug-in or a CDN.
    """
    parts = urlsplit(url)
    path = _FORMAT.sub("", _SIZE_SUFFIX.sub("", unquote(parts.path))).removesuffix("-scaled")
    return f"{(parts.hostname or '').removeprefix('www.')}{path}"


def same_upload(first: str, second: str) -> bool:
    """Return whether two URLs show one upload, in any size and from any copy of it."""
    one, other = without_size(first), without_size(second)
    one_end, other_end = one.partition("/uploads/")[2], other.partition("/uploads/")[2]
    return one == other or (one_end == other_end != "")


def _rank(width: float) -> float:
    """Enough beats too little; of those that are enough, the smallest."""
    if width <= 0:
        return 0.5
    if width > _WIDEST:
        return 0.1
    return 2.0 - width / 100_000 if width >= WANTED_WIDTH else width / WANTED_WIDTH


def _candidates(image: LexborNode) -> Iterator[tuple[float, str]]:
    """Pairs of width in pixels (0: unknown) and address."""
    attrs = image.attributes
    parent = image.parent
    if parent is not None and parent.tag == "picture":
        for source in parent.css("source")[:20]:
            kind = (source.attributes.get("type") or "").lower()
            if "svg" not in kind:
                yield from _sets(source)
    yield from _sets(image)
    declared = _number(attrs.get("width"))
    for address in (*waiting_addresses(image), attrs.get("src") or ""):
        if address and not address.startswith("data:"):
            sized = _SIZE_SUFFIX.search(path_of(address)) or _SCALED.search(address)
            yield (float(sized[1]) if sized else declared), address
    if original := _linked_original(image):
        yield 0.0, original


def _linked_original(image: LexborNode) -> str:
    """Return the upload itself where the image is a smaller copy that links to it; else empty.

    So the classic editor writes it.
    """
    link = image.parent
    if link is None or link.tag != "a":
        return ""
    href, shown = link.attrs.sget("href"), image.attrs.sget("src")
    path = path_of(href)
    if not (_FORMAT.search(path) and _SIZE_SUFFIX.search(path_of(shown))):
        return ""
    return href if without_size(href) == without_size(shown) else ""


def _sets(image: LexborNode) -> Iterator[tuple[float, str]]:
    for given in (*waiting_sets(image), image.attributes.get("srcset") or ""):
        written = given[:20_000]
        begin = 0
        for found in _DESCRIPTOR.finditer(written):
            # The address may hold spaces and commas, though it should not; one without a
            # descriptor may stand before it.
            address = written[begin : found.start()].rpartition(", ")[2].strip(" ,\t\n")
            begin = found.end()
            value = float(found[1])
            yield (value if found[2] == "w" else value * 600), address


def _number(value: str | None) -> float:
    found = re.match(r"\s*(\d{1,5})(?!\d*%)", value or "")
    return float(found[1]) if found else 0.0


def _is_small(image: LexborNode) -> bool:
    width, height = _number(image.attrs.sget("width")), _number(image.attrs.sget("height"))
    if 0 < width < SMALLEST and (height == 0 or height < SMALLEST):
        return True
    if width and height:
        return max(width, height) / min(width, height) > _MAX_RATIO
    return 0 < height < SMALLEST / 2


def _is_ornament_by_name(image: LexborNode) -> bool:
    names = image.attrs.sget("class") or ""
    alt = (image.attrs.sget("alt") or "").strip().lower()
    return bool(_ORNAMENT_NAME.search(names)) or alt.endswith(" icon") or alt in {"logo", "avatar"}
