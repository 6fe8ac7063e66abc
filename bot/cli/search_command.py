"""Searches the stored articles as a reader of the bot would, for `khabar search`."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import typer

from bot import event_loop
from bot.arabic.highlights import snippet
from bot.arabic.queries.parse import parse_query
from bot.cli.explain_search import SearchExplanation, explain_search
from bot.cli.resources import archive_path, open_store
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.terminal import error_console, report_errors, screen
from bot.config.settings import Settings
from bot.errors import ConfigError
from storage.models import StoredArticle


@dataclass(frozen=True, slots=True)
class SearchMatch:
    """A search result, with the excerpt that shows the words best."""

    stored: StoredArticle
    snippet: str

    def as_json(self) -> dict[str, Any]:
        article = self.stored.article
        return {
            "id": article.site_id,
            "title": article.title,
            "url": article.url,
            "published": article.published.isoformat(),
            "snippet": self.snippet,
        }


def search(words: list[str], limit: int, *, explain: bool, as_json: bool) -> None:
    """Search the stored articles; the bot may be running meanwhile.

    Args:
        words: what to look for, as a reader would type it.
        limit: at most so many answers.
        explain: tell how the words were read and hits were ranked.
        as_json: print JSON.
    """
    with report_errors():
        typed = _typed(words)
        if explain:
            told = event_loop.run(_explain_search(settings_or_exit(), typed, limit))
            if as_json:
                typer.echo(json.dumps(told.as_json(), ensure_ascii=False, indent=2))
            for line in () if as_json else told.lines():
                screen.print(line, markup=False)
            return
        found = event_loop.run(_search(settings_or_exit(), typed, limit))
        if as_json:
            typer.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=2))
            return
        for one in found:
            article = one.stored.article
            screen.print(f"{article.published:%Y-%m-%d}  {article.title}", markup=False)
            screen.print(f"            {article.url}", markup=False)
        if not found:
            error_console.print("khabar: nothing was found")


def _typed(words: list[str]) -> str:
    """Return the words as one query.

    Raises:
        ConfigError: there are none, or one is an option that this command does not have.
    """
    for word in words:
        if word.startswith("--"):
            raise ConfigError(f"there is no option {word}; see khabar search --help")
    typed = " ".join(words)
    if not typed.strip():
        raise ConfigError("there is nothing to look for: write words as a reader would")
    return typed


async def _search(settings: Settings, words: str, limit: int) -> list[SearchMatch]:
    """Return the best search results, as a reader of the bot would get them."""
    now = _now(settings)
    async with open_store(archive_path(settings)) as store:
        query = parse_query(words, today=now.date())
        page = await store.search.find(query, now=now, limit=limit)
        articles = await store.articles.get([hit.article_id for hit in page.hits])
    return [
        SearchMatch(stored, snippet(" ".join(stored.article.paragraphs), page.read).text)
        for stored in articles
    ]


async def _explain_search(settings: Settings, words: str, limit: int) -> SearchExplanation:
    async with open_store(archive_path(settings)) as store:
        return await explain_search(store, words, limit=limit, now=_now(settings))


def _now(settings: Settings) -> datetime:
    """Return the current time in the readers' zone, whose midnight ends their today."""
    return datetime.now(ZoneInfo(settings.time_zone))
