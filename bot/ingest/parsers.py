"""Defines the functions on untrusted input that run in the worker process."""

from collections.abc import Callable
from typing import Any, Final

from bot.delivery.sending.jpeg import as_jpeg
from bot.feed.parsing.parser import parse_feed
from bot.feed.parsing.split import split_items
from bot.feed.wordpress.rest_responses import parse_posts, parse_visibility, site_dates
from bot.ingest.publications import build_publication, read_again, read_item

PARSERS: Final[tuple[Callable[..., Any], ...]] = (
    as_jpeg,
    build_publication,
    parse_feed,
    parse_posts,
    parse_visibility,
    read_again,
    read_item,
    site_dates,
    split_items,
)
