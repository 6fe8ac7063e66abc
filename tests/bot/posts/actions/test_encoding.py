"""Callback data: what is written is read again, and nothing else is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.posts.actions.encoding import MAX_BYTES, PREFIXES, Action, decode, encode
from bot.posts.actions.reading import Listing, ShowArticle, ShowPage
from bot.posts.actions.settings import Choose, Menu, OpenMenu, Setting
from bot.posts.actions.subscriptions import Follow

NUMBERS = st.integers(min_value=0, max_value=2**63 - 1)
ACTIONS = st.one_of(
    st.builds(ShowPage, st.sampled_from(Listing), NUMBERS, NUMBERS),
    st.builds(ShowArticle, NUMBERS),
    st.builds(Follow, NUMBERS, st.booleans()),
    st.builds(OpenMenu, st.sampled_from(Menu)),
    st.builds(Choose, st.sampled_from(Setting), NUMBERS),
)


@given(ACTIONS)
def test_what_was_encoded_is_decoded(action: Action) -> None:
    """Any numbers that the database can hold, within Telegram's bytes."""
    data = encode(action)
    assert len(data.encode()) <= MAX_BYTES
    assert decode(data) == action


@given(st.text(max_size=80))
def test_hostile_data_is_nothing_or_an_action(data: str) -> None:
    """Anything may be forged; what is taken is exactly what would be written."""
    action = decode(data)
    assert action is None or encode(action) == data


@pytest.mark.parametrize(
    "data",
    [
        None,
        "",
        "a",
        "a:",
        "a:-1",
        "a:1:2",
        "a:٣",
        "a: 1",
        "a:007",
        "a:9223372036854775808",
        "p:q:1:0",
        "f:1:2",
        "m:1:9",
        "k:1:9:9",
        "k:1:1:9",
        "u:8:2",
        "l:2:0",
        "b:1:1:2:0",
        "h:1:7",
        "zz:1",
        "o:?",
        "a:" + "9" * 70,
        "a:\ud800",
    ],
)
def test_what_was_never_written_is_refused(data: str | None) -> None:
    """Each is None, not an error."""
    assert decode(data) is None


def test_a_number_out_of_bounds_is_not_encoded() -> None:
    """A negative page or an id beyond SQLite's integers is our own fault."""
    with pytest.raises(ValueError, match="out of bounds"):
        encode(ShowArticle(-1))
    with pytest.raises(ValueError, match="out of bounds"):
        encode(ShowArticle(2**63))


def test_every_action_has_one_prefix() -> None:
    """Two prefixes for one action would make old buttons and new ones differ."""
    assert len(set(PREFIXES.values())) == len(PREFIXES)
