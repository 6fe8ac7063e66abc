"""One piece of the desk's work that fails leaves the others their turn."""

import pytest

from handlers.desk.default_on_error import default_on_error
from storage.errors import StorageError


async def fails(error: Exception) -> bool:
    raise error


async def test_an_error_that_nobody_expected_costs_only_its_own_work(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It is logged by kind and place, without words that may be a reader's."""
    assert (
        await default_on_error("left", fails(ValueError("ما كتبه قارئ")), "proposing approval 7")
        == "left"
    )
    assert "proposing approval 7" in caplog.text
    assert "ValueError" in caplog.text
    assert "قارئ" not in caplog.text


async def test_a_database_that_fails_concerns_all() -> None:
    with pytest.raises(StorageError):
        await default_on_error(
            True, fails(StorageError("the disk is full")), "proposing approval 7"
        )
