"""JSON request body of the control API, validated value by value."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlsplit

from sandbox.newsroom.corrections import MAX_PARAGRAPHS, MAX_TEXT
from sandbox.newsroom.errors import ContentError, InvalidRequestError
from sandbox.newsroom.models import Story
from sandbox.newsroom.rest import MAX_PER_PAGE
from sandbox.newsroom.settings import FeedContent, FeedPhoto, Permalinks, Settings
from sandbox.newsroom.story_files import story
from sandbox.newsroom.wording import printable

E = TypeVar("E", bound=StrEnum)
MAX_FEED_ITEMS = 20_000
MAX_CACHE_SECONDS = 7 * 86_400
_STATUSES = {"withdrawn_status": {404, 410}, "rest_status": {200, 401, 403, 404}}


class RequestBody:
    """A JSON object; each method takes one value, `None` where it is not there.

    Every method raises InvalidRequestError with the name of a value that is not valid.
    """

    def __init__(self, body: dict[str, Any]) -> None:
        self._body = _clean(body)
        self._taken: set[str] = set()

    def nothing_else(self) -> None:
        """Refuse names that nobody asked for: a typing error must not pass in silence."""
        if strange := sorted(set(self._body) - self._taken):
            raise InvalidRequestError(f"unknown: {', '.join(strange)}")

    def text(self, name: str) -> str | None:
        """A text."""
        value = self._take(name)
        if value is not None and (not isinstance(value, str) or len(value) > MAX_TEXT):
            raise InvalidRequestError(f"{name} must be a text of at most {MAX_TEXT} characters")
        return value

    def texts(self, name: str) -> list[str] | None:
        """A list of texts."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise InvalidRequestError(f"{name} must be a list of texts")
        if len(value) > MAX_PARAGRAPHS:
            raise InvalidRequestError(f"{name} must not have more than {MAX_PARAGRAPHS} entries")
        return value

    def flag(self, name: str) -> bool | None:
        """True or false."""
        value = self._take(name)
        if value is not None and not isinstance(value, bool):
            raise InvalidRequestError(f"{name} must be true or false")
        return value

    def number(self, name: str, least: int, most: int = 10**12) -> int | None:
        """A whole number within bounds."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise InvalidRequestError(f"{name} must be a whole number from {least} to {most}")
        return value

    def amount(self, name: str) -> float | None:
        """A number, not negative."""
        value = self._take(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not value >= 0:
            raise InvalidRequestError(f"{name} must be a number that is not negative")
        return float(value)

    def span(self, name: str) -> timedelta | None:
        """Seconds, as a span of time."""
        seconds = self.amount(name)
        if seconds is None:
            return None
        try:
            return timedelta(seconds=seconds)
        except (OverflowError, ValueError) as error:
            raise InvalidRequestError(f"{name} is too large") from error

    def moment(self, name: str) -> datetime | None:
        """A time in ISO 8601; UTC where no zone is named."""
        value = self._take(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise InvalidRequestError(f"{name} must be a time like 2026-11-23T10:00:00Z") from error
        # Years near the calendar's ends overflow when they change zone.
        if not 1970 <= moment.year <= 2100:  # noqa: PLR2004 - dates that a site can have
            raise InvalidRequestError(f"{name} must lie between 1970 and 2100")
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def member(self, name: str, kind: type[E]) -> E | None:
        """One of the values of an enumeration."""
        value = self._take(name)
        return None if value is None else _member(name, value, kind)

    def members(self, name: str, kind: type[E]) -> frozenset[E] | None:
        """Some of the values of an enumeration."""
        values = self.texts(name)
        if values is None:
            return None
        if not values:
            raise InvalidRequestError(f"{name} must not be empty")
        return frozenset(_member(name, value, kind) for value in values)

    def story(self, name: str) -> Story | None:
        """An own story in the form of the content files; `key` may be left out."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise InvalidRequestError(f"{name} must be an object")
        try:
            return story({"key": "own", "section": "أخبار"} | value, name)
        except ContentError as error:
            raise InvalidRequestError(str(error)) from error

    def settings(self, old: Settings) -> Settings:
        """The old settings with what the body names."""
        changes: dict[str, Any] = {}
        for name in self._body:
            changes[name] = self._setting(name)
        return replace(old, **changes)

    def _setting(self, name: str) -> Any:
        if name not in _READERS:
            raise InvalidRequestError(f"unknown: {name}")
        value = _READERS[name](self, name)
        if value is None and name not in _MAY_BE_NULL:
            raise InvalidRequestError(f"{name} must not be null")
        return value

    def status(self, name: str) -> int | None:
        """A status that this setting allows."""
        value = self.number(name, 200, 599)
        if value is not None and value not in _STATUSES[name]:
            raise InvalidRequestError(f"{name} must be one of {sorted(_STATUSES[name])}")
        return value

    def cache(self, name: str) -> timedelta | None:
        """Seconds of caching, up to a week."""
        seconds = self.number(name, 0, MAX_CACHE_SECONDS)
        return None if seconds is None else timedelta(seconds=seconds)

    def line(self, name: str) -> str | None:
        """One line that is not blank."""
        value = self.text(name)
        if value is not None and (len(value.splitlines()) != 1 or not value.strip()):
            raise InvalidRequestError(f"{name} must be one line")
        return value

    def guid(self, name: str) -> str | None:
        """A template of guids."""
        value = self.line(name)
        if value is not None and "{id}" not in value:
            raise InvalidRequestError("guid must hold {id}; {base} stands for the site")
        return value

    def address(self, name: str) -> str | None:
        """An http or https address."""
        value = self.text(name)
        return None if value is None else _http(name, value)

    def _take(self, name: str) -> Any:
        self._taken.add(name)
        return self._body.get(name)


def settings_view(settings: Settings) -> dict[str, Any]:
    """Settings as JSON; `feed_cache` in seconds."""
    view = {field.name: getattr(settings, field.name) for field in fields(settings)}
    cache = settings.feed_cache
    return view | {"feed_cache": None if cache is None else round(cache.total_seconds())}


def _member(name: str, value: object, kind: type[E]) -> E:
    try:
        return kind(str(value))
    except ValueError as error:
        known = ", ".join(member.value for member in kind)
        raise InvalidRequestError(f"{name} must be one of: {known}") from error


def _http(name: str, value: str) -> str:
    try:
        parts = urlsplit(value)
    except ValueError as error:
        raise InvalidRequestError(f"{name} must be an address") from error
    if parts.scheme not in {"http", "https"} or not value.isascii() or not value.isprintable():
        raise InvalidRequestError(f"{name} must be an http or https address")
    return value


def _clean(value: Any) -> Any:
    """The value without characters that no page can carry."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_clean(part) for part in value]
    if isinstance(value, dict):
        return {key: _clean(part) for key, part in value.items()}
    return value


_MAY_BE_NULL = frozenset({"feed_cache", "hub_url"})
_READERS: dict[str, Callable[[RequestBody, str], Any]] = {
    "site_name": RequestBody.line,
    "site_name_en": RequestBody.line,
    "feed_content": lambda body, name: body.member(name, FeedContent),
    "feed_photo": lambda body, name: body.member(name, FeedPhoto),
    "feed_items": lambda body, name: body.number(name, 1, MAX_FEED_ITEMS),
    "feed_cache": RequestBody.cache,
    "hub_url": RequestBody.address,
    "permalinks": lambda body, name: body.member(name, Permalinks),
    "guid": RequestBody.guid,
    "withdrawn_status": RequestBody.status,
    "rest_status": RequestBody.status,
    "rest_items": lambda body, name: body.number(name, 1, MAX_PER_PAGE),
    "page_validators": RequestBody.flag,
    "appeared_first": RequestBody.flag,
}
