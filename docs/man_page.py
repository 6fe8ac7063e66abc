"""Writes the man page of `khabar` from the texts of `--help` and of the settings."""

from importlib.metadata import version

from bot.config.settings import Settings
from docs.command_line import Command, Option, all_commands, default_told

_DATABASE = (
    "Everything that the bot knows, beside the settings file; /var/lib/khabar/khabar.db for "
    "/etc/khabar/env; in $STATE_DIRECTORY under systemd. With -wal and -shm beside it while the "
    "bot runs: copy it by khabar backup, never by cp."
)
_FILES = (
    (".env", "The settings, where no other file is named: NAME=value lines."),
    ("/etc/khabar/env", "The settings of a service of the whole machine."),
    ("data/khabar.db", _DATABASE),
)
_ENDS = (
    ("0", "All is well; the bot was ended by SIGTERM or SIGINT."),
    ("1", "An error, told in a line each on standard error."),
    ("2", "The command line is wrong."),
)

_SETTINGS_HEAD = """# Settings

Every setting; `man khabar` tells the same. They are read from the environment, then from the
settings file: `--env-file FILE`, else `$KHABAR_ENV`, `.env` in the working directory (where there
is a `/etc/khabar/env`, only your own), or `/etc/khabar/env`. `.env.example` is one to begin with.
A wrong value, an unknown name or a line that is no setting in the file, and a variable that is
nearly a setting end the start with a line that says what is wrong.

| setting | what it does |
|---|---|"""


def man_page(program: Command) -> str:
    """Return the page in roff's man macros (man(7))."""
    lines = [
        r".\" Written by `make manual` from the texts of --help and the settings.",
        f'.TH KHABAR 1 "" "khabar {version("khabar")}" "User Commands"',
        ".SH NAME",
        r"khabar \- a Telegram news bot for one newsroom",
        ".SH SYNOPSIS",
        r".B khabar",
        r"[\fB\-\-env\-file\fR \fIFILE\fR] \fICOMMAND\fR [\fIARGUMENTS\fR]",
        ".SH DESCRIPTION",
        "Reads a newsroom's feed and pages, and sends each new article to the chats that want it.",
        "Without a token it plays in a Telegram and a newsroom on this machine.",
        ".SH OPTIONS",
        *(line for option in program.options for line in _option(option)),
        ".SH COMMANDS",
        *(line for one in all_commands(program) if one.name for line in _command(one)),
        ".SH SETTINGS",
        "Read from the environment, then from the settings file. Relative paths in the file count",
        "from its folder. Durations are written 90s, 2m, 48h, 2d; lists with spaces or commas.",
        *(line for name, text in settings_told() for line in _term(name, text)),
        ".SH ENVIRONMENT",
        *_term("KHABAR_ENV", "The settings file, where --env-file names none."),
        *_term("STATE_DIRECTORY", "Set by systemd: the folder of the database."),
        ".SH FILES",
        *(line for name, text in _FILES for line in _term(name, text)),
        ".SH EXIT STATUS",
        *(line for name, text in _ENDS for line in _term(name, text)),
        ".SH SEE ALSO",
        r".BR systemd (1),",
        r".BR journalctl (1)",
        "",
    ]
    return "\n".join(lines)


def settings_told() -> list[tuple[str, str]]:
    """Return each setting's name with its description and default."""
    return [
        (name.upper(), f"{field.description}{default_told(field.default)}")
        for name, field in Settings.model_fields.items()
    ]


def settings_page() -> str:
    """Return the page of all settings, in Markdown."""
    rows = [f"| `{name}` | {text} |" for name, text in settings_told()]
    return "\n".join([_SETTINGS_HEAD, *rows, "", "Written by `make manual`.", ""])


def _command(command: Command) -> list[str]:
    arguments = "".join(rf" \fI{_roff(name)}\fR" for name, _ in command.arguments)
    lines = [f".SS khabar {_roff(command.name)}{arguments}", *_text(command.help)]
    for name, text in command.arguments:
        lines += [".TP", rf"\fI{_roff(name)}\fR", _line(text)]
    for option in command.options[:-1]:
        lines += _option(option)
    return lines


def _option(option: Option) -> list[str]:
    names = ", ".join(rf"\fB{_roff(name)}\fR" for name in option.names)
    value = rf" \fI{_roff(option.value)}\fR" if option.value else ""
    return [".TP", names + value, _line(option.help)]


def _term(name: str, text: str) -> list[str]:
    return [".TP", rf"\fB{_roff(name)}\fR", _line(text)]


def _text(text: str) -> list[str]:
    lines: list[str] = []
    for paragraph in text.split("\n\n"):
        lines += [*([".PP"] if lines else []), _line(" ".join(paragraph.split()))]
    return lines


def _line(text: str) -> str:
    r"""One line of text; a dot or quote at its beginning would be a command, hence the `\&`."""
    escaped = _roff(text)
    return rf"\&{escaped}" if escaped[:1] in (".", "'") else escaped


def _roff(text: str) -> str:
    r"""Escape what roff reads; `\-` is the hyphen that can be copied into a shell."""
    return text.replace("\\", r"\e").replace("-", r"\-").replace("`", "")
