"""Tells a PostgreSQL address from the path of an SQLite file, and keeps its password hidden."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

# In the place of an instance's name: of connections by which the schema is changed.
UPDATING = "updating"
_SCHEMES = ("postgresql://", "postgres://")


@dataclass(frozen=True, slots=True)
class PostgresqlAddress:
    """The address of a PostgreSQL database; written out it shows neither password nor options."""

    secret: str = field(repr=False)

    def __str__(self) -> str:
        try:
            parts: SplitResult = urlsplit(self.secret)
            host = parts.netloc.rpartition("@")[2]
        except ValueError:
            return "postgresql://…"
        return f"postgresql://{host}{parts.path}"

    def absolute(self) -> "PostgresqlAddress":
        """Itself: it counts from nowhere."""
        return self


def session_name(instance: str) -> str:
    """What the connections of an instance are called at the server; of a command, without one."""
    return f"khabar {instance}".strip()


DatabaseAddress = Path | PostgresqlAddress


def address_of(setting: object) -> object:
    """The address that a setting names: a URL of PostgreSQL, else a path; what is none stays."""
    if isinstance(setting, str):
        return PostgresqlAddress(setting) if setting.startswith(_SCHEMES) else Path(setting)
    return setting
