"""Replies to the desk's questions: a signature, a headline; any other reply is left alone."""

from telegram import Update
from telegram.ext import ApplicationHandlerStop

from bot.arabic.normalize import clean
from handlers.context import KhabarContext
from handlers.desk_access import Entered, entered, note
from handlers.proposals import close, propose
from handlers.replies import reply
from storage.approvals import State
from storage.desk import MAX_SIGNATURE
from storage.desk_log import Purpose, Question
from storage.own_words import MAX_HEADLINE


async def answered(update: Update, context: KhabarContext) -> None:
    """A reply in a private chat: if a question was put in that message, it is the answer.

    Raises:
        ApplicationHandlerStop: it was one, so the words are no search.
    """
    message, person = update.message, update.effective_user
    if message is None or person is None or message.reply_to_message is None:
        return
    asked = message.reply_to_message.message_id
    question = await context.store.desk_log.question(person.id, asked)
    if question is None:
        return
    who = await entered(update, context, question.chat_id)
    if who is not None:
        await _take(context, who, question, clean(message.text or ""))
    raise ApplicationHandlerStop


async def _take(context: KhabarContext, who: Entered, question: Question, text: str) -> None:
    bound = MAX_SIGNATURE if question.purpose is Purpose.SIGNATURE else MAX_HEADLINE
    if not text or len(text) > bound:
        told = who.translator.html("Please write 1 to {bound} letters.", bound=bound)
        await reply(context, who.place, told)
        return
    if question.purpose is Purpose.SIGNATURE:
        await context.store.desk.set_signature(who.chat.id, text)
        await note(context, who, "signature", text)
        await reply(context, who.place, who.translator.html("The signature is kept."))
        return
    approvals = context.store.approvals
    approval = await approvals.get(question.key)
    if approval is None or approval.chat_id != who.chat.id or approval.state is not State.PENDING:
        told = who.translator.html("It was decided in the meantime.")
        await reply(context, who.place, told)
        return
    await context.store.own_words.set_headline(approval.article_id, who.chat.id, text)
    await note(context, who, "headline", text)
    changed = await approvals.get(approval.id)
    if changed is not None:
        await close(context.bot, context.services, changed)
        await propose(context.bot, context.services, changed)
