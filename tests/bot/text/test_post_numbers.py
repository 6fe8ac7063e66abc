"""The number of a post within its site."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.post_numbers import number_of, numbered, root_of
from bot.text.urls import address_key

HOST = "https://www.sada.example"


@pytest.mark.parametrize(
    ("url", "short", "identity"),
    [
        (f"{HOST}/2026/jisr/", f"{HOST}/?p=5", "sada.example/5"),
        (f"{HOST}/en/2026/bridge/", f"{HOST}/en/?p=5", "sada.example/en?p=5"),
        (f"{HOST}/en/?p=5", "", "sada.example/en?p=5"),
        ("", f"{HOST}/en/?p=5", "sada.example/en?p=5"),
        (f"{HOST}/en/2026/bridge/", f"{HOST}/en/index.php?p=5", "sada.example/en?p=5"),
        (f"{HOST}/en/2026/bridge/", "http://old.example/en/?p=5", "sada.example/en?p=5"),
        (f"{HOST}/%D8%B5%D8%AF%D9%89/jisr/", f"{HOST}/صدى/?p=5", "sada.example/صدى?p=5"),
        # It was prepared in a directory, and then put at the root of the host.
        (f"{HOST}/2026/jisr/", f"{HOST}/staging/?p=5", "sada.example/5"),
        (f"{HOST}/english/bridge/", f"{HOST}/en/?p=5", "sada.example/5"),
        (f"{HOST}/en/2026/bridge/", f"{HOST}/en/2026/bridge/", "sada.example/5"),
    ],
)
def test_the_directory_of_a_site_belongs_to_the_number(url: str, short: str, identity: str) -> None:
    """Where a short address tells it, and the article lies in it."""
    assert numbered("5", url, short) == identity


@given(
    st.integers(1, 10**12 - 1),
    st.lists(st.text("abcdeأبتث-", min_size=1, max_size=8), max_size=3).map("/".join),
)
def test_a_number_is_read_as_it_was_written(number: int, directory: str) -> None:
    """In a directory the identity is the key of the short address."""
    root = f"/{directory}" if directory else ""
    short = f"{HOST}{root}/?p={number}"
    identity = numbered(str(number), f"{HOST}{root}/khabar/", short)
    assert (number_of(identity), root_of(identity)) == (number, root)
    assert not root or identity == address_key(short)


@pytest.mark.parametrize(
    "identity", ["sada.example/2026/10/12", "sada.example/jisr", "sada.example?p=5", "", "5"]
)
def test_an_address_is_no_number(identity: str) -> None:
    assert (number_of(identity), root_of(identity)) == (None, "")
