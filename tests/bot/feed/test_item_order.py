"""Of a feed that is too long its newest items are read, whichever way it lists them."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.feed.parsing.decoding import MAX_ITEMS
from bot.feed.parsing.json_feed import MAX_ENTRIES
from bot.feed.parsing.parser import parse_feed
from bot.types import FetchedFeed

NOW = datetime(2026, 10, 14, tzinfo=UTC)
SITE = "https://site.example"
Write = Callable[[Sequence[int], int], str]


def moment(number: int) -> datetime:
    """Each article comes an hour after the one with the number before."""
    return NOW - timedelta(days=300) + timedelta(hours=number)


def rss(numbers: Sequence[int], letters: int) -> str:
    items = "".join(
        f"<item><title>خبر {number}</title><link>{SITE}/{number}/khabar/</link>"
        f"<description>{'م' * letters}</description>"
        f"<pubDate><![CDATA[{format_datetime(moment(number))}]]></pubDate></item>"
        for number in numbers
    )
    return f'<rss version="2.0"><channel><title>صدى</title>{items}</channel></rss>'


def atom(numbers: Sequence[int], letters: int) -> str:
    """All were edited at once, as after a change of the theme: that is no order."""
    entries = "".join(
        f'<entry><title>خبر {number}</title><link href="{SITE}/{number}/khabar/"/>'
        f"<updated>{NOW.isoformat()}</updated><summary>{'م' * letters}</summary>"
        f"<published>{moment(number).isoformat()}</published></entry>"
        for number in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>صدى</title>{entries}</feed>'


def rdf(numbers: Sequence[int], letters: int) -> str:
    items = "".join(
        f'<item rdf:about="{SITE}/{number}/khabar/"><title>خبر {number}</title>'
        f"<link>{SITE}/{number}/khabar/</link><description>{'م' * letters}</description>"
        f"<dc:date>{moment(number).isoformat()}</dc:date></item>"
        for number in numbers
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"{items}</rdf:RDF>"
    )


def json_feed(numbers: Sequence[int], letters: int) -> str:
    items = [
        {
            "id": f"{SITE}/{number}/khabar/",
            "url": f"{SITE}/{number}/khabar/",
            "title": f"خبر {number}",
            "content_text": "م" * letters,
            "date_published": moment(number).isoformat(),
        }
        for number in numbers
    ]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items})


def read(text: str) -> list[int]:
    """The numbers of the articles that are read, as the feed lists them."""
    parsed = parse_feed(FetchedFeed(url=f"{SITE}/feed/", body=text.encode()), now=NOW)
    return [int(item.title.split()[1]) for item in parsed.items]


OLDEST_FIRST = range(1, MAX_ITEMS + 41)
FORMATS = pytest.mark.parametrize("write", [rss, atom, rdf, json_feed])


@FORMATS
@pytest.mark.parametrize("numbers", [OLDEST_FIRST, OLDEST_FIRST[::-1]], ids=["rising", "falling"])
def test_past_the_bound_of_items_the_oldest_are_left_out(
    write: Write, numbers: Sequence[int]
) -> None:
    """The order of the feed stays."""
    assert read(write(numbers, 5)) == [number for number in numbers if number > 40]


@pytest.mark.parametrize("write", [rss, atom, rdf])
@pytest.mark.parametrize("step", [1, -1])
def test_past_the_bound_of_letters_the_oldest_are_left_out(write: Write, step: int) -> None:
    numbers = range(1, 11)[::step]
    kept = read(write(numbers, 300_000))
    assert 1 < len(kept) < len(numbers)
    assert sorted(kept) == list(range(11 - len(kept), 11))


@FORMATS
def test_a_pinned_old_article_does_not_turn_the_order_round(write: Write) -> None:
    """It is older than the last one, and stands before the newest."""
    newest_first = list(OLDEST_FIRST[::-1])
    kept = read(write([1, *newest_first[:-1]], 5))
    assert kept == [1, *newest_first[: MAX_ITEMS - 1]]


@FORMATS
def test_an_old_article_that_is_published_anew_does_not_hide_the_newest(write: Write) -> None:
    """It stands where it always stood, in a list that begins with the oldest."""
    numbers = list(OLDEST_FIRST)
    numbers[100] = 999
    assert read(write(numbers, 5)) == numbers[-MAX_ITEMS:]


def test_of_very_many_entries_the_newest_are_read() -> None:
    """A list of thousands, as that of an archive without a bound."""
    numbers = range(1, MAX_ENTRIES + MAX_ITEMS)
    assert read(json_feed(numbers, 1)) == list(numbers[-MAX_ITEMS:])


def test_without_dates_the_first_are_read() -> None:
    """Feeds list their newest items first."""
    links = "".join(
        f"<item><title>خبر {number}</title><link>{SITE}/{number}/khabar/</link></item>"
        for number in OLDEST_FIRST
    )
    text = f'<rss version="2.0"><channel><title>صدى</title>{links}</channel></rss>'
    assert read(text) == list(OLDEST_FIRST[:MAX_ITEMS])
