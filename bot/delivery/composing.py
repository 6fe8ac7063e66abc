"""Composes the posts of claimed rows, once for all chats with the same settings."""

import asyncio
import dataclasses
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.i18n import Catalogues
from bot.posts.digests.compose import digest
from bot.posts.follow_ups import same_story
from bot.posts.template import templated
from bot.types import Post
from storage.articles.articles import Articles
from storage.channels.settings import PostOverrides
from storage.channels.threads import EarlierPost
from storage.models import ArticleStatus, ChatKind, PostFormat, StoredArticle, Template
from storage.outbox import Action, Delivery

CACHED_POSTS = 256

PLAIN = PostOverrides(Template())

_Key = tuple[object, ...]
_Pair = tuple[int, int]
OverridesOf = Callable[[Sequence[_Pair]], Awaitable[Mapping[_Pair, PostOverrides]]]


EarlierPosts = Callable[[Sequence[_Pair]], Awaitable[Mapping[_Pair, Sequence[EarlierPost]]]]


async def _none(_pairs: Sequence[_Pair]) -> Mapping[_Pair, Sequence[EarlierPost]]:
    """Return no earlier posts: follow-ups are not sent as replies."""
    return {}


async def _plain(_pairs: Sequence[_Pair]) -> Mapping[_Pair, PostOverrides]:
    """Return no overrides: no chat has a template."""
    return {}


class StoredPosts:
    """Reads the articles of a claim in one query and composes each distinct form of them once.

    Args:
        articles: where they are stored.
        catalogues: the languages that chats may have.
        zone_name: the time zone in which corrections are dated.
        overrides: how channels and groups want articles, by (article, chat).
        bot_name: returns the bot's user name, for links to it.
        earlier: posts that an article may follow up, the newest first, by (article, chat).
    """

    def __init__(
        self,
        articles: Articles,
        catalogues: Catalogues,
        *,
        zone_name: str,
        overrides: OverridesOf = _plain,
        earlier: EarlierPosts = _none,
        bot_name: Callable[[], str] = str,
    ) -> None:
        self._overrides_of = overrides
        self._earlier = earlier
        self._bot_name = bot_name
        self._articles = articles
        self._catalogues = catalogues
        self._zone_name = zone_name
        self._cache: OrderedDict[_Key, Post | None] = OrderedDict()

    async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
        """See `bot.delivery.protocols.PostSource`.

        Raises:
            StorageError: the articles can't be read.
        """
        wanted = {key for one in deliveries for key in (one.article_id, *one.articles)}
        stored = {found.id: found for found in await self._articles.get(sorted(wanted))}
        shared = [one for one in deliveries if one.kind is not ChatKind.PRIVATE]
        pairs = [(one.article_id, one.chat_id) for one in shared]
        listed = [(key, one.chat_id) for one in shared for key in one.articles]
        overrides_by_post = await self._overrides_of([*pairs, *listed]) if pairs else {}
        earlier = await self._earlier(pairs) if pairs else {}
        posts = await asyncio.to_thread(self._composed, deliveries, stored, overrides_by_post)
        return posts | _answering(posts, deliveries, stored, earlier)

    def _composed(
        self,
        deliveries: Sequence[Delivery],
        stored: Mapping[int, StoredArticle],
        overrides_by_post: Mapping[_Pair, PostOverrides],
    ) -> dict[int, Post]:
        posts = {}
        for delivery in deliveries:
            post = None
            if delivery.action is Action.DIGEST:
                found = [stored[key] for key in delivery.articles if key in stored]
                own = {
                    key: overrides_by_post.get((key, delivery.chat_id), PLAIN).headline
                    for key in delivery.articles
                }
                post = self._digest(delivery, found, own)
            elif article := stored.get(delivery.article_id):
                overrides = overrides_by_post.get((delivery.article_id, delivery.chat_id), PLAIN)
                post = self._post(delivery, article, overrides)
            if post is not None:
                posts[delivery.id] = post
        return posts

    def _digest(
        self, delivery: Delivery, articles: Sequence[StoredArticle], headlines: Mapping[int, str]
    ) -> Post | None:
        translator = self._catalogues.translator(delivery.language)
        readings = ((one.id, one.revision, one.status, headlines[one.id]) for one in articles)
        return self._cached(
            (delivery.kind, delivery.language, delivery.followed, delivery.digest_hour, *readings),
            lambda: digest(
                articles,
                translator=translator,
                kind=delivery.kind,
                followed=delivery.followed,
                hour=delivery.digest_hour,
                headlines=headlines,
            ),
        )

    def _post(
        self, delivery: Delivery, article: StoredArticle, overrides: PostOverrides
    ) -> Post | None:
        # An edit keeps the shape of the post as it stands, whatever the chat wants by now: one of
        # headlines alone has no photo.
        shape, shown_media = delivery.format, None
        if delivery.action is Action.EDIT:
            shown_media = len(delivery.parts) or int(delivery.has_photo)
            if delivery.has_photo:
                shape = PostFormat.PHOTO
        if delivery.marked:
            article = dataclasses.replace(article, status=ArticleStatus.WITHDRAWN)
        # A chat that gets the article for the first time has not seen the uncorrected text.
        corrected_at = article.corrected_at if delivery.action is Action.EDIT else None
        key = (
            article.id,
            article.revision,
            article.status,
            corrected_at,
            delivery.kind,
            delivery.language,
            shape,
            shown_media,
            delivery.album,
            overrides,
        )
        return self._cached(
            key,
            lambda: templated(
                article,
                template=overrides.template,
                headline=overrides.headline,
                summary=overrides.summary,
                format=shape,
                translator=self._catalogues.translator(delivery.language),
                corrected_at=corrected_at,
                kind=delivery.kind,
                zone_name=self._zone_name,
                album=delivery.album,
                shown_media=shown_media,
                bot_name=self._bot_name(),
            ),
        )

    def _cached(self, key: _Key, make: Callable[[], Post | None]) -> Post | None:
        if key in self._cache:
            self._cache.move_to_end(key)
            return self._cache[key]
        post = self._cache[key] = make()
        if len(self._cache) > CACHED_POSTS:
            self._cache.popitem(last=False)
        return post


def _answering(
    posts: Mapping[int, Post],
    deliveries: Sequence[Delivery],
    stored: Mapping[int, StoredArticle],
    earlier: Mapping[_Pair, Sequence[EarlierPost]],
) -> dict[int, Post]:
    """Return the new posts that follow up an earlier one, as replies to it."""
    replies = {}
    for delivery in deliveries:
        before = earlier.get((delivery.article_id, delivery.chat_id), ())
        if delivery.action is not Action.POST or not before or delivery.id not in posts:
            continue
        title = stored[delivery.article_id].article.title
        # What the newsroom itself has linked comes before what only reads alike.
        message_id = next(
            (
                one.message_id
                for one in sorted(before, key=lambda one: not one.linked)
                if same_story(title, one.title, linked=one.linked)
            ),
            0,
        )
        if message_id:
            replies[delivery.id] = dataclasses.replace(posts[delivery.id], reply_to=message_id)
    return replies
