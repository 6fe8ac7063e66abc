"""The sandbox from the command line: `python -m sandbox`."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Sequence
from datetime import timedelta

from sandbox.server import DEFAULT_TOKEN, SandboxOptions, running

_LAST_PORT = 65535


def _port(given: str) -> int:
    port = int(given)
    if not 0 <= port <= _LAST_PORT:
        raise argparse.ArgumentTypeError("a port is 0 to 65535")
    return port


def _seconds(given: str) -> timedelta:
    seconds = float(given)
    if not 0 <= seconds <= timedelta(days=1).total_seconds():
        raise argparse.ArgumentTypeError("seconds are 0 to 86400")
    return timedelta(seconds=seconds)


def parser() -> argparse.ArgumentParser:
    """The options of the command line; `docs/sandbox.md` lists the same."""
    options = argparse.ArgumentParser(
        prog="python -m sandbox",
        description="A Telegram Bot API and a news site on 127.0.0.1: try a bot without a token.",
    )
    options.add_argument("--port", type=_port, default=8800, help="Bot API, control and chat page")
    options.add_argument("--site-port", type=_port, default=8801, help="the newsroom's site")
    options.add_argument("--token", default=DEFAULT_TOKEN, help="the token that the bot must use")
    options.add_argument("--bot-username", default="sandbox_bot", help="the bot's username")
    options.add_argument(
        "--publish-every",
        type=_seconds,
        default=timedelta(seconds=60),
        metavar="SECONDS",
        help="pause between two new articles; 0 publishes none",
    )
    options.add_argument(
        "--first-after",
        type=_seconds,
        default=timedelta(seconds=5),
        metavar="SECONDS",
        help="when the first new article comes out",
    )
    options.add_argument(
        "--limits",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="flood limits as Telegram's (on), or none, for load tests",
    )
    options.add_argument(
        "--started",
        type=int,
        action="append",
        default=[],
        metavar="ID",
        help="this person presses START at once (101 is a reader)",
    )
    options.add_argument("--keep", type=int, default=500, help="messages kept for each chat")
    options.add_argument("--seed", type=int, default=0, help="seed of everything left to chance")
    options.add_argument("--json", action="store_true", help="print the addresses as one JSON line")
    options.add_argument(
        "--end-with-input",
        action="store_true",
        help="end when standard input ends, as when the starter is killed",
    )
    return options


class _EndOfInput(asyncio.Protocol):
    """Sets an event when the pipe that it reads is closed."""

    def __init__(self, ended: asyncio.Event) -> None:
        self._ended = ended

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - asyncio's signature
        self._ended.set()


async def _serve(options: SandboxOptions, *, as_json: bool, end_with_input: bool) -> None:
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    if end_with_input:
        await loop.connect_read_pipe(lambda: _EndOfInput(ended), sys.stdin)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    async with running(options) as sandbox:
        addresses = sandbox.addresses()
        if as_json:
            line = json.dumps(addresses)
        else:
            line = "\n".join(f"{name:<12} {address}" for name, address in addresses.items())
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        await ended.wait()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until SIGTERM or SIGINT; answers the exit status (2: a port or an option is wrong)."""
    given = parser().parse_args(arguments)
    try:
        options = SandboxOptions(
            port=given.port,
            site_port=given.site_port,
            token=given.token,
            bot_username=given.bot_username,
            publish_every=given.publish_every or None,
            first_after=given.first_after,
            limits=given.limits,
            keep=given.keep,
            started=tuple(given.started),
            seed=given.seed,
        )
        asyncio.run(_serve(options, as_json=given.json, end_with_input=given.end_with_input))
    except (OSError, ValueError) as error:
        sys.stderr.write(f"sandbox: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
