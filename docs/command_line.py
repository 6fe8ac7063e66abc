"""Reads the command line of `khabar` as plain values, for the man page and the shells."""

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import typer

import khabar
from sandbox.__main__ import parser as sandbox_parser

_HELP: Final = "Show this message and exit."


@dataclass(frozen=True, slots=True)
class Option:
    """An option: its names, what stands behind it (nothing for a switch), and its help."""

    names: tuple[str, ...]
    value: str
    help: str

    @property
    def takes_file(self) -> bool:
        """Whether its value is the name of a file."""
        return self.value == "FILE"


@dataclass(frozen=True, slots=True)
class Command:
    """A command, with its full name as `outbox drop`; the name of the program itself is empty."""

    name: str
    help: str
    arguments: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    commands: tuple["Command", ...] = ()

    @property
    def takes_files(self) -> bool:
        """Whether an argument is the name of a file or a folder."""
        return any("FILE" in name for name, _ in self.arguments)

    @property
    def summary(self) -> str:
        """The first sentence of the help."""
        return self.help.partition("\n")[0]


def command_line() -> Command:
    """Return the program with all its commands."""
    return _command(typer.main.get_command(khabar.app), ())


def all_commands(command: Command) -> Iterator[Command]:
    """Yield a command, and all below it."""
    yield command
    for one in command.commands:
        yield from all_commands(one)


def _command(command: Any, path: tuple[str, ...]) -> Command:
    shown = [one for one in command.params if not one.hidden]
    arguments = tuple(
        (one.metavar or one.name.upper() + ("..." if one.nargs < 0 else ""), one.help or "")
        for one in shown
        if one.param_type_name == "argument"
    )
    options = [_option(one) for one in shown if one.param_type_name == "option"]
    if path == ("sandbox",):
        options.extend(map(_sandbox_option, sandbox_parser()._actions[1:]))  # noqa: SLF001 - argparse lists its options nowhere else
    options.append(Option(("--help",), "", _HELP))
    return Command(
        " ".join(path),
        (command.help or "").strip(),
        arguments,
        tuple(options),
        tuple(
            _command(one, (*path, name)) for name, one in getattr(command, "commands", {}).items()
        ),
    )


def _option(option: Any) -> Option:
    names = (*option.opts, *option.secondary_opts)
    if option.is_flag:
        return Option(names, "", option.help or "")
    kind = getattr(option.type_descriptor.annotation, "__name__", "value")
    value = option.metavar or {"int": "N", "float": "N", "str": "TEXT"}.get(kind, "VALUE")
    return Option(names, value, (option.help or "") + default_told(option.default))


def _sandbox_option(action: argparse.Action) -> Option:
    told = action.help or ""
    sentence = f"{told[:1].upper()}{told[1:]}."
    if action.nargs == 0:
        return Option(tuple(action.option_strings), "", sentence)
    value = action.metavar if isinstance(action.metavar, str) else "N" if action.type else "TEXT"
    default = action.default
    if isinstance(default, timedelta):
        default = default.total_seconds()
    return Option(tuple(action.option_strings), value, sentence + default_told(default))


def default_told(value: Any) -> str:
    """Return what stands behind a description: its default, as it is written in a setting."""
    match value:
        case None | "" | () | []:
            return ""
        case bool():
            told = "yes" if value else "no"
        case timedelta():
            told = _duration(value)
        case float():
            told = f"{value:g}"
        case tuple():
            told = " ".join(map(str, value))
        case _:
            told = str(value)
    return f" Default: {told}."


def _duration(value: timedelta) -> str:
    seconds = int(value.total_seconds())
    for size, unit in ((3600, "h"), (60, "m")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"
