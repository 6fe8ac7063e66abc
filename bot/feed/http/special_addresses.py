"""Distinguishes public IP addresses from private, reserved and other special ones.

The tables are those of the IANA special-purpose address registries (RFC 6890 and its updates),
https://www.iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry. Of IPv6
only what is assigned as global unicast, 2000::/3, can be public at all: what no table lists is
refused.
"""

from ipaddress import IPv4Address, IPv6Address, ip_network
from typing import Final

_SPECIAL_IPV4: Final = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_GLOBAL_UNICAST: Final = ip_network("2000::/3")
_SPECIAL_IPV6: Final = tuple(
    ip_network(network)
    for network in (
        "2001::/23",
        "2001:db8::/32",
        "2620:4f:8000::/48",
        "3fff::/20",
    )
)
# Addresses that lead to the IPv4 address inside (RFC 6052, RFC 3056, RFC 4291).
_NAT64: Final = ip_network("64:ff9b::/96")
_6TO4: Final = ip_network("2002::/16")
_MAPPED: Final = ip_network("::ffff:0:0/96")


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Return whether an address, or the IPv4 address embedded in it, is of the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_IPV4)
    inner = _wrapped(address)
    if inner is not None:
        return is_public(inner)
    return address in _GLOBAL_UNICAST and not any(address in net for net in _SPECIAL_IPV6)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    number = int(address)
    if address in _NAT64 or address in _MAPPED:
        return IPv4Address(number & 0xFFFF_FFFF)
    if address in _6TO4:
        return IPv4Address(number >> 80 & 0xFFFF_FFFF)
    return None
