"""The way of a request to the Bot API: through which proxy, and with which certificates."""

import asyncio
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.delivery.refusals.network_errors import NeverSent
from bot.errors import ConfigError
from bot.telegram.transport import proxy_for
from bot.trusted_certificates import trusted
from tests.bot.telegram.scripted_server import SECRET, Kind, always_ok, data, serving
from tests.ports import held_port


async def test_a_proxy_is_asked_for_the_whole_address(kind: Kind) -> None:
    async with (
        serving(always_ok) as proxy,
        kind(1, proxy=proxy.url.split("/bot")[0]) as request,
    ):
        for _ in range(2):
            assert await request.post("http://api.example/botX/getMe", data(a="1"))
    assert proxy.requests[0][0].startswith("POST http://api.example/botX/getMe ")


async def test_a_proxy_that_does_not_listen_was_never_passed(kind: Kind) -> None:
    with held_port() as port:
        async with kind(1, proxy=f"http://127.0.0.1:{port}") as request:
            with pytest.raises(NeverSent):
                await request.post(f"http://api.example/bot{SECRET}/getMe", data(a="1"))


async def test_a_proxy_that_refuses_to_connect_was_never_passed(kind: Kind) -> None:
    """It answers CONNECT with 403; the token is not in the error."""

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    listening = await asyncio.start_server(refuse, "127.0.0.1", 0)
    port = listening.sockets[0].getsockname()[1]
    async with kind(1, proxy=f"http://127.0.0.1:{port}") as request:
        with pytest.raises(NeverSent) as failure:
            await request.post(f"https://api.example/bot{SECRET}/getMe", data(a="1"))
    listening.close()
    assert SECRET not in f"{failure.value!r} {failure.value.__cause__!r}"


@pytest.mark.parametrize(
    ("api", "chosen", "no_proxy", "proxy"),
    [
        ("https://api.telegram.org", "", "", "http://outside:1"),
        ("https://api.telegram.org", "http://own:2", "", "http://own:2"),
        ("https://api.telegram.org", "", "api.telegram.org", None),
        ("http://127.0.0.1:8081", "", "", None),
    ],
)
def test_which_proxy_counts(
    monkeypatch: pytest.MonkeyPatch, api: str, chosen: str, no_proxy: str, proxy: str | None
) -> None:
    """The owner's choice, else the environment's; none for a Bot API server without TLS."""
    monkeypatch.setenv("HTTPS_PROXY", "http://outside:1")
    monkeypatch.setenv("https_proxy", "http://outside:1")
    monkeypatch.setenv("NO_PROXY", no_proxy)
    monkeypatch.setenv("no_proxy", no_proxy)
    assert proxy_for(api, chosen) == proxy


def name_proxy(monkeypatch: pytest.MonkeyPatch, named: str) -> None:
    """Set the variable of the environment, as either letters have it, with no exception from it."""
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, named)
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("named", ["proxy.example:3128", "name:pw@proxy.example:3128", "proxy"])
def test_a_proxy_without_a_scheme_is_an_http_proxy(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """So the other programs of the machine read the same variable."""
    name_proxy(monkeypatch, named)
    assert proxy_for("https://api.telegram.org") == f"http://{named}"


@pytest.mark.parametrize("named", ["socks5://name:pw@host:1", "http://", "::::", "http://pw:x"])
def test_what_is_no_http_proxy_is_told_without_what_may_be_secret(
    monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    """The variable is named, and what to write: it ends the start, at the machine's next boot."""
    name_proxy(monkeypatch, named)
    with pytest.raises(ConfigError, match=r"HTTPS_PROXY.*TELEGRAM_PROXY.*NO_PROXY") as refused:
        proxy_for("https://api.telegram.org")
    assert "pw" not in str(refused.value)


@pytest.fixture
def _own_certificates() -> Iterator[None]:
    """The certificates that a test trusts are trusted by no other."""
    yield
    trusted.cache_clear()


@pytest.mark.usefixtures("_own_certificates")
async def test_over_tls(kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the certificate checked: an unknown one is refused before anything is sent."""
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    made = await asyncio.to_thread(
        subprocess.run,
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip("openssl makes no certificate here")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    async with serving(always_ok, context) as server:
        async with kind(1) as request:
            with pytest.raises(NeverSent):
                await request.post(server.url, data(a="1"))
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        trusted.cache_clear()
        async with kind(2) as request:
            posts = [request.post(server.url, data(a="1")) for _ in range(6)]
            assert all(await asyncio.gather(*posts))
    assert len(server.requests) == 6
