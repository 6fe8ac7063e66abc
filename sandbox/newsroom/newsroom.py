"""The newsroom: its articles, clock and faults, and every action of an editor."""

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Unpack

from sandbox.newsroom.article_factory import typeset
from sandbox.newsroom.article_store import ArticleStore
from sandbox.newsroom.corrections import ArticleChanges, checked, corrected
from sandbox.newsroom.faults import ActiveFault, Course, Fault, FaultBoard, switched_on
from sandbox.newsroom.models import Article, Language, Story
from sandbox.newsroom.settings import Settings
from sandbox.newsroom.story_files import prepared
from sandbox.newsroom.story_queue import StoryQueue
from sandbox.newsroom.wording import slugify

FIRST_NUMBER = 712_300
BACKLOG_GAP = timedelta(minutes=47)
ENGLISH_BACKLOG = 3


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
        settings: the settings of the site.
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
        self._chance = random.Random(seed)
        self.kept = ArticleStore(max_articles)
        self._queue = StoryQueue(prepared() if stories is None else stories, seed)
        self._next_number = FIRST_NUMBER
        self._settings_made = 0
        self._snapshot: list[Article] = []
        self._fill(backlog)

    # What there is

    @property
    def revision(self) -> int:
        """A number that grows with each change of the site."""
        return self.kept.revision + self._settings_made

    def term(self, kind: str, path: str) -> str:
        """The name of a tag or section that an article has had; empty where none has."""
        return self.kept.terms.get(f"{kind}/{path}", "")

    def article(self, number: int) -> Article:
        """The article of this number, withdrawn or not.

        Raises:
            UnknownArticleError: there is none.
        """
        return self.kept.article(number)

    def listed(self, language: Language = Language.ARABIC) -> list[Article]:
        """Articles that readers can see, newest first."""
        return self.kept.listed(language)

    def stale(self, language: Language) -> list[Article]:
        """The list as it was when `Fault.STALE` was set."""
        return [article for article in self._snapshot if article.language is language]

    def everything(self) -> list[Article]:
        """All articles that are kept, withdrawn ones too, in the order they were made."""
        return self.kept.everything()

    def waiting(self) -> list[Story]:
        """Prepared stories that are not out yet, the next one first."""
        return self._queue.waiting()

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
        chosen = self._queue.take(story, language, generate=generate)
        number = self._next_number
        self._next_number += self._chance.randint(3, 19)
        article = typeset(
            chosen,
            number=number,
            at=at or self.now(),
            site_name=self._name(chosen.language),
            breaking=chosen.breaking if breaking is None else breaking,
        )
        return self.kept.keep(article)

    def edit(self, number: int, **changes: Unpack[ArticleChanges]) -> Article:
        """Change a published article; what is left out stays.

        Raises:
            UnknownArticleError: there is none.
            InvalidRequestError: a text is empty where it must not be, or too long.
        """
        return self.kept.keep(corrected(self.article(number), changes, at=self.now()))

    def change_slug(self, number: int, slug: str) -> Article:
        """Give the article another address; the old one redirects.

        Raises:
            UnknownArticleError: there is none.
            InvalidRequestError: nothing readable is in the slug.
        """
        return self.kept.keep(
            replace(
                self.article(number), slug=slugify(checked(slug, "slug")), modified_at=self.now()
            )
        )

    def withdraw(self, number: int) -> Article:
        """Take an article off the site: gone from feeds and REST, 404 or 410 on its page.

        Raises:
            UnknownArticleError: there is none.
        """
        return self.kept.keep(replace(self.article(number), withdrawn=True))

    def restore(self, number: int) -> Article:
        """Put a withdrawn article back.

        Raises:
            UnknownArticleError: there is none.
        """
        return self.kept.keep(replace(self.article(number), withdrawn=False))

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
        return self.kept.keep(copy)

    def redate(self, number: int, at: datetime) -> Article:
        """Give an article another publication time; its modification time is now.

        Raises:
            UnknownArticleError: there is none.
        """
        return self.kept.keep(
            replace(self.article(number), published_at=at, modified_at=self.now())
        )

    def configure(self, settings: Settings) -> None:
        """Change settings, for example guids and permalinks in a site migration."""
        self.settings = settings
        self._settings_made += 1

    # What goes wrong

    def cause(self, fault: Fault, **course: Unpack[Course]) -> ActiveFault:
        """Switch a fault on, until its course or `clear` ends it.

        Raises:
            InvalidRequestError: a number is out of bounds.
        """
        active = switched_on(fault, course, now=self.now())
        if fault is Fault.STALE:
            self._snapshot = [*self.listed(Language.ARABIC), *self.listed(Language.ENGLISH)]
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

    def _name(self, language: Language) -> str:
        if language is Language.ENGLISH:
            return self.settings.site_name_en
        return self.settings.site_name
