"""Finds earlier alerts and mutes that conflict with a new one, and says what becomes of them."""

from bot.i18n import mark
from bot.posts.actions.subscriptions import WatchKind
from handlers.context import ChatContext, KhabarContext
from handlers.ui.formatting import quoted
from storage.chats.alerts import Alert, AlertKind, Conflict
from storage.chats.search_conditions import Conditions

# A reader understands a few at a time.
MAX_CONFLICTS = 3
KINDS = {
    WatchKind.ALERT: AlertKind.ALERT,
    WatchKind.MUTE: AlertKind.MUTE,
    WatchKind.SEARCH: AlertKind.SEARCH,
    WatchKind.SEARCH_ALERT: AlertKind.ALERT,
}


async def find_same_alert(
    context: KhabarContext, origin: ChatContext, kind: WatchKind, asked: Conditions
) -> Alert | None:
    """Return the stored alert or mute that asks for the same; None for a search."""
    if origin.chat is None or kind not in {WatchKind.ALERT, WatchKind.MUTE}:
        return None
    return await context.store.alerts.same(origin.chat.id, KINDS[kind], asked)


async def find_conflicts(
    context: KhabarContext, origin: ChatContext, kind: WatchKind, asked: Conditions
) -> list[Conflict]:
    """Return stored alerts and mutes that conflict with a new one.

    At most `MAX_CONFLICTS` are returned.
    """
    if origin.chat is None:
        return []
    found = await context.store.alerts.conflicting(origin.chat.id, KINDS[kind], asked)
    return found[:MAX_CONFLICTS]


def conflict_warning(origin: ChatContext, conflict: Conflict, kind: WatchKind) -> str:
    """Say which of the two wins, as a line of HTML."""
    if kind is WatchKind.MUTE:
        same = mark("⚠️ You watch “{words}”: muting them ends that.")
        other = mark("⚠️ You watch “{words}”: muting wins, so nothing of that will come any more.")
        part = mark("⚠️ You watch “{words}”: of that, news with the muted words will not come.")
    else:
        same = mark("⚠️ “{words}” is muted: choosing this ends the muting.")
        other = mark("⚠️ “{words}” is muted, and muting wins: nothing of this will come until then.")
        part = mark("⚠️ “{words}” is muted, and muting wins: such news will not come.")
    msgid = same if conflict.same else part if conflict.part else other
    return origin.translator.html(msgid, words=quoted(conflict.alert.words))


def conflict_outcome(origin: ChatContext, conflict: Conflict, kind: WatchKind) -> str:
    """Say what became of an earlier alert or mute, as HTML."""
    if conflict.same and kind is WatchKind.MUTE:
        msgid = mark("“{words}” is no longer watched.")
    elif conflict.same:
        msgid = mark("“{words}” is no longer muted.")
    else:
        return conflict_warning(origin, conflict, kind)
    return origin.translator.html(msgid, words=quoted(conflict.alert.words))
