"""Gives access to all of storage through one object, and to transactions across its parts."""

from storage.corrections import Corrections
from storage.maintenance import Maintenance
from storage.publishing import Publishing


class Store(Publishing, Corrections, Maintenance):
    """One attribute for each thing stored, and the transactions that span several of them.

    All attributes stand in `storage.repositories.Repositories`. Everything raises
    `storage.errors.StorageError` where the database fails.
    """
