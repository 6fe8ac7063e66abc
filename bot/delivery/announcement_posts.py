"""Composes the posts of messages to all, and has those of articles composed."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.delivery.protocols import PostSource
from bot.i18n import Catalogues
from bot.posts.announcement import announcement_post, withdrawn_announcement
from bot.types import Post
from storage.models import Announcement
from storage.outbox import Action, Delivery


class AnnouncementPosts:
    """Sorts the rows of a claim by what they carry.

    Args:
        articles: composes the posts of articles.
        announcements: returns messages to all by their ids.
        catalogues: the languages that chats may have.
    """

    def __init__(
        self,
        articles: PostSource,
        announcements: Callable[[list[int]], Awaitable[Mapping[int, Announcement]]],
        catalogues: Catalogues,
    ) -> None:
        self._articles = articles
        self._announcements = announcements
        self._catalogues = catalogues

    async def posts_for(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post]:
        """See `bot.delivery.protocols.PostSource`.

        Raises:
            StorageError: the articles or messages can't be read.
        """
        of_articles = [one for one in deliveries if not one.announcement_id]
        posts = dict(await self._articles.posts_for(of_articles)) if of_articles else {}
        if len(of_articles) == len(deliveries):
            return posts
        stored = await self._announcements(sorted({o.announcement_id for o in deliveries} - {0}))
        for one in deliveries:
            found = stored.get(one.announcement_id)
            if found is None:
                continue
            if one.action is Action.EDIT:
                translator = self._catalogues.translator(one.language)
                posts[one.id] = withdrawn_announcement(translator, file=one.has_photo)
            else:
                posts[one.id] = announcement_post(found.content)
        return posts
