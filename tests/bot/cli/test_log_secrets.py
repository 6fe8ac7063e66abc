"""No setting that is a secret can stand in the log, whichever setting is added one day."""

import logging

import pytest
from pydantic import SecretStr

from bot.cli.app import choose_settings
from bot.cli.settings_of_command import settings_or_exit
from bot.config.settings import Settings

VALUES = {
    "bot_token": "123456:" + "A" * 35,
    "ping_secret": "a secret of the site's plugin",
    "webhook_url": "https://bot.example/a-path-nobody-guesses",
    "metrics_token": "a token of the dashboard",
    "summary_api_key": "a key of the model",
    "telegram_proxy": "http://user:pass-of-telegram@proxy.example:3128",
    "site_proxy": "http://user:pass-of-the-site@proxy.example:3128",
}


@pytest.mark.usefixtures("own_logs")
def test_every_secret_setting_is_struck_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whole, and the password of an address in an address that is written otherwise."""
    secret = {
        name
        for name, field in Settings.model_fields.items()
        if "SecretStr" in str(field.annotation)
    }
    assert secret == set(VALUES)
    for name, value in VALUES.items():
        monkeypatch.setenv(name.upper(), value)
    # As a command without --env-file, whichever this process has run before.
    choose_settings()
    settings = settings_or_exit()
    log = logging.getLogger("bot.of_this_test")
    for name in VALUES:
        value = getattr(settings, name)
        assert isinstance(value, SecretStr)
        log.warning("it said %s!", value.get_secret_value())
    log.warning("socks5h://user:pass-of-telegram@proxy.example and @proxy.example")
    said = capsys.readouterr().err
    assert said.count("it said [struck out]!") == len(VALUES)
    assert "pass-of" not in said
    assert "and @proxy.example" in said
