"""Limits how many commands and presses of one person are answered."""

from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta
from enum import Enum, auto

from telegram import Update
from telegram.constants import ChatType
from telegram.ext import ApplicationHandlerStop

from handlers.context import KhabarContext, chat_context
from handlers.ui.replies import LatePolicy, answer_callback, notify

# Nobody reads thirty answers in half a minute; a child pressing buttons stays below.
MAX_REQUESTS = 30
# The apps send an inline query for nearly each letter of a slow typist, and the last one counts.
MAX_TYPED = 100
WINDOW = timedelta(seconds=30)
_MAX_PEOPLE = 5_000


# The person, or the chat in whose name somebody writes, and the chat in which.
Asker = tuple[int, int]


class RateDecision(Enum):
    """Says what is done with a request."""

    ANSWER = auto()
    WARN = auto()
    IGNORE = auto()


class RequestCounter:
    """Counts the recent requests of each person in each chat; at most 5,000 are remembered."""

    def __init__(self, *, most: int = MAX_REQUESTS, within: timedelta = WINDOW) -> None:
        self._most = most
        self._within = within
        self._asked: OrderedDict[Asker, deque[datetime]] = OrderedDict()
        self._warned: dict[Asker, datetime] = {}

    def count(self, person: Asker, now: datetime) -> RateDecision:
        """Count a request; return whether it is answered, and at the first too many WARN."""
        times = self._asked.setdefault(person, deque(maxlen=self._most))
        self._asked.move_to_end(person)
        while len(self._asked) > _MAX_PEOPLE:
            forgotten, _ = self._asked.popitem(last=False)
            self._warned.pop(forgotten, None)
        while times and abs(now - times[0]) >= self._within:
            times.popleft()
        if len(times) < self._most:
            times.append(now)
            return RateDecision.ANSWER
        warned = self._warned.get(person)
        if warned is not None and abs(now - warned) < self._within:
            return RateDecision.IGNORE
        self._warned[person] = now
        return RateDecision.WARN


def asker_of(update: Update) -> Asker | None:
    """Return who asks for something, and in which chat; None for an update that is no request.

    Requests are commands, what is written in private, presses and inline queries. All anonymous
    administrators are one Telegram user, and so are all channels: the chat in whose name they
    write tells them apart.
    """
    user, chat, message = update.effective_user, update.effective_chat, update.message
    chat_id = chat.id if chat else 0
    if update.callback_query is not None or update.inline_query is not None:
        return (user.id, chat_id) if user else None
    if message is None or message.migrate_to_chat_id or message.migrate_from_chat_id:
        return None
    private = chat is not None and chat.type == ChatType.PRIVATE
    if not private and not (message.text or "").startswith("/"):
        return None
    sender = message.sender_chat or user
    return (sender.id, chat_id) if sender else None


class RateLimiter:
    """Ends updates beyond the limit before any other handler is asked.

    Args:
        counter: of commands, words and presses.
        now: gives the current time, aware UTC.
        typed: of inline queries.
    """

    def __init__(
        self, counter: RequestCounter, now: Callable[[], datetime], typed: RequestCounter
    ) -> None:
        self._counter = counter
        self._now = now
        self._typed = typed

    async def __call__(self, update: Update, context: KhabarContext) -> None:
        """Let the update pass, or end it here.

        Raises:
            ApplicationHandlerStop: the sender has asked too often.
        """
        asker = asker_of(update)
        if asker is None:
            return
        counter = self._counter if update.inline_query is None else self._typed
        decision = counter.count(asker, self._now())
        if decision is RateDecision.ANSWER:
            return
        query = update.callback_query
        warn = decision is RateDecision.WARN
        if query is not None and update.effective_chat is None:
            await answer_callback(update)
        elif update.effective_chat is not None and (query is not None or warn):
            origin = await chat_context(update, context)
            text = origin.translator.gettext(
                "That was a lot at once. Please go on in half a minute."
            )
            if query is None:
                await notify(update, context, origin, text)
            else:
                # Each press too many is told so: a button that stays silent looks broken.
                late = LatePolicy.IN_PRIVATE if warn else LatePolicy.DROP
                await answer_callback(update, text, late=late)
        raise ApplicationHandlerStop
