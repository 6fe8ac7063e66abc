"""Changes which tags and keywords a chat follows or mutes; keywords are previewed first."""

from telegram import Update

from bot.arabic.normalize import clean
from bot.arabic.terms import alert_terms
from bot.posts.desk_actions import DeskKeepWords, DeskOpen, DeskPage, DeskTag, DeskWord
from bot.posts.keyboard import encode
from bot.posts.subscription_actions import Wish
from bot.types import Button
from handlers.context import KhabarContext, button_action
from handlers.desk.access import AdminSession, log_action, require_admin
from handlers.desk.show_page import show
from handlers.desk.tag_and_keyword_pages import FOLLOWED, MUTED
from handlers.reader.alert_conflicts import contrary_to, warned
from handlers.reader.preview import answering, named, share_of_words
from handlers.ui.formatting import name_of, quoted
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send, reply
from storage.chats.alerts import Added, AlertKind
from storage.chats.search_conditions import Conditions
from storage.chats.subscriptions import SubscriptionResult


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


async def tag(update: Update, context: KhabarContext) -> None:
    """A tag is followed, muted, or ordinary again."""
    action = button_action(update, DeskTag)
    who = await require_admin(update, context, action.chat_id)
    query = update.callback_query
    if who is None or query is None:
        return
    found = await context.store.tags.get(action.tag_id)
    if found is None or action.state > MUTED:
        await answer_expired(query, who.translator)
        return
    subscriptions = context.store.subscriptions
    if action.state == FOLLOWED:
        change = await subscriptions.follow(who.chat.id, found.id)
    elif action.state == MUTED:
        change = await subscriptions.mute(who.chat.id, found.id)
    else:
        await subscriptions.unfollow(who.chat.id, found.id)
        change = await subscriptions.unmute(who.chat.id, found.id)
    if change is SubscriptionResult.TOO_MANY:
        text = who.translator.gettext("The list is full: leave another tag first.")
        await answer_callback(query, text, alert=True)
        return
    deed = {FOLLOWED: "follow", MUTED: "mute"}.get(action.state, "leave")
    await log_action(context, who, deed, clean(found.name))
    await show(update, context, who, DeskPage.TAGS, action.offset)


async def end_words(update: Update, context: KhabarContext) -> None:
    """Words are watched, followed or muted no more."""
    action = button_action(update, DeskWord)
    who = await require_admin(update, context, action.chat_id)
    query = update.callback_query
    if who is None or query is None:
        return
    of_chat = await context.store.alerts.of_chat(who.chat.id)
    words = next((one.words for one in of_chat if one.id == action.alert_id), "")
    if await context.store.alerts.remove(who.chat.id, action.alert_id):
        await log_action(context, who, "end words", clean(words))
    await show(update, context, who, DeskPage.WORDS)
