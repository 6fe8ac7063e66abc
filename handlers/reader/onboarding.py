"""What a newcomer is shown: the welcome, the top stories, and two questions."""

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
from handlers.context import ChatContext, KhabarContext, button_action, chat_context
from handlers.reader.preview import rate_of_choice, warning
from handlers.reader.setting_options import QUESTIONS, keep_answer
from handlers.ui.replies import (
    answer_callback,
    answer_expired,
    deny_if_not_admin,
    edit_or_send,
    reply,
    require_known_chat,
)
from storage.models import Chat, ChatKind

RECENT = 30
A_DAY = timedelta(days=1)
TOP_STORIES = 3
# Asked of a newcomer; all the others wait in the settings.
FIRST_QUESTIONS = (Menu.TOPICS, Menu.DIGEST)


async def first_contact(context: KhabarContext, place: ChatContext, chat: Chat) -> None:
    """The day's top stories at once, then the first of two questions."""
    now = context.services.now()
    articles = await context.store.articles.latest(RECENT)
    today = [one for one in articles if now - one.article.published < A_DAY]
    lines = cluster_events(today or articles)[:TOP_STORIES]
    total = sum(1 + line.updates for line in lines)
    top = digest_of_lines(lines, total=total, top=True, translator=place.translator)
    if top is not None:
        await reply(context, place, top.html, top.buttons)
    await _ask_first(context, place, chat)


async def _ask_first(context: KhabarContext, place: ChatContext, chat: Chat) -> None:
    """The first question, with what all news would bring where any was read yet."""
    text, rows = _question(place, 0)
    if await context.store.articles.count():
        rate = await rate_of_choice(context, place.translator, chat.id, everything=True)
        text += "\n" + place.translator.html("All news: {rate}", rate=rate)
    await reply(context, place, text, rows)


async def speak(update: Update, context: KhabarContext) -> None:
    """The welcome in another language in place, and the first question in it as well."""
    action = button_action(update, SetLanguage)
    place = await chat_context(update, context)
    query = update.callback_query
    if query is None or await deny_if_not_admin(update, context, place):
        return
    if action.choice >= len(LANGUAGES):
        await answer_expired(query, place.translator)
        return
    chat = await require_known_chat(update, context, place)
    if chat is None:
        return
    await keep_answer(context, place, chat, Setting.LANGUAGE, choice=action.choice)
    place = await chat_context(update, context)
    confirmed = QUESTIONS[Menu.LANGUAGE].confirmations[action.choice]
    await answer_callback(query, place.translator.gettext(confirmed))
    await edit_or_send(update, context, place, welcome(context, place), first_buttons(place))
    await _ask_first(context, place, chat)


def _question(place: ChatContext, step: int) -> tuple[str, Rows]:
    """A newcomer's question with its answers, and the button that skips it."""
    translator = place.translator
    question = QUESTIONS[FIRST_QUESTIONS[step]]
    rows = [
        (Button(translator.gettext(answer), data=encode(AnswerOnboarding(step, number))),)
        for number, answer in enumerate(question.answers)
    ]
    skipping = encode(AnswerOnboarding(step, len(question.answers)))
    rows.append((Button(translator.gettext("Skip"), data=skipping),))
    return translator.html(question.text), tuple(rows)


async def answer_first(update: Update, context: KhabarContext) -> None:
    """Keep the answer, if there is one, and go on to the next question or to the end."""
    action = button_action(update, AnswerOnboarding)
    place = await chat_context(update, context)
    query = update.callback_query
    if query is None or await deny_if_not_admin(update, context, place):
        return
    answers = [len(QUESTIONS[menu].answers) for menu in FIRST_QUESTIONS]
    if action.step >= len(answers) or action.choice > answers[action.step]:
        await answer_expired(query, place.translator)
        return
    chat = await require_known_chat(update, context, place)
    if chat is None:
        return
    question = QUESTIONS[FIRST_QUESTIONS[action.step]]
    if action.choice < len(question.answers):
        await keep_answer(context, place, chat, question.setting, choice=action.choice)
        await answer_callback(
            query, place.translator.gettext(question.confirmations[action.choice])
        )
    if action.step + 1 < len(FIRST_QUESTIONS):
        await edit_or_send(update, context, place, *_question(place, action.step + 1))
        return
    text = place.translator.html(
        "That is all. /settings changes any of it, /tags shows what can be followed, and "
        "/help what else there is."
    )
    place = await chat_context(update, context)
    rows: Rows = ()
    if place.chat is not None and not place.chat.everything:
        rows = (choosing(place),)
        if warned := await warning(context, place.translator, place.chat):
            text = f"{warned}\n\n{text}"
    await edit_or_send(update, context, place, text, rows)


def welcome(context: KhabarContext, place: ChatContext) -> str:
    site = context.services.site_name
    if place.kind is ChatKind.PRIVATE:
        return place.translator.html(
            "Welcome. News from <b>{site}</b> will reach you here as it is published, with a "
            "photo and a short summary.\n"
            "To search, just write a word, or choose from below.",
            site=site,
        )
    return place.translator.html(
        "News from <b>{site}</b> will be posted here as it is published, with a photo and a "
        "short summary.\n"
        "Administrators change this with /settings and end it with /stop.",
        site=site,
    )


def first_buttons(place: ChatContext) -> Rows:
    """What a newcomer may want next."""
    translator = place.translator
    return (
        (
            Button(
                translator.gettext("📰 Latest news"), data=encode(ShowPage(Listing.LATEST, 0, 0))
            ),
            Button(translator.gettext("🏷 Tags"), data=encode(ShowPage(Listing.TAGS, 0, 0))),
        ),
        (Button(translator.gettext("⚙️ Settings"), data=encode(OpenMenu(Menu.MAIN))),),
    )


def choosing(place: ChatContext) -> tuple[Button, ...]:
    label = place.translator.gettext("📂 Choose what to follow")
    return (Button(label, data=encode(ShowTopics(mute=False, offset=0))),)
