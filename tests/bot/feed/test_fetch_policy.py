"""Which addresses are fetched."""

import pytest

from bot.errors import FetchRefused
from bot.feed.fetch_policy import FetchPolicy

FENCE = FetchPolicy(frozenset({"www.site.org", ".media.net", "عنب.org".encode("idna").decode()}))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.site.org/feed/",
        "http://site.org/1/",
        "https://SITE.org:8443/",
        "https://media.net/a.jpg",
        "https://a.b.media.net/a.jpg",
        "https://عنب.org/1/",
    ],
)
def test_the_sites_own_hosts_are_fetched(url: str) -> None:
    """With and without www, sub-domains where the name begins with a point."""
    FENCE.check_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://other.org/",
        "https://www.site.org.evil.com/",
        "https://evilsite.org/",
        "https://sub.site.org/",
        "https://evilmedia.net/",
        "https://site.org@evil.com/",
        "ftp://site.org/",
        "file:///etc/passwd",
        "gopher://site.org/",
        "javascript:alert(1)",
        "//site.org/",
        "",
        "https://",
        "https://[::1",
        "https://site.org:99999/",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    """Other hosts, other schemes, and addresses that are none."""
    with pytest.raises(FetchRefused):
        FENCE.check_url(url)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
    ],
)
def test_private_addresses_are_refused(address: str) -> None:
    """Loopback, private, link-local, multicast, reserved, and each of them wrapped in IPv6."""
    with pytest.raises(FetchRefused):
        FENCE.check_address(address)
    FetchPolicy(frozenset(), allow_private=True).check_address(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_addresses_are_fetched(address: str) -> None:
    """A public address passes, also one that NAT64 has wrapped."""
    FENCE.check_address(address)
