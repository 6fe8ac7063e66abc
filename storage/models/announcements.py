"""Defines the messages that owners write to all subscribers, and their states."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage.models.articles import TelegramFile


class AnnouncementState(StrEnum):
    """What was decided about a message to all."""

    DRAFT = "draft"
    APPROVED = "approved"
    WITHDRAWN = "withdrawn"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementContent:
    """A message as Telegram takes it: `html` within its limits, which may be empty below a file.

    `preview_url` is the link whose preview is shown, above the words with `preview_above`.
    """

    html: str
    file: TelegramFile | None = None
    preview_url: str = ""
    preview_above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A message to all; `everywhere` takes in groups and channels.

    `owner_id` is the Telegram id of its author, 0 once that person was erased.
    """

    id: int
    owner_id: int
    content: AnnouncementContent
    everywhere: bool
    state: AnnouncementState
    drafted: datetime
    approved: datetime | None
