"""The bot in the sandbox with settings that are meant for Telegram."""

import pytest

from bot.cli.sandbox import SANDBOX_INTERVALS, intervals, leading_away, running_sandbox
from bot.config.load_settings import load_settings

pytestmark = pytest.mark.usefixtures("own_logs", "_empty_folder")


async def test_nothing_that_leads_away_from_this_machine_is_used(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Its Telegram sends no update to the newsroom's server; no model is paid for invented news."""
    caplog.set_level("INFO")
    given = load_settings(
        None,
        webhook_url="https://news.example/khabar/telegram",
        summary_api_url="https://model.example/v1",
        summary_api_key="a key",
        summary_model="large",
        time_zone="Europe/Berlin",
    )
    async with running_sandbox(given, port=0, site_port=0) as settings:
        assert settings.webhook_url is None
        assert not settings.summary_api_url
        assert settings.summary_api_key is None
        assert settings.time_zone == "Europe/Berlin"
    told = "not used in the sandbox: SUMMARY_API_KEY, SUMMARY_API_URL, SUMMARY_MODEL, WEBHOOK_URL"
    assert told in caplog.messages


def test_what_stays_on_this_machine_is_used() -> None:
    """A webhook at the bot's own port, and a model of one's own."""
    settings = load_settings(
        None,
        api_base_url="http://127.0.0.1:8081",
        webhook_url="http://127.0.0.1:8810/telegram",
        summary_api_url="http://localhost:11434/v1",
        summary_model="small",
    )
    assert not leading_away(settings)


async def test_a_longer_pause_between_polls_is_kept() -> None:
    """Also one that is longer than the longest that the sandbox itself would choose."""
    given = load_settings(None, poll_min="30s")
    assert given.poll_min > load_settings(None, **SANDBOX_INTERVALS).poll_max
    async with running_sandbox(given, port=0, site_port=0) as settings:
        assert settings.poll_min == given.poll_min <= settings.poll_max
    assert intervals(()) == SANDBOX_INTERVALS
