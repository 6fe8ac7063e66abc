"""Applies an owner's decision about a feed that brought too many articles at once."""

import functools

from telegram import Update

from bot.posts.actions.owner import DecideFlood, FloodAnswer
from bot.telegram.attempt import once
from handlers.context import ChatContext, KhabarContext
from handlers.ui.replies import answer_callback, change_buttons
from storage.article_floods import FloodDecision

_DECISIONS = {
    FloodAnswer.ALL: FloodDecision.ALL,
    FloodAnswer.DIGEST: FloodDecision.DIGEST,
    FloodAnswer.NONE: FloodDecision.NONE,
}


async def decide_flood(
    update: Update, context: KhabarContext, origin: ChatContext, action: DecideFlood
) -> None:
    """Send all articles, one digest, or nothing; the first owner's decision counts."""
    translator = origin.translator
    decide = functools.partial(
        context.store.decide_flood,
        action.flood_id,
        _DECISIONS[action.answer],
        context.services.now(),
    )
    sent = await once("decide", decide)
    if sent is None:
        text = translator.gettext("This was decided before.")
    elif sent:
        context.services.wake_delivery()
        text = translator.gettext("They go out now, as one digest for each chat.")
    else:
        text = translator.gettext("None of them goes out.")
    await change_buttons(update, ())
    await answer_callback(update, text)
