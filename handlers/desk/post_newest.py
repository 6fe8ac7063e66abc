"""Posts the newest article into a chat as a test, at an administrator's press."""

import functools
import json
import logging

from telegram import Update
from telegram.error import TelegramError

from bot.delivery.refusals.classify_failure import FailureAction, classify, is_fault
from bot.delivery.refusals.known_refusals import NO_TEXT
from bot.telegram.attempt import has_done, once
from handlers.context import KhabarContext
from handlers.desk.access import AdminSession, log_action
from handlers.desk.proposals import update_proposals
from handlers.ui.replies import answer_callback
from handlers.ui.send_post import compose_for_chat, send_post
from storage.channels.audit_log import AuditAction
from storage.models import InactiveReason, StoredArticle
from storage.outbox.deliveries import read_parts, written_parts

log = logging.getLogger(__name__)

# The step of an update that has sent the post: it stands there, though what follows fails.
_SENT = "test sent"


async def post_newest_as_test(
    update: Update, context: KhabarContext, session: AdminSession
) -> None:
    """Post the newest article into the chat as a test, or say why that is refused.

    Raises:
        TelegramError: Telegram is away or wants a pause, and the post is surely not there.
    """
    newest = await context.store.articles.latest(1)
    if not newest:
        await answer_callback(update, session.translator.gettext("There is no news here yet."))
        return
    has_post = context.store.manual_posts.has_post
    if not has_done(_SENT) and await has_post(newest[0].id, session.chat.id):
        text = session.translator.gettext(
            "The newest article stands there already. 👁 on the page of the template shows it here "
            "as it would be posted now."
        )
        await answer_callback(update, text, alert=True)
        return
    try:
        sent = await once(_SENT, lambda: _send(context, session, newest[0]))
    except TelegramError as error:
        in_doubt = classify(error).action is FailureAction.RETRY_IN_DOUBT
        if is_fault(error) and not in_doubt:
            raise
        log.info("test post refused in chat %d: %s", session.chat.id, error.message)
        await answer_callback(update, _refusal_text(session, error), alert=True)
        return
    await once("test", functools.partial(_record, context, session, sent))
    approval = await context.store.approvals.of_article(json.loads(sent)[0], session.chat.id)
    if approval is not None:
        await update_proposals(context.bot, context.services, approval)
    await log_action(context, session, AuditAction.TEST)
    await answer_callback(
        update, session.translator.gettext("The newest article was posted there as a test.")
    )


async def _send(context: KhabarContext, session: AdminSession, article: StoredArticle) -> str:
    """Post an article into the chat; return what `_record` is to store of it."""
    post = await compose_for_chat(
        context.store,
        article,
        session.chat,
        translator=context.services.catalogues.translator(session.chat.language),
        zone_name=context.services.zone_name,
        bot_name=context.bot.username,
    )
    sent = await send_post(
        context.bot,
        context.services,
        session.chat.telegram_id,
        post,
        article_id=article.id,
        thread_id=session.chat.thread_id,
    )
    return json.dumps([article.id, sent.message_id, sent.has_photo, written_parts(sent.parts)])


async def _record(context: KhabarContext, session: AdminSession, sent: str) -> None:
    """Store that the article stands in the chat, so that it comes no second time.

    Raises:
        StorageError: it was not stored.
    """
    article_id, message_id, has_photo, parts = json.loads(sent)
    await context.store.manual_posts.record_test_post(
        article_id,
        session.chat.id,
        message_id,
        has_photo=has_photo,
        parts=read_parts(parts),
        person_id=session.person_id,
        person_name=session.person_name,
        now=context.services.now(),
    )


def _refusal_text(session: AdminSession, error: TelegramError) -> str:
    if is_fault(error):
        return session.translator.gettext(
            "Telegram has not answered, and the post may stand there: look before you send it "
            "again."
        )
    if classify(error).reason in {InactiveReason.NO_RIGHTS, NO_TEXT}:
        return session.translator.gettext(
            "The bot has no right to post messages there. Give it the right, and the news goes on."
        )
    return session.translator.gettext("Telegram refuses the post: {reason}", reason=error.message)
