"""Finds earlier alerts and mutes that contradict a new one, and says which of the two wins."""

from collections.abc import Sequence

from bot.arabic.terms import alert_terms
from bot.i18n import mark
from bot.posts.subscription_actions import Wish
from handlers.context import ChatContext, KhabarContext
from handlers.ui.formatting import quoted
from storage.chats.alerts import Alert, AlertKind, Contradiction

# A reader understands a few at a time.
MAX_CONFLICTS = 3
KINDS = {
    Wish.ALERT: AlertKind.ALERT,
    Wish.MUTE: AlertKind.MUTE,
    Wish.SEARCH: AlertKind.SEARCH,
}


async def find_same_alert(
    context: KhabarContext, origin: ChatContext, wish: Wish, terms: Sequence[str]
) -> Alert | None:
    """Return the stored alert or mute of the same words in any form; None for a search."""
    if origin.chat is None or wish is Wish.SEARCH:
        return None
    kept = await context.store.alerts.of_chat(origin.chat.id)
    return next(
        (
            one
            for one in kept
            if one.kind is KINDS[wish] and set(alert_terms(one.words)) == set(terms)
        ),
        None,
    )


async def find_conflicts(
    context: KhabarContext, origin: ChatContext, wish: Wish, terms: Sequence[str]
) -> list[Contradiction]:
    """Return stored alerts and mutes that contradict a new one of these stems.

    At most `MAX_CONFLICTS` are returned.
    """
    if origin.chat is None:
        return []
    found = await context.store.alerts.contradicting(origin.chat.id, KINDS[wish], terms)
    return found[:MAX_CONFLICTS]


def conflict_warning(origin: ChatContext, contrary: Contradiction, wish: Wish) -> str:
    """Say which of the two wins, as a line of HTML."""
    if wish is Wish.MUTE:
        same = mark("⚠️ You watch “{words}”: muting them ends that.")
        other = mark("⚠️ You watch “{words}”: muting wins, so nothing of that will come any more.")
        part = mark("⚠️ You watch “{words}”: of that, news with the muted words will not come.")
    else:
        same = mark("⚠️ “{words}” is muted: choosing this ends the muting.")
        other = mark("⚠️ “{words}” is muted, and muting wins: nothing of this will come until then.")
        part = mark("⚠️ “{words}” is muted, and muting wins: such news will not come.")
    msgid = same if contrary.same else part if contrary.part else other
    return origin.translator.html(msgid, words=quoted(contrary.alert.words))
