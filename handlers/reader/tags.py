"""Answers `/tag`, `/tags` and hashtags: lists of tags, and the articles of one tag."""

from telegram import Update

from bot.arabic.bidi import isolate
from bot.arabic.morphology.stems import stem
from bot.arabic.normalize import clean
from bot.arabic.tag_names import tag_key
from bot.posts.actions.reading import Listing, ShowPage
from bot.posts.buttons import Rows, follow_button, mute_button
from handlers.buttons import button_action
from handlers.context import ChatContext, KhabarContext, chat_context
from handlers.reader.articles import followed_ids, show_page
from handlers.reader.following.preview import rate_of_tag
from handlers.reader.search_results import show_search
from handlers.ui.deep_links import LinkTarget, share_row, start_parameter
from handlers.ui.guards import require_tag
from handlers.ui.pagination import (
    PAGE_SIZE,
    TAGS_PAGE_SIZE,
    ListPage,
    clamp_offset,
    tag_button,
    tags_page,
)
from handlers.ui.replies import edit_or_send
from storage.articles.tags import UsedTag
from storage.models import ChatKind, Tag

OFFERED_TAGS = 6
# The longest name of a tag that anybody could mean; the rest of a longer text is not read.
MAX_NAME = 100


async def tag(update: Update, context: KhabarContext) -> None:
    """`/tag name`: show the articles of a tag; without a name list the tags."""
    origin = await chat_context(update, context)
    name = " ".join(context.args or ())
    if name.strip("# _"):
        await show_tag_named(update, context, origin, name)
    else:
        await show_tags(update, context, origin, 0)


async def tags(update: Update, context: KhabarContext) -> None:
    """`/tags`: list the tags and sections in use."""
    await show_tags(update, context, await chat_context(update, context), 0)


async def show_hashtag(update: Update, context: KhabarContext) -> None:
    """Show the articles of the hashtag that was written in a private chat."""
    text = (update.message and update.message.text) or ""
    origin = await chat_context(update, context)
    if await context.store.tags.find(folded_name(text)):
        await show_tag_named(update, context, origin, text)
    else:
        await show_search(update, context, origin, text)


async def turn_page(update: Update, context: KhabarContext) -> None:
    """Show another page of a tag's articles."""
    action = button_action(update, ShowPage)
    origin = await chat_context(update, context)
    found = await require_tag(update, context, origin, action.key)
    if found is None:
        return
    await show_tag(update, context, origin, found, action.offset)


async def turn_tags(update: Update, context: KhabarContext) -> None:
    """Show another page of the list of tags."""
    offset = button_action(update, ShowPage).offset
    await show_tags(update, context, await chat_context(update, context), offset)


def folded_name(text: str) -> str:
    """Return the key of a tag by its name or hashtag (`#دير_الزور`), as a reader wrote it."""
    return tag_key(clean(text[: 2 * MAX_NAME]).lstrip("#")[:MAX_NAME])


async def show_tag(
    update: Update, context: KhabarContext, origin: ChatContext, tag: Tag, offset: int
) -> None:
    """Show a page of a tag's articles, with the buttons to follow and mute it."""
    articles = context.store.articles
    total = await articles.count_by_tag(tag.id)
    offset = clamp_offset(offset, total, PAGE_SIZE)
    found = await articles.by_tag(tag.id, PAGE_SIZE, offset)
    name = isolate(clean(tag.name))
    following = tag.id in await followed_ids(context, origin)
    chat_id = origin.chat.id if origin.chat else 0
    muted = {one.id for one in await context.store.subscriptions.muted(chat_id)}
    rows: Rows = ()
    if origin.kind is not ChatKind.CHANNEL:
        parameter = start_parameter(LinkTarget.TAG, tag.id)
        rows = (
            (follow_button(tag, translator=origin.translator, following=following),),
            (mute_button(tag, translator=origin.translator, muted=tag.id in muted),),
            share_row(context.bot.username, parameter, clean(tag.name), origin.translator),
        )
    if not found:
        text = origin.translator.html("There is no news under “{tag}” yet.", tag=name)
        await edit_or_send(update, context, origin, text, rows)
        return
    header = origin.translator.nhtml(
        "<b>{tag}</b>: {n} article", "<b>{tag}</b>: {n} articles", total, tag=name
    )
    header += "\n" + await rate_of_tag(context, origin.translator, tag.id)
    page = ListPage(listing=Listing.TAG, key=tag.id, offset=offset, total=total, items=tuple(found))
    await show_page(update, context, origin, page, header=header, rows=rows)


async def show_tags(
    update: Update, context: KhabarContext, origin: ChatContext, offset: int
) -> None:
    """Show a page of the tags and sections in use."""
    total = await context.store.tags.count_in_use()
    offset = clamp_offset(offset, total, TAGS_PAGE_SIZE)
    found = await context.store.tags.in_use(TAGS_PAGE_SIZE, offset)
    if not found:
        text = origin.translator.html("There are no tags yet: they come with the first news.")
        await edit_or_send(update, context, origin, text)
        return
    text, rows = tags_page(found, offset, total, translator=origin.translator)
    await edit_or_send(update, context, origin, text, rows)


async def show_tag_named(
    update: Update, context: KhabarContext, origin: ChatContext, name: str
) -> None:
    """Show the articles of the tag with this name; for an unknown one offer similar names."""
    folded = folded_name(name)
    found = await context.store.tags.find(folded)
    if found:
        await show_tag(update, context, origin, found[0], 0)
        return
    nearest = await context.store.tags.nearest(folded, OFFERED_TAGS, stem=stem)
    shown = isolate(clean(name[:MAX_NAME]).lstrip("#"))
    if nearest:
        text = origin.translator.nhtml(
            "There is no tag “{tag}”. The nearest one is this:",
            "There is no tag “{tag}”. The nearest ones are these:",
            len(nearest),
            tag=shown,
        )
        rows = tuple((tag_button(UsedTag(tag, 0)),) for tag in nearest)
        await edit_or_send(update, context, origin, text, rows)
        return
    text = origin.translator.html(
        "There is no tag “{tag}”. /tags shows those of recent news, "
        "and /search looks through all of it.",
        tag=shown,
    )
    await edit_or_send(update, context, origin, text)
