"""A feed that stops the worker is read item by item."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

import pytest

from bot.errors import JobKilled, ParseError, WorkerUnavailable
from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits
from bot.feed.parsing.split import split_items
from bot.ingest.parse_feed import parse_feed_safely
from bot.ingest.read_article import ArticleReader
from bot.types import FeedItem, FetchedFeed
from tests.articles import NOON

P = ParamSpec("P")
R = TypeVar("R")
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>خبر</title>'
    "<link>https://site.example/</link>{items}</channel></rss>"
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>خبر</title>{items}</feed>'
DEADLY = "حجر"
NOWHERE = FetchPolicy(frozenset())


def rss_item(number: int, title: str) -> str:
    link = f"https://site.example/{number}/"
    return f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid></item>"


def atom_entry(number: int, title: str) -> str:
    link = f"https://site.example/{number}/"
    return f'<entry><title>{title}</title><link href="{link}"/><id>{link}</id></entry>'


@dataclass
class Deadly:
    """An `Isolate` that parsing a document with the word kills; splitting it does not."""

    calls: list[str] = field(default_factory=list)
    gone: bool = False

    async def __call__(self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        self.calls.append(function.__name__)
        document = args[0]
        assert isinstance(document, FetchedFeed)
        if self.gone:
            raise WorkerUnavailable("no worker")
        if function is not split_items and DEADLY.encode() in (document.body or b""):
            raise JobKilled("time")
        return function(*args, **kwargs)


def feed(template: str, items: list[str]) -> FetchedFeed:
    body = template.format(items="".join(items)).encode()
    return FetchedFeed(url="https://site.example/feed/", body=body)


@pytest.mark.parametrize(("template", "item"), [(RSS, rss_item), (ATOM, atom_entry)])
async def test_the_other_items_go_on(template: str, item: Callable[[int, str], str]) -> None:
    document = feed(template, [item(1, "الأول"), item(2, DEADLY), item(3, "الثالث")])
    parsed = await parse_feed_safely(document, now=NOON, isolate=Deadly())
    assert [one.title for one in parsed.items] == ["الأول", "الثالث"]
    assert [skipped.what for skipped in parsed.skipped] == ["item 2"]


async def test_a_healthy_feed_is_parsed_in_one_step() -> None:
    isolate = Deadly()
    await parse_feed_safely(feed(RSS, [rss_item(1, "الأول")]), now=NOON, isolate=isolate)
    assert isolate.calls == ["parse_feed"]


async def test_a_feed_of_which_nothing_can_be_parsed_is_an_error() -> None:
    with pytest.raises(ParseError):
        await parse_feed_safely(feed(RSS, [rss_item(1, DEADLY)]), now=NOON, isolate=Deadly())


async def test_a_worker_that_is_away_is_no_fault_of_the_feed() -> None:
    with pytest.raises(WorkerUnavailable):
        await parse_feed_safely(
            feed(RSS, [rss_item(1, "الأول")]), now=NOON, isolate=Deadly(gone=True)
        )


async def test_an_article_whose_texts_all_stop_the_worker_is_kept_by_its_headline() -> None:
    """Page first, then the feed's text, then the headline, which the quality gate holds."""

    @dataclass
    class Picky:
        async def __call__(
            self, function: Callable[P, R], /, *args: P.args, **kwargs: P.kwargs
        ) -> R:
            item = args[0]
            assert isinstance(item, FeedItem)
            if item.paragraphs:
                raise JobKilled("time")
            return function(*args, **kwargs)

    async with build_client("Khabar tests", NOWHERE) as client:
        fetcher = Fetcher(client, NOWHERE, limits=FetchLimits())
        reader = ArticleReader(fetcher, now=lambda: NOON, isolate=Picky())
        item = FeedItem(
            site_id="1", url="https://site.example/1/", title="عنوان", paragraphs=("نص",)
        )
        publication = await reader.read(item)
    assert (publication.article.title, publication.article.paragraphs) == ("عنوان", ())
