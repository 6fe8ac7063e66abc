"""What may be concluded from the sessions of a leader at the database's server."""

import pytest

from storage.instances.leader_sessions import Sight, after_look

EPOCH = 7
SINCE = 1_000
SEEN, GONE = True, False


def after(*looks: tuple[int, bool], since: int = SINCE) -> Sight:
    """What is known after looks at an epoch and whether its leader had a session, one a second."""
    sight = Sight()
    for at, (epoch, connected) in enumerate(looks):
        now = SINCE + 1_000 * at
        sight = after_look(sight, epoch, connected=connected, now=now, since=since)
    return sight


def test_who_was_seen_and_is_there_no_more_has_ended() -> None:
    assert after((EPOCH, SEEN), (EPOCH, GONE), (EPOCH, GONE)).gone


@pytest.mark.parametrize(
    "looks",
    [
        pytest.param([], id="nobody has looked"),
        pytest.param([(EPOCH, SEEN), (EPOCH, GONE)], id="it may be about to connect again"),
        pytest.param([(EPOCH, SEEN), (EPOCH, GONE), (EPOCH, SEEN), (EPOCH, GONE)], id="it has"),
        pytest.param([(EPOCH, GONE)] * 9, id="a pooler may call its sessions otherwise"),
        pytest.param(
            [(EPOCH, SEEN), (EPOCH, GONE), (EPOCH + 1, GONE), (EPOCH + 1, GONE)],
            id="another leads, of whom nothing was seen",
        ),
    ],
)
def test_other_sights_prove_nothing(looks: list[tuple[int, bool]]) -> None:
    assert not after(*looks).gone


def test_who_has_connected_anew_since_has_seen_nobody() -> None:
    """The server may have been restarted: all were cut off, and who is quicker proves nothing."""
    sight = after((EPOCH, SEEN), (EPOCH, GONE))
    for _ in range(3):
        sight = after_look(sight, EPOCH, connected=False, now=SINCE + 9_000, since=SINCE + 500)
    assert not sight.gone
    for connected in (SEEN, GONE, GONE):
        sight = after_look(sight, EPOCH, connected=connected, now=SINCE + 9_000, since=SINCE + 500)
    assert sight.gone
