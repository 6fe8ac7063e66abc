"""Finds the settings file, and the folder in which the bot's data lie."""

import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.errors import ConfigError
from storage.engine.address import DatabaseAddress

ENV_FILE_VARIABLE: Final = "KHABAR_ENV"
# The file of a service of the whole machine, and where such a service keeps its data
# (https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch05s08.html).
SYSTEM_FILE: Final = Path("/etc/khabar/env")
SYSTEM_STATE: Final = Path("/var/lib/khabar")
# Set by systemd for a unit with StateDirectory= (systemd.exec(5)), several with colons between.
_STATE_VARIABLE: Final = "STATE_DIRECTORY"
_DATABASE: Final = "khabar.db"
_HERE: Final = Path(".env")


def find_env_file(
    named: Path | None,
    environ: Mapping[str, str],
    system_file: Path = SYSTEM_FILE,
    *,
    playing: bool = False,
) -> Path | None:
    """Return the settings file to read; None if there is none.

    The one that is named counts, else `$KHABAR_ENV`, `.env` in the working directory, and the
    machine's own. Where the machine has its own, `.env` counts only if it is this user's: what
    root has tried out in a folder must not become the settings of the service's commands.

    Args:
        named: the file of `--env-file`, if that was given.
        environ: the environment.
        system_file: the machine's own.
        playing: whoever plays in the sandbox needs no settings: files that nobody has named and
            that this user may not read are passed over.

    Raises:
        ConfigError: the file that is named does not exist, this user may not look for it or for
            the machine's own, or one of the others is no file.
    """
    variable = environ.get(ENV_FILE_VARIABLE, "")
    chosen = [
        (named, "--env-file"),
        (Path(variable) if variable else None, ENV_FILE_VARIABLE),
    ]
    for path, where in chosen:
        if path is not None:
            if not there_is(path):
                raise ConfigError(f"{where}: there is no file {path}")
            return checked_file(path)
    if playing:
        readable = (path for path in (_HERE, system_file) if os.access(path, os.R_OK))
        return next(map(checked_file, readable), None)
    of_machine = there_is(system_file)
    owner = _owner_of(_HERE)
    if owner is not None and (owner == os.geteuid() or not of_machine):
        return checked_file(_HERE)
    return checked_file(system_file) if of_machine else None


def _owner_of(path: Path) -> int | None:
    """Return whose a file is; None where there is none, or where this user may not look.

    A command that `runuser` starts stands where root stood, often in a folder of root alone.
    """
    try:
        return path.stat().st_uid
    except (FileNotFoundError, PermissionError):
        return None
    except OSError as error:
        raise _hidden(path, error) from None


def there_is(address: DatabaseAddress) -> bool:
    """Whether something is at a path; of a database on a server only the server knows.

    Raises:
        ConfigError: this user may not look there, or it can't be told.
    """
    return not isinstance(address, Path) or _mode_of(address) is not None


def checked_file(path: Path) -> Path:
    """Return a path, which may lead to nothing yet, but neither to a folder nor to a pipe.

    Raises:
        ConfigError: it does; a pipe to which nobody writes would be waited for. Or this user may
            not look there.
    """
    mode = _mode_of(path)
    if mode is not None and not stat.S_ISREG(mode):
        raise ConfigError(f"{path} is no file")
    return path


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder.

    Raises:
        ConfigError: this user may not look there, or it can't be told.
    """
    mode = _mode_of(path)
    return mode is not None and stat.S_ISDIR(mode)


def _mode_of(path: Path) -> int | None:
    """Return the mode of what is at a path; None where nothing is.

    Not by `Path.exists`, which raises what is no answer in some versions of Python, and takes it
    for a no in others.
    """
    try:
        return path.stat().st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError as error:
        raise _hidden(path, error) from None


def _hidden(path: Path, error: OSError) -> ConfigError:
    return ConfigError(f"{path} can't be looked at: {error.strerror}")


def default_database(
    env_file: Path | None,
    environ: Mapping[str, str],
    system_file: Path = SYSTEM_FILE,
    system_state: Path = SYSTEM_STATE,
) -> Path:
    """Return where the database lies if no setting names it.

    In systemd's `$STATE_DIRECTORY`, else in `data/` beside the settings file or, without one, in
    the working directory. The machine's own settings file has its data where the service does.

    Raises:
        ConfigError: data lie in either place, and it can't be told which are the bot's.
    """
    if state := environ.get(_STATE_VARIABLE, "").partition(":")[0]:
        return Path(state) / _DATABASE
    near = beside(env_file, Path("data")) / _DATABASE
    # However it is named, as from its own folder.
    if env_file is None or os.path.normpath(env_file.absolute()) != str(system_file):
        return near
    of_service = system_state / _DATABASE
    # Whoever names it otherwise may have a bot whose data lie beside it. What this user may not
    # look at is no database of his.
    if env_file == system_file or not os.path.isfile(near):  # noqa: PTH113 - Path.is_file may raise
        return of_service
    if there_is(of_service):
        raise ConfigError(
            f"DATABASE: one lies in {near.absolute()}, another in {of_service}; name the bot's own"
        )
    return near


def beside(env_file: Path | None, path: Path) -> Path:
    """Return a path that was written in a settings file: a relative one counts from there."""
    return path if env_file is None else env_file.parent / path
