"""Composes the question to the owners about a feed that has brought too much at once."""

from bot.i18n import Translator
from bot.posts.actions.encoding import encode
from bot.posts.actions.owner import DecideFlood, FloodAnswer
from bot.posts.buttons import Rows
from bot.types import Button
from storage.article_floods import Flood


def flood_text(flood: Flood, translator: Translator) -> str:
    """Compose the question about a flood as HTML."""
    return translator.nhtml(
        "⚠️ <b>A feed has brought {n} new article at once</b>\n{url}\n\n"
        "Nobody has been told. Without your word the newest go out as one digest in an hour.",
        "⚠️ <b>A feed has brought {n} new articles at once</b>\n{url}\n\n"
        "Nobody has been told. Without your word the newest go out as one digest in an hour.",
        flood.articles,
        url=flood.feed_url,
    )


def flood_buttons(flood: Flood, translator: Translator) -> Rows:
    """Build the three answers to the question about a flood."""
    labels = {
        FloodAnswer.ALL: translator.gettext("Publish all"),
        FloodAnswer.DIGEST: translator.gettext("One digest of the newest"),
        FloodAnswer.NONE: translator.gettext("Publish none"),
    }
    return tuple(
        (Button(label, data=encode(DecideFlood(flood.id, answer))),)
        for answer, label in labels.items()
    )
