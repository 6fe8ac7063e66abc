"""Durations: which are taken, and which are refused in which words."""

from datetime import timedelta
from pathlib import Path

import pytest

from bot.config.load_settings import load_settings
from bot.config.settings import Settings
from bot.errors import ConfigError


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*Settings.model_fields, "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)


def load(tmp_path: Path, line: str) -> Settings:
    path = tmp_path / ".env"
    path.write_text(line, "utf-8")
    return load_settings(path)


@pytest.mark.parametrize(
    ("text", "seconds"), [("90S", 90), ("90s", 90), ("2m", 120), ("1.5 h", 5400), ("2D", 172800)]
)
def test_a_duration_carries_its_unit(tmp_path: Path, text: str, seconds: int) -> None:
    settings = load(tmp_path, f"EDIT_WINDOW={text}")
    assert settings.edit_window == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("POLL_MIN=60", 60),
        ("POLL_MIN=60.0", 60),
        ("POLL_MAX=90", 90),
        ("SUMMARY_TIMEOUT=20", 20),
        ("EDIT_WINDOW=172800", 172800),
        ("CATCH_UP_AFTER=172800.0", 172800),
    ],
)
def test_a_number_alone_is_seconds_where_it_can_be_nothing_else(
    tmp_path: Path, line: str, seconds: int
) -> None:
    """The setting is one of seconds, or any other unit would be far too long."""
    settings = load(tmp_path, line)
    assert getattr(settings, line.partition("=")[0].lower()) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("POLL_MIN=soon", "no duration"),
        ("POLL_MIN=0", "between one second"),
        ("POLL_MIN=0s", "between one second"),
        ("ALERT_AFTER=0", "between one second"),
        ("ALERT_AFTER=9999999999", "between one second"),
        ("EDIT_WINDOW=48", "EDIT_WINDOW: '48' has no unit; write 48s, 48m, 48h or 48d"),
        ("EDIT_WINDOW=48.0", "'48.0' has no unit; write 48.0s, 48.0m, 48.0h or 48.0d"),
        ("EDIT_WINDOW=3600", "'3600' has no unit; write 3600s or 3600m"),
        ("CATCH_UP_AFTER=3", "'3' has no unit"),
        ("ALERT_AFTER=0.5", "'0.5' has no unit; write 0.5m, 0.5h or 0.5d"),
        ("POLL_MIN=9h", "POLL_MIN is longer than POLL_MAX"),
        ("SUMMARY_TIMEOUT=9m", "between one second and two minutes"),
    ],
)
def test_a_wrong_duration_is_named_and_explained(tmp_path: Path, line: str, word: str) -> None:
    """Nothing is offered that would be refused in its turn."""
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, line)
    assert word in str(caught.value)
