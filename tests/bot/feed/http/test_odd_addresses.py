"""The check of an address and the client that connects take the same host for an address's."""

from collections.abc import Iterator
from itertools import product
from urllib.parse import urlsplit

import pytest

from bot.errors import FetchError, FetchRefused
from bot.feed.http.client import build_client
from bot.feed.http.fetch_policy import FetchPolicy
from bot.feed.http.fetcher import Fetcher, FetchLimits
from bot.text.urls import absolute

OWN = ("site.org", "SITE.org.", "xn--mgb9d.org", "عنب.org")
# Each is another host, or the site's own by one way to read it alone.
ODD_HOSTS = (
    *("evil.com", "127.0.0.1", "[::1]", "[fe80::1%25eth0]", "[::ffff:127.0.0.1]", "0x7f.1"),
    *("2130706433", "①②⑦.0.0.1", "site。org", "site．org", "ｓite.org", "ſite.org", "ß.org"),
    *("%73ite.org", "site%2eorg", "site\u00ad.org", "site.org\u200d", "℀.org", "..", "*"),
)
BETWEEN = (
    *("", "@", "\\", "/", "?", "#", ":", "::", ":@", "@@", "/@", "\\@", "#@", "?@", ":80@", ";"),
    *(":80", ":443", ":8443", ":0", ":080", ":22", ":٤٤٣", ":+80", ":-1", ":65536", "%40", "%2f"),
    *("\t", "\n", "\r", " ", "\x00", "\u2028", "\u202e", "\u3000", ",", "|", "^", "[", "]", "&"),
)
SCHEMES = ("https://", "http://", "HTTPS://", "https:/", "https:", "//", "https:\\\\", "ht\ttp://")
POLICY = FetchPolicy(frozenset({"site.org", "xn--mgb9d.org"}), ports=frozenset({8443}))


def odd_addresses() -> Iterator[str]:
    for own, sign, odd in product(OWN, BETWEEN, ODD_HOSTS):
        yield from (f"https://{own}{sign}{odd}/feed/", f"https://{odd}{sign}{own}/feed/")
    for scheme, own, sign in product(SCHEMES, OWN, BETWEEN):
        yield from (f"{scheme}{own}{sign}", f"{scheme}{sign}{own}/feed/")


def is_passed(url: str) -> bool:
    try:
        POLICY.check_url(url)
    except FetchRefused:
        return False
    return True


async def test_no_odd_address_leads_to_another_host_than_was_checked() -> None:
    """What is refused is not even looked up, what is passed leads to one of the site's hosts."""
    asked: list[tuple[str, int]] = []

    async def resolver(host: str, port: int) -> list[str]:
        asked.append((host.encode("idna").decode().rstrip("."), port))
        raise OSError("nobody answers")

    passed = 0
    async with build_client("t", POLICY, resolver=resolver) as client:
        fetcher = Fetcher(client, POLICY, limits=FetchLimits())
        for url in dict.fromkeys(odd_addresses()):
            asked.clear()
            with pytest.raises(FetchError) as failed:
                await fetcher.fetch_page(url)
            if not is_passed(url):
                assert isinstance(failed.value, FetchRefused), url
                assert asked == [], url
                continue
            passed += 1
            checked = urlsplit(absolute(url))
            port = checked.port or (443 if checked.scheme == "https" else 80)
            assert asked == [((checked.hostname or "").rstrip("."), port)], url
            assert asked[0][0] in POLICY.hosts, url
            assert port in {80, 443, 8443}, url
    assert passed > len(OWN)
