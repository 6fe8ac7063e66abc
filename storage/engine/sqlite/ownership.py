"""Refuses another user's database: files made beside it would not belong to that user."""

import os
import pwd
import shlex
from pathlib import Path
from typing import Final

from storage.errors import StorageError

_ROOT: Final = 0


def refuse_foreign(path: Path) -> None:
    """Refuse to work on a file of another user, and as root in a folder of another user.

    A file that is not there yet would be made with this user's name. Of others than root the
    folder's own rights decide whether he may do that.

    Args:
        path: the database, or a lock beside it; it may lead to nothing yet.

    Raises:
        StorageError: the file, or where there is none its folder, belongs to another user.
    """
    file = Path(os.path.realpath(path))
    own = os.geteuid()
    looked_at = [file, *file.parents] if own == _ROOT else [file]
    for one in looked_at:
        owner = _owner_of(one)
        if owner is not None:
            if owner != own:
                raise StorageError(f"{one} belongs to another user: {_advice(one, owner, own)}")
            return


def _owner_of(path: Path) -> int | None:
    """Return whose a file is; None where there is none, or where this user may not look."""
    try:
        return path.stat().st_uid
    except OSError:
        return None


def _advice(file: Path, owner: int, own: int) -> str:
    if owner == _ROOT:
        return (
            "khabar was run there as root, who can give it back: "
            f"`chown {_name_of(own) or own} {shlex.quote(str(file))}*`"
        )
    name = _name_of(owner)
    if name and own == _ROOT:
        return f"run this as its user, `runuser -u {name} -- khabar …`"
    # sudo takes the number of one who has no name.
    user = name or f"\\#{owner}"
    return f"run this as its user, `sudo -u {user} khabar …`"


def _name_of(user: int) -> str:
    """Return the name of a user; empty for one who has none."""
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return ""
