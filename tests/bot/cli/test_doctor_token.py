"""The doctor asks Telegram as the bot does: by the proxy of the settings, or by none."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bot.cli.doctor import check_token
from bot.config.load_settings import load_settings

TOKEN = f"123:{'a' * 35}"
ME = {"id": 123, "is_bot": True, "first_name": "صدى", "username": "echo_bot"}


class Telegram(ThreadingHTTPServer):
    """Answers getMe, as Telegram or as a proxy before it, and keeps what was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Telegram

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        body = json.dumps({"ok": True, "result": ME}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Say nothing."""


@pytest.fixture
def telegram() -> Iterator[Telegram]:
    with Telegram() as server:
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


async def test_by_the_proxy_of_the_settings(telegram: Telegram) -> None:
    """Where Telegram is blocked, nothing else leads there."""
    settings = load_settings(
        None,
        bot_token=TOKEN,
        api_base_url="http://telegram.invalid",
        telegram_proxy=telegram.address,
    )
    found = await check_token(settings)
    assert (found.ok, found.words) == (True, "@echo_bot")
    assert telegram.asked == [f"http://telegram.invalid/bot{TOKEN}/getMe"]


async def test_by_no_proxy_that_the_bot_would_not_take(
    telegram: Telegram, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A Bot API server beside the bot is asked directly, whatever the environment says."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    settings = load_settings(None, bot_token=TOKEN, api_base_url=telegram.address)
    assert (await check_token(settings)).ok


async def test_a_proxy_that_fails_is_named_without_what_is_secret() -> None:
    settings = load_settings(
        None,
        bot_token=TOKEN,
        api_base_url="http://telegram.invalid",
        telegram_proxy="http://name:pass-word@127.0.0.1:9",
    )
    found = await check_token(settings)
    assert not found.ok
    assert "check TELEGRAM_PROXY and the network" in found.words
    assert "pass-word" not in found.words
