"""Decides which validators a poll sends, and which ones of the answer are kept."""

from bot.feed import schedule
from bot.types import ParsedFeed, Validators
from storage.models import Feed


def validators_to_send(feed: Feed) -> Validators | None:
    """Return the validators of the next poll; None where the whole feed is asked for."""
    if schedule.unconditional(feed.polls):
        return None
    if schedule.may_hide(feed.last_modified, feed.last_success):
        return None
    return Validators(feed.etag, feed.last_modified)


def validators_to_keep(validators: Validators, parsed: ParsedFeed) -> Validators:
    """Return the answer's validators; none where they would hide what is missing.

    Args:
        validators: of the answer.
        parsed: the feed that came with them.
    """
    newest = max((item.published for item in parsed.items if item.published), default=None)
    # A cut body's validators would hide behind a 304 what was cut off.
    if not parsed.complete or schedule.forget_validators(validators.last_modified, newest):
        return Validators()
    return validators
