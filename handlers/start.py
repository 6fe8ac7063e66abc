"""`/start` and `/stop`: coming, going, and the links that open something."""

from datetime import timedelta

from telegram import Update

from bot.arabic.dates import format_date
from bot.i18n import DEFAULT_LANGUAGE, LANGUAGES
from bot.posts.buttons import Rows
from bot.posts.digest import of_lines
from bot.posts.folding import folded
from bot.posts.keyboard import encode
from bot.posts.reading_actions import Listing, ShowPage
from bot.posts.settings_actions import AnswerFirst, Choose, Menu, OpenMenu, Setting, Speak
from bot.posts.wish_actions import ShowTopics
from bot.types import Button
from handlers.browse import show_article, show_tag
from handlers.context import KhabarContext, Place, place_of, pressed
from handlers.finding import show_search
from handlers.foresight import rate_of_choice, warning
from handlers.links import Target, read_parameter
from handlers.questions import QUESTIONS, keep_answer, paused
from handlers.replies import known, notice, outdated, refused, reply, turn
from storage.chats import NEVER_STARTED, STOPPED, Joined
from storage.models import Chat, ChatKind
from storage.quiet import zone_of

RECENT = 30
A_DAY = timedelta(days=1)
TOP_STORIES = 3
# Asked of a newcomer; all the others wait in the settings.
FIRST_QUESTIONS = (Menu.TOPICS, Menu.DIGEST)


async def start(update: Update, context: KhabarContext) -> None:
    """Subscribe the chat, say what it gets, then open what the link names."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    joined = await context.store.chats.join(
        place.telegram_id,
        kind=place.kind,
        title=place.title,
        language=place.language if place.chat else DEFAULT_LANGUAGE,
        now=context.services.now(),
        thread_id=place.thread_id,
    )
    # Who chose a language before, or watched words, is a newcomer all the same.
    new = joined.new or (place.chat is not None and place.chat.inactive_reason == NEVER_STARTED)
    if new:
        text, rows = _in_english(update, context, place, _welcome(context, place))
    else:
        text = _again(context, place, joined)
        text, rows = _as_it_stands(context, place, joined.chat, text)
        if warned := await warning(context, place.translator, joined.chat):
            text += f"\n\n{warned}"
            rows = (*rows, _choosing(place))
    await reply(context, place, text, (*rows, *first_buttons(place)))
    if not await _open(update, context, place) and new and place.kind is ChatKind.PRIVATE:
        await _first_contact(context, place, joined.chat)


def _again(context: KhabarContext, place: Place, joined: Joined) -> str:
    """To a chat that was here before, or is here already."""
    site, translator = context.services.site_name, place.translator
    private = place.kind is ChatKind.PRIVATE
    if joined.again and private:
        return translator.html(
            "Welcome back. News from {site} will reach you here again, with the settings "
            "you had chosen.",
            site=site,
        )
    if joined.again:
        return translator.html(
            "News from {site} is back in this group, with the settings it had.", site=site
        )
    if private:
        return translator.html(
            "You receive news from {site} already. /stop ends it, /settings changes it.", site=site
        )
    return translator.html(
        "News from {site} is posted in this group already. /stop ends it, /settings changes it.",
        site=site,
    )


def _as_it_stands(context: KhabarContext, place: Place, chat: Chat, text: str) -> tuple[str, Rows]:
    """With a word on the pause, where there is one, and the button that ends it."""
    if chat.paused_until is None or not paused(chat, context.services.now()):
        return text, ()
    local = chat.paused_until.astimezone(zone_of(chat.zone_name))
    told = place.translator.html(
        "⏸ But it is paused until {date}, {time}.",
        date=format_date(local, place.language),
        time=f"{local:%H:%M}",
    )
    ending = Button(
        place.translator.gettext("▶️ End the pause"), data=encode(Choose(Setting.PAUSE, 0))
    )
    return f"{text}\n{told}", ((ending,),)


def _in_english(
    update: Update, context: KhabarContext, place: Place, text: str
) -> tuple[str, Rows]:
    """With a line in English for those whose Telegram speaks no Arabic."""
    user = update.effective_user
    code = (user.language_code if user else None) or DEFAULT_LANGUAGE
    if place.kind is not ChatKind.PRIVATE or code.startswith(DEFAULT_LANGUAGE):
        return text, ()
    english = context.services.catalogues.translator("en")
    told = english.html("The bot speaks English, too: press the button, or send /language.")
    choice = encode(Speak(LANGUAGES.index("en")))
    return f"{text}\n\n{told}", ((Button(english.gettext("English"), data=choice),),)


def _choosing(place: Place) -> tuple[Button, ...]:
    label = place.translator.gettext("📂 Choose what to follow")
    return (Button(label, data=encode(ShowTopics(mute=False, offset=0))),)


async def _open(update: Update, context: KhabarContext, place: Place) -> bool:
    """Open what the link names; whether it named anything."""
    named = read_parameter(context.args[0]) if context.args else None
    if named is None:
        return False
    if named.target is Target.ARTICLE:
        await show_article(update, context, place, named.number)
    elif named.target is Target.SEARCH:
        await show_search(update, context, place, named.words)
    elif (tag := await context.store.tags.get(named.number)) is not None:
        await show_tag(update, context, place, tag, 0)
    return True


async def _first_contact(context: KhabarContext, place: Place, chat: Chat) -> None:
    """The day's top stories at once, then the first of two questions."""
    now = context.services.now()
    articles = await context.store.articles.latest(RECENT)
    today = [one for one in articles if now - one.article.published < A_DAY]
    lines = folded(today or articles)[:TOP_STORIES]
    total = sum(1 + line.updates for line in lines)
    top = of_lines(lines, total=total, top=True, translator=place.translator)
    if top is not None:
        await reply(context, place, top.html, top.buttons)
    await _ask_first(context, place, chat)


async def _ask_first(context: KhabarContext, place: Place, chat: Chat) -> None:
    """The first question, with what all news would bring where any was read yet."""
    text, rows = _question(place, 0)
    if await context.store.articles.count():
        rate = await rate_of_choice(context, place.translator, chat.id, everything=True)
        text += "\n" + place.translator.html("All news: {rate}", rate=rate)
    await reply(context, place, text, rows)


async def speak(update: Update, context: KhabarContext) -> None:
    """The welcome in another language in place, and the first question in it as well."""
    action = pressed(update, Speak)
    place = await place_of(update, context)
    query = update.callback_query
    if query is None or await refused(update, context, place):
        return
    if action.choice >= len(LANGUAGES):
        await outdated(query, place.translator)
        return
    chat = await known(update, context, place)
    if chat is None:
        return
    await keep_answer(context, place, chat, Setting.LANGUAGE, choice=action.choice)
    place = await place_of(update, context)
    confirmed = QUESTIONS[Menu.LANGUAGE].confirmations[action.choice]
    await notice(query, place.translator.gettext(confirmed))
    await turn(update, context, place, _welcome(context, place), first_buttons(place))
    await _ask_first(context, place, chat)


def _question(place: Place, step: int) -> tuple[str, Rows]:
    """A newcomer's question with its answers, and the button that skips it."""
    translator = place.translator
    question = QUESTIONS[FIRST_QUESTIONS[step]]
    rows = [
        (Button(translator.gettext(answer), data=encode(AnswerFirst(step, number))),)
        for number, answer in enumerate(question.answers)
    ]
    skipping = encode(AnswerFirst(step, len(question.answers)))
    rows.append((Button(translator.gettext("Skip"), data=skipping),))
    return translator.html(question.text), tuple(rows)


async def answer_first(update: Update, context: KhabarContext) -> None:
    """Keep the answer, if there is one, and go on to the next question or to the end."""
    action = pressed(update, AnswerFirst)
    place = await place_of(update, context)
    query = update.callback_query
    if query is None or await refused(update, context, place):
        return
    answers = [len(QUESTIONS[menu].answers) for menu in FIRST_QUESTIONS]
    if action.step >= len(answers) or action.choice > answers[action.step]:
        await outdated(query, place.translator)
        return
    chat = await known(update, context, place)
    if chat is None:
        return
    question = QUESTIONS[FIRST_QUESTIONS[action.step]]
    if action.choice < len(question.answers):
        await keep_answer(context, place, chat, question.setting, choice=action.choice)
        await notice(query, place.translator.gettext(question.confirmations[action.choice]))
    if action.step + 1 < len(FIRST_QUESTIONS):
        await turn(update, context, place, *_question(place, action.step + 1))
        return
    text = place.translator.html(
        "That is all. /settings changes any of it, /tags shows what can be followed, and "
        "/help what else there is."
    )
    place = await place_of(update, context)
    rows: Rows = ()
    if place.chat is not None and not place.chat.everything:
        rows = (_choosing(place),)
        if warned := await warning(context, place.translator, place.chat):
            text = f"{warned}\n\n{text}"
    await turn(update, context, place, text, rows)


async def stop(update: Update, context: KhabarContext) -> None:
    """End the subscription; nothing is asked."""
    place = await place_of(update, context)
    if await refused(update, context, place):
        return
    if place.chat is None or not place.chat.active:
        text = place.translator.html("No news is being sent here. /start begins it.")
    else:
        chats, now = context.store.chats, context.services.now()
        if place.kind is ChatKind.PRIVATE:
            await chats.leave(place.telegram_id, reason=STOPPED, now=now)
        else:
            await chats.leave_topic(place.chat.id, reason=STOPPED, now=now)
        text = place.translator.html(
            "Done: no more news will be sent here. Your settings are kept for 30 days in case "
            "you come back with /start; /forget erases them now."
        )
    await reply(context, place, text)


def _welcome(context: KhabarContext, place: Place) -> str:
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


def first_buttons(place: Place) -> Rows:
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
