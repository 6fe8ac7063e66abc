"""Translates psycopg's exceptions, each to one of the project's own with a sentence for people."""

import re

import psycopg
from psycopg import errors
from psycopg_pool import PoolTimeout

from storage.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DatabaseFull,
    DatabaseUnreachable,
    StorageError,
)

# By the code of the error, or by its class, the first two characters
# (https://www.postgresql.org/docs/15/errcodes-appendix.html).
_MEANINGS: dict[str, tuple[type[StorageError], str]] = {
    "08": (DatabaseUnreachable, "the connection to the database was lost"),
    "57P01": (DatabaseUnreachable, "the database ended the connection"),
    "57P02": (DatabaseUnreachable, "the database ended the connection"),
    "57P03": (DatabaseUnreachable, "the database is just starting or stopping"),
    "57P05": (DatabaseUnreachable, "the database ended a connection that was idle"),
    "25P03": (DatabaseBusy, "the database ended a transaction that took too long"),
    "25006": (DatabaseUnreachable, "the database's server is a standby, or read-only"),
    "57014": (DatabaseBusy, "the database did not answer in time"),
    "55P03": (DatabaseBusy, "the database is held by another process"),
    "40": (DatabaseBusy, "two processes wanted the same rows of the database"),
    "53100": (DatabaseFull, "the disk of the database is full"),
    "53": (DatabaseBusy, "the database has no connection or memory left"),
    "58030": (DatabaseDamaged, "the database can't read or write its files"),
    "XX001": (DatabaseDamaged, "the database is damaged"),
    "XX002": (DatabaseDamaged, "an index of the database is damaged"),
    "28P01": (StorageError, "the database refused the password in DATABASE"),
    "28": (StorageError, "the database does not admit the role in DATABASE from here"),
    "3D000": (StorageError, "the database named in DATABASE does not exist"),
    "3F000": (StorageError, "there is no schema in which the role may make tables"),
    "42501": (StorageError, "the role in DATABASE lacks rights that Khabar needs"),
}
# What a value was may be told in these messages, and values are readers' words.
_TELLING = "22"
_REFUSED = (StorageError, "the database refused the connection")
# A refusal at connecting has no code in libpq's answer, only words.
_REFUSALS = (
    ("password authentication failed", "28P01"),
    ("no password supplied", "28P01"),
    ("pg_hba.conf", "28"),
    ("authentication failed", "28"),
    ("is not permitted to log in", "28"),
    # Also of one role, whose name is told.
    ("too many c", "53"),
    # The last ones of the server are its superusers'.
    ("connection slots are reserved", "53"),
    # PgBouncer's.
    ("no more connections allowed", "53"),
    ('role "', "28"),
    ("starting up", "57P03"),
    ("shutting down", "57P03"),
    # libpq asks of a socket whether a server is "accepting connections" there: none is.
    ("not accepting connections", "57P03"),
    ("not yet accepting connections", "57P03"),
    ("not currently accepting connections", "57P03"),
    ("session is read-only", "25006"),
    ("server is in hot standby mode", "25006"),
    ("permission denied", "42501"),
    ("does not exist", "3D000"),
)
# What a server says itself, in whatever language, begins with how grave it is and two spaces.
_SAID_BY_SERVER = re.compile(r" failed: [^\n:]+:  ")
_NO_TLS = ("SSL", "certificate", "TLS")
# Said of a file that is not there as of a database that is not.
_NO_AUTHORITIES = "root certificate file"


def translated(error: BaseException) -> StorageError:
    """The project's own exception; its text holds nothing that was stored or sent."""
    if isinstance(error, PoolTimeout):
        return DatabaseUnreachable("the database gave no connection in time")
    code = getattr(error, "sqlstate", None) or ""
    for known in (code, code[:2]):
        if known in _MEANINGS:
            kind, sentence = _MEANINGS[known]
            return kind(sentence)
    if not code and isinstance(error, psycopg.OperationalError):
        return DatabaseUnreachable("the connection to the database was lost")
    if isinstance(error, errors.Error) and code and not code.startswith(_TELLING):
        return StorageError(f"{error.diag.message_primary} ({code})")
    return StorageError(f"the database refused a statement ({code or type(error).__name__})")


def not_connected(error: psycopg.Error) -> StorageError:
    """Why the first connection could not be made."""
    said = str(error)
    unread = isinstance(error, psycopg.ProgrammingError) or "is bad: invalid" in said
    if unread and not error.sqlstate:
        # Its own words repeat the address, with the password.
        return StorageError("DATABASE is no address that PostgreSQL understands")
    if _NO_AUTHORITIES in said:
        return StorageError(
            "sslmode in DATABASE asks for a file of certificates that is not there: name one by "
            "sslrootcert"
        )
    code = error.sqlstate or next((code for words, code in _REFUSALS if words in said), "")
    if code:
        kind, sentence = _MEANINGS.get(code) or _MEANINGS.get(code[:2]) or _REFUSED
        return kind(sentence)
    if _SAID_BY_SERVER.search(said):
        kind, sentence = _REFUSED
        return kind(sentence)
    if any(word in said for word in _NO_TLS):
        return StorageError("no encrypted connection to the database can be made: see sslmode")
    return DatabaseUnreachable("no database answers at the address in DATABASE")
