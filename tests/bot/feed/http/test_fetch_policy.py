"""Which addresses are fetched."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FetchRefused
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.special_addresses import is_public

NAT64 = ip_network("64:ff9b::/96")
POLICY = FetchPolicy(frozenset({"www.site.org", ".media.net", "عنب.org".encode("idna").decode()}))


@pytest.mark.parametrize(
    "url",
    [
        "https://www.site.org/feed/",
        "http://site.org/1/",
        "https://SITE.org:443/",
        "https://media.net/a.jpg",
        "https://a.b.media.net/a.jpg",
        "https://عنب.org/1/",
    ],
)
def test_the_sites_own_hosts_are_fetched(url: str) -> None:
    """With and without www, sub-domains where the name begins with a point."""
    POLICY.check_url(url)


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
        "https://site.org:8443/",
        "http://site.org:22/",
        "http://site.org:6379/",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    """Other hosts, other schemes, and addresses that are none."""
    with pytest.raises(FetchRefused):
        POLICY.check_url(url)


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
        "::127.0.0.1",
        "::8.8.8.8",
        "64:ff9b:1::808:808",
        "fec0::1",
        "100::1",
        "100:0:0:1::1",
        "2001:2::1",
        "2001:10::1",
        "2001:20::1",
        "2001:db8::1",
        "3fff::1",
        "5f00::1",
        "2002:c0a8:101::",
        "4000::1",
        "9000::1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "240.0.0.1",
    ],
)
def test_private_addresses_are_refused(address: str) -> None:
    """Loopback, private, link-local, multicast, reserved, and each of them wrapped in IPv6."""
    with pytest.raises(FetchRefused):
        POLICY.check_address(address)
    FetchPolicy(frozenset(), allow_private=True).check_address(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "2002:808:808::", "9.9.9.9"],
)
def test_public_addresses_are_fetched(address: str) -> None:
    """A public address passes, also one that NAT64 has wrapped."""
    POLICY.check_address(address)


def test_a_port_that_the_sites_address_names_is_fetched() -> None:
    policy = FetchPolicy(frozenset({"site.org"}), ports=frozenset({8443}))
    policy.check_url("https://site.org:8443/feed/")
    with pytest.raises(FetchRefused):
        policy.check_url("https://site.org:8444/feed/")


@given(st.ip_addresses(v=6))
def test_of_ipv6_only_global_unicast_can_be_public(address: IPv6Address) -> None:
    """Whatever no table lists is refused, so that a range assigned tomorrow is no hole."""
    wraps = address in NAT64 or address.ipv4_mapped is not None
    if is_public(address) and not wraps:
        assert int(address) >> 125 == 1


@given(st.ip_addresses(v=4))
def test_what_python_knows_as_private_is_never_public(address: IPv4Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast
