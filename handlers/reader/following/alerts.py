"""Stores alerts, muted words and followed searches, each after a preview of recent matches."""

from telegram import Update

from bot.arabic.normalize import clean
from bot.i18n import Translator, mark
from bot.posts.actions.encoding import encode
from bot.posts.actions.subscriptions import Unwatch, Watch, WatchKind
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.shortening import shortened
from bot.telegram.attempt import once
from bot.types import Button
from handlers.chat_rows import get_or_create_chat
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.following.alert_conflicts import (
    KINDS,
    conflict_outcome,
    conflict_warning,
    find_conflicts,
    find_same_alert,
)
from handlers.reader.following.preview import headline_list, recent_matches, share_of_words
from handlers.reader.following.word_subscriptions import WordSubscription, read_subscription
from handlers.reader.search_corrections import treatment_notes
from handlers.ui import prompts
from handlers.ui.formatting import quoted
from handlers.ui.guards import deny_if_not_admin
from handlers.ui.replies import LatePolicy, answer_callback, edit_or_send, notify, reply
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.chats.alerts import MAX_ALERT_LETTERS, Alert, AlertResult, Conflict
from storage.models import Chat

_QUESTIONS = {
    WatchKind.ALERT: mark(
        "Which words? Every article that holds them all, in any form, will come to you at once."
    ),
    WatchKind.MUTE: mark(
        "Which words? Articles that hold them all, in any form, will not come to you."
    ),
}
_HOW_TO_KEEP = {
    WatchKind.ALERT: mark("Press the button to be alerted."),
    WatchKind.MUTE: mark("Press the button to mute such news."),
    **dict.fromkeys(
        (WatchKind.SEARCH, WatchKind.SEARCH_ALERT),
        mark("Press a button to follow this search, or to be alerted at once."),
    ),
}


async def alert(update: Update, context: KhabarContext) -> None:
    """`/alert words`: preview an alert, which brings news with these words at once."""
    await _command(update, context, WatchKind.ALERT)


async def mute(update: Update, context: KhabarContext) -> None:
    """`/mute words`: preview a mute, which keeps back news with these words."""
    await _command(update, context, WatchKind.MUTE)


async def _command(update: Update, context: KhabarContext, kind: WatchKind) -> None:
    origin = await chat_context(update, context)
    if await deny_if_not_admin(update, context, origin):
        return
    words = clean(" ".join(context.args or ()))[:MAX_ALERT_LETTERS]
    chat = await get_or_create_chat(origin, context)
    if not words:
        purpose = PromptPurpose.OWN_MUTE if kind is WatchKind.MUTE else PromptPurpose.OWN_ALERT
        html = origin.translator.html(_QUESTIONS[kind])
        await prompts.ask(update, context, origin, html, PendingPrompt(chat.id, purpose, 0))
        return
    await _preview_written(context, origin, words, kind)


async def receive_answer(
    update: Update, context: KhabarContext, origin: ChatContext, prompt: PendingPrompt, text: str
) -> bool:
    """Preview the words that were asked for; false where there are none."""
    if await deny_if_not_admin(update, context, origin):
        return True
    kind = WatchKind.MUTE if prompt.purpose is PromptPurpose.OWN_MUTE else WatchKind.ALERT
    return bool(text) and await _preview_written(context, origin, text[:MAX_ALERT_LETTERS], kind)


async def _preview_written(
    context: KhabarContext, origin: ChatContext, words: str, kind: WatchKind
) -> bool:
    query_id = await context.store.saved_searches.save(
        origin.telegram_id, words, now=context.services.now()
    )
    return await _preview(context, origin, words, Watch(query_id, kind, confirmed=False))


async def watch(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: Watch
) -> None:
    """Preview the words of a stored search, or keep them once they were previewed."""
    words = await context.store.saved_searches.words(origin.telegram_id, action.query_id)
    if words is None:
        text = origin.translator.gettext("This search is too old. Please write it again.")
        await answer_callback(update, text)
        return
    words = words[:MAX_ALERT_LETTERS]
    if action.confirmed:
        page = await _keep(context, origin, chat, words, action)
        await edit_or_send(update, context, origin, *page)
    else:
        await _preview(context, origin, words, action)
        await answer_callback(update)


async def unwatch(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: Unwatch
) -> None:
    """Remove an alert, a followed search or muted words."""
    removed = await once("remove", lambda: context.store.alerts.remove(chat.id, action.alert_id))
    text = (
        origin.translator.gettext("Done: these words are no longer on your list.")
        if removed
        else origin.translator.gettext("These words were not on your list.")
    )
    # Nothing else in the chat shows that it is done.
    late = LatePolicy.ANYWHERE if removed else LatePolicy.IN_PRIVATE
    await notify(update, context, origin, text, late=late)


async def _preview(context: KhabarContext, origin: ChatContext, words: str, action: Watch) -> bool:
    """Show which recent articles the words match, and the button that stores them.

    False where the words tell nothing.
    """
    translator = origin.translator
    read = await read_subscription(context, words, action.kind)
    if not read.tells:
        text = translator.html("“{words}” holds no word that tells anything.", words=words)
        await reply(context, origin, text)
        return False
    if kept := await find_same_alert(context, origin, action.kind, read.asked):
        text = (
            translator.html("“{words}” is muted already.", words=quoted(kept.words))
            if action.kind is WatchKind.MUTE
            else translator.html("You are alerted to “{words}” already.", words=quoted(kept.words))
        )
        await reply(context, origin, text, ((remove_button(kept, translator),),))
        return True
    found, looked_through = await recent_matches(context, read.asked)
    text = share_of_words(translator, words, len(found), looked_through)
    text += " " + translator.html(_HOW_TO_KEEP[action.kind])
    titles = [one.article.title for one in found]
    for note in treatment_notes(read.treated, words, titles, translator):
        text += "\n" + note
    if found:
        text += "\n\n" + headline_list(found)
    rows = _keep_buttons(origin, action)
    conflicts = await find_conflicts(context, origin, action.kind, read.asked)
    if conflicts:
        text += "\n\n" + "\n".join(conflict_warning(origin, one, action.kind) for one in conflicts)
        rows += tuple((remove_button(one.alert, translator),) for one in conflicts if not one.same)
    await reply(context, origin, text, rows)
    return True


def _keep_buttons(origin: ChatContext, action: Watch) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons that store it; what a search finds can also come at once."""
    translator = origin.translator
    at_once = translator.gettext("⚡ Alert me to these words")
    labels = {
        WatchKind.SEARCH: translator.gettext("🔔 Follow this search"),
        WatchKind.SEARCH_ALERT: at_once,
        WatchKind.ALERT: at_once,
        WatchKind.MUTE: translator.gettext("🔕 Mute these words"),
    }
    of_search = (WatchKind.SEARCH, WatchKind.SEARCH_ALERT)
    offered = of_search if action.kind in of_search else (action.kind,)
    return tuple(
        (Button(labels[kind], data=encode(Watch(action.query_id, kind, confirmed=True))),)
        for kind in offered
    )


async def _keep(
    context: KhabarContext, origin: ChatContext, chat: Chat, words: str, action: Watch
) -> tuple[str, Rows]:
    """Store it; return the confirmation, and the buttons that remove what conflicts with it."""
    translator = origin.translator
    read = await read_subscription(context, words, action.kind)
    conflicts: list[Conflict] = []
    if read.tells:
        conflicts = await find_conflicts(context, origin, action.kind, read.asked)
    added = await _store(context, chat, words, action.kind, read)
    text = _confirmation(origin, words, added, action.kind)
    if not chat.active and added is not AlertResult.TOO_MANY and action.kind is not WatchKind.MUTE:
        text += "\n" + translator.html("No news is being sent here. /start begins it.")
    if added is not AlertResult.TOO_MANY:
        text = "\n".join((text, *(conflict_outcome(origin, one, action.kind) for one in conflicts)))
    return text, tuple((remove_button(one.alert, translator),) for one in conflicts if not one.same)


async def store_words(
    context: KhabarContext, chat: Chat, words: str, kind: WatchKind
) -> AlertResult:
    """Store the words as the chat's alert, followed search or mute; say what came of it."""
    return await _store(context, chat, words, kind, await read_subscription(context, words, kind))


async def _store(
    context: KhabarContext, chat: Chat, words: str, kind: WatchKind, read: WordSubscription
) -> AlertResult:
    if not read.tells:
        return AlertResult.ALREADY
    # What waits for a digest may hold words that are muted now.
    found, _ = await recent_matches(context, read.asked)
    return await context.store.alerts.add(
        chat.id,
        KINDS[kind],
        words,
        read.asked,
        now=context.services.now(),
        met=[one.id for one in found],
    )


def _confirmation(origin: ChatContext, words: str, added: AlertResult, kind: WatchKind) -> str:
    translator = origin.translator
    if added is AlertResult.TOO_MANY:
        return translator.html("The list is full: end another first, in /subscriptions.")
    if kind is WatchKind.MUTE:
        return translator.html(
            "News with “{words}” will not come. /subscriptions lists this and ends it.",
            words=quoted(words),
        )
    if kind is WatchKind.SEARCH:
        return translator.html(
            "You follow the search “{words}”: what it finds anew will come with your news. "
            "/subscriptions lists this and ends it.",
            words=quoted(words),
        )
    return translator.html(
        "News with “{words}” will come at once. /subscriptions lists this and ends it.",
        words=quoted(words),
    )


def remove_button(alert: Alert, translator: Translator) -> Button:
    """Return the button that removes an alert, followed search or mute, named by its words."""
    words = shortened(alert.words, MAX_LABEL)
    return Button(translator.gettext("✖️ {words}", words=words), data=encode(Unwatch(alert.id)))
