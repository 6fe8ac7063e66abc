"""Decides which URLs may be fetched: allowed hosts, public IP addresses, http and https."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from bot.errors import FetchRefused
from bot.text.urls import absolute

_SCHEMES: Final = frozenset(("http", "https"))
# RFC 6052: an IPv4 address wrapped for NAT64 reaches the IPv4 address inside.
_NAT64: Final = ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The hosts that may be fetched, and whether private addresses may be.

    A host admits itself with and without `www.`; `.example.org` admits every sub-domain too.
    `allow_private` is for the sandbox and tests, whose hosts are on loopback.
    """

    hosts: frozenset[str]
    allow_private: bool = False

    def check_url(self, url: str) -> None:
        """Refuse an address by its scheme and host.

        Raises:
            FetchRefused: another scheme, a user name in it, or a host that was not named.
        """
        cleaned = absolute(url)
        if not cleaned:
            raise FetchRefused("not an address of http or https")
        parts = urlsplit(cleaned)
        if parts.scheme not in _SCHEMES:
            raise FetchRefused(f"scheme {parts.scheme} is not fetched")
        self.check_host(parts.hostname or "")

    def check_host(self, host: str) -> None:
        """Refuse a host that was not named.

        Raises:
            FetchRefused: the host is none of the site's.
        """
        if not self.admits(host):
            raise FetchRefused(f"host {host} is outside the configured site")

    def admits(self, host: str) -> bool:
        """Whether the host is one of those named."""
        bare = host.lower().rstrip(".").removeprefix("www.")
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
        if not self.allow_private and not _public(ip_address(address.partition("%")[0])):
            raise FetchRefused(f"{address} is no public address")


def _public(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = IPv4Address(int(address) & 0xFFFF_FFFF)
        if inner is not None:
            return _public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast
