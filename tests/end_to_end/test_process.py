"""The bot as a process of its own: tried without a token, ended, refused, taken up again."""

import asyncio
import contextlib
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.cli.sandbox import running_sandbox
from bot.config.load_settings import load_settings
from bot.errors import ConfigError
from handlers.composition_root import serve
from sandbox.server import Sandbox
from sandbox.serving import listen
from storage.errors import AlreadyRunning
from tests.databases import setting_of
from tests.end_to_end.conftest import (
    PATIENCE_SECONDS,
    READER,
    Bot,
    People,
    first_poll,
    recorded,
    settings_for,
)
from tests.loopback import loopback_client

Process = asyncio.subprocess.Process


@contextlib.asynccontextmanager
async def command(
    program: tuple[str, ...], folder: Path, *arguments: str, **settings: str
) -> AsyncIterator[Process]:
    """A program in a folder, with nothing set but what is given."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        *program,
        *arguments,
        cwd=folder,
        env=kept | settings,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def khabar(
    folder: Path, *arguments: str, **settings: str
) -> contextlib.AbstractAsyncContextManager[Process]:
    """`khabar` in a folder, with nothing set but what is given."""
    return command((sys.executable, "-m", "khabar"), folder, *arguments, **settings)


async def wait_for_log(process: Process, words: bytes) -> None:
    """Wait until it says these words."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        while words not in (line := await process.stdout.readline()):
            assert line


def in_sandbox(sandbox: Sandbox, folder: Path) -> dict[str, str]:
    return {
        "BOT_TOKEN": sandbox.token,
        "API_BASE_URL": sandbox.base_url,
        "FEED_URLS": f"{sandbox.site_url}/feed/",
        "ALLOW_PRIVATE_HOSTS": "yes",
        "DATABASE": setting_of(folder / "khabar.db"),
        "POLL_MIN": "1s",
        "POLL_MAX": "1s",
        "SETTLE_MINUTES": "0",
    }


async def plays(process: Process) -> None:
    """See the three lines, within seconds a post with a photo, and a clean end."""
    assert process.stdout is not None
    async with asyncio.timeout(PATIENCE_SECONDS):
        lines = [(await process.stdout.readline()).decode() for _ in range(3)]
    found = re.search(r"http://127\.0\.0\.1:\d+", lines[1])
    assert found is not None
    async with loopback_client() as client, asyncio.timeout(PATIENCE_SECONDS):
        while True:
            url = f"{found[0]}/control/chats/{READER}/messages"
            messages = (await client.get(url)).json()["messages"]
            if any(message["photo_url"] for message in messages):
                break
            await asyncio.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(PATIENCE_SECONDS):
        assert await process.wait() == 0


@pytest.mark.slow
async def test_without_a_token_the_first_news_arrives_in_the_sandbox(tmp_path: Path) -> None:
    """In an empty folder."""
    async with khabar(tmp_path, "run", "--sandbox", "--port", "0", "--site-port", "0") as process:
        await plays(process)


async def test_a_log_that_nobody_reads_holds_up_no_news(tmp_path: Path) -> None:
    """A terminal after Ctrl+S: the pipe is full before the first line; it ends cleanly, too."""
    pipe = tmp_path / "log"
    os.mkfifo(pipe)
    end = os.open(pipe, os.O_RDWR | os.O_NONBLOCK)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(end, bytes(4096))
    python = ("sh", "-c", 'exec "$0" "$@" 2>log', sys.executable)
    ports = ("--port", "0", "--site-port", "0")
    async with command(python, tmp_path, "-m", "khabar", "run", "--sandbox", *ports) as process:
        await plays(process)
    os.close(end)


async def test_a_taken_port_is_named_with_what_to_do(capfd: pytest.CaptureFixture[str]) -> None:
    """Somebody else's program on the sandbox's port: which port, and how to choose others."""
    with contextlib.closing(listen(0)) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ConfigError, match="--site-port"):
            async with running_sandbox(load_settings(None), port=port, site_port=0):
                pass
    assert f"port {port}" in capfd.readouterr().err


WRONG_TOKEN = f"999:{'x' * 35}"


async def test_a_wrong_token_ends_the_bot_with_a_clear_word(
    sandbox: Sandbox, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And without repeating the token."""
    settings = settings_for(sandbox, tmp_path / "khabar.db", bot_token=WRONG_TOKEN)
    with pytest.raises(ConfigError, match="copy it again from @BotFather") as refused:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await serve(settings, asyncio.Event())
    assert WRONG_TOKEN not in f"{refused.value!r}\n{caplog.text}"


@pytest.mark.slow
async def test_the_process_of_a_wrong_token_ends_as_failed(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    settings = in_sandbox(sandbox, tmp_path) | {"BOT_TOKEN": WRONG_TOKEN}
    async with khabar(tmp_path, "run", **settings) as process, asyncio.timeout(PATIENCE_SECONDS):
        output, _ = await process.communicate()
    assert process.returncode == 1
    assert b"copy it again from @BotFather" in output
    assert WRONG_TOKEN.encode() not in output


@pytest.mark.sqlite
async def test_a_second_copy_is_refused(bot: Bot) -> None:
    """Two copies on one database would send everything twice."""
    with pytest.raises(AlreadyRunning, match="another bot is running"):
        async with asyncio.timeout(PATIENCE_SECONDS):
            await serve(bot.settings, asyncio.Event())


@pytest.mark.parametrize(
    "signal_number", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)]
)
async def test_what_came_while_the_bot_was_dead_is_sent_once(
    sandbox: Sandbox, people: People, tmp_path: Path, signal_number: int
) -> None:
    """Killed, or ended: the next start goes on where the last one was."""
    settings = in_sandbox(sandbox, tmp_path)
    async with khabar(tmp_path, "run", **settings) as process:
        await first_poll(tmp_path / "khabar.db")
        await people.greeted()
        first = sandbox.newsroom.publish()
        await people.until(lambda said: any(first.headline in m["html"] for m in said))
        await recorded(tmp_path / "khabar.db")
        await wait_for_log(process, f"runs as @{sandbox.telegram.bot_username} on".encode())
        await wait_for_log(process, b"article stored for 1 chats")
        await wait_for_log(process, b"article delivered to 1 chats")
        process.send_signal(signal_number)
        async with asyncio.timeout(PATIENCE_SECONDS):
            await process.wait()
    second = sandbox.newsroom.publish()
    again = Bot(settings_for(sandbox, tmp_path / "khabar.db"), asyncio.Event())
    async with again.running():
        said = await people.until(lambda said: any(second.headline in m["html"] for m in said))
    for article in (first, second):
        assert sum(article.headline in message["html"] for message in said) == 1


@pytest.mark.usefixtures("_with_a_terminal")
@pytest.mark.slow
@pytest.mark.parametrize("signal_number", [signal.SIGTERM, signal.SIGHUP])
async def test_a_signal_ends_the_bot_while_telegram_is_down(
    sandbox: Sandbox, people: People, tmp_path: Path, signal_number: signal.Signals
) -> None:
    """Soon, whatever the Bot API does; a terminal that is closed sends SIGHUP. The log says so."""
    await people.control("faults", kind="down", for_seconds=600)
    async with khabar(tmp_path, "run", **in_sandbox(sandbox, tmp_path)) as process:
        await wait_for_log(process, b"cannot connect to Telegram")
        process.send_signal(signal_number)
        await wait_for_log(process, f"told to end by {signal_number.name}".encode())
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await process.wait() == 0


async def test_the_sandbox_ends_when_its_bot_is_killed(tmp_path: Path) -> None:
    """Else it would hold its ports, and the next start would find them taken."""
    async with khabar(tmp_path, "run", "--sandbox", "--port", "0", "--site-port", "0") as process:
        assert process.stdout is not None
        async with asyncio.timeout(PATIENCE_SECONDS):
            lines = [(await process.stdout.readline()).decode() for _ in range(3)]
        found = re.search(r"http://127\.0\.0\.1:(\d+)", lines[1])
        assert found is not None
        process.kill()
        await process.wait()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", int(found[1]))
            except OSError:
                break
            writer.close()
            await asyncio.sleep(0.1)
