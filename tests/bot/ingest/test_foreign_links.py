"""An article's link leads to the newsroom, or an owner decides."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.load_settings import load_settings
from bot.ingest.admission import Admission, PollContext, check_article
from bot.ingest.publications import build_publication
from bot.text.urls import canonical_url, is_within
from storage.models import ArticleStatus
from storage.store import Store
from tests.articles import NOON, invented
from tests.databases import migrated

HOSTS = {"www.news.example"}


@pytest.mark.parametrize(
    "url",
    [
        "https://news.example/1/",
        "http://www.news.example:8080/1/",
        "https://english.news.example/1/",
        "https://NEWS.example./1/",
        "https://user:word@news.example/1/",
    ],
)
def test_links_to_the_newsroom_are_its_own(url: str) -> None:
    assert is_within(canonical_url(url), HOSTS)


@pytest.mark.parametrize(
    "url",
    [
        "https://shop.example/1/",
        "https://badnews.example/1/",
        "https://news.example.shop.example/1/",
        "https://news.example@shop.example/1/",
        "https://shop.example/?https://news.example/",
        "https://shop.example#news.example",
        "https://[::1]/news.example",
        "https://example/1/",
        "javascript:alert('news.example')",
        "",
    ],
)
def test_links_to_elsewhere_are_not(url: str) -> None:
    """Neither what looks alike, nor what names the newsroom in another part of the address."""
    assert not is_within(canonical_url(url), HOSTS)


@pytest.mark.parametrize("separator", "\\/?#@:;,%")
@given(noise=st.text(max_size=4))
def test_what_is_published_leads_where_it_was_checked_to(separator: str, noise: str) -> None:
    """Browsers read a backslash in an address as `/`: what they are given holds no such letter."""
    url = canonical_url(f"https://shop.example{separator}{noise}@news.example/1/")
    if is_within(url, HOSTS):
        assert url.startswith("https://news.example/")


async def test_an_article_that_links_elsewhere_is_held_with_the_reason(tmp_path: Path) -> None:
    """Its headline and text may be in order: only the link betrays it."""
    database = await migrated(tmp_path / "khabar.db")
    admission = Admission(
        Store(database).articles, hosts=HOSTS, settle=timedelta(0), now=lambda: NOON
    )
    terms = PollContext(push=True, away=False, floor=None)
    for url, status in (
        ("https://shop.example/1/", ArticleStatus.HELD),
        ("https://news.example/1/", ArticleStatus.LIVE),
    ):
        made = await admission.judged(build_publication(invented(url=url)), terms)
        assert (made.status, "link" in made.held_for) == (status, status is ArticleStatus.HELD)
    await database.close()


def test_the_owner_can_name_further_hosts() -> None:
    """As for a feed that is hosted elsewhere than the articles; the policy lets them through."""
    settings = load_settings(
        None, feed_urls="https://feeds.example/news/", article_hosts="*.news.example صحيفة.example"
    )
    for url in ("https://feeds.example/1/", "https://a.news.example/1/", "https://صحيفة.example/"):
        assert check_article(invented(url=canonical_url(url)), settings.newsroom_hosts).ok
    assert {"feeds.example", "*.news.example"} <= settings.hosts
