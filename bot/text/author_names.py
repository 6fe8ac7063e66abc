"""Takes an author's name out of what a site gives for one, which may be an address.

Accounts are often called by the e-mail address that they were made with, and RSS 2.0 wants an
address as `author`: neither is a name, and no reader is to be shown the address of a person.
"""

import re
from typing import Final

_ADDRESS: Final = re.compile(
    r"(?:mailto:)?[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|(?:https?://|www\.)\S+",
    re.ASCII | re.IGNORECASE,
)
_EDGE: Final = " \t<>()[]،,;:|–-"
# feedparser takes four letters of an address's last part, and leaves the others as a name.
_CUT: Final = re.compile(r"\.[A-Za-z]{4}\Z")
_REST: Final = re.compile(r"\A[a-z]{1,20}(?![\w.])|<[a-z]{0,20}>")


def author_name(text: str) -> str:
    """Return what of a text is a name; empty if it is an address and nothing else."""
    if _ADDRESS.search(text) is None:
        return text
    return " ".join(_ADDRESS.sub(" ", text).split()).strip(_EDGE)


def name_beside(address: str, name: str) -> str:
    """Return the name that feedparser found beside an e-mail address, without the address's rest.

    Of `editor@paper.press` it makes the address `editor@paper.pres` and the name "s".
    """
    if not address:
        return author_name(name)
    if _CUT.search(address):
        name = _REST.sub(" ", name)
    return author_name(name).strip(_EDGE)
