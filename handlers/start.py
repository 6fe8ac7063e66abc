"""`/start` and `/stop`: coming, going, and the links that open something."""

import re
from enum import StrEnum

from telegram import Update

from bot.i18n import DEFAULT_LANGUAGE
from bot.posts.buttons import Rows
from bot.posts.keyboard import Listing, Menu, OpenMenu, ShowPage, encode
from bot.types import Button
from handlers.browse import show_article, show_tag
from handlers.context import KhabarContext, Place, place_of
from handlers.replies import refused, reply
from storage.chats import STOPPED
from storage.models import ChatKind


class Target(StrEnum):
    """What a start parameter names."""

    ARTICLE = "a"
    TAG = "t"


_PARAMETER = re.compile(r"([at])([1-9]\d{0,17})", re.ASCII)


def start_parameter(target: Target, number: int) -> str:
    """The parameter of a link `t.me/bot?start=…` that opens this article or tag."""
    return f"{target}{number}"


def read_parameter(text: str) -> tuple[Target, int] | None:
    """What the parameter names; None for anything that is none of ours."""
    match = _PARAMETER.fullmatch(text)
    return (Target(match[1]), int(match[2])) if match else None


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
    if joined.new:
        text = _welcome(context, place)
    elif joined.again:
        text = place.translator.html(
            "Welcome back. News from {site} will reach you here again, with the settings "
            "you had chosen.",
            site=context.services.site_name,
        )
    else:
        text = place.translator.html(
            "News from {site} reaches you here already. /stop ends it, /settings changes it.",
            site=context.services.site_name,
        )
    await reply(context, place, text, first_buttons(place))
    await _open(update, context, place)


async def _open(update: Update, context: KhabarContext, place: Place) -> None:
    named = read_parameter(context.args[0]) if context.args else None
    if named is None:
        return
    target, number = named
    if target is Target.ARTICLE:
        await show_article(update, context, place, number)
    elif (tag := await context.store.tags.get(number)) is not None:
        await show_tag(update, context, place, tag, 0)


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
