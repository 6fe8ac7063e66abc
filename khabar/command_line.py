"""Collects the commands of the terminal, and runs the bot or its sandbox."""

import asyncio
import os
import signal
import sys
from typing import Annotated

import typer

from bot.allocator import return_freed_memory
from bot.cli import archive, backup, commands, outbox
from bot.cli.app import app, report_errors, screen, settings_or_exit
from bot.cli.sandbox import running_sandbox
from bot.config.settings import Settings
from bot.errors import ConfigError
from bot.file_rights import PRIVATE_UMASK
from khabar.lifecycle import serve

app.add_typer(commands.commands)
app.add_typer(archive.commands)
app.add_typer(backup.commands)
app.add_typer(outbox.commands, name="outbox")


@app.command()
def run(
    *,
    play: Annotated[
        bool, typer.Option("--sandbox", help="Run in the sandbox, whatever the settings say.")
    ] = False,
    port: Annotated[int, typer.Option(help="The sandbox's port, 0 for a free one.")] = 8800,
    site_port: Annotated[int, typer.Option(help="The port of its newsroom.")] = 8801,
) -> None:
    """Run the bot: on Telegram with BOT_TOKEN, in a terminal without it in the sandbox."""
    with report_errors():
        settings = settings_or_exit()
        if settings.bot_token is None and not play and not sys.stdout.isatty():
            raise ConfigError(
                f"BOT_TOKEN is not set ({settings.env_file or 'no settings file was found'}): "
                "put the token from @BotFather there, or play without one by `khabar run --sandbox`"
            )
        asyncio.run(_run(settings, port, site_port, play=play))


async def _run(settings: Settings, port: int, site_port: int, *, play: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stop.set)
    if settings.bot_token is not None and not play:
        await serve(settings, stop)
        return
    async with running_sandbox(settings, port=port, site_port=site_port) as sandboxed:
        page = sandboxed.api_base_url
        why = "" if play else f"No BOT_TOKEN in {settings.env_file or 'any settings file'}: "
        screen.print(f"{why}this is the sandbox, nothing leaves your machine.")
        screen.print(f"Look:  {page}/ (the chats) and {sandboxed.site_url} (the newsroom's site)")
        screen.print("Try:   write المدينة or /latest to the bot; news arrives within seconds.")
        await serve(sandboxed, stop)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True},
    add_help_option=False,
)
def sandbox(context: typer.Context) -> None:
    """Run only the sandbox: a newsroom and a Telegram on loopback, for any bot."""
    os.execv(sys.executable, [sys.executable, "-m", "sandbox", *context.args])  # noqa: S606 - our own package


def main() -> None:
    """Run the command line; what it creates is for this user alone."""
    os.umask(PRIVATE_UMASK)
    return_freed_memory()
    app()
