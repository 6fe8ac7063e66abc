"""Reads what a reader wrote as a query and searches for it, both by the newsroom's days."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.arabic.queries.parse import parse_query
from handlers.context import KhabarContext
from storage.models import SearchPage, SearchQuery

# Longer than any question, shorter than a pasted article.
MAX_QUERY_LETTERS = 200


def today(context: KhabarContext) -> date:
    """Return the day that it is for the newsroom and its readers."""
    return _local_now(context).date()


def read_query(context: KhabarContext, text: str) -> SearchQuery:
    """Parse a query; its «today» is the newsroom's."""
    return parse_query(text, today=today(context))


async def find(
    context: KhabarContext, query: SearchQuery, *, limit: int, offset: int = 0
) -> SearchPage:
    """Return a page of what is found; the days of the query are the newsroom's.

    Raises:
        StorageError: the index can't be read.
    """
    return await context.store.search.find(
        query, now=_local_now(context), limit=limit, offset=offset
    )


def _local_now(context: KhabarContext) -> datetime:
    return context.services.now().astimezone(ZoneInfo(context.services.zone_name))
