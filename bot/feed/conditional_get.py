"""Decides when a poll asks conditionally, and which validators it sends; pure functions.

WordPress makes both validators of a feed, ETag and Last-Modified, of the time in its newest
article, in whole seconds. What is published with an older time, or within the same second, has
the validators of the answer before and hides behind a 304.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.feed.http.headers import http_date
from bot.types import ParsedFeed, Validators
from storage.models import Feed

# A quarter of an hour with the default settings.
_NOT_MODIFIED_AT_MOST: Final = 14
# Posts that are planned for one second come out one after the other, when WordPress's cron runs.
_SETTLED_AFTER: Final = timedelta(minutes=2)


def validators_to_send(feed: Feed) -> Validators | None:
    """Return the validators that a poll sends; None where it asks for the whole feed.

    Validators are weak until what has them has settled (RFC 9110, 8.8.2.2), also once the site has
    told of news: its word counts more than a 304. A scheduled post whose cron ran late carries an
    older time than an answer before it: after fourteen answers of 304, whatever has failed between
    them, the fifteenth poll looks.
    """
    if feed.not_modified >= _NOT_MODIFIED_AT_MOST or feed.unsettled_since is not None:
        return None
    return Validators(feed.etag, feed.last_modified)


def unsettled_since(feed: Feed, kept: Validators, answered: datetime) -> datetime | None:
    """Return since when the validators of a whole answer are weak, until they have settled.

    They have when a whole answer has them two minutes after they were first met, or after the site
    has told of news. All of it is by our clock: what Last-Modified says may be older than what it
    is about, and by a clock that is wrong.

    Args:
        feed: as it was before the answer.
        kept: the answer's validators; empty where they are not to be sent.
        answered: when it came, aware UTC.

    Returns:
        None if they have settled, or there are none.
    """
    if kept == Validators():
        return None
    if kept != Validators(feed.etag, feed.last_modified):
        return answered
    since = feed.unsettled_since
    if since is None or not timedelta(0) <= answered - since < _SETTLED_AFTER:
        return None
    return since


def validators_to_keep(validators: Validators, parsed: ParsedFeed) -> Validators:
    """Return the answer's validators; none where they would hide what is missing.

    Args:
        validators: of the answer.
        parsed: the feed that came with them.
    """
    newest = max((item.published for item in parsed.items if item.published), default=None)
    # A cut body's validators would hide behind a 304 what was cut off.
    if not parsed.complete or forget_validators(validators.last_modified, newest):
        return Validators()
    return validators


def forget_validators(last_modified: str, newest_pubdate: datetime | None) -> bool:
    """Return whether a response's validators are wrong: older than its newest article, or invalid.

    Caches give Last-Modified of 1970, or keep that of an older answer.
    """
    if not last_modified:
        return False
    moment = http_date(last_modified)
    if moment is None:
        return True
    # Last-Modified counts whole seconds.
    return newest_pubdate is not None and moment < newest_pubdate.replace(microsecond=0)
