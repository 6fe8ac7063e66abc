"""Defines the exceptions of storage, each translated from one of the engine's.

StorageError
├── DatabaseBusy        another process holds the database; try again later
├── DatabaseUnreachable no connection to the database's server; try again later
├── DatabaseFull        the disk is full; nothing was written
├── DatabaseFromFuture  the file was written by a newer version
├── UpdateWaits         a newer version waits until this one has ended
├── DatabaseForeign     the file is another program's, or an unreleased version's
├── DatabaseMoved       everything in it was moved to another one, or is not there yet
├── DatabaseDamaged     the file is no database, or a broken one
├── CopyStopped         whoever wanted a copy wants it no more; nothing was put in place
├── AlreadyRunning      another copy of the bot holds the lock file
├── LeadLost            another instance leads, and does what this one was about to do
└── UpdateTakenOver     another instance handles what this one was handling
"""


class StorageError(Exception):
    """Base of everything that storage raises."""


class DatabaseBusy(StorageError):
    """Another process holds the database for longer than the busy time-out."""


class DatabaseUnreachable(StorageError):
    """The server of the database gives no answer: whether what was just sent holds is not known."""


class DatabaseFull(StorageError):
    """The disk is full: the transaction was rolled back and nothing was written."""


class DatabaseFromFuture(StorageError):
    """The file's schema is newer than this code: an older bot must not touch it."""


class UpdateWaits(StorageError):
    """A newer version waits to bring the schema up to date: instances of this one must end."""


class DatabaseForeign(StorageError):
    """The file holds a database that no released version of Khabar has made."""


class DatabaseMoved(StorageError):
    """The database was moved to another one, or a move into it is not complete."""


class DatabaseDamaged(StorageError):
    """The file is not a database, or its pages are broken."""


class CopyStopped(StorageError):
    """Whoever wanted a copy wants it no more: nothing stands in its place."""


class AlreadyRunning(StorageError):
    """Another process holds the lock beside the database file."""


class LeadLost(StorageError):
    """Another instance has taken the lead: nothing of this transaction was written."""


class UpdateTakenOver(StorageError):
    """Another instance has taken an update over: this one's attempt at it counts no more."""
