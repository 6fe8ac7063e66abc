"""Asks the owners whether many articles that are gone from the site at once were withdrawn."""

import functools
from collections.abc import Callable, Collection
from datetime import datetime, timedelta

from bot.i18n import Catalogues, Translator
from bot.owner_alerts.each_owner import EachOwner
from bot.owner_alerts.send import Tell
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import DecideMassWithdrawal
from bot.posts.buttons import Rows
from bot.posts.shortening import shortened
from bot.telegram.private_chats import private_translator
from bot.types import Button
from storage.models import MassWithdrawal
from storage.store import Store

# An accident that is over by then is nobody's concern, and all of it is gathered.
ASKED_AFTER = timedelta(minutes=5)
_MAX_HEADLINE = 100


class WithdrawalQuestions:
    """Asks each owner once about a mass withdrawal; the store keeps that all were asked."""

    def __init__(
        self,
        *,
        store: Store,
        catalogues: Catalogues,
        tell: Tell,
        owner_ids: Collection[int],
        now: Callable[[], datetime],
    ) -> None:
        """`tell` sends HTML with buttons to an owner and says whether that is settled."""
        self._store = store
        self._catalogues = catalogues
        self._tell = tell
        self._each_owner = EachOwner(owner_ids)
        self._now = now

    async def ask(self) -> bool:
        """Ask about what has been held for `ASKED_AFTER`; return whether all were asked now.

        Raises:
            StorageError: it can't be read or kept; who was asked may be asked again.
        """
        now = self._now()
        withdrawal = await self._store.mass_withdrawals.undecided()
        if withdrawal is None or withdrawal.asked or now - withdrawal.began < ASKED_AFTER:
            return False
        if not await self._each_owner.tell(
            withdrawal.id, functools.partial(self._ask_owner, withdrawal)
        ):
            return False
        await self._store.mass_withdrawals.mark_asked(withdrawal.id, now)
        return True

    async def _ask_owner(self, withdrawal: MassWithdrawal, owner_id: int) -> bool:
        translator = await private_translator(self._store, self._catalogues, owner_id)
        return await self._tell(
            owner_id, question(withdrawal, translator), answers(withdrawal, translator)
        )


def question(withdrawal: MassWithdrawal, translator: Translator) -> str:
    """Compose the question about a mass withdrawal as HTML."""
    return translator.nhtml(
        "⚠️ <b>{n} article is gone from the site, and others with it</b>\n\n{headlines}\n\n"
        "That may be a fault of the site, so the posts stay as they are. Without your word those "
        "whose pages are still gone in a day count as withdrawn.",
        "⚠️ <b>{n} articles are gone from the site at once</b>\n\n{headlines}\n\n"
        "That may be a fault of the site, so the posts stay as they are. Without your word those "
        "whose pages are still gone in a day count as withdrawn.",
        withdrawal.articles,
        headlines="\n".join(f"• {shortened(title, _MAX_HEADLINE)}" for title in withdrawal.titles)
        + ("\n…" if withdrawal.articles > len(withdrawal.titles) else ""),
    )


def answers(withdrawal: MassWithdrawal, translator: Translator) -> Rows:
    """Build the two answers to the question about a mass withdrawal."""
    labels = {
        True: translator.gettext("The site has withdrawn them"),
        False: translator.gettext("Leave their posts"),
    }
    return tuple(
        (Button(label, data=encode(DecideMassWithdrawal(withdrawal.id, withdraw=withdraw))),)
        for withdraw, label in labels.items()
    )
