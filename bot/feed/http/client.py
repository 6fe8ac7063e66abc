"""Builds the HTTP client with which the site is fetched: checked addresses, no cookies."""

import ssl
from datetime import timedelta
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx

from bot.feed.http.compression import ACCEPTED
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.transport import CheckedTransport, Resolve, resolve_host
from bot.trusted_certificates import trusted


def build_client(
    user_agent: str,
    policy: FetchPolicy,
    *,
    connect: timedelta = timedelta(seconds=10),
    read: timedelta = timedelta(seconds=15),
    connections: int = 8,
    resolver: Resolve = resolve_host,
    verify: ssl.SSLContext | None = None,
    proxy: str | None = None,
) -> httpx.AsyncClient:
    """Build a client that connects only to checked addresses, without cookies and redirects.

    `user_agent` names the bot with a contact. Proxies of the environment are not used: behind
    one the policy could not check the addresses of a host. With a `proxy` in the settings it
    checks host names alone.
    """
    limits = httpx.Limits(max_connections=connections, max_keepalive_connections=connections)
    transport = CheckedTransport(
        policy, verify=verify or trusted(), limits=limits, resolver=resolver, proxy=proxy
    )
    return httpx.AsyncClient(
        transport=transport,
        headers={"User-Agent": user_agent, "Accept-Encoding": ACCEPTED},
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=httpx.Timeout(
            read.total_seconds(), connect=connect.total_seconds(), pool=read.total_seconds()
        ),
        follow_redirects=False,
        trust_env=False,
    )
