"""The doctor asks Telegram as the bot does, and finds the owners that the bot can't write to."""

import json
import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from bot.cli.doctor import Finding
from bot.cli.doctor_telegram import check_telegram
from bot.config.load_settings import load_settings
from bot.config.settings import Settings

TOKEN = f"123:{'a' * 35}"
STARTED, STRANGER, GROUP = 77, 78, -1001
ME = {"id": 123, "is_bot": True, "first_name": "صدى", "username": "echo_bot"}


class Telegram(ThreadingHTTPServer):
    """Answers getMe, as Telegram or as a proxy before it, and keeps what was asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.asked: list[str] = []
        self.me: object = ME

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: Telegram

    def do_POST(self) -> None:
        self.server.asked.append(self.path)
        sent = self.rfile.read(int(self.headers.get("Content-Length", "0"))).decode()
        refused = f"chat_id={STRANGER}" in sent
        answer: dict[str, object] = {"ok": True, "result": self.server.me}
        if "sendChatAction" in self.path:
            answer = {"ok": True, "result": True}
        if refused:
            answer = {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}
        body = json.dumps(answer).encode()
        self.send_response(400 if refused else 200)
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


@pytest.fixture
def tls_server(tmp_path: Path) -> Iterator[str]:
    """The address of a server whose certificate no authority has signed."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-keyout", str(key), "-out", str(certificate)),
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with Telegram() as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        serving = Thread(target=server.serve_forever)
        serving.start()
        yield server.address.replace("http:", "https:")
        server.shutdown()
        serving.join()


async def found_in(settings: Settings) -> dict[str, Finding]:
    return {found.subject: found async for found in check_telegram(settings)}


async def test_by_the_proxy_of_the_settings(telegram: Telegram) -> None:
    """Where Telegram is blocked, nothing else leads there."""
    settings = load_settings(
        None,
        bot_token=TOKEN,
        api_base_url="http://telegram.invalid",
        telegram_proxy=telegram.address,
    )
    found = (await found_in(settings))["token"]
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
    assert (await found_in(settings))["token"].ok


async def test_a_proxy_that_fails_is_named_without_what_is_secret() -> None:
    settings = load_settings(
        None,
        bot_token=TOKEN,
        api_base_url="http://telegram.invalid",
        telegram_proxy="http://name:pass-word@127.0.0.1:9",
    )
    found = (await found_in(settings))["token"]
    assert not found.ok
    assert "check TELEGRAM_PROXY and the network" in found.words
    assert "pass-word" not in found.words


async def test_an_owner_who_has_not_pressed_start_is_wrong(telegram: Telegram) -> None:
    """Nothing else says so before there is trouble of which nobody is told."""
    settings = load_settings(
        None,
        bot_token=TOKEN,
        api_base_url=telegram.address,
        owner_ids=f"{STARTED},{STRANGER},{GROUP}",
    )
    found = await found_in(settings)
    states = {subject: one.state for subject, one in found.items()}
    assert states == {
        "token": "ok",
        f"owner {STARTED}": "ok",
        f"owner {STRANGER}": "wrong",
        f"owner {GROUP}": "note",
    }
    assert "START in a chat with @echo_bot" in found[f"owner {STRANGER}"].words


async def test_a_bot_without_owners_is_noted(telegram: Telegram) -> None:
    settings = load_settings(None, bot_token=TOKEN, api_base_url=telegram.address)
    found = await found_in(settings)
    assert found["owners"].state == "note"
    assert "OWNER_IDS" in found["owners"].words


async def test_a_proxy_of_the_environment_that_is_none_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "socks5://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    found = (await found_in(load_settings(None, bot_token=TOKEN)))["token"]
    assert not found.ok
    assert "HTTPS_PROXY" in found.words


async def test_a_name_that_leads_nowhere_points_to_dns() -> None:
    """As where the machine's resolver is gone."""
    settings = load_settings(None, bot_token=TOKEN, api_base_url="http://telegram.invalid")
    found = (await found_in(settings))["token"]
    assert not found.ok
    assert "DNS" in found.words


async def test_a_certificate_that_nobody_trusts_points_to_clock_and_certificates(
    tls_server: str,
) -> None:
    """A machine whose clock is years behind, or an image without certificates, trusts none."""
    settings = load_settings(None, bot_token=TOKEN, api_base_url=tls_server)
    found = (await found_in(settings))["token"]
    assert not found.ok
    assert "clock" in found.words
    assert "ca-certificates" in found.words


@pytest.mark.parametrize("answer", [True, "صدى", [], {"id": 123}])
async def test_what_answers_in_place_of_the_bot_api_is_told_as_such(
    telegram: Telegram, answer: object
) -> None:
    """A wrong address, or a network that asks for a login."""
    telegram.me = answer
    settings = load_settings(None, bot_token=TOKEN, api_base_url=telegram.address)
    found = (await found_in(settings))["token"]
    assert not found.ok
    assert "not the Bot API: check API_BASE_URL" in found.words
