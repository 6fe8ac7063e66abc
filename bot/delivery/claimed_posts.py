"""Claims due rows from the outbox, each with the post that is to be sent for it."""

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta

from bot.delivery.protocols import PostSource, Queue
from bot.delivery.refusals.classify_failure import FailureAction, Outcome
from bot.logs import describe_error
from bot.types import Post
from storage.errors import StorageError
from storage.outbox import Action, AllowedDoubts, Delivery

_LOG = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
# A deletion needs no text.
_NOTHING = Post(html="", text_html="")


class ClaimedPosts:
    """Claims rows and composes their posts.

    Args:
        outbox: the queue that holds the rows.
        posts: composes the posts of claimed rows.
        now: gives the current time, aware UTC.
    """

    def __init__(self, outbox: Queue, posts: PostSource, now: Callable[[], datetime]) -> None:
        self._outbox = outbox
        self._posts = posts
        self._now = now
        # The answer of a claim or of its release was lost: rows may be marked that nobody has.
        self._in_doubt = False

    async def claim(
        self, limit: int, allowed: AllowedDoubts, known: Collection[int]
    ) -> list[tuple[Delivery, Post | Outcome | None]]:
        """Claim up to `limit` due rows, which marks them as being sent, and compose their posts.

        Args:
            limit: the most rows to claim.
            allowed: how often a post may have been in doubt and still be sent.
            known: ids of rows already in progress, which are left out of the result.

        Returns:
            each row with its post, with the failure that prevented the composition, or with None
            where there is nothing to send.

        Raises:
            StorageError: nothing was claimed, or the claimed rows were released again.
        """
        claimed = await self._claimed(limit, allowed, known)
        fresh = [one for one in claimed if one.id not in known]
        if not fresh:
            return []
        try:
            posts = await self._composed([o for o in fresh if o.action is not Action.DELETE])
        except StorageError:
            self._in_doubt = True
            await self._outbox.release([one.id for one in fresh])
            self._in_doubt = False
            raise
        return [
            (one, _NOTHING if one.action is Action.DELETE else posts.get(one.id)) for one in fresh
        ]

    async def _composed(self, deliveries: Sequence[Delivery]) -> Mapping[int, Post | Outcome]:
        """Compose posts; where that fails, one by one, so that only what fails by itself does.

        Raises:
            StorageError: what is to be composed can't be read.
        """
        try:
            return await self._posts.posts_for(deliveries)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one must not end all
            _LOG.error("composing %d posts failed: %s", len(deliveries), describe_error(error))
        composed: dict[int, Post | Outcome] = {}
        for one in deliveries:
            try:
                composed.update(await self._posts.posts_for([one]))
            except StorageError:
                raise
            except Exception as error:  # noqa: BLE001 - as above
                reason = f"not composed: {type(error).__name__}"
                composed[one.id] = Outcome(FailureAction.OWN_FAULT, reason)
        guilty = [key for key, made in composed.items() if isinstance(made, Outcome)]
        _LOG.error("of these %d can't be composed alone, such as row %s", len(guilty), guilty[:1])
        return composed

    async def _claimed(
        self, limit: int, allowed: AllowedDoubts, known: Collection[int]
    ) -> list[Delivery]:
        """Claim rows; those of an earlier claim whose answer was lost come back first.

        A lease would else hold them, and what waits behind them in their chats, for its length.
        """
        if self._in_doubt:
            if released := await self._outbox.release_all_but(known):
                _LOG.warning("%d posts were claimed without an answer, and are due again", released)
            self._in_doubt = False
        try:
            return await self._outbox.claim(limit, self._now(), LEASE, allowed)
        except StorageError:
            self._in_doubt = True
            raise
