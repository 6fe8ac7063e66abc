"""Parses a feed's bytes to items in the feed's order."""

import dataclasses
import io
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any, Final
from zoneinfo import ZoneInfo

import feedparser

from bot.errors import FeedError, FetchError
from bot.feed.http.compression import unfold
from bot.feed.identity import address_id, is_another
from bot.feed.parsing.decoding import (
    MAX_ITEM_LETTERS,
    MAX_ITEMS,
    MAX_LETTERS,
    FeedText,
    decode_feed,
)
from bot.feed.parsing.item_elements import read_elements_only, without_foreign_fields
from bot.feed.parsing.item_order import newest
from bot.feed.parsing.items import merge, read_entry
from bot.feed.parsing.json_feed import is_json, parse_json
from bot.text import markup
from bot.text.urls import absolute
from bot.types import FeedItem, FetchedFeed, ParsedFeed, Skipped

MAX_FEED_BYTES: Final = 10_000_000


def parse_feed(fetched: FetchedFeed, *, now: datetime | None = None) -> ParsedFeed:
    """Parse a feed; blocking, so callers run it in a thread.

    Takes RSS 2.0, RSS 1.0, Atom and JSON Feed, and mends what feedparser leaves as it is: see
    docs/reading.md. `now` is what the dates are judged by, by default the clock's.

    Raises:
        FeedError: what came is no usable feed, or nothing came ("not modified").
    """
    if fetched.body is None:
        raise FeedError("there is no body: the site said that nothing changed")
    try:
        body = unfold(fetched.body, limit=MAX_FEED_BYTES)
    except FetchError as error:
        raise FeedError(str(error)) from error
    if len(body) > MAX_FEED_BYTES:
        raise FeedError(f"the feed is larger than {MAX_FEED_BYTES} bytes")
    if is_json(body):
        decoded = FeedText("", complete=True, beyond=0)
        parsed = parse_json(body, fetched.content_type)
    else:
        decoded = decode_feed(body, fetched.content_type)
        parsed = _parse_text(without_foreign_fields(decoded.text))
    entries = parsed.get("entries") or []
    if parsed.get("bozo") and not entries:
        raise FeedError(f"the feed can't be parsed: {parsed.get('bozo_exception')}"[:300])

    channel = parsed.get("feed") or {}
    base = absolute(str(channel.get("link") or "")) or fetched.url
    zone = ZoneInfo(fetched.zone_name)
    items, skipped, repaired = _items(entries, base, now or datetime.now(UTC), zone)
    beyond = decoded.beyond + max(0, len(entries) - MAX_ITEMS)
    if beyond:
        reason = f"older than the newest {MAX_ITEMS} items or {MAX_LETTERS} letters of the feed"
        skipped.append(Skipped(f"{beyond} items", reason))
    if decoded.oversized:
        reason = f"each is longer than {MAX_ITEM_LETTERS} letters"
        skipped.append(Skipped(f"{decoded.oversized} items", reason))
    if not decoded.complete:
        skipped.append(Skipped("the last item", "the feed ends inside of it"))
    return ParsedFeed(
        title=markup.plain_text(str(channel.get("title") or ""))[:200],
        language=str(channel.get("language") or "")[:20].lower(),
        items=items,
        skipped=tuple(skipped),
        repaired=tuple(repaired),
        hub=fetched.hub or _hub(channel),
        complete=decoded.complete,
    )


def _parse_text(text: str) -> Mapping[str, Any]:
    """Parse a feed's text; without what nothing here reads, if that makes feedparser give up.

    Raises:
        FeedError: feedparser gave up on the rest, too.
    """
    try:
        return _parse(text)
    except FeedError:
        rest = read_elements_only(text)
        if rest == text:
            raise
        return _parse(rest)


def _parse(text: str) -> Mapping[str, Any]:
    """Run feedparser, whose errors are as many as its parsers.

    Raises:
        FeedError: feedparser gave up.
    """
    source = f'<?xml version="1.0" encoding="utf-8"?>{text}'.encode()
    try:
        # A stream, because feedparser opens text as a file or an address. Its own cleaning of
        # HTML is off: it takes most of the time, and only plain text is kept here.
        parsed: Mapping[str, Any] = feedparser.parse(
            io.BytesIO(source),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # hostile bytes raise anything out of sgmllib and expat
        raise FeedError(f"the feed can't be parsed: {type(error).__name__}") from error
    return parsed


def _items(
    entries: list[Mapping[str, Any]], base: str, now: datetime, zone: tzinfo
) -> tuple[tuple[FeedItem, ...], list[Skipped], list[Skipped]]:
    items: dict[str, FeedItem] = {}
    skipped: list[Skipped] = []
    repaired: list[Skipped] = []
    for entry in newest(entries, MAX_ITEMS, _date_of):
        item, notes = read_entry(entry, base=base, now=now, zone=zone)
        if item is not None and item.site_id in items and is_another(item, items[item.site_id]):
            # An importer keeps the numbers of another site, or one was given away again.
            item = dataclasses.replace(item, site_id=address_id(item.url))
        if item is None:
            skipped.extend(notes)
        elif item.site_id in items:
            items[item.site_id] = merge(items[item.site_id], item)
            skipped.append(Skipped(item.site_id, "the same article stands twice in the feed"))
        else:
            items[item.site_id] = item
            repaired.extend(notes)
    return tuple(items.values()), skipped, repaired


def _date_of(entry: Mapping[str, Any]) -> str:
    return str(entry.get("published") or entry.get("updated") or "")


def _hub(channel: Mapping[str, Any]) -> str:
    links = channel.get("links") or []
    for link in links[:20]:
        if isinstance(link, Mapping) and link.get("rel") == "hub":
            return absolute(str(link.get("href") or ""))
    return ""
