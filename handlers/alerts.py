"""`/alert` and `/mute` words: seeing first what they would have brought, then keeping them."""

import asyncio
from collections.abc import Sequence

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.arabic.terms import alert_terms, article_terms
from bot.posts.keyboard import Unwatch, Watch, encode
from bot.types import Button
from handlers.context import KhabarContext, Place, chat_of, place_of, pressed
from handlers.replies import notice, refused, reply, say, turn
from storage.alerts import MAX_WORDS, Added, AlertKind
from storage.models import StoredArticle

# What a preview looks through.
RECENT = 50


async def alert(update: Update, context: KhabarContext) -> None:
    """`/alert words`: news with these words comes at once, whatever else is chosen."""
    await _command(update, context, mute=0)


async def mute(update: Update, context: KhabarContext) -> None:
    """`/mute words`: news with these words does not come."""
    await _command(update, context, mute=1)


async def _command(update: Update, context: KhabarContext, *, mute: int) -> None:
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    words = clean(" ".join(context.args or ()))[:MAX_WORDS]
    if not words:
        text = place.translator.html(
            "Write the words after the command: /alert <i>words</i> brings you every article "
            "that holds them, in any form; /mute <i>words</i> spares you those articles."
        )
        await reply(context, place, text)
        return
    query_id = await context.store.queries.remember(words, now=context.services.now())
    await _preview(update, context, place, words, Watch(query_id, mute, 0))


async def watch(update: Update, context: KhabarContext) -> None:
    """The button under a search, and then the one that says yes to the preview."""
    action = pressed(update, Watch)
    place = await place_of(update, context)
    if update.callback_query is None or await refused(update, context, place):
        return
    words = await context.store.queries.words(action.query_id)
    if words is None:
        text = place.translator.gettext("This search is too old. Please write it again.")
        await notice(update.callback_query, text)
        return
    words = words[:MAX_WORDS]
    if action.sure:
        await _keep(update, context, place, words, action)
    else:
        await _preview(update, context, place, words, action)
        await notice(update.callback_query)


async def unwatch(update: Update, context: KhabarContext) -> None:
    """End an alert, or hear muted words again."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    alert_id = pressed(update, Unwatch).alert_id
    ended = place.chat is not None and await context.store.alerts.remove(place.chat.id, alert_id)
    text = (
        place.translator.gettext("Done: these words are no longer on your list.")
        if ended
        else place.translator.gettext("These words were not on your list.")
    )
    await say(update, context, place, text)


async def _preview(
    update: Update, context: KhabarContext, place: Place, words: str, action: Watch
) -> None:
    """What the words would have brought or spared, before they are kept."""
    del update
    translator = place.translator
    terms = alert_terms(words)
    if not terms:
        text = translator.html("“{words}” holds no word that tells anything.", words=words)
        await reply(context, place, text)
        return
    recent = await context.store.articles.latest(RECENT)
    count = await asyncio.to_thread(holding, recent, terms)
    if action.mute:
        text = translator.nhtml(
            "Of the last {all} articles, “{words}” would have spared you {n}.",
            "Of the last {all} articles, “{words}” would have spared you {n}.",
            count,
            all=len(recent),
            words=isolate(words),
        )
        yes = translator.gettext("🔕 Mute these words")
    else:
        text = translator.nhtml(
            "Of the last {all} articles, “{words}” would have brought you {n}.",
            "Of the last {all} articles, “{words}” would have brought you {n}.",
            count,
            all=len(recent),
            words=isolate(words),
        )
        yes = translator.gettext("🔔 Alert me to these words")
    data = encode(Watch(action.query_id, action.mute, 1))
    await reply(context, place, text, ((Button(yes, data=data),),))


def holding(articles: Sequence[StoredArticle], terms: Sequence[str]) -> int:
    """How many of the articles hold all of these stems."""
    wanted = set(terms)
    return sum(
        wanted <= article_terms(one.article.title, " ".join(one.article.paragraphs))
        for one in articles
    )


async def _keep(
    update: Update, context: KhabarContext, place: Place, words: str, action: Watch
) -> None:
    translator = place.translator
    terms = alert_terms(words)
    kind = AlertKind.MUTE if action.mute else AlertKind.ALERT
    added = Added.ALREADY
    if terms:
        chat = await chat_of(place, context)
        added = await context.store.alerts.add(
            chat.id, kind, words, terms, now=context.services.now()
        )
    if added is Added.TOO_MANY:
        text = translator.html("The list is full: end another first, in /subscriptions.")
    elif kind is AlertKind.MUTE:
        text = translator.html(
            "News with “{words}” will not come. /subscriptions lists this and ends it.",
            words=isolate(words),
        )
    else:
        text = translator.html(
            "News with “{words}” will come at once. /subscriptions lists this and ends it.",
            words=isolate(words),
        )
        if place.chat is None or not place.chat.active:
            text += "\n" + translator.html("No news is being sent here. /start begins it.")
    await turn(update, context, place, text)
