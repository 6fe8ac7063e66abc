"""Some hostile shapes for each target of the fuzzer, of which `make attacks` reads all."""

from tests.parser_bounds import FEW_SHAPES, INPUTS, ON_LINUX, assert_bounds_in_subprocess


@ON_LINUX
def test_some_hostile_shapes_end_within_time_and_memory() -> None:
    """In one process, which takes longer to start than to read them."""
    targets = ("page", "feed", "rest", "photo", "update", "callback", "query")
    assert assert_bounds_in_subprocess(*targets, shapes=FEW_SHAPES) >= FEW_SHAPES + INPUTS
