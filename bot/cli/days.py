"""Parses the days that options name."""

import contextlib
from datetime import UTC, datetime

import typer

_DATES = ("%Y-%m-%d", "%Y-%m", "%Y")


def parse_day(written: str) -> datetime:
    """Parse a day, month or year to its beginning (UTC).

    Raises:
        typer.BadParameter: it is none.
    """
    for form in _DATES:
        with contextlib.suppress(ValueError):
            return datetime.strptime(written, form).replace(tzinfo=UTC)
    raise typer.BadParameter(
        f"{written!r} is no date; write a day, month or year: 2025-01-31, 2025-01 or 2025"
    )
