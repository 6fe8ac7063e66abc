"""Time zones by their stored names."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from storage.time_zones import digest_hour, zone_or_utc


def test_a_zone_is_found_by_its_name() -> None:
    assert zone_or_utc("Asia/Damascus") == ZoneInfo("Asia/Damascus")


@pytest.mark.parametrize("name", ["", "Nowhere/Land", "../../etc/passwd", "Asia", "x\0y"])
def test_a_name_that_no_system_knows_is_taken_for_utc(name: str) -> None:
    """A damaged row must stop nothing."""
    assert zone_or_utc(name) is UTC


def test_a_digest_is_named_by_the_hour_of_the_city() -> None:
    """One that comes at another hour is named by none."""
    moment = datetime(2026, 3, 14, 5, 0, tzinfo=UTC)
    assert digest_hour(moment, (8, 20), "Asia/Damascus") == 8
    assert digest_hour(moment, (5,), "Asia/Damascus") is None
