"""Approval: an administrator's word on an article, the first of them counts; and the clock's."""

import logging
from datetime import timedelta

from telegram import ForceReply, Update
from telegram.constants import ParseMode
from telegram.ext import ExtBot

from bot.arabic.normalize import clean
from bot.posts.desk_actions import Decide, Verdict
from handlers.context import KhabarContext, Services, place_of, pressed
from handlers.desk_access import Entered, entered, note
from handlers.proposals import close, outcome, propose
from handlers.replies import notice, say
from storage.approvals import Approval, State
from storage.desk_log import Purpose, Question

log = logging.getLogger(__name__)

LATER = timedelta(hours=1)
# Where Telegram can't be asked who the administrators are.
ASK_AGAIN_AFTER = timedelta(minutes=1)
# Proposals of one round: each goes to several people, and delivery must not wait behind them.
AT_ONCE = 20


async def decide(update: Update, context: KhabarContext) -> None:
    """A press under a proposal: the right is checked now, the message must be the person's own."""
    action = pressed(update, Decide)
    query, message = update.callback_query, update.effective_message
    approval = await context.store.approvals.get(action.approval_id)
    if query is None or approval is None or message is None:
        await _refuse(update, context)
        return
    who = await entered(update, context, approval.chat_id)
    if who is None:
        return
    shown = await context.store.approvals.messages(approval.id)
    if (who.person_id, message.message_id) not in shown:
        await _refuse(update, context)
        return
    if approval.state is not State.PENDING:
        await notice(query, outcome(approval, who.translator), alert=True)
        return
    if action.verdict is Verdict.PUBLISH and not who.chat.active:
        text = who.translator.gettext("No news is being sent there.")
        await notice(query, text, alert=True)
    elif action.verdict is Verdict.EDIT:
        await _ask_headline(context, who, approval)
        await notice(query)
    elif action.verdict is Verdict.LATER:
        await _put_off(update, context, who, approval)
    else:
        await _decide(update, context, who, approval, publish=action.verdict is Verdict.PUBLISH)


async def _refuse(update: Update, context: KhabarContext) -> None:
    place = await place_of(update, context)
    await say(update, context, place, place.translator.gettext("This button no longer works."))


async def _decide(
    update: Update, context: KhabarContext, who: Entered, approval: Approval, *, publish: bool
) -> None:
    services = context.services
    first = await services.store.by_hand.decide(
        approval.id,
        publish=publish,
        person_id=who.person_id,
        person_name=who.person_name,
        now=services.now(),
    )
    decided = await services.store.approvals.get(approval.id)
    if decided is None or update.callback_query is None:
        return
    if first:
        services.wake_delivery()
        await note(context, who, "publish" if publish else "skip", await _title(services, approval))
    await notice(update.callback_query, outcome(decided, who.translator), alert=not first)
    if first:
        await close(context.bot, services, decided)


async def _put_off(
    update: Update, context: KhabarContext, who: Entered, approval: Approval
) -> None:
    services = context.services
    settings = await services.store.desk.settings(approval.chat_id)
    wait = timedelta(minutes=settings.wait_minutes)
    done = await services.store.approvals.postpone(approval.id, services.now() + LATER, wait)
    if done:
        await note(context, who, "later", await _title(services, approval))
        await close(context.bot, services, approval)
    if update.callback_query is not None:
        text = who.translator.gettext("It is proposed again in an hour.")
        await notice(update.callback_query, text)


async def _ask_headline(context: KhabarContext, who: Entered, approval: Approval) -> None:
    asked = await context.bot.send_message(
        who.place.telegram_id,
        who.translator.html(
            "Reply to this message with the headline that the post is to have in your channel:\n"
            "<b>{headline}</b>",
            headline=await _title(context.services, approval),
        ),
        parse_mode=ParseMode.HTML,
        reply_markup=ForceReply(),
    )
    await context.store.desk_log.ask(
        who.person_id,
        asked.message_id,
        Question(approval.chat_id, Purpose.HEADLINE, approval.id),
        now=context.services.now(),
    )


async def _title(services: Services, approval: Approval) -> str:
    articles = await services.store.articles.get([approval.article_id])
    return clean(articles[0].article.title) if articles else ""


class Moderation:
    """What the clock does: asks administrators, and decides where none has answered in time."""

    def __init__(self, bot: ExtBot[None], services: Services) -> None:
        self._bot = bot
        self._services = services

    async def turn(self) -> None:
        """One round of both.

        Raises:
            StorageError: the approvals can't be read or written; the next round goes on.
        """
        store = self._services.store
        for approval in await store.approvals.to_propose(self._services.now(), AT_ONCE):
            reached = await propose(self._bot, self._services, approval)
            again = self._services.now() + ASK_AGAIN_AFTER
            if reached is None and again < approval.due:
                await store.approvals.ask_again(approval.id, again)
                continue
            await store.approvals.proposed(approval.id)
            if not reached:
                log.warning("approval %d reached nobody; its time decides", approval.id)
        for approval in await store.approvals.overdue(self._services.now(), AT_ONCE):
            settings = await store.desk.settings(approval.chat_id)
            if await store.by_hand.decide(
                approval.id, publish=settings.publish_unanswered, now=self._services.now()
            ):
                self._services.wake_delivery()
                decided = await store.approvals.get(approval.id)
                if decided is not None:
                    await close(self._bot, self._services, decided)
