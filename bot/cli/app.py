"""The command line's root: the options of all commands, and the settings file that is named."""

from contextvars import ContextVar
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

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


def named_file() -> Path | None:
    """Return the settings file that the command line names; None if it names none."""
    return _NAMED_FILE.get()
