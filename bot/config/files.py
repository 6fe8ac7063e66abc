"""Finds and reads the settings file, and finds the folder in which the bot's data lie."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from pydantic_settings import DotEnvSettingsSource

from bot.errors import ConfigError
from storage.engine.address import DatabaseAddress, address_of

ENV_FILE_VARIABLE: Final = "KHABAR_ENV"
# The file of a service of the whole machine, and where such a service keeps its data
# (https://refspecs.linuxfoundation.org/FHS_3.0/fhs/ch05s08.html).
SYSTEM_FILE: Final = Path("/etc/khabar/env")
SYSTEM_STATE: Final = Path("/var/lib/khabar")
# Set by systemd for a unit with StateDirectory= (systemd.exec(5)), several with colons between.
_STATE_VARIABLE: Final = "STATE_DIRECTORY"
_DATABASE: Final = "khabar.db"


def find_env_file(
    named: Path | None, environ: Mapping[str, str], system_file: Path = SYSTEM_FILE
) -> Path | None:
    """Return the settings file to read; None if there is none.

    The one that is named counts, else `$KHABAR_ENV`, `.env` in the working directory, and the
    machine's own.

    Raises:
        ConfigError: the file that is named does not exist, or one of the others is no file.
    """
    variable = environ.get(ENV_FILE_VARIABLE, "")
    chosen = [
        (named, "--env-file"),
        (Path(variable) if variable else None, ENV_FILE_VARIABLE),
    ]
    for path, where in chosen:
        if path is not None:
            if not path.exists():
                raise ConfigError(f"{where}: there is no file {path}")
            return checked_file(path)
    there = (path for path in (Path(".env"), system_file) if path.exists())
    return next(map(checked_file, there), None)


def checked_file(path: Path) -> Path:
    """Return a path, which may lead to nothing yet, but neither to a folder nor to a pipe.

    Raises:
        ConfigError: it does; a pipe to which nobody writes would be waited for.
    """
    if path.exists() and not path.is_file():
        raise ConfigError(f"{path} is no file")
    return path


def default_database(env_file: Path | None, environ: Mapping[str, str]) -> Path:
    """Return where the database lies if no setting names it.

    In systemd's `$STATE_DIRECTORY`, else in `data/` beside the settings file or, without one, in
    the working directory. The machine's own settings file has its data where the service does.
    """
    if state := environ.get(_STATE_VARIABLE, "").partition(":")[0]:
        return Path(state) / _DATABASE
    if env_file == SYSTEM_FILE:
        return SYSTEM_STATE / _DATABASE
    return beside(env_file, Path("data")) / _DATABASE


def beside(env_file: Path | None, path: Path) -> Path:
    """Return a path that was written in a settings file: a relative one counts from there."""
    return path if env_file is None else env_file.parent / path


class SettingsFile(DotEnvSettingsSource):
    """Reads the settings file; relative paths in it count from its folder."""

    def __call__(self) -> dict[str, Any]:
        """Return the settings in the file, by name."""
        found = super().__call__()
        for name, field in self.settings_cls.model_fields.items():
            is_path = field.annotation in {Path, Path | None, DatabaseAddress}
            if is_path and isinstance(self.env_file, Path) and name in found:
                written = address_of(str(found[name]))
                if isinstance(written, Path):
                    found[name] = beside(self.env_file, written)
        return found
