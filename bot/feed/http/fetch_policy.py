"""Decides which URLs may be fetched: allowed hosts, public IP addresses, http and https."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final
from urllib.parse import urlsplit

from bot.config.addresses import ascii_host
from bot.errors import FetchRefused
from bot.feed.http.special_addresses import is_public
from bot.text.urls import absolute

_SCHEMES: Final = frozenset(("http", "https"))
_DEFAULT_PORTS: Final = frozenset((80, 443))


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The hosts that may be fetched, and whether private addresses may be.

    A host admits itself with and without `www.`; `.example.org` admits every sub-domain too.
    Ports are those of the web and those in `ports`, which the site's own addresses name.
    `allow_private` is for the sandbox and tests, whose hosts are on loopback at any port.
    """

    hosts: frozenset[str]
    allow_private: bool = False
    ports: frozenset[int] = frozenset()

    def check_url(self, url: str) -> None:
        """Refuse an address by its scheme and host.

        Raises:
            FetchRefused: another scheme, a user name in it, a host or a port that was not named.
        """
        cleaned = absolute(url)
        if not cleaned:
            raise FetchRefused("not an address of http or https")
        parts = urlsplit(cleaned)
        if parts.scheme not in _SCHEMES:
            raise FetchRefused(f"scheme {parts.scheme} is not fetched")
        self.check_host(parts.hostname or "")
        self.check_port(parts.port or (443 if parts.scheme == "https" else 80))

    def check_port(self, port: int) -> None:
        """Refuse a port at which no web server of the site is expected.

        Raises:
            FetchRefused: it is neither 80 nor 443, nor named by one of the site's addresses.
        """
        if not self.allow_private and port not in _DEFAULT_PORTS | self.ports:
            raise FetchRefused(f"port {port} is not fetched")

    def check_host(self, host: str) -> None:
        """Refuse a host that was not named.

        Raises:
            FetchRefused: the host is none of the site's.
        """
        if not self.admits(host):
            raise FetchRefused(f"host {host} is outside the configured site")

    def admits(self, host: str) -> bool:
        """Return whether the host is one of those named."""
        # The HTTP client tells a host of DNS's `xn--…` in its own letters.
        try:
            known = host if host.isascii() else ascii_host(host)
        except ValueError:
            return False
        bare = known.lower().rstrip(".").removeprefix("www.")
        for named in self.hosts:
            pattern = named.lower().removeprefix("*")
            if pattern.startswith("."):
                if bare == pattern[1:] or bare.endswith(pattern):
                    return True
            elif bare == pattern.removeprefix("www."):
                return True
        return False

    def check_address(self, address: str) -> None:
        """Refuse a resolved IP address that is not on the public internet.

        Raises:
            FetchRefused: private, loopback, link-local, multicast or reserved.
        """
        if not self.allow_private and not is_public(_parsed(address)):
            raise FetchRefused(f"{address} is no public address")


def _parsed(address: str) -> IPv4Address | IPv6Address:
    return ip_address(address.partition("%")[0])
