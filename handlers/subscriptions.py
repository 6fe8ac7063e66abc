"""`/subscriptions`: everything a chat follows, each with the button that leaves it."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.normalize import clean
from bot.posts.buttons import follow_button
from bot.posts.keyboard import Listing, Menu, OpenMenu, ShowPage, encode
from bot.types import Button
from handlers.context import KhabarContext, place_of
from handlers.replies import reply

# Telegram takes a hundred buttons in a message; a longer list is shown in words alone.
MAX_BUTTONS = 50
MAX_NAMED = 100


async def subscriptions(update: Update, context: KhabarContext) -> None:
    """What comes here, in words, and a button for each followed tag."""
    place = await place_of(update, context)
    translator = place.translator
    chat = place.chat
    followed = await context.store.subscriptions.followed(chat.id) if chat else []
    lines = []
    if chat is None or not chat.active:
        lines.append(translator.html("No news is being sent here. /start begins it."))
    elif chat.everything:
        lines.append(translator.html("All news is being sent here."))
    else:
        lines.append(translator.html("Only news of what you follow is being sent here."))
    if followed:
        names = translator.gettext(", ").join(
            isolate(clean(tag.name)) for tag in followed[:MAX_NAMED]
        )
        lines.append(
            translator.nhtml(
                "You follow {n} tag: {tags}.",
                "You follow {n} tags: {tags}.",
                len(followed),
                tags=names,
            )
        )
    else:
        lines.append(translator.html("You follow no tag yet. /tags shows what there is."))
    rows: list[tuple[Button, ...]] = [
        (follow_button(tag, translator=translator, following=True),)
        for tag in followed[:MAX_BUTTONS]
    ]
    rows.append(
        (
            Button(translator.gettext("🏷 Tags"), data=encode(ShowPage(Listing.TAGS, 0, 0))),
            Button(translator.gettext("⚙️ Settings"), data=encode(OpenMenu(Menu.MAIN))),
        )
    )
    await reply(context, place, "\n\n".join(lines), tuple(rows))
