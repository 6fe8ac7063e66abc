"""Welcomes a new reader and asks the first questions."""

from datetime import timedelta

from telegram import Update

from bot.i18n import LANGUAGES
from bot.posts.buttons import Rows
from bot.posts.cluster_events import cluster_events
from bot.posts.digest import digest_of_lines
from bot.posts.keyboard import encode
from bot.posts.reading_actions import Listing, ShowPage
from bot.posts.settings_actions import AnswerOnboarding, Menu, OpenMenu, SetLanguage, Setting
from bot.posts.subscription_actions import ShowTopics
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.preview import nothing_followed_warning, rate_of_subscriptions
from handlers.reader.setting_options import QUESTIONS, apply_setting
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send, reply
from storage.models import Chat, ChatKind

RECENT = 30
DAY = timedelta(days=1)
TOP_STORIES = 3
# Asked of a newcomer; all the others wait in the settings.
FIRST_QUESTIONS = (Menu.TOPICS, Menu.DIGEST)


async def begin_onboarding(context: KhabarContext, origin: ChatContext, chat: Chat) -> None:
    """Send the day's top stories, then the first question."""
    now = context.services.now()
    articles = await context.store.articles.latest(RECENT)
    today = [one for one in articles if now - one.article.published < DAY]
    lines = cluster_events(today or articles)[:TOP_STORIES]
    total = sum(1 + line.updates for line in lines)
    top = digest_of_lines(lines, total=total, top=True, translator=origin.translator)
    if top is not None:
        await reply(context, origin, top.html, top.buttons)
    await _ask_first(context, origin, chat)


async def _ask_first(context: KhabarContext, origin: ChatContext, chat: Chat) -> None:
    """Ask the first question, with how much all news would bring."""
    text, rows = _question(origin, 0)
    if await context.store.articles.count():
        rate = await rate_of_subscriptions(context, origin.translator, chat.id, everything=True)
        text += "\n" + origin.translator.html("All news: {rate}", rate=rate)
    await reply(context, origin, text, rows)


async def set_language(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: SetLanguage
) -> None:
    """Show the welcome in the other language, and ask the first question again in it."""
    if action.choice >= len(LANGUAGES):
        await answer_expired(update, origin.translator)
        return
    await apply_setting(context, origin, chat, Setting.LANGUAGE, choice=action.choice)
    changed = await chat_context(update, context)
    confirmed = QUESTIONS[Menu.LANGUAGE].confirmations[action.choice]
    await answer_callback(update, changed.translator.gettext(confirmed))
    text = welcome_text(context, changed)
    await edit_or_send(update, context, changed, text, welcome_buttons(changed))
    await _ask_first(context, changed, chat)


def _question(origin: ChatContext, step: int) -> tuple[str, Rows]:
    """Lay out a question with its answers, and the button that skips it."""
    translator = origin.translator
    question = QUESTIONS[FIRST_QUESTIONS[step]]
    rows = [
        (Button(translator.gettext(answer), data=encode(AnswerOnboarding(step, number))),)
        for number, answer in enumerate(question.answers)
    ]
    skipping = encode(AnswerOnboarding(step, len(question.answers)))
    rows.append((Button(translator.gettext("Skip"), data=skipping),))
    return translator.html(question.text), tuple(rows)


async def answer_question(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    chat: Chat,
    action: AnswerOnboarding,
) -> None:
    """Apply the answer unless it was skipped, and ask the next question or end."""
    answers = [len(QUESTIONS[menu].answers) for menu in FIRST_QUESTIONS]
    if action.step >= len(answers) or action.choice > answers[action.step]:
        await answer_expired(update, origin.translator)
        return
    question = QUESTIONS[FIRST_QUESTIONS[action.step]]
    if action.choice < len(question.answers):
        await apply_setting(context, origin, chat, question.setting, choice=action.choice)
        await answer_callback(
            update, origin.translator.gettext(question.confirmations[action.choice])
        )
    if action.step + 1 < len(FIRST_QUESTIONS):
        await edit_or_send(update, context, origin, *_question(origin, action.step + 1))
        return
    text = origin.translator.html(
        "That is all. /settings changes any of it, /tags shows what can be followed, and "
        "/help what else there is."
    )
    origin = await chat_context(update, context)
    rows: Rows = ()
    if origin.chat is not None and not origin.chat.everything:
        rows = (choose_topics_row(origin),)
        if warned := await nothing_followed_warning(context, origin.translator, origin.chat):
            text = f"{warned}\n\n{text}"
    await edit_or_send(update, context, origin, text, rows)


def welcome_text(context: KhabarContext, origin: ChatContext) -> str:
    """Return the welcome in a private chat or in a group, as HTML."""
    site = context.services.site_name
    if origin.kind is ChatKind.PRIVATE:
        return origin.translator.html(
            "Welcome. News from <b>{site}</b> will reach you here as it is published, with a "
            "photo and a short summary.\n"
            "To search, just write a word, or choose from below.",
            site=site,
        )
    return origin.translator.html(
        "News from <b>{site}</b> will be posted here as it is published, with a photo and a "
        "short summary.\n"
        "Administrators change this with /settings and end it with /stop.",
        site=site,
    )


def welcome_buttons(origin: ChatContext) -> Rows:
    """Return the buttons under the welcome."""
    translator = origin.translator
    return (
        (
            Button(
                translator.gettext("📰 Latest news"), data=encode(ShowPage(Listing.LATEST, 0, 0))
            ),
            Button(translator.gettext("🏷 Tags"), data=encode(ShowPage(Listing.TAGS, 0, 0))),
        ),
        (Button(translator.gettext("⚙️ Settings"), data=encode(OpenMenu(Menu.MAIN))),),
    )


def choose_topics_row(origin: ChatContext) -> tuple[Button, ...]:
    """Return the row with the button that opens the tag picker."""
    label = origin.translator.gettext("📂 Choose what to follow")
    return (Button(label, data=encode(ShowTopics(mute=False, offset=0))),)
