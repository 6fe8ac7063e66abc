"""The doctor tells of settings that would end the start or count for nothing."""

import socket
from pathlib import Path

import pytest

from bot.cli.doctor import Finding, check_feeds, check_machine
from bot.cli.doctor_instance import check_instance
from bot.cli.site_access import open_fetcher
from bot.config.load_settings import load_settings
from bot.config.settings import Settings
from tests.bot.cli.command_line import run
from tests.ports import held_port

TOKEN = f"123:{'a' * 35}"
LONG_SECRET = "s" * 32


@pytest.fixture(autouse=True)
def _no_settings_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*Settings.model_fields, "state_directory"):
        monkeypatch.delenv(name.upper(), raising=False)


def settings_of(folder: Path, **given: str) -> Settings:
    return load_settings(None, database=str(folder / "khabar.db"), bot_token=TOKEN, **given)


@pytest.mark.parametrize(
    ("name", "value", "needed", "enough"),
    [
        ("metrics_token", LONG_SECRET, "WEB_LISTEN", {"web_listen": "127.0.0.1:0"}),
        ("metrics_token", LONG_SECRET, "WEB_LISTEN", {"ping_secret": LONG_SECRET}),
        ("trusted_proxies", "10.0.0.1", "WEB_LISTEN", {"web_listen": "127.0.0.1:0"}),
        (
            "summary_api_key",
            "key",
            "SUMMARY_API_URL",
            {"summary_api_url": "https://api.example/v1", "summary_model": "m"},
        ),
        ("summary_model", "m", "SUMMARY_API_URL", {"summary_api_url": "https://api.example/v1"}),
    ],
)
async def test_a_setting_without_the_one_that_it_needs_is_noted(
    tmp_path: Path, name: str, value: str, needed: str, enough: dict[str, str]
) -> None:
    """Else somebody waits for figures or summaries that never come."""

    async def noted(**given: str) -> list[Finding]:
        settings = settings_of(tmp_path, **given)
        return [one async for one in check_machine(settings) if one.subject == name.upper()]

    (found,) = await noted(**{name: value})
    assert (found.state, needed in found.words) == ("note", True)
    assert await noted(**{name: value}, **enough) == []


async def test_an_address_that_can_t_be_listened_on_is_told_before_the_start(
    tmp_path: Path,
) -> None:
    """Another program has the port: the bot would end at once, and again every few seconds."""

    async def state(port: int) -> str:
        settings = settings_of(tmp_path, web_listen=f"127.0.0.1:{port}")
        found = {one.subject: one async for one in check_instance(settings)}
        return found["web server"].state

    with held_port() as port:
        assert await state(port) == "ok"
        with socket.create_server(("127.0.0.1", port)):
            assert await state(port) == "wrong"


@pytest.mark.parametrize("proxy", ["", "http://name:pass-word@127.0.0.1:9"])
async def test_a_proxy_through_which_the_site_is_not_reached_is_named(
    tmp_path: Path, proxy: str
) -> None:
    given = {"site_proxy": proxy} if proxy else {}
    url = "http://127.0.0.1:9/feed/"
    settings = settings_of(tmp_path, feed_urls=url, allow_private_hosts="yes", **given)
    async with open_fetcher(settings) as fetcher:
        (found,) = [one async for one in check_feeds(settings, fetcher)]
    assert found.state == "wrong"
    assert ("SITE_PROXY" in found.words) == bool(proxy)
    assert "pass-word" not in found.words


@pytest.mark.usefixtures("own_logs", "_empty_folder")
def test_a_path_is_shown_as_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a piece of it reads as an instruction to the terminal."""
    path = tmp_path / "[/b] [red]" / "khabar.db"
    monkeypatch.setenv("DATABASE", str(path))
    assert f"note  database {path}: there is none yet" in run("doctor")[1]
