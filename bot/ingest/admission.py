"""Decides whether a read article is published, held or stored as a copy, and from when."""

import dataclasses
import logging
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.article.quality import QualityResult, judge_quality
from bot.feed import intervals
from bot.feed.gap_filler import is_news
from bot.i18n import mark
from bot.ingest.copies.duplicates import find_original, is_same_article
from bot.text.urls import is_within
from bot.types import FeedItem
from storage.articles.articles import Articles
from storage.models import Article, ArticleStatus, Publication

log = logging.getLogger(__name__)

# Long enough for the whole gap to be collapsed before the first of it is sent.
AWAY_SETTLES = timedelta(minutes=5)
# The same for each article of a burst. All are read before the first is stored, and storing one
# takes 0.8 s with 100,000 chats: with the settling time this is enough for those, too.
BURST_SETTLES = timedelta(seconds=0.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class PollContext:
    """The conditions under which a poll's articles are admitted.

    `push` is false if the feed is read without sending anything, as at its first poll or in a
    flood; `away` is true after a long outage. Articles published before `floor` are not news.
    `burst` is how many articles come together that are to be one digest: none may be sent
    before the last of them is stored.
    """

    push: bool
    away: bool
    floor: datetime | None
    burst: int = 0


def check_article(article: Article, hosts: Collection[str]) -> QualityResult:
    """Judge an article by its text and by the host that its link leads to.

    Its post offers the link to every reader, so it may only lead to the newsroom: to one of the
    `hosts`, or to a host below one of them.
    """
    if not is_within(article.url, hosts):
        return QualityResult(ok=False, reason=mark("Its link leads to a site that is not yours."))
    return judge_quality(article)


Reading = tuple[FeedItem, Publication | None]


async def breaking_first(readings: AsyncIterator[Reading]) -> AsyncIterator[Reading]:
    """Yield what was read of a burst when all of it is read, in order; breaking news at once.

    A burst becomes one digest, so the time between its first and last article is time for which
    the first must wait: a slow site's pages must not be part of it. When reading fails, what was
    read until then is yielded before the error is raised.
    """
    together: list[Reading] = []
    failure: Exception | None = None
    try:
        async for item, publication in readings:
            if publication is None or publication.article.breaking:
                yield item, publication
            else:
                together.append((item, publication))
    except Exception as error:  # noqa: BLE001 - raised again below
        failure = error
    for reading in together:
        yield reading
    if failure is not None:
        raise failure


class Admission:
    """Decides for one article after another, by what is stored so far."""

    def __init__(
        self,
        articles: Articles,
        *,
        hosts: Collection[str],
        settle: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        """`settle` is how long a new article waits for the newsroom's first fixes.

        `hosts` are those to which the articles' links may lead.
        """
        self._articles = articles
        self._hosts = hosts
        self._settle = settle
        self._now = now

    async def judged(self, publication: Publication, context: PollContext) -> Publication:
        """Return the publication with its release time; copies and doubtful texts are not sent.

        Raises:
            StorageError: what is stored can't be read.
        """
        publication = await self._named_apart(publication)
        original = await find_original(publication, self._articles)
        if original is not None:
            log.info(
                "article %s is a duplicate of %s", publication.article.url, original.article.url
            )
            return dataclasses.replace(publication, status=ArticleStatus.COPY, copy_of=original.id)
        verdict = check_article(publication.article, self._hosts)
        if not verdict.ok:
            log.warning(
                "article %s is held for the owner: %s", publication.article.url, verdict.reason
            )
            return dataclasses.replace(
                publication, status=ArticleStatus.HELD, held_for=verdict.reason
            )
        now = self._now()
        publication = dataclasses.replace(
            publication, next_recheck=intervals.recheck_after(now, now)
        )
        if not context.push or not is_news(publication.article.published, context.floor):
            return publication
        settle = timedelta(0) if publication.article.breaking else self._settle
        if context.away:
            settle = max(settle, AWAY_SETTLES)
        elif not publication.article.breaking:
            settle += BURST_SETTLES * context.burst
        return dataclasses.replace(publication, not_before=now + settle)

    async def _named_apart(self, publication: Publication) -> Publication:
        """Under its own address where the number of its page is known to be another article's.

        A theme that prints one number on all its pages must not make one article of all news.
        """
        article = publication.article
        known = await self._articles.by_site_id(article.site_id)
        if known is None or not publication.aliases or is_same_article(known.article, article):
            return publication
        log.warning("article %s: its page gives the number of another one", article.url)
        own = publication.aliases[0]
        article = dataclasses.replace(article, site_id=own)
        return dataclasses.replace(publication, article=article, aliases=publication.aliases[1:])
