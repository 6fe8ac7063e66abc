"""Says why a chat gets no news, and what brings it back."""

from bot.i18n import Translator
from storage.models import Chat, ChatKind, InactiveReason


def inactive_reason_text(chat: Chat, translator: Translator) -> str:
    """Say why no news is sent to a chat, and what brings it back."""
    reason = chat.inactive_reason
    if reason is InactiveReason.NO_RIGHTS and chat.kind is ChatKind.GROUP:
        return translator.gettext(
            "Sending has stopped because the group lets the bot write nothing. Make it an "
            "administrator, and it goes on."
        )
    if reason is InactiveReason.NO_RIGHTS:
        return translator.gettext(
            "Sending has stopped because the bot has lost the right to post messages there. It "
            "goes on when the right is back."
        )
    if reason is InactiveReason.NEVER_STARTED and chat.kind is ChatKind.CHANNEL:
        # With the right it would have begun by itself.
        return translator.gettext(
            "No news is sent there because the bot was not given the right to post messages. It "
            "begins when the bot has the right."
        )
    if reason is not None and reason.of_topic:
        return translator.gettext(
            "Sending has stopped because the topic was closed or deleted. It goes on when the "
            "topic is open again."
        )
    if reason is None or reason.chosen:
        return translator.gettext("No news is being sent there.")
    return translator.gettext(
        "Sending has stopped because the bot is no longer there. Add it again, and it goes on."
    )
