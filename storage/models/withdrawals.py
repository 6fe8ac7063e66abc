"""Defines what is known of many articles that are gone from the site at once."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MassWithdrawalDecision(StrEnum):
    """What is done with the articles of a mass withdrawal.

    Owners choose `WITHDRAW` or `KEEP`; it is `BACK` when all of them stand on the site again, and
    `LATE` when nobody has answered for a day.
    """

    WITHDRAW = "withdraw"
    KEEP = "keep"
    BACK = "back"
    LATE = "late"


@dataclass(frozen=True, slots=True, kw_only=True)
class MassWithdrawal:
    """A mass withdrawal that no owner has decided about.

    `articles` is how many it holds by now, `titles` are the headlines of some of them, and
    `asked` is whether the owners were asked.
    """

    id: int
    began: datetime
    articles: int
    titles: tuple[str, ...]
    asked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawalEvidence:
    """What is known of an article that seems to be gone, and of others.

    Attributes:
        held_since: since when it is in a mass withdrawal; None where it is in none.
        kept: articles of which an owner has decided that their posts stay.
        approved: an owner has said within the last hour that a mass withdrawal was one.
        gone: the articles that are missing, held, or were withdrawn within the last hour.
    """

    held_since: datetime | None
    kept: frozenset[int]
    approved: bool
    gone: frozenset[int]
