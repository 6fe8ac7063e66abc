"""What signs in within an address is shown nowhere, whichever setting the address stands in."""

import logging
from pathlib import Path
from typing import Any

import pytest

from bot.cli.app import choose_settings
from bot.cli.doctor import check_feeds, check_machine
from bot.cli.doctor_instance import check_instance
from bot.cli.doctor_telegram import check_telegram
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.site_access import open_fetcher
from bot.composition.start_line import log_start
from bot.config.addresses import sign_in_words, without_sign_in
from bot.config.settings import Settings
from bot.errors import ConfigError

TOKEN = f"123:{'a' * 35}"
SECRET = "hush-hush"
NEEDED = {"summary_api_url": {"SUMMARY_MODEL": "m"}, "public_url": {"PING_SECRET": "p" * 32}}
# What asks for another address while it is checked: nothing answers there, at once.
NOWHERE = {"API_BASE_URL": "http://127.0.0.1:9", "FEED_URLS": "http://127.0.0.1:9/feed/"}
# Whatever these check is an address, whichever setting is added one day.
_OF_ADDRESSES = {"bot.config.addresses", "storage.engine.address"}


def _module_of(validator: object) -> str:
    return str(getattr(getattr(validator, "func", None), "__module__", ""))


ADDRESSES = [
    name
    for name, field in Settings.model_fields.items()
    if any(_module_of(one) in _OF_ADDRESSES for one in field.metadata)
]


def settings_or_refusal() -> Settings | str:
    try:
        return settings_or_exit()
    except ConfigError as error:
        return str(error)


@pytest.mark.usefixtures("own_logs")
@pytest.mark.parametrize("name", ADDRESSES)
@pytest.mark.parametrize(
    "signed_in",
    [
        f"http://editor:{SECRET}@127.0.0.1:9/path",
        f"http://:{SECRET}@127.0.0.1:9/path",
        f"http://{SECRET}@127.0.0.1:9/path",
        f"http://editor:12/{SECRET}@127.0.0.1:9/path",
        f"postgresql://khabar:{SECRET}@127.0.0.1:9/news",
    ],
)
async def test_neither_the_doctor_nor_the_log_shows_what_signs_in(
    name: str,
    signed_in: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A setting either refuses such an address, without repeating it, or keeps it to itself."""
    for field in Settings.model_fields:
        monkeypatch.delenv(field.upper(), raising=False)
    given = {"BOT_TOKEN": TOKEN, "DATABASE": str(tmp_path / "khabar.db"), **NOWHERE}
    given |= {**NEEDED.get(name, {}), name.upper(): signed_in}
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    choose_settings()
    settings = settings_or_refusal()
    if isinstance(settings, str):
        assert SECRET not in settings
        return
    log_start(settings, "echo_bot")
    logging.getLogger("bot.of_this_test").warning("it is %s or @127.0.0.1:9/path", signed_in)
    async with open_fetcher(settings) as fetcher:
        checks: list[Any] = [check_machine(settings), check_telegram(settings)]
        checks += [check_feeds(settings, fetcher), check_instance(settings)]
        found = [str(one.as_json()) for check in checks async for one in check]
    assert found
    assert SECRET not in "".join(found)
    assert SECRET not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://api.telegram.org", "https://api.telegram.org"),
        ("http://name:pass@10.0.0.5:8081/api", "http://10.0.0.5:8081/api"),
        ("http://na%40me:p%40ss@[::1]:8081", "http://[::1]:8081"),
        ("http://token@api.example/?key=word", "http://api.example/"),
    ],
)
def test_an_address_is_shown_without_what_signs_in(address: str, shown: str) -> None:
    assert without_sign_in(address) == shown


def test_a_password_is_known_in_each_form_that_a_library_may_write() -> None:
    assert sign_in_words("http://name:p%40ss!@host.example/") == {
        *(":p%40ss!@", ":p@ss!@", ":p%40ss%21@"),
    }
    assert sign_in_words("http://host.example/@name") == set()
    assert sign_in_words("http://[broken") == set()
