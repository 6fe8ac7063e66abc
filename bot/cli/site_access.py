"""Opens the fetcher of a site's pages, by the settings."""

import contextlib
from collections.abc import AsyncIterator
from importlib.metadata import version
from urllib.parse import urlsplit

from bot.config.addresses import ascii_host
from bot.config.settings import Settings
from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits


def user_agent(settings: Settings) -> str:
    """Return the bot's User-Agent, with a contact for the site's engineers."""
    contact = f"; +{settings.contact}" if settings.contact else ""
    return f"Khabar/{version('khabar')} (Telegram news bot{contact})"


def is_address(source: str) -> bool:
    """Return whether the source is an http(s) address and not a file."""
    try:
        parts = urlsplit(source)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


@contextlib.asynccontextmanager
async def open_fetcher(
    settings: Settings, *, named: str = "", limits: FetchLimits | None = None
) -> AsyncIterator[Fetcher]:
    """Open a fetcher with the fetch policy of the settings.

    An address that was `named` on the command line is meant, whatever its host.
    """
    host = urlsplit(named).hostname if is_address(named) else None
    with contextlib.suppress(ValueError):
        host = ascii_host(host) if host else None
    policy = FetchPolicy(
        settings.hosts | ({host} if host else set()),
        allow_private=settings.allow_private_hosts or bool(host),
        ports=settings.ports,
    )
    proxy = settings.site_proxy.get_secret_value() if settings.site_proxy else None
    async with build_client(user_agent(settings), policy, proxy=proxy) as client:
        yield Fetcher(client, policy, limits=limits or FetchLimits(), zone_name=settings.time_zone)
