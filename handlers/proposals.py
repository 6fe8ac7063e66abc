"""What administrators see of an article that waits: the post as it would look, and the buttons."""

import contextlib
from zoneinfo import ZoneInfo

from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import DEFAULT_LANGUAGE, Translator
from bot.posts.buttons import MAX_LABEL, Rows, markup
from bot.posts.desk_actions import Decide, Verdict
from bot.posts.keyboard import encode
from bot.posts.limits import shortened
from bot.posts.reading_actions import Nothing
from bot.types import Button, Post
from handlers.context import Services
from handlers.desk_access import administrators_now
from handlers.desk_words import name_of
from handlers.showing import dressed, show_post
from storage.approvals import Approval, State
from storage.models import Chat, StoredArticle


async def speaker(services: Services, person_id: int) -> Translator:
    """Speaks the language of the person's private chat."""
    known = await services.store.chats.get(person_id)
    return services.catalogues.translator(known.language if known else DEFAULT_LANGUAGE)


def choices(approval: Approval, chat: Chat, translator: Translator) -> Rows:
    """Which chat it is for and until when; below it what can be said to it."""
    due = approval.due.astimezone(ZoneInfo(chat.zone_name))
    head = translator.gettext(
        "📣 {title}, until {time}",
        title=shortened(name_of(chat, translator), MAX_LABEL),
        time=f"{due:%H:%M}",
    )
    labels = {
        Verdict.PUBLISH: translator.gettext("✅ Publish"),
        Verdict.SKIP: translator.gettext("❌ Skip"),
        Verdict.EDIT: translator.gettext("✏️ Edit the headline"),
        Verdict.LATER: translator.gettext("⏰ In an hour"),
    }
    buttons = [
        Button(label, data=encode(Decide(approval.id, verdict)))
        for verdict, label in labels.items()
    ]
    return (_said(head), tuple(buttons[:2]), tuple(buttons[2:]))


def outcome(approval: Approval, translator: Translator) -> str:
    """What became of it, and by whom."""
    who = isolate(clean(approval.person_name))
    if approval.state is State.PUBLISHED:
        if not approval.person_id:
            return translator.gettext("✅ Published: nobody answered in time")
        return translator.gettext("✅ Published by {who}", who=who)
    if approval.state is State.SKIPPED:
        if not approval.person_id:
            return translator.gettext("❌ Skipped without an answer")
        return translator.gettext("❌ Skipped by {who}", who=who)
    return translator.gettext("↪️ It is proposed anew")


def _said(text: str) -> tuple[Button, ...]:
    """A button that only says something."""
    return (Button(text, data=encode(Nothing())),)


async def propose(bot: ExtBot[None], services: Services, approval: Approval) -> int | None:
    """Show it to each person who administers the chat now; how many were reached.

    None where Telegram does not say who that is.
    """
    store = services.store
    chat = await store.administrators.chat(approval.chat_id)
    articles = await store.articles.get([approval.article_id])
    if chat is None or not articles:
        return 0
    people = await administrators_now(bot, services, chat)
    if people is None:
        return None
    post = await _post(services, chat, articles[0])
    reached = 0
    for person_id in people:
        translator = await speaker(services, person_id)
        with contextlib.suppress(TelegramError):
            message = await show_post(
                bot,
                person_id,
                post,
                photo=articles[0].photo_file_id,
                rows=choices(approval, chat, translator),
                silent=False,
            )
            await store.approvals.sent_to(approval.id, person_id, message.message_id)
            reached += 1
    return reached


async def _post(services: Services, chat: Chat, article: StoredArticle) -> Post:
    return await dressed(
        services.store,
        article,
        chat,
        translator=services.catalogues.translator(chat.language),
        zone_name=services.zone_name,
    )


async def close(bot: ExtBot[None], services: Services, approval: Approval) -> None:
    """Everybody who sees the proposal sees what became of it, in place of the buttons."""
    for person_id, message_id in await services.store.approvals.messages(approval.id):
        text = outcome(approval, await speaker(services, person_id))
        with contextlib.suppress(TelegramError):
            await bot.edit_message_reply_markup(
                person_id, message_id, reply_markup=markup((_said(text),))
            )
