"""Finds earlier alerts and mutes that contradict a new one, and says which of the two wins."""

from collections.abc import Sequence

from bot.arabic.terms import alert_terms
from bot.i18n import mark
from bot.posts.actions.subscriptions import WatchKind
from handlers.context import ChatContext, KhabarContext
from handlers.ui.formatting import quoted
from storage.chats.alerts import Alert, AlertKind, Contradiction

# A reader understands a few at a time.
MAX_CONFLICTS = 3
KINDS = {
    WatchKind.ALERT: AlertKind.ALERT,
    WatchKind.MUTE: AlertKind.MUTE,
    WatchKind.SEARCH: AlertKind.SEARCH,
}


async def find_same_alert(
    context: KhabarContext, origin: ChatContext, kind: WatchKind, terms: Sequence[str]
) -> Alert | None:
    """Return the stored alert or mute of the same words in any form; None for a search."""
    if origin.chat is None or kind is WatchKind.SEARCH:
        return None
    kept = await context.store.alerts.of_chat(origin.chat.id)
    return next(
        (
            one
            for one in kept
            if one.kind is KINDS[kind] and set(alert_terms(one.words)) == set(terms)
        ),
        None,
    )


async def find_conflicts(
    context: KhabarContext, origin: ChatContext, kind: WatchKind, terms: Sequence[str]
) -> list[Contradiction]:
    """Return stored alerts and mutes that contradict a new one of these stems.

    At most `MAX_CONFLICTS` are returned.
    """
    if origin.chat is None:
        return []
    found = await context.store.alerts.contradicting(origin.chat.id, KINDS[kind], terms)
    return found[:MAX_CONFLICTS]


def conflict_warning(origin: ChatContext, contradiction: Contradiction, kind: WatchKind) -> str:
    """Say which of the two wins, as a line of HTML."""
    if kind is WatchKind.MUTE:
        same = mark("⚠️ You watch “{words}”: muting them ends that.")
        other = mark("⚠️ You watch “{words}”: muting wins, so nothing of that will come any more.")
        part = mark("⚠️ You watch “{words}”: of that, news with the muted words will not come.")
    else:
        same = mark("⚠️ “{words}” is muted: choosing this ends the muting.")
        other = mark("⚠️ “{words}” is muted, and muting wins: nothing of this will come until then.")
        part = mark("⚠️ “{words}” is muted, and muting wins: such news will not come.")
    msgid = same if contradiction.same else part if contradiction.part else other
    return origin.translator.html(msgid, words=quoted(contradiction.alert.words))
