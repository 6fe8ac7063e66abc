"""The newsroom: its articles, its clock, its faults, and everything an editor can do."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sandbox.newsroom.errors import InvalidWishError, UnknownArticleError, UnknownStoryError
from sandbox.newsroom.faults import (
    MAX_COUNT,
    MAX_DURATION,
    ActiveFault,
    Area,
    Fault,
    FaultBoard,
    default_areas,
)
from sandbox.newsroom.generator import generated
from sandbox.newsroom.library import prepared
from sandbox.newsroom.models import Article, Language, Photo, Story
from sandbox.newsroom.settings import Settings
from sandbox.newsroom.taxonomy import section_line, tag
from sandbox.newsroom.typesetting import typeset
from sandbox.newsroom.wording import printable, slugify

FIRST_NUMBER = 712_300
BACKLOG_GAP = timedelta(minutes=47)
ENGLISH_BACKLOG = 3
MAX_TEXT = 20_000
MAX_PARAGRAPHS = 400
MAX_TAGS = 50
MAX_SECONDS = 3600.0
MAX_BYTES = 200 * 1024 * 1024


class Newsroom:
    """One site with two editions.

    Args:
        now: the clock, aware; a test may run it as fast as it likes.
        seed: seed of everything left to chance.
        backlog: so many Arabic articles are there from the beginning, 47 minutes apart (and up
            to three English ones); they are the last of the prepared stories.
        stories: prepared stories in the order of publication; by default those of `content/`.
            When all Arabic ones are out, generated ones follow without end.
        max_articles: the oldest are forgotten beyond this number.
        settings: standing choices of the site.
    """

    def __init__(
        self,
        *,
        now: Callable[[], datetime],
        seed: int = 0,
        backlog: int = 12,
        stories: Sequence[Story] | None = None,
        max_articles: int = 3000,
        settings: Settings | None = None,
    ) -> None:
        self.now = now
        self.seed = seed
        self.settings = settings or Settings()
        self.faults = FaultBoard(now)
        self.known_tags: dict[str, str] = {}
        self.revision = 0
        self._chance = random.Random(seed)
        self._articles: dict[int, Article] = {}
        self._max_articles = max_articles
        self._stories = {story.key: story for story in (prepared() if stories is None else stories)}
        self._waiting = list(self._stories)
        self._next_number = FIRST_NUMBER
        self._generated = 0
        self._listed: dict[Language, tuple[int, list[Article]]] = {}
        self._snapshot: list[Article] = []
        self._fill(backlog)

    # What there is

    def article(self, number: int) -> Article:
        """The article of this number, withdrawn or not.

        Raises:
            UnknownArticleError: there is none.
        """
        try:
            return self._articles[number]
        except KeyError:
            raise UnknownArticleError(f"no article has the number {number}") from None

    def listed(self, language: Language = Language.ARABIC) -> list[Article]:
        """Articles that readers can see, newest first."""
        kept = self._listed.get(language)
        if kept is None or kept[0] != self.revision:
            articles = [
                article
                for article in self._articles.values()
                if article.language is language and not article.withdrawn
            ]
            articles.sort(key=lambda article: (article.published_at, article.number), reverse=True)
            kept = (self.revision, articles)
            self._listed[language] = kept
        return kept[1]

    def stale(self, language: Language) -> list[Article]:
        """The list as it was when `Fault.STALE` was set."""
        return [article for article in self._snapshot if article.language is language]

    def everything(self) -> list[Article]:
        """All articles that are kept, withdrawn ones too, in the order they were made."""
        return list(self._articles.values())

    def waiting(self) -> list[Story]:
        """Prepared stories that are not out yet, the next one first."""
        return [self._stories[key] for key in self._waiting]

    # What an editor does

    def publish(
        self,
        story: Story | str | None = None,
        *,
        at: datetime | None = None,
        breaking: bool | None = None,
        generate: bool = False,
        language: Language = Language.ARABIC,
    ) -> Article:
        """Put an article on the site.

        Args:
            story: a story, the key of a prepared one, or the next in the row.
            at: back-date it; its modification time is the same, as WordPress does
                with a scheduled post, so it may hide behind a 304.
            breaking: mark it as breaking news, or not; by default as the story says.
            generate: make a story by rule, whatever is prepared.
            language: edition from which the next in the row is taken.

        Raises:
            UnknownStoryError: no prepared story has the key, or no English one is left.
        """
        chosen = self._chosen(story, language, generate=generate)
        number = self._next_number
        self._next_number += self._chance.randint(3, 19)
        article = typeset(
            chosen,
            number=number,
            at=at or self.now(),
            site_name=self._name(chosen.language),
            breaking=chosen.breaking if breaking is None else breaking,
        )
        return self._keep(article)

    def edit(
        self,
        number: int,
        *,
        headline: str | None = None,
        paragraphs: Sequence[str] | None = None,
        caption: str | None = None,
        tags: Sequence[str] | None = None,
        breaking: bool | None = None,
        new_photo: bool = False,
    ) -> Article:
        """Change a published article; what is left out stays.

        Raises:
            UnknownArticleError: there is none.
            InvalidWishError: a text is empty where it must not be, or too long.
        """
        old = self.article(number)
        changed = replace(
            old,
            headline=old.headline if headline is None else _text(headline, "headline"),
            paragraphs=old.paragraphs if paragraphs is None else _texts(paragraphs, MAX_PARAGRAPHS),
            caption=old.caption if caption is None else _text(caption, "caption", empty=True),
            tags=old.tags if tags is None else _texts(tags, MAX_TAGS),
            breaking=old.breaking if breaking is None else breaking,
            photo=_another(old.photo) if new_photo else old.photo,
            modified_at=self.now(),
        )
        return self._keep(changed)

    def change_slug(self, number: int, slug: str) -> Article:
        """Give the article another address; the old one redirects.

        Raises:
            UnknownArticleError: there is none.
            InvalidWishError: nothing readable is in the slug.
        """
        return self._keep(
            replace(self.article(number), slug=slugify(_text(slug, "slug")), modified_at=self.now())
        )

    def withdraw(self, number: int) -> Article:
        """Take an article off the site: gone from feeds and REST, 404 or 410 on its page.

        Raises:
            UnknownArticleError: there is none.
        """
        return self._keep(replace(self.article(number), withdrawn=True))

    def restore(self, number: int) -> Article:
        """Put a withdrawn article back.

        Raises:
            UnknownArticleError: there is none.
        """
        return self._keep(replace(self.article(number), withdrawn=False))

    def republish(self, number: int) -> Article:
        """Publish the same text again under another number, as happens by mistake.

        Raises:
            UnknownArticleError: there is none.
        """
        now = self.now()
        copy = replace(
            self.article(number),
            number=self._next_number,
            published_at=now,
            modified_at=now,
            withdrawn=False,
        )
        self._next_number += 1
        return self._keep(copy)

    def redate(self, number: int, at: datetime) -> Article:
        """Give an article another publication time; its modification time is now.

        Raises:
            UnknownArticleError: there is none.
        """
        return self._keep(replace(self.article(number), published_at=at, modified_at=self.now()))

    def configure(self, settings: Settings) -> None:
        """Change standing choices, for example guids and permalinks in a site migration."""
        self.settings = settings
        self.revision += 1

    # What goes wrong

    def cause(
        self,
        fault: Fault,
        *,
        areas: frozenset[Area] | None = None,
        count: int | None = None,
        duration: timedelta | None = None,
        seconds: float | None = None,
        size: int | None = None,
    ) -> ActiveFault:
        """Switch a fault on, for `count` requests, for `duration`, or until it is cleared.

        Args:
            fault: which.
            areas: where; by default where the fault makes sense.
            count: 1 to a million requests.
            duration: up to a year.
            seconds: of SLOW (5) and DRIP (1 a byte), and Retry-After (120).
            size: bytes of OVERSIZED (50 MiB) and, unpacked, of GZIP_BOMB (200 MiB).

        Raises:
            InvalidWishError: a number is out of bounds.
        """
        if count is not None and not 0 < count <= MAX_COUNT:
            raise InvalidWishError(f"count must lie between 1 and {MAX_COUNT}")
        if duration is not None and not timedelta() < duration <= MAX_DURATION:
            raise InvalidWishError("duration must be more than nothing and at most a year")
        if seconds is not None and not 0 <= seconds <= MAX_SECONDS:
            raise InvalidWishError(f"seconds must lie between 0 and {MAX_SECONDS:.0f}")
        if size is not None and not 0 < size <= MAX_BYTES:
            raise InvalidWishError(f"bytes must lie between 1 and {MAX_BYTES}")
        now = self.now()
        if fault is Fault.STALE:
            self._snapshot = [*self.listed(Language.ARABIC), *self.listed(Language.ENGLISH)]
        active = ActiveFault(
            fault=fault,
            areas=areas or default_areas(fault),
            seconds=_seconds(fault) if seconds is None else seconds,
            size=_size(fault) if size is None else size,
            since=now,
            until=now + duration if duration is not None else None,
            remaining=count,
        )
        self.faults.put(active)
        return active

    def _fill(self, backlog: int) -> None:
        """Put the backlog on the site, so that what is published next begins the row."""
        rows = {
            language: [story.key for story in self.waiting() if story.language is language]
            for language in Language
        }
        arabic = rows[Language.ARABIC][-backlog:] if backlog else []
        made: list[str | None] = [*[None] * (backlog - len(arabic)), *arabic]
        started = self.now()
        for step, key in enumerate(made):
            at = started - BACKLOG_GAP * (backlog - step)
            self.publish(key, at=at, generate=key is None)
        for step, key in enumerate(rows[Language.ENGLISH][: min(backlog, ENGLISH_BACKLOG)]):
            self.publish(key, at=started - BACKLOG_GAP * (ENGLISH_BACKLOG * 3 - step))

    def _chosen(self, story: Story | str | None, language: Language, *, generate: bool) -> Story:
        if isinstance(story, Story):
            return story
        if isinstance(story, str):
            if story not in self._stories:
                raise UnknownStoryError(f"no prepared story has the key {story!r}")
            if story in self._waiting:
                self._waiting.remove(story)
            return self._stories[story]
        for key in [] if generate else self._waiting:
            if self._stories[key].language is language:
                self._waiting.remove(key)
                return self._stories[key]
        if language is Language.ENGLISH:
            raise UnknownStoryError("no prepared English story is left")
        self._generated += 1
        return generated(self.seed, self._generated)

    def _keep(self, article: Article) -> Article:
        self._articles[article.number] = article
        while len(self._articles) > self._max_articles:
            del self._articles[next(iter(self._articles))]
        for name in (*(tag(name) for name in article.tags), *section_line(article.section)):
            self.known_tags[f"{name.kind}/{name.path}"] = name.name
        while len(self.known_tags) > self._max_articles * 4:
            del self.known_tags[next(iter(self.known_tags))]
        self.revision += 1
        return article

    def _name(self, language: Language) -> str:
        if language is Language.ENGLISH:
            return self.settings.site_name_en
        return self.settings.site_name


def _another(photo: Photo | None) -> Photo | None:
    if photo is None:
        return None
    stem, _, extension = photo.path.rpartition(".")
    return replace(photo, path=f"{stem}-1.{extension}", seed=photo.seed + 1)


def _text(value: str, name: str, *, empty: bool = False) -> str:
    text = printable(value).strip()
    if not text and not empty:
        raise InvalidWishError(f"{name} must not be empty")
    if len(text) > MAX_TEXT:
        raise InvalidWishError(f"{name} must not be longer than {MAX_TEXT} characters")
    return text


def _texts(values: Sequence[str], most: int) -> tuple[str, ...]:
    if len(values) > most:
        raise InvalidWishError(f"no more than {most} entries")
    return tuple(_text(value, "entry") for value in values)


def _seconds(fault: Fault) -> float:
    return {Fault.DRIP: 1.0, Fault.RETRY_AFTER: 120.0, Fault.RATE_LIMITED: 120.0}.get(fault, 5.0)


def _size(fault: Fault) -> int:
    return MAX_BYTES if fault is Fault.GZIP_BOMB else 50 * 1024 * 1024
