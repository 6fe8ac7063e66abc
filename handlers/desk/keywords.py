"""Words that a chat is to be alerted to or spared: shown with what they bring, then kept."""

from telegram import Update

from bot.arabic.terms import alert_terms
from bot.posts.desk_actions import DeskKeepWords, DeskOpen, DeskPage
from bot.posts.keyboard import encode
from bot.posts.subscription_actions import Wish
from bot.types import Button
from handlers.context import KhabarContext, button_action
from handlers.desk.access import AdminSession, log_action, require_admin
from handlers.desk.audit_text import name_of
from handlers.reader.alert_conflicts import contrary_to, warned
from handlers.reader.preview import answering, named, share_of_words
from handlers.ui.formatting import quoted
from handlers.ui.replies import answer_callback, edit_or_send, reply
from storage.chats.alerts import Added, AlertKind
from storage.chats.search_conditions import Conditions


async def foresee(context: KhabarContext, who: AdminSession, words: str, *, mute: bool) -> None:
    """Which of the last articles hold the words; nothing is kept before the button is pressed."""
    translator = who.translator
    terms = alert_terms(words)
    if not terms:
        told = translator.html("“{words}” holds no word that tells anything.", words=words)
        await reply(context, who.place, told)
        return
    found, among = await answering(context, terms, Conditions())
    title = name_of(who.chat, translator)
    lines = [share_of_words(translator, words, len(found), among)]
    if mute:
        lines.append(translator.html("Is such news not to come to {title}?", title=title))
        label = translator.gettext("🔇 Yes, mute these words there")
    else:
        lines.append(
            translator.html("Is such news to come to {title} whatever tags it has?", title=title)
        )
        label = translator.gettext("🔔 Yes, alert to these words there")
    wish = Wish.MUTE if mute else Wish.ALERT
    contrary = await contrary_to(context, who.as_place, wish, terms)
    lines += [warned(who.as_place, one, wish) for one in contrary]
    if found:
        lines.append("\n" + named(found))
    query_id = await context.store.queries.remember(
        who.place.telegram_id, words, now=context.services.now()
    )
    keep = Button(label, data=encode(DeskKeepWords(who.chat.id, query_id, mute)))
    await reply(context, who.place, "\n".join(lines), ((keep,), _to_words(who)))


async def keep(update: Update, context: KhabarContext) -> None:
    """The words were seen with what they bring, and are wanted."""
    action = button_action(update, DeskKeepWords)
    who = await require_admin(update, context, action.chat_id)
    query = update.callback_query
    if who is None or query is None:
        return
    translator = who.translator
    words = await context.store.queries.words(who.place.telegram_id, action.query_id)
    terms = alert_terms(words or "")
    if words is None or not terms:
        text = translator.gettext("This search is too old. Please write it again.")
        await answer_callback(query, text)
        return
    found, _ = await answering(context, terms, Conditions())
    added = await context.store.alerts.add(
        who.chat.id,
        AlertKind.MUTE if action.mute else AlertKind.ALERT,
        words,
        terms,
        now=context.services.now(),
        met=[one.id for one in found],
    )
    title = name_of(who.chat, translator)
    if added is Added.TOO_MANY:
        told = translator.html("The list of words is full: end another first.")
    elif action.mute:
        told = translator.html(
            "News with “{words}” will not come to {title}.", words=quoted(words), title=title
        )
    else:
        told = translator.html(
            "News with “{words}” will come to {title}.", words=quoted(words), title=title
        )
    if added is Added.DONE:
        await log_action(context, who, "mute words" if action.mute else "alert", words)
    await edit_or_send(update, context, who.place, told, (_to_words(who),))


def _to_words(who: AdminSession) -> tuple[Button, ...]:
    data = encode(DeskOpen(who.chat.id, DeskPage.WORDS, 0))
    return (Button(who.translator.gettext("🔤 Words"), data=data),)
