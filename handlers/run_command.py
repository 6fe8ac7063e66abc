"""`khabar run`: an instance on Telegram or in the sandbox, until a signal of the system ends it."""

import asyncio
import logging
import signal
import sys

from bot import event_loop
from bot.cli.sandbox import running_sandbox
from bot.cli.settings_of_command import settings_or_exit
from bot.cli.terminal import ending_signals, report_errors, screen
from bot.config.settings import Settings
from bot.errors import ConfigError
from handlers.composition_root import freeze_garbage_collector, serve

log = logging.getLogger(__name__)


def run(port: int, site_port: int, *, play: bool) -> None:
    """Run the bot until it is told to end.

    Args:
        port: of the sandbox's Telegram, 0 for a free one.
        site_port: of its newsroom.
        play: in the sandbox, whatever the settings say.
    """
    with report_errors():
        settings = settings_or_exit(playing=play)
        if settings.bot_token is None and not play and not sys.stdout.isatty():
            raise ConfigError(
                f"BOT_TOKEN is not set ({settings.env_file or 'no settings file was found'}): "
                "put the token from @BotFather there, or play without one by `khabar run --sandbox`"
            )
        event_loop.run(_run(settings, port, site_port, play=play))


async def _run(settings: Settings, port: int, site_port: int, *, play: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def end(name: signal.Signals) -> None:
        if not stop.is_set():
            log.info("told to end by %s", name.name)
        stop.set()

    for name in ending_signals():
        loop.add_signal_handler(name, end, name)
    if settings.bot_token is not None and not play:
        await serve(settings, stop, on_ready=freeze_garbage_collector)
        return
    async with running_sandbox(settings, port=port, site_port=site_port) as sandboxed:
        page = sandboxed.api_base_url
        why = "" if play else f"No BOT_TOKEN in {settings.env_file or 'any settings file'}: "
        screen.print(f"{why}this is the sandbox, nothing leaves your machine.", markup=False)
        screen.print(f"Look:  {page}/ (the chats) and {sandboxed.site_url} (the newsroom's site)")
        screen.print("Try:   write المدينة or /latest to the bot; news arrives within seconds.")
        await serve(sandboxed, stop, on_ready=freeze_garbage_collector)
