"""Asks people in words, and hands the next message of the same person and chat to what it is for.

An open question ends with its answer, with «إلغاء», with any command or other button of that
person, and after ten minutes. A reply to its message is an answer for two days.
"""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from telegram import ForceReply, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.arabic.normalize import clean, fold
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import CancelPrompt
from bot.posts.buttons import markup
from bot.telegram.attempt import came_of, once
from bot.types import Button
from handlers.context import ChatContext, Handler, KhabarContext, chat_context
from handlers.permissions import Permission, settings_permission
from handlers.reply_targets import replying_to, thread_of, topic_of
from handlers.ui.replies import answer_expired, edit_or_send, reply
from storage.channels.prompts import PendingPrompt, PromptPurpose
from storage.models import ChatKind

log = logging.getLogger(__name__)

# Photos and videos answer these questions, too.
_WITH_MEDIA = frozenset({PromptPurpose.ANNOUNCEMENT})
# The step of an update that says which question it answers.
_QUESTION = "question"
# Applies the words of an answer; false where they are none, so that the question stays open.
AnswerHandler = Callable[[Update, KhabarContext, ChatContext, PendingPrompt, str], Awaitable[bool]]


def sender_id(update: Update) -> int:
    """Return who wrote or pressed: a person, or the group itself for an anonymous administrator."""
    message, user = update.message, update.effective_user
    if message is not None and message.sender_chat is not None:
        return message.sender_chat.id
    return user.id if user is not None else 0


async def ask(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    html: str,
    prompt: PendingPrompt,
) -> None:
    """Ask whoever wrote or pressed a question, whose answer is their next message.

    In a group whose messages the bot can't all read, the person's app is made to reply, since
    only replies reach the bot. https://core.telegram.org/bots/features#privacy-mode

    Raises:
        TelegramError: the question was not sent.
    """
    forced = origin.kind is not ChatKind.PRIVATE and not context.bot.can_read_all_group_messages
    keyboard: ForceReply | InlineKeyboardMarkup | None
    if forced:
        keyboard = ForceReply(selective=True)
    else:
        label = origin.translator.gettext("Cancel")
        keyboard = markup(((Button(label, data=encode(CancelPrompt())),),))
    to = update.message if forced else None
    message = await context.bot.send_message(
        origin.telegram_id,
        html,
        parse_mode=ParseMode.HTML,
        message_thread_id=origin.reply_thread_id or None,
        reply_markup=keyboard,
        reply_parameters=replying_to(to.message_id) if to else origin.reply_parameters,
    )
    thread_id = thread_of(update.effective_message)
    await context.store.prompts.add(
        sender_id(update),
        origin.telegram_id,
        replace(prompt, message_id=message.message_id, thread_id=thread_id),
        now=context.services.now(),
    )


def answer_receiver(answers: Mapping[PromptPurpose, AnswerHandler]) -> Handler:
    """Return the handler of written messages that takes those which answer a question.

    Raises (the handler):
        ApplicationHandlerStop: it was an answer, so its words are not searched for.
    """

    async def receive(update: Update, context: KhabarContext) -> None:
        prompt = await _answered(update, context)
        bare = update.message is not None and update.message.text is None
        if prompt is None or (bare and prompt.purpose not in _WITH_MEDIA):
            return
        await once(_QUESTION, lambda: _id_of(prompt))
        origin = await chat_context(update, context)
        person_id, text = sender_id(update), clean((update.message and update.message.text) or "")
        if fold(text) == fold(origin.translator.gettext("Cancel")):
            await context.store.prompts.close(person_id, origin.telegram_id)
            await reply(context, origin, origin.translator.html("Cancelled."))
        elif await once(
            "answer", lambda: answers[prompt.purpose](update, context, origin, prompt, text)
        ):
            # Only now: an answer that was cut off by a crash is handled again.
            prompts = context.store.prompts
            await prompts.close(person_id, origin.telegram_id, prompt.message_id)
            await _take_button(context, origin, prompt.message_id)
        else:
            now = context.services.now()
            await context.store.prompts.add(person_id, origin.telegram_id, prompt, now=now)
        raise ApplicationHandlerStop

    return receive


async def _id_of(prompt: PendingPrompt) -> int:
    return prompt.message_id


async def _answered(update: Update, context: KhabarContext) -> PendingPrompt | None:
    """Return the question that a message answers: the one it replies to, else the open one.

    An earlier attempt at the update may have ended the question, and opened the next one.
    """
    message, chat = update.message, update.effective_chat
    if message is None or chat is None:
        return None
    prompts, person_id = context.store.prompts, sender_id(update)
    if isinstance(message_id := came_of(_QUESTION), int):
        return await prompts.get(person_id, chat.id, message_id)
    replied = message.reply_to_message
    if replied is not None and replied.forum_topic_created is not None:
        # What is written in a topic is told as a reply to its beginning.
        replied = None
    if replied is not None:
        replied_to = await prompts.get(person_id, chat.id, replied.message_id)
        if replied_to is not None:
            return replied_to
    found = await prompts.open(person_id, chat.id, context.services.now())
    if found is not None and replied is not None:
        # What is written below a channel's post, and in any other thread of answers, is a reply to
        # the first message of the thread.
        in_thread = replied.message_id == message.message_thread_id == found.thread_id
        return found if in_thread else None
    if found is None or chat.type == chat.PRIVATE:
        return found
    # In a forum the question stands in one topic; the same person may write in another.
    asked = await context.store.chats.by_id(found.chat_id)
    return found if asked is not None and asked.thread_id == topic_of(message) else None


async def end_question(update: Update, context: KhabarContext) -> None:
    """End the person's open question: a command or another button was used instead."""
    chat, person_id = update.effective_chat, sender_id(update)
    if chat is None:
        return
    prompts, now = context.store.prompts, context.services.now()
    if await prompts.open(person_id, chat.id, now) is not None:
        await prompts.close(person_id, chat.id)


async def cancel(update: Update, context: KhabarContext) -> None:
    """End the question whose «إلغاء» was pressed by the person who was asked.

    An anonymous administrator writes as the group and presses under their own name, so a question
    to the group is ended by any of its administrators.
    """
    origin = await chat_context(update, context)
    message, prompts = update.effective_message, context.store.prompts
    message_id = message.message_id if message else 0
    here = origin.telegram_id
    asked = await prompts.get(sender_id(update), here, message_id)
    if asked is None and (of_group := await prompts.get(here, here, message_id)) is not None:
        permission = await settings_permission(update, context, origin)
        asked = of_group if permission is Permission.GRANTED else None
        if asked is not None:
            await prompts.close(here, here, message_id)
    if asked is None:
        await answer_expired(update, origin.translator)
        return
    await edit_or_send(update, context, origin, origin.translator.html("Cancelled."))


async def _take_button(context: KhabarContext, origin: ChatContext, message_id: int) -> None:
    """Take «إلغاء» from an answered question; where Telegram refuses, it is left."""
    if origin.kind is not ChatKind.PRIVATE and not context.bot.can_read_all_group_messages:
        return
    try:
        await context.bot.edit_message_reply_markup(origin.telegram_id, message_id)
    except TelegramError as error:
        log.debug("button of a question not removed: %s", error.message)
