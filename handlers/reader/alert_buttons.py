"""The button that ends an alert, leaves a search, or hears muted words again."""

from bot.i18n import Translator
from bot.posts.buttons import MAX_LABEL
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.posts.subscription_actions import Unwatch
from bot.types import Button
from storage.chats.alerts import Alert


def ending(alert: Alert, translator: Translator) -> Button:
    """Named by the words that it takes off the list."""
    words = shortened(alert.words, MAX_LABEL)
    return Button(translator.gettext("✖️ {words}", words=words), data=encode(Unwatch(alert.id)))
