"""Welcomes a new reader in one message, whose buttons choose all news or what interests him."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.i18n import LANGUAGES
from bot.posts.actions.encoding import encode
from bot.posts.actions.reading import Listing, ShowArticle, ShowPage
from bot.posts.actions.settings import (
    EndPicking,
    Menu,
    OpenMenu,
    PickTopics,
    SetLanguage,
    Setting,
    TakeEverything,
)
from bot.posts.actions.subscriptions import ShowTopics, SwitchTopic
from bot.posts.buttons import MAX_LABEL, Rows
from bot.posts.pager import in_rows
from bot.posts.pieces import headline
from bot.posts.shortening import Piece, shortened
from bot.posts.tag_ranking import says_nothing
from bot.text.urls import absolute
from bot.types import Button
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.following.preview import rate_of_subscriptions
from handlers.reader.following.tag_buttons import LIST_FULL
from handlers.reader.settings.apply import apply_setting
from handlers.reader.settings.options import QUESTIONS
from handlers.ui.formatting import published_time
from handlers.ui.guards import require_tag
from handlers.ui.pagination import TAGS_IN_ROW
from handlers.ui.replies import answer_callback, answer_expired, edit_or_send
from storage.chats.subscriptions import SubscriptionResult
from storage.models import Chat, ChatKind

MAX_HEADLINE = 200
# Offered as switches: what fits on a phone's screen without scrolling.
MAX_OFFERED = 18
MAX_NAMED = 8


async def first_contact(context: KhabarContext, origin: ChatContext) -> tuple[str, Rows]:
    """Return the only message that a newcomer gets: what this is, the newest article, the choice.

    A group gets the welcome with the buttons of everybody: its administrators choose.
    """
    text = welcome_text(context, origin)
    if origin.kind is not ChatKind.PRIVATE:
        return text, welcome_buttons(origin)
    translator = origin.translator
    rows: list[tuple[Button, ...]] = []
    for newest in await context.store.articles.latest(1):
        link = Piece.link(headline(newest.article, MAX_HEADLINE), absolute(newest.article.url))
        when = published_time(
            newest.article.published,
            context.services.now(),
            translator=translator,
            zone_name=context.services.zone_name,
        )
        text += "\n\n" + translator.html("The newest article, {when}:", when=when)
        text += "\n" + link.html
        opening = encode(ShowArticle(newest.id))
        rows.append((Button(translator.gettext("Show this article"), data=opening),))
    rows.append(
        (
            Button(translator.gettext("All news"), data=encode(TakeEverything())),
            Button(translator.gettext("Choose what interests me"), data=encode(PickTopics())),
        )
    )
    return text, tuple(rows)


async def set_language(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: SetLanguage
) -> None:
    """Show the first contact in the other language."""
    if action.choice >= len(LANGUAGES):
        await answer_expired(update, origin.translator)
        return
    await apply_setting(context, origin, chat, Setting.LANGUAGE, choice=action.choice)
    changed = await chat_context(update, context)
    confirmed = QUESTIONS[Menu.LANGUAGE].confirmations[action.choice]
    await answer_callback(update, changed.translator.gettext(confirmed))
    await edit_or_send(update, context, changed, *await first_contact(context, changed))


async def take_everything(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, _: TakeEverything
) -> None:
    """Let all news come, and say how much that is; to who has ended the news, that none comes."""
    await apply_setting(context, origin, chat, Setting.EVERYTHING, choice=1)
    text = origin.translator.html("All news comes to you.") if chat.active else ""
    await _end(update, context, origin, chat, text, everything=True)


async def pick_topics(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, _: PickTopics
) -> None:
    """Show sections and busy tags as switches, several of which may be chosen."""
    await _show_switches(update, context, origin, chat)


async def switch_topic(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, action: SwitchTopic
) -> None:
    """Follow the pressed tag, or leave it, and mark it so.

    Each press is kept at once, so that two that come quickly both count; all news still comes
    until the choice is ended.
    """
    tag = await require_tag(update, context, origin, action.tag_id)
    if tag is None:
        return
    subscriptions = context.store.subscriptions
    change = await (subscriptions.follow if action.on else subscriptions.unfollow)(chat.id, tag.id)
    if change is SubscriptionResult.TOO_MANY:
        await answer_callback(update, origin.translator.gettext(LIST_FULL))
        return
    await _show_switches(update, context, origin, chat)


async def end_picking(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat, _: EndPicking
) -> None:
    """Let only what was chosen come; where no switch is on, ask for one choice."""
    followed = await context.store.subscriptions.followed(chat.id)
    if not followed:
        text = origin.translator.gettext("Choose one at least, or all news.")
        await answer_callback(update, text, alert=True)
        return
    await apply_setting(context, origin, chat, Setting.EVERYTHING, choice=0)
    names = origin.translator.gettext(", ").join(
        isolate(clean(tag.name)) for tag in followed[:MAX_NAMED]
    )
    text = origin.translator.html("You follow: {tags}.", tags=names)
    if len(followed) > MAX_NAMED:
        more = len(followed) - MAX_NAMED
        text = origin.translator.nhtml(
            "You follow: {tags} and {n} more.", "You follow: {tags} and {n} more.", more, tags=names
        )
    await _end(update, context, origin, chat, text, everything=False)


async def _end(
    update: Update,
    context: KhabarContext,
    origin: ChatContext,
    chat: Chat,
    text: str,
    *,
    everything: bool,
) -> None:
    translator = origin.translator
    if chat.active:
        rate = await rate_of_subscriptions(context, translator, chat.id, everything=everything)
        lines = [f"{text} {rate}"]
    else:
        # The welcome is from before: only /start begins the news again.
        lines = [text, translator.html("No news is being sent here. /start begins it.")]
    lines.append(translator.html("To search, just write a word."))
    text = "\n".join(filter(None, lines))
    await edit_or_send(update, context, origin, text, welcome_buttons(origin))


async def _show_switches(
    update: Update, context: KhabarContext, origin: ChatContext, chat: Chat
) -> None:
    translator = origin.translator
    found = await context.store.tags.in_use(MAX_OFFERED * 2, sections_first=True)
    offered = [used.tag for used in found if not says_nothing(used.tag)][:MAX_OFFERED]
    chosen = {tag.id for tag in await context.store.subscriptions.followed(chat.id)}
    switches = [
        Button(
            ("✓ " if tag.id in chosen else "") + shortened(clean(tag.name), MAX_LABEL),
            data=encode(SwitchTopic(tag.id, on=tag.id not in chosen)),
        )
        for tag in offered
    ]
    ending = (
        Button(translator.gettext("All news"), data=encode(TakeEverything())),
        Button(translator.gettext("Done"), data=encode(EndPicking())),
    )
    text = (
        translator.html("<b>What interests you?</b>\nPress what you want, then “Done”.")
        if offered
        else translator.html("There are no tags yet: they come with the first news.")
    )
    await edit_or_send(update, context, origin, text, (*in_rows(switches, TAGS_IN_ROW), ending))


def welcome_text(context: KhabarContext, origin: ChatContext) -> str:
    """Return the welcome in a private chat or in a group, as HTML."""
    site = context.services.site_name
    if origin.kind is ChatKind.PRIVATE:
        return origin.translator.html(
            "Welcome. News from <b>{site}</b> reaches you here as it is published, with a "
            "photo and a short summary.",
            site=site,
        )
    return origin.translator.html(
        "News from <b>{site}</b> will be posted here as it is published, with a photo and a "
        "short summary.\n"
        "Administrators change this with /settings and end it with /stop.",
        site=site,
    )


def welcome_buttons(origin: ChatContext) -> Rows:
    """Return the buttons of a chat that has chosen: newest articles, tags, settings."""
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
