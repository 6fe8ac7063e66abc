"""Defines an approval, and reads it from a row of the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.engine.database import Row
from storage.timestamps import from_optional_seconds, from_seconds

# Telegram's longest name: 64 letters each for first and last name.
MAX_NAME = 128
APPROVAL_COLUMNS = """
    id, article_id, chat_id, state, propose_at, due, person_id, person_name, decided,
    (
        select w.not_before
        from scheduled_posts w
        where w.chat_id = approvals.chat_id and w.article_id = approvals.article_id
        and (
            w.manual = 1
            or exists (select 1 from chats c where c.id = w.chat_id and c.active = 0)
        )
    ) as planned
"""
# An approval whose chat is neither inactive nor paused at `:now`: nothing is decided for it else.
CHAT_GETS_POSTS = """
    exists (
        select 1
        from chats c
        where c.id = approvals.chat_id and c.active = 1 and c.paused_until <= :now
    )
"""


class ApprovalState(StrEnum):
    """Whether an article was approved for a chat."""

    PENDING = "pending"
    PUBLISHED = "published"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One article that needs approval for one chat.

    Attributes:
        id: the row.
        article_id: the article.
        chat_id: the chat's own id.
        state: whether it was decided, and how.
        due: when it is decided without an answer.
        postponed_until: when administrators are asked (again); None if they were asked.
        person_id: who decided; 0 if nobody did in time.
        person_name: that person's name, at most `MAX_NAME` letters.
        planned: the chosen time of a post that was approved and has not gone out; one in the past
            waits for the bot's return to its chat, as any one does there that nobody has chosen.
    """

    id: int
    article_id: int
    chat_id: int
    state: ApprovalState
    due: datetime
    postponed_until: datetime | None = None
    person_id: int = 0
    person_name: str = ""
    planned: datetime | None = None


def approval_of(row: Row) -> Approval:
    """The approval of a row that holds `APPROVAL_COLUMNS`."""
    return Approval(
        id=row["id"],
        article_id=row["article_id"],
        chat_id=row["chat_id"],
        state=ApprovalState(row["state"]),
        due=from_seconds(row["due"]),
        postponed_until=from_optional_seconds(row["propose_at"]),
        person_id=row["person_id"],
        person_name=row["person_name"],
        planned=from_optional_seconds(row["planned"]),
    )
