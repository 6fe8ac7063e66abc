"""Tells a PostgreSQL address from the path of an SQLite file, and keeps its password hidden."""

import re
from dataclasses import dataclass, field
from pathlib import Path

# In the place of an instance's name: of connections by which the schema is changed.
UPDATING = "updating"
_SCHEMES = ("postgresql://", "postgres://")
# https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING
_SIGNED_IN = re.compile("[^@/]*@")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?:.*@.*)?")


@dataclass(frozen=True, slots=True)
class PostgresqlAddress:
    """The address of a PostgreSQL database; written out it shows neither password nor options."""

    secret: str = field(repr=False)

    def __str__(self) -> str:
        # A password may hold what ends the host of a URL, and libpq takes it so.
        written = self.secret.partition("://")[2]
        signed_in = _SIGNED_IN.match(written)
        behind = written[signed_in.end() :] if signed_in else written
        host, _, options = behind.partition("?")
        if not signed_in and "@" in options:
            return "postgresql://…"
        return f"postgresql://{host.rpartition('@')[2].partition('#')[0]}"

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


def names_a_server(path: Path) -> bool:
    """Whether a path is the address of some server, written otherwise than ours is.

    `postgresql+psycopg://…` and `postgres:role:password@host/…`: whoever writes so means no file.
    """
    return any(map(_SCHEME.fullmatch, path.parts))
