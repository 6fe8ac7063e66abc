"""The command line's root: options of all commands, settings, and how errors are told."""

import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from pydantic import SecretStr
from rich.console import Console
from typer.core import TyperGroup

from bot import logs
from bot.config.files import checked_file, find_env_file
from bot.config.load_settings import load_settings
from bot.config.settings import Settings
from bot.errors import KhabarError
from storage.errors import StorageError

screen = Console(highlight=False, soft_wrap=True)
complaints = Console(stderr=True, highlight=False, soft_wrap=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]

_NAMED_FILE: ContextVar[Path | None] = ContextVar("named_file", default=None)


class _Commands(TyperGroup):
    """The commands; the option of all of them may also stand behind the command's name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        own = args[: args.index("--")] if "--" in args else args
        for at, word in enumerate(own):
            if word == "--env-file" or word.startswith("--env-file="):
                end = at + (1 if "=" in word else 2)
                return super().parse_args(ctx, [*args[at:end], *args[:at], *args[end:]])
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"khabar {version('khabar')}")
        raise typer.Exit


@app.callback()
def choose_settings(
    *,
    env_file: Annotated[
        Path | None,
        typer.Option(
            "--env-file",
            metavar="FILE",
            show_default=False,
            help="The settings file; else $KHABAR_ENV, .env, or /etc/khabar/env.",
        ),
    ] = None,
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            help="Print the version and end.",
            is_eager=True,
            callback=_print_version,
        ),
    ] = False,
) -> None:
    """Khabar: a Telegram news bot for one newsroom."""
    _NAMED_FILE.set(env_file)


@contextlib.contextmanager
def report_errors() -> Iterator[None]:
    """Print the project's own errors as plain lines, with exit status 1."""
    try:
        yield
    except (KhabarError, StorageError) as error:
        for line in str(error).splitlines():
            complaints.print(f"khabar: {line}", markup=False)
        raise typer.Exit(1) from None


def settings_or_exit(*, playing: bool = False) -> Settings:
    """Load the settings, and set up the log so that it redacts their secrets.

    Args:
        playing: in the sandbox, which needs none: see `find_env_file`.

    Raises:
        ConfigError: a setting is unknown or impossible, the named file does not exist, or this
            user may not look for what is named.
    """
    settings = load_settings(find_env_file(_NAMED_FILE.get(), os.environ, playing=playing))
    if isinstance(settings.database, Path):
        checked_file(settings.database)
    logs.set_up(
        settings.log_level,
        _secrets(settings),
        as_json=settings.log_format == "json",
        # Set by systemd where standard error is its journal (systemd.exec(5)).
        journal="JOURNAL_STREAM" in os.environ,
    )
    return settings


def _secrets(settings: Settings) -> tuple[str, ...]:
    """Return what no log may hold: every secret setting, and the passwords within addresses."""
    values = [getattr(settings, name) for name in type(settings).model_fields]
    found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    # Some library may write an address in another form, or without its scheme.
    found += [f":{password}@" for value in found if (password := _password(value))]
    database = settings.database
    return (*found, *(() if isinstance(database, Path) else (database.secret,)))


def _password(address: str) -> str:
    try:
        return urlsplit(address).password or ""
    except ValueError:
        return ""
