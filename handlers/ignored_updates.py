"""Ignores what needs no answer: own inline results, an album's rest, what bots say or get."""

from collections import OrderedDict

from telegram import Message, Update
from telegram.constants import ChatType, MessageEntityType
from telegram.ext import ApplicationHandlerStop

from handlers.context import KhabarContext

# An album is sent in one go, so the last ones are enough.
MAX_ALBUMS = 1_000


class IgnoredUpdates:
    """Ends such updates before any question, command or search; remembers at most 1,000 albums.

    The ten photos of an album are ten messages, each an update of its own: the first stands for
    all. https://core.telegram.org/bots/api#message (`media_group_id`)
    """

    def __init__(self) -> None:
        # The message of each album that was handled.
        self._albums: OrderedDict[tuple[int, str], int] = OrderedDict()

    async def __call__(self, update: Update, context: KhabarContext) -> None:
        """Let the update pass, or end it here.

        Raises:
            ApplicationHandlerStop: nothing is said to it.
        """
        chat, message = update.effective_chat, update.message
        if chat is not None and chat.is_direct_messages:
            # What readers of a channel write to its administrators is not written to the bot.
            # https://core.telegram.org/bots/api#chat (`is_direct_messages`)
            raise ApplicationHandlerStop
        if message is None:
            return
        if (
            is_said_by_bot(message)
            or is_own_result(message, context.bot.id)
            or self._is_rest_of_album(message)
            or is_for_another_bot(message, context.bot.username)
        ):
            raise ApplicationHandlerStop

    def _is_rest_of_album(self, message: Message) -> bool:
        """Return whether another message of the same album, written in private, came before."""
        if message.media_group_id is None or message.chat.type != ChatType.PRIVATE:
            return False
        album = (message.chat.id, message.media_group_id)
        # By its number: the first message may be handled again after a fault.
        first = self._albums.setdefault(album, message.message_id)
        while len(self._albums) > MAX_ALBUMS:
            self._albums.popitem(last=False)
        return first != message.message_id


def is_said_by_bot(message: Message) -> bool:
    """Return whether another bot has written the message: two that answer each other never end.

    Who writes as a chat (an anonymous administrator, a channel) has a bot of Telegram's in the
    place of a person; what only tells of an event in a group is nobody's word.
    https://core.telegram.org/api/bots/bot-to-bot
    """
    sender = message.from_user
    if sender is None or not sender.is_bot or message.sender_chat is not None:
        return False
    return message.text is not None or message.effective_attachment is not None


def is_for_another_bot(message: Message, username: str) -> bool:
    """Return whether a message in a group is a command that names another bot, as /play@other_bot.

    It ends no question, and counts for nobody's limit.
    """
    first = message.entities[0] if message.entities else None
    if first is None or first.type != MessageEntityType.BOT_COMMAND or first.offset:
        return False
    if message.chat.type == ChatType.PRIVATE:
        return False
    name = message.parse_entity(first).partition("@")[2]
    return bool(name) and name.lower() != username.lower()


def is_own_result(message: Message, bot_id: int) -> bool:
    """Return whether somebody has picked the message from what the bot offered inline.

    In the bot's own chat, and in its groups, Telegram hands it over like a message that the
    person has written. One that is passed on is meant for the bot.
    """
    via = message.via_bot
    return via is not None and via.id == bot_id and message.forward_origin is None
