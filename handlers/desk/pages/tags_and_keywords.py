"""Changes which tags and keywords a chat follows or mutes; keywords are previewed first."""

from telegram import Update

from bot.arabic.normalize import clean
from bot.posts.actions.desk import DeskKeepWords, DeskTag, DeskWord
from bot.posts.actions.desk_choices import DeskPage
from bot.posts.actions.encoding import encode
from bot.posts.actions.subscriptions import WatchKind
from bot.types import Button
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.pages.navigation import page_button
from handlers.desk.pages.show import show_page
from handlers.desk.pages.tag_and_keyword_pages import FOLLOWED, MUTED
from handlers.reader.following.alert_conflicts import KINDS, conflict_warning, find_conflicts
from handlers.reader.following.preview import headline_list, recent_matches, share_of_words
from handlers.reader.following.word_subscriptions import read_subscription
from handlers.ui.formatting import chat_name, quoted
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send, reply
from storage.channels.audit_log import AuditAction
from storage.chats.alerts import AlertResult
from storage.chats.subscriptions import SubscriptionResult


async def preview_keywords(
    context: KhabarContext, session: AdminSession, words: str, *, mute: bool
) -> bool:
    """Show which recent articles the words match, and the button that stores them.

    False where the words tell nothing.
    """
    translator = session.translator
    kind = WatchKind.MUTE if mute else WatchKind.ALERT
    read = await read_subscription(context, words, kind)
    if not read.tells:
        text = translator.html("“{words}” holds no word that tells anything.", words=words)
        await reply(context, session.origin, text)
        return False
    found, among = await recent_matches(context, read.asked)
    title = chat_name(session.chat, translator)
    lines = [share_of_words(translator, words, len(found), among)]
    if mute:
        lines.append(translator.html("Is such news not to come to {title}?", title=title))
        label = translator.gettext("🔇 Yes, mute these words there")
    else:
        lines.append(
            translator.html("Is such news to come to {title} whatever tags it has?", title=title)
        )
        label = translator.gettext("🔔 Yes, alert to these words there")
    conflicts = await find_conflicts(context, session.managed_chat, kind, read.asked)
    lines += [conflict_warning(session.managed_chat, one, kind) for one in conflicts]
    if found:
        lines.append("\n" + headline_list(found))
    query_id = await context.store.saved_searches.save(
        session.origin.telegram_id, words, now=context.services.now()
    )
    keep = Button(label, data=encode(DeskKeepWords(session.chat.id, query_id, mute)))
    await reply(context, session.origin, "\n".join(lines), ((keep,), _back_row(session)))
    return True


async def keep_keywords(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskKeepWords
) -> None:
    """Store the previewed words as an alert or mute of the chat."""
    translator = session.translator
    words = await context.store.saved_searches.words(session.origin.telegram_id, action.query_id)
    kind = WatchKind.MUTE if action.mute else WatchKind.ALERT
    read = await read_subscription(context, words or "", kind)
    if words is None or not read.tells:
        text = translator.gettext("This search is too old. Please write it again.")
        await answer_callback(update, text)
        return
    found, _ = await recent_matches(context, read.asked)
    added = await context.store.alerts.add(
        session.chat.id,
        KINDS[kind],
        words,
        read.asked,
        now=context.services.now(),
        met=[one.id for one in found],
    )
    title = chat_name(session.chat, translator)
    if added is AlertResult.TOO_MANY:
        answer = translator.html("The list of words is full: end another first.")
    elif action.mute:
        answer = translator.html(
            "News with “{words}” will not come to {title}.", words=quoted(words), title=title
        )
    else:
        answer = translator.html(
            "News with “{words}” will come to {title}.", words=quoted(words), title=title
        )
    if added is AlertResult.DONE:
        await log_action(
            context, session, AuditAction.MUTE_WORDS if action.mute else AuditAction.ALERT, words
        )
    await edit_or_send(update, context, session.origin, answer, (_back_row(session),))


def _back_row(session: AdminSession) -> tuple[Button, ...]:
    return (page_button(session.chat, DeskPage.WORDS, session.translator.gettext("🔤 Words")),)


async def set_tag_state(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskTag
) -> None:
    """Follow or mute a tag for the chat, or end both."""
    found = await context.store.tags.get(action.tag_id)
    if found is None or action.state > MUTED:
        await answer_expired(update, session.translator)
        return
    subscriptions = context.store.subscriptions
    if action.state == FOLLOWED:
        change = await subscriptions.follow(session.chat.id, found.id)
    elif action.state == MUTED:
        change = await subscriptions.mute(session.chat.id, found.id)
    else:
        await subscriptions.unfollow(session.chat.id, found.id)
        change = await subscriptions.unmute(session.chat.id, found.id)
    if change is SubscriptionResult.TOO_MANY:
        text = session.translator.gettext("The list is full: leave another tag first.")
        await answer_callback(update, text, alert=True)
        return
    logged = {FOLLOWED: AuditAction.FOLLOW, MUTED: AuditAction.MUTE}
    what = logged.get(action.state, AuditAction.LEAVE)
    await log_action(context, session, what, clean(found.name))
    await show_page(update, context, session, DeskPage.TAGS, action.offset)


async def remove_keywords(
    update: Update, context: KhabarContext, session: AdminSession, action: DeskWord
) -> None:
    """Remove an alert, followed search or mute of the chat."""
    of_chat = await context.store.alerts.of_chat(session.chat.id)
    words = next((one.words for one in of_chat if one.id == action.alert_id), "")
    if await context.store.alerts.remove(session.chat.id, action.alert_id):
        await log_action(context, session, AuditAction.END_WORDS, clean(words))
    await show_page(update, context, session, DeskPage.WORDS)
