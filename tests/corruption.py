"""Hypothesis strategy of corrupted inputs: cut, spliced, repeated, with bits flipped."""

from collections.abc import Sequence
from typing import Final

from hypothesis import strategies as st

_LONGEST: Final = 60_000


@st.composite
def corrupted(draw: st.DrawFn, seeds: Sequence[bytes], pieces: Sequence[bytes]) -> bytes:
    """One of `seeds` after some accidents; `pieces` are what its reader may stumble over."""
    body = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(len(body), start + 400)))
        accident = draw(st.sampled_from(("cut", "insert", "repeat", "splice", "turn", "end")))
        if accident == "cut":
            body = body[:start] + body[end:]
        elif accident == "insert":
            piece = draw(st.binary(max_size=8) | st.sampled_from(pieces))
            body = body[:start] + piece * draw(st.sampled_from((1, 1, 1, 2, 500))) + body[end:]
        elif accident == "repeat":
            body = body[:start] + body[start:end] * draw(st.integers(2, 40)) + body[end:]
        elif accident == "splice":
            other = draw(st.sampled_from(seeds))
            body = body[:start] + other[draw(st.integers(0, len(other))) :]
        elif accident == "turn" and start < len(body):
            turned = body[start] ^ (1 << draw(st.integers(0, 7)))
            body = body[:start] + bytes((turned,)) + body[start + 1 :]
        elif accident == "end":
            body = body[: max(start, 1)]
    return body[:_LONGEST]
